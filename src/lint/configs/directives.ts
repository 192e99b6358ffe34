import type { Scalar } from '../yaml/value.ts';
import type { Place } from '../place.ts';
import type { ConfigFile } from './config-file.ts';

/** One setting of redis.conf or sentinel.conf, from a file or the command line. */
export interface Directive {
  /** In lower case; Sentinel's own with their second word: `sentinel monitor`. */
  readonly name: string;
  readonly args: readonly string[];
  readonly at: Place;
  /** Set on the command line or by a variable, which every start repeats. */
  readonly fixed: boolean;
}

/** The lines of a Redis or Sentinel configuration. A `#` only begins a comment at the beginning of a line. */
export function parseRedisConf(file: ConfigFile): readonly Directive[] {
  return file.text.split(/\r?\n/).flatMap((line, index) => {
    const words = splitRedisLine(line);
    if (words.length === 0 || line.trimStart().startsWith('#')) return [];
    return [directiveOf(words, file.placeOf(index, line.search(/\S/) + 1), false)];
  });
}

/** `--name value value --name ...`, as redis-server takes its settings on the command line. */
export function parseRedisOptions(words: readonly Scalar[]): readonly Directive[] {
  const groups: { words: string[]; at: Place }[] = [];
  for (const { text, at } of words) {
    if (text.startsWith('--')) groups.push({ words: splitRedisLine(text.slice(2)), at });
    else groups.at(-1)?.words.push(text);
  }
  return groups
    .filter((group) => group.words.length > 0)
    .map((group) => directiveOf(group.words, group.at, true));
}

export function directiveOf(words: readonly string[], at: Place, fixed: boolean): Directive {
  const [first = '', second = ''] = words;
  const name = first.toLowerCase();
  // replicaof was slaveof before Redis 5, and both are still read.
  const modern = name.replace(/^slave/, 'replica').replace('-slaves-', '-replicas-');
  if (name === 'sentinel')
    return { name: `sentinel ${second.toLowerCase()}`, args: words.slice(2), at, fixed };
  return { name: modern, args: words.slice(1), at, fixed };
}

function splitRedisLine(line: string): string[] {
  return [...line.matchAll(/"((?:\\[^]|[^"\\])*)"|'([^']*)'|[^\s"']\S*/g)].map(
    ([all, double, single]) => double ?? single ?? all,
  );
}

/** The last directive of a name, which is the one that holds. */
export function lastOf(directives: readonly Directive[], name: string): Directive | undefined {
  return directives.findLast((directive) => directive.name === name);
}
