import { inContainer } from './container.ts';

/** What a program says of one file: nothing when it is good. */
export type Complaints = ReadonlyMap<string, string>;

/** Has each file checked by `nginx -t`, as the start script does. */
export function checkedByNginx(image: string, files: ReadonlyMap<string, string>): Promise<Complaints> {
  return checked(image, files, 'nginx -e stderr -t -q -c');
}

/** Has each file checked by `haproxy -c`. */
export function checkedByHaproxy(image: string, files: ReadonlyMap<string, string>): Promise<Complaints> {
  return checked(image, files, 'haproxy -c -q -f');
}

async function checked(
  image: string,
  files: ReadonlyMap<string, string>,
  command: string,
): Promise<Complaints> {
  const script = `cd /cases; for file in *; do
    if ! said=$(${command} "/cases/$file" 2>&1); then echo "$file $(tr '\\n' ' ' <<<"$said")"; fi
  done`;
  const lines = (await inContainer(image, files, script)).split('\n').filter((line) => line !== '');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}
