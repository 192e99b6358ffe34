import { inContainer } from './container.ts';

/**
 * Has a JVM read a properties file and say what it understood. The JVM that the image has, and no compiler is in it: it
 * reads the file as its security properties, by java.util.Properties, and lists them.
 */
export async function readByJava(image: string, text: string): Promise<ReadonlyMap<string, string>> {
  const script = `java -Djava.security.properties=/cases/server.properties -XshowSettings:security:properties -version 2>&1`;
  const printed = await inContainer(image, new Map([['server.properties', text]]), script);
  const read = new Map<string, string>();
  let key = '';
  for (const line of printed.split('\n')) {
    const [, name, value] = /^ {8}([^ =]+)=(.*)$/su.exec(line) ?? [];
    if (name !== undefined) read.set((key = name), value ?? '');
    // A value of more than 80 characters is printed on lines of its own, cut behind each comma.
    else if (line.startsWith(' '.repeat(12))) read.set(key, `${read.get(key) ?? ''}${line.slice(12)}`);
  }
  return read;
}
