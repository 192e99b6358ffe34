import { z } from 'zod';

/*
 * The words of the spec below the level of keys. Every grammar is an allow-list that is safe in each language the
 * value ends up in (YAML, nginx.conf, redis.conf, properties files), and a linear regular expression behind a
 * length limit. An error text says what is allowed and starts with "must be": the parser puts the place and what is
 * there in front of it. Give a text with a unit its default as text: `memory().prefault('96MiB')`.
 */

export interface Range {
  readonly min?: number;
  readonly max?: number;
}

const mebibytes: Readonly<Record<string, number>> = { MiB: 1, GiB: 1024 };
const milliseconds: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * A memory or disk size, `96MiB` or `1.5GiB`, read as whole MiB. The range is in MiB. Decimal and one-letter units
 * (`MB`, `M`) are refused: Redis, the JVM and Compose each read them differently.
 */
export function memory({ min = 1, max = 16 * 1024 * 1024 }: Range = {}) {
  const allowed = `must be a size such as 96MiB or 4GiB, from ${formatMemory(min)} to ${formatMemory(max)}`;
  return measured(/^\d{1,8}(?:\.\d{1,3})?(?:MiB|GiB)$/, mebibytes, { min, max }, allowed).meta({
    unit: 'MiB',
  });
}

/** A time, `1500ms`, `2s`, `5m` or `1h`, read as whole milliseconds. The range is in milliseconds. */
export function duration({ min = 1, max = 365 * 24 * 3_600_000 }: Range = {}) {
  const allowed = `must be a time such as 1500ms or 2s, from ${formatDuration(min)} to ${formatDuration(max)}`;
  return measured(/^\d{1,9}(?:\.\d{1,3})?(?:ms|s|m|h)$/, milliseconds, { min, max }, allowed).meta({
    unit: 'ms',
  });
}

/** A size in MiB as the spec writes it: 4096 is `4GiB`. */
export function formatMemory(mib: number): string {
  return mib % 1024 === 0 && mib > 0 ? `${mib / 1024}GiB` : `${mib}MiB`;
}

/** A time in milliseconds as the spec writes it: 2000 is `2s`. */
export function formatDuration(ms: number): string {
  const unit = ['h', 'm', 's'].find((name) => ms > 0 && ms % (milliseconds[name] ?? 1) === 0) ?? 'ms';
  return `${ms / (milliseconds[unit] ?? 1)}${unit}`;
}

/** A TCP port, 1 to 65535. */
export function port() {
  return integer({ min: 1, max: 65_535 });
}

/** A whole number in a range; text that looks like a number is refused. */
export function integer({ min = 0, max = Number.MAX_SAFE_INTEGER }: Range = {}) {
  const error = `must be a whole number from ${min} to ${max}, without quotes`;
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}

/** A name that becomes a service, container or directory name: `web`, `order-api`. At most 31 characters. */
export function identifier() {
  const error =
    'must be a name of 1 to 31 small letters, digits and dashes that starts with a letter and does not end with a dash';
  return z.string({ error }).regex(/^[a-z](?:[a-z0-9-]{0,29}[a-z0-9])?$/, { error });
}

/** A host name as RFC 1123 has it: labels of up to 63 letters, digits and dashes, 253 characters in all. */
export function hostname() {
  const label = '[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?';
  const error = 'must be a host name such as example.com (letters, digits, dashes and dots)';
  return z
    .string({ error })
    .max(253, { error })
    .regex(new RegExp(`^${label}(?:\\.${label})*$`), { error });
}

/** A URL path that requests are routed by: `/` or `/admin/api`. No query, no escapes, no `.` or `..` segments. */
export function pathPrefix() {
  const error =
    'must be a path such as / or /admin (letters, digits, . _ ~ - between slashes, no . or .. alone)';
  return z
    .string({ error })
    .max(128, { error })
    .regex(/^\/(?:[A-Za-z0-9._~-]+(?:\/[A-Za-z0-9._~-]+)*\/?)?$/, { error })
    .refine(hasNoDotSegment, { error });
}

