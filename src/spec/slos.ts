import type { Component } from '../component.ts';
import { everywhere } from '../drill/faults/index.ts';
import { defaultSlos } from '../drill/slo-defaults.ts';
import { withoutPick } from '../drill/slo.ts';
import { formatPath, nearestName } from './diagnose.ts';
import type { PlacedIssue } from './issues.ts';
import type { Spec } from './spec.ts';

/**
 * What is wrong with the names under `slo`: not of the form TARGET:FAULT, several joined by `+` or `~`, or no such target or fault
 * in this stack. Targets are known only when every component could be read.
 */
export function sloIssues(
  spec: Spec,
  components: readonly Component[],
  complete: boolean,
): readonly PlacedIssue[] {
  if (!complete || spec.slo.size === 0) return [];
  const names = [...defaultSlos(spec, components).keys()].map(split);
  const known = {
    target: [...new Set(names.map(({ target }) => target))],
    fault: [...new Set([...names.map(({ fault }) => fault), ...everywhere.map(({ name }) => name)])],
  };
  return [...spec.slo.keys()].flatMap((name) =>
    name
      .split(/[+~]/)
      .map(problemIn(known))
      .flatMap((problem) => (problem === undefined ? [] : [issue(name, problem.message, problem.hint)])),
  );
}

interface Known {
  readonly target: readonly string[];
  readonly fault: readonly string[];
}

/** As on the command line: src/drill/aim.ts. */
const form = /^[a-z][a-z0-9-]*(?:\.[a-z][a-z0-9-]*)?(?:\.[1-9][0-9]?)?(?:\([^()]{1,260}\))?:[a-z-]+$/;

function problemIn(known: Known) {
  return (name: string) => {
    if (!form.test(name))
      return { message: 'must be a target and a fault, as redis.primary:kill', hint: undefined };
    const { target, fault } = split(withoutPick(name));
    return unknown('target', target, known) ?? unknown('fault', fault, known);
  };
}

function unknown(what: keyof Known, word: string, known: Known) {
  const names = known[what];
  if (names.includes(word)) return undefined;
  const near = nearestName(word, names);
  return {
    message: `${word} is no ${what} of this stack: there are ${names.join(', ')}`,
    hint: near === undefined ? undefined : `did you mean ${near}?`,
  };
}

function split(name: string): { target: string; fault: string } {
  const [target = '', fault = ''] = name.split(':');
  return { target, fault };
}

function issue(name: string, message: string, hint?: string): PlacedIssue {
  const path = ['slo', name];
  return {
    path,
    which: 'key',
    message: `${formatPath(path)}: ${message}`,
    ...(hint === undefined ? {} : { hint }),
  };
}
