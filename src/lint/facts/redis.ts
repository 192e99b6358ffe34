import { configAt, mountedConfigs, type ConfigFile } from '../configs/config-file.ts';
import {
  directiveOf,
  lastOf,
  parseRedisConf,
  parseRedisOptions,
  type Directive,
} from '../configs/directives.ts';
import type { Loaded } from '../load.ts';
import { directoryOf } from '../paths.ts';
import { isKnown, type Scalar } from '../yaml/value.ts';
import { redisVariables, sentinelVariables } from './redis-variables.ts';
import { isCommand } from './roles.ts';
import type { Service } from './service.ts';
import { programOf } from './words.ts';

/** A Redis, Valkey or Sentinel process with what it is told. */
export interface RedisNode {
  readonly service: Service;
  readonly directives: readonly Directive[];
  /** Everything that is set is known: what is absent has the server's default. */
  readonly whole: boolean;
  /** The path of the configuration that the server was started with, when its command names one. */
  readonly configPath: string | undefined;
  /** Its text; the path differs from `configPath` when the command copies it there. */
  readonly config: ConfigFile | undefined;
}

const server = /^(?:redis|valkey)-(?:server|sentinel)$/;

/** Reads the settings of a data node or a Sentinel: its file first, what the command adds over it. */
export function readRedis(service: Service, loaded: Loaded, sentinel: boolean): RedisNode {
  const started = startOf(service);
  if (service.image?.repository.startsWith('bitnami') === true) return bitnamiNode(service, sentinel);
  if (started === undefined) return scripted(service, loaded);
  const [first] = started.args;
  const configPath = first === undefined || first.text.startsWith('-') ? undefined : first.text;
  const config = configPath === undefined ? undefined : configFor(service, configPath, loaded);
  const inFile = config === undefined ? [] : parseRedisConf(config);
  const whole =
    (configPath === undefined || config !== undefined) &&
    (!started.scripted || isPlainCopy(service)) &&
    inFile.every(({ name }) => name !== 'include') &&
    started.args.every(({ text }) => text.startsWith('--') || isKnown(text) || started.args.length > 1) &&
    (!service.built || configPath !== undefined);
  const options = parseRedisOptions(started.args.slice(configPath === undefined ? 0 : 1));
  const written = config === undefined ? writtenByScript(service) : [];
  return { service, directives: [...written, ...inFile, ...options], whole, configPath, config };
}

interface Start {
  readonly args: readonly Scalar[];
  /** Other commands run before it, which may write its configuration. */
  readonly scripted: boolean;
}

/** The file the server is started with, or the one that the command copies there first. */
function configFor(service: Service, path: string, loaded: Loaded): ConfigFile | undefined {
  const { words } = service;
  const folder = directoryOf(path);
  const copy = words.findIndex(({ text }, at) => programOf(text) === 'cp' && isCommand(words, at));
  const [from, to] = copy === -1 ? [] : words.slice(copy + 1).filter(({ text }) => !text.startsWith('-'));
  const copied = from !== undefined && [path, folder, `${folder}/`].includes(to?.text ?? '');
  return configAt(service, path, loaded) ?? (copied ? configAt(service, from.text, loaded) : undefined);
}

/** A script that copies the file and changes nothing in it. */
function isPlainCopy({ words }: Service): boolean {
  const texts = words.map(({ text }) => programOf(text));
  return (
    texts.includes('cp') && !texts.some((text) => /^(?:sed|echo|printf|envsubst|cat|tee|awk)$|^>/.test(text))
  );
}

/** The server's arguments; the stock entrypoint puts `redis-server` before an option or a path to a .conf. */
function startOf({ words, hasEntrypoint, built }: Service): Start | undefined {
  const index = words.findIndex(({ text }, at) => server.test(programOf(text)) && isCommand(words, at));
  if (index === -1) {
    const first = words[0]?.text;
    const implied = first === undefined || first.startsWith('-') || first.endsWith('.conf');
    return implied && !hasEntrypoint && !(built && first === undefined)
      ? { args: words, scripted: false }
      : undefined;
  }
  const rest = words.slice(index + 1);
  const end = rest.findIndex(({ text }) => text === ';');
  const args = (end === -1 ? rest : rest.slice(0, end)).filter(({ text }) => text !== '--sentinel');
  return { args, scripted: words.slice(0, index).some(({ text }) => text === ';') };
}

/** Started by a script of the image's own: the mounted files are part of what it is told, but not all. */
function scripted(service: Service, loaded: Loaded): RedisNode {
  const files = mountedConfigs(service, /(?:redis|valkey|sentinel).*\.conf/, loaded);
  const directives = [...files.flatMap(parseRedisConf), ...writtenByScript(service)];
  return { service, directives, whole: false, configPath: undefined, config: undefined };
}

function bitnamiNode(service: Service, sentinel: boolean): RedisNode {
  const read = sentinel ? sentinelVariables : redisVariables;
  return { service, directives: read(service), whole: false, configPath: undefined, config: undefined };
}

/** `echo "sentinel monitor ..." > sentinel.conf` and its like: settings inside a script of the Compose file. */
function writtenByScript({ words }: Service): readonly Directive[] {
  return words.flatMap(({ text, at }) =>
    [...text.matchAll(/\bsentinel [a-z]+[^\n\\;]*/g)]
      .map(([line]) => directiveOf(line.trim().split(/\s+/), at, true))
      .filter(({ args }) => args.length > 1),
  );
}

/** The directive that holds, or undefined where it is absent. */
export function settingOf({ directives }: RedisNode, name: string): Directive | undefined {
  return lastOf(directives, name);
}

/** `yes` or `no` of a directive; undefined where it is absent or not known. */
export function switchOf(node: RedisNode, name: string): boolean | undefined {
  const word = settingOf(node, name)?.args[0]?.toLowerCase();
  return word === 'yes' ? true : word === 'no' ? false : undefined;
}