/** An image reference by the grammar of the distribution project: `[host[:port]/]path[:tag][@sha256:digest]`. */
export function imageReference() {
  const error = 'must be an image reference such as redis:8.0.2 or ghcr.io/acme/shop@sha256:<64 hex digits>';
  const host = '(?:[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\\.[A-Za-z0-9][A-Za-z0-9-]{0,62})*(?::\\d{1,5})?\\/)?';
  const step = '[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*';
  const tag = '(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?';
  const digest = '(?:@sha256:[a-f0-9]{64})?';
  return z
    .string({ error })
    .max(383, { error })
    .regex(new RegExp(`^${host}${step}(?:\\/${step})*${tag}${digest}$`), { error });
}

/**
 * A directory at or below the one the spec is in: `.`, `./web`, `services/web`. Absolute paths, `..`, `~`,
 * backslashes and control characters are refused, so that a spec from elsewhere cannot pull a home directory into
 * an image.
 */
export function relativeDirectory() {
  const error =
    'must be a directory, not what Compose takes for a repository (git@, github.com/, ://, service:)';
  return relativePath('a directory at or below the one of this file, such as . or services/web').refine(
    (path) => !isRemote(path),
    { error },
  );
}

/** A file below the directory the spec is in, by the same rules as {@link relativeDirectory}. */
export function relativeFile() {
  return relativePath('a file below the directory of this file, such as docker/web.Dockerfile');
}

/** A value passed through to a server's own settings: one line of printable text, a finite number, or a boolean. */
export function nativeValue() {
  const error =
    'must be one line of text (at most 1024 characters, no control characters), a number, true or false';
  const text = z.string({ error }).max(1024, { error }).refine(isPrintableLine, { error });
  return z.union([text, z.number(), z.boolean()], { error });
}

/**
 * Control characters (C0, C1, delete), line and paragraph separators, and characters that change how text reads
 * without being seen: bidirectional controls (CVE-2021-42574), zero-width ones, the byte order mark; also halves of
 * a surrogate pair, which no UTF-8 file can hold, and what Unicode says is no character (U+FFFE, U+FFFF and their
 * kin), at which Compose's YAML reader stops.
 */
export const unprintable =
  // eslint-disable-next-line no-control-regex -- control characters are what it looks for
  /[\u0000-\u001f\u007f-\u009f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]|\p{Surrogate}|\p{Noncharacter_Code_Point}/u;

/** True for text that can stand on one line of any file and reads as what it is. */
export function isPrintableLine(text: string): boolean {
  return !unprintable.test(text);
}

/**
 * For a rule over a whole map: asked as well when something else in the map is wrong, so that a user hears of all at
 * once. What is no map at all has been complained about.
 */
export const besideOtherProblems = {
  when: ({ value }: { readonly value: unknown }): boolean => typeof value === 'object' && value !== null,
};

function measured(
  grammar: RegExp,
  units: Readonly<Record<string, number>>,
  { min, max }: Required<Range>,
  allowed: string,
) {
  return z
    .string({ error: allowed })
    .regex(grammar, { error: allowed })
    .transform((text, context) => {
      const value = Number.parseFloat(text) * (units[text.replace(/^[\d.]+/, '')] ?? Number.NaN);
      if (Number.isSafeInteger(value) && value >= min && value <= max) return value;
      context.issues.push({ code: 'custom', message: allowed, input: text });
      return z.NEVER;
    });
}

function relativePath(what: string) {
  const error = `must be ${what}: a relative path with / and without .. or a leading ~`;
  return z.string({ error }).min(1, { error }).max(255, { error }).refine(staysBelow, { error });
}

function staysBelow(path: string): boolean {
  return isPrintableLine(path) && !/^[/~]|\\|^[A-Za-z]:/.test(path) && !path.split('/').includes('..');
}

/**
 * What Compose would fetch and build instead of a directory of that name (compose-go, paths/context.go): through an
 * `include` it sees a path without the dots in front.
 */
function isRemote(path: string): boolean {
  return /:\/\/|^(?:\.?\/)*(?:git@|github\.com\/|service:)/.test(path);
}

function hasNoDotSegment(path: string): boolean {
  return !path.split('/').some((segment) => segment === '.' || segment === '..');
}
