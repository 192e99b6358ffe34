import * as fs from 'node:fs';
import { join } from 'node:path';
import { replaceWhole, statusOf, syncDirectory } from '../bundle/write/disk.ts';
import type { History } from '../drill/history.ts';
import { StackError } from '../errors.ts';
import { disasterHtml } from './disaster/html.ts';
import { disasterMarkdown } from './disaster/markdown.ts';
import type { DisasterReport } from './disaster/report.ts';
import { historyLines } from './history.ts';
import { reportHtml } from './html.ts';
import { reportJson } from './json.ts';
import { reportJunit } from './junit.ts';
import { reportMarkdown } from './markdown.ts';
import type { Report } from './report.ts';

/** What `--out DIR` gets, in the order of writing: the page last, so that what it speaks of is there. */
const names = ['history.jsonl', 'report.json', 'report.md', 'junit.xml', 'report.html'] as const;

/** Bytes that are gathered before they are written. */
const chunk = 1 << 18;
const mode = 0o644;

/**
 * Writes the five files of a report into a directory, which is made when it is missing and may hold other things: only
 * files of these names are replaced, each as a whole.
 *
 * @param histories of all parts of the drill; several are written one after the other
 * @returns the path of report.html
 * @throws StackError `usage` when a symbolic link or a directory stands where a file belongs, before anything is
 * written; `no` when the directory cannot be written
 */
export function writeReport(directory: string, report: Report, histories: readonly History[]): string {
  return explaining(directory, () => {
    assertFree(directory);
    fs.mkdirSync(directory, { recursive: true });
    const place = (name: (typeof names)[number]) => join(directory, name);
    replaceInPieces(place('history.jsonl'), linesOf(histories));
    replaceWhole(place('report.json'), reportJson(report), mode);
    replaceWhole(place('report.md'), reportMarkdown(report), mode);
    replaceWhole(place('junit.xml'), reportJunit(report), mode);
    replaceWhole(place('report.html'), reportHtml(report), mode);
    return place('report.html');
  });
}

/**
 * The three files of a drill of a disaster, as writeReport writes those of any other.
 *
 * @returns the path of report.html
 * @throws StackError as writeReport does
 */
export function writeDisaster(directory: string, report: DisasterReport): string {
  return explaining(directory, () => {
    assertFree(directory);
    fs.mkdirSync(directory, { recursive: true });
    const page = join(directory, 'report.html');
    replaceWhole(join(directory, 'report.json'), `${JSON.stringify(report, undefined, 2)}\n`, mode);
    replaceWhole(join(directory, 'report.md'), disasterMarkdown(report), mode);
    replaceWhole(page, disasterHtml(report), mode);
    return page;
  });
}

/**
 * To be asked before a drill that takes an hour.
 *
 * @throws StackError `usage` as writeReport does
 */
export function assertFree(directory: string): void {
  const status = statusOf(directory);
  if (status?.isSymbolicLink() === true) throw link(directory);
  if (status !== undefined && !status.isDirectory())
    throw inTheWay(directory, 'a file where a directory belongs');
  if (status === undefined) return;
  for (const name of names) {
    const path = join(directory, name);
    const file = statusOf(path);
    if (file?.isSymbolicLink() === true) throw link(path);
    if (file !== undefined && !file.isFile()) throw inTheWay(path, 'not a file');
  }
}

function* linesOf(histories: readonly History[]): Generator<string> {
  for (const history of histories) yield* historyLines(history);
}

/** As replaceWhole, for a text too long to be held: a reader sees the old file or the new one. */
function replaceInPieces(path: string, pieces: Iterable<string>): void {
  const temporary = `${path}.${String(process.pid)}.tmp`;
  fs.rmSync(temporary, { force: true });
  const file = fs.openSync(temporary, 'wx', mode);
  try {
    let waiting = '';
    for (const piece of pieces) {
      waiting += piece;
      if (waiting.length < chunk) continue;
      fs.writeFileSync(file, waiting);
      waiting = '';
    }
    fs.writeFileSync(file, waiting);
    fs.fchmodSync(file, mode);
    fs.fsyncSync(file);
    fs.renameSync(temporary, path);
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  } finally {
    fs.closeSync(file);
  }
  syncDirectory(join(path, '..'));
}

const facts: Readonly<Record<string, string>> = {
  EACCES: 'may not be written',
  EPERM: 'may not be written',
  EROFS: 'is on a read-only file system',
  ENOSPC: 'could not be written: the disk is full',
  EDQUOT: 'could not be written: the quota is used up',
  ENOTDIR: 'is no directory',
  EEXIST: 'is no directory',
  ENAMETOOLONG: 'has too long a name',
};

function explaining<Result>(directory: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const fact = error instanceof Error && 'code' in error ? facts[String(error.code)] : undefined;
    if (fact === undefined) throw error;
    throw new StackError('no', `${directory} ${fact}.`, {
      hint: 'Name another directory with --out.',
      cause: error,
    });
  }
}

function link(path: string): StackError {
  return new StackError('usage', `${path} is a symbolic link; a report is not written through links.`, {
    hint: 'Name the directory it points to, or remove the link.',
  });
}

function inTheWay(path: string, what: string): StackError {
  return new StackError('usage', `${path} is in the way: ${what}.`, {
    hint: 'Name another directory with --out, or move it away.',
  });
}
