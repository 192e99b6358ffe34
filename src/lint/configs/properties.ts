import type { Scalar } from '../yaml/value.ts';
import type { ConfigFile } from './config-file.ts';

/** A Java properties file as far as Kafka's use of it goes: `key=value`, comments, lines continued by a backslash. */
export function parseProperties(file: ConfigFile): ReadonlyMap<string, Scalar> {
  const settings = new Map<string, Scalar>();
  const lines = file.text.split(/\r?\n/);
  for (let index = 0; index < lines.length; index++) {
    const start = index;
    let line = lines[index] ?? '';
    while (line.endsWith('\\') && index + 1 < lines.length) {
      index++;
      line = line.slice(0, -1) + (lines[index] ?? '').trimStart();
    }
    const [, key, value = ''] = /^\s*([^#!\s=:][^\s=:]*)\s*[=:]?\s*(.*?)\s*$/.exec(line) ?? [];
    if (key === undefined) continue;
    settings.set(key, { kind: 'scalar', text: value, at: file.placeOf(start), empty: false, block: false });
  }
  return settings;
}
