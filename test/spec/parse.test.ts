import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StackError } from '../../src/errors.ts';
import { defaultSpec } from '../../src/spec/default-spec.ts';
import { specJsonSchema } from '../../src/spec/json-schema.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { specReference } from '../../src/spec/reference.ts';
import { fakeComponents as components } from '../support/fake-components.ts';

const parse = (text: string | Uint8Array) => parseSpec(text, { file: 'stack.yaml', components });

function complaints(text: string | Uint8Array): readonly string[] {
  try {
    parse(text);
  } catch (error) {
    if (!(error instanceof StackError) || error.code !== 'usage') throw error;
    return error.diagnostics.map(({ place, message, hint }) =>
      [place, message, hint].filter(Boolean).join(' | '),
    );
  }
  return [];
}

describe('what is accepted', () => {
  it('a name alone, all else by default', () => {
    const spec = parse('name: shop');
    expect(spec.host).toEqual({ memoryMiB: 4096, cpus: 2, diskMiB: 10_240 });
    expect(spec.components.get('store')).toEqual({
      memory: 96,
      nodes: 3,
      quorum: 2,
      mode: 'strict',
      config: {},
    });
  });
  it('shorthand, true, empty and false', () => {
    const spec = parse(
      'name: shop\nhost: 8GiB\nstore: 1GiB\nfront: false\nimages: { store: a/b:1, front: built }\n',
    );
    expect(spec.host.memoryMiB).toBe(8192);
    expect([...spec.components.keys()]).toEqual(['store']);
    expect(spec.components.get('store')).toMatchObject({ memory: 1024 });
    expect([...spec.images]).toEqual([['store', 'a/b:1']]);
    expect(parse('name: shop\nstore: true\nfront:\n')).toEqual(parse('name: shop'));
  });
  it('the default text means the name alone', () => {
    expect(parse(defaultSpec('shop'))).toEqual(parse('name: shop'));
  });
});

describe('what is refused, where and how', () => {
  it.each([
    ['', 'stack.yaml:1:1 | name is missing: must be a name'],
    ['- a', 'stack.yaml:1:1 | the spec must be a map'],
    [
      'name: shop\nstor: 1',
      'stack.yaml:2:1 | unknown key stor: allowed are name, host, limits, failover, publish, front, store, slo, images | did you mean store?',
    ],
    [
      'name: shop\nstore:\n  memroy: 1',
      'stack.yaml:3:3 | unknown key store.memroy: allowed are memory, nodes, quorum, mode, config | did you mean memory?',
    ],
    ['name: shop\nstore: 96MB', 'stack.yaml:2:8 | store.memory is "96MB": must be a size such as 96MiB'],
    [
      'name: shop\nstore: { mode: strcit }',
      'stack.yaml:2:16 | store.mode is "strcit": must be strict or loose | did you mean strict?',
    ],
    ['name: shop\nstore: { nodes: 1 }', 'stack.yaml:2:8 | store.quorum: 2 votes of 1 nodes cannot be had'],
    [
      'name: shop\nfront: 70000',
      'stack.yaml:2:8 | front.port is 70000: must be a whole number from 1 to 65535',
    ],
    ['name: shop\nname: b', 'stack.yaml:2:1 | the key name stands here a second time'],
    ['name: &a shop', 'stack.yaml:1:10 | an anchor (&) is not allowed'],
    [
      'name: shop\nstore:\n  config: { __proto__: 1 }',
      'stack.yaml:3:13 | the key store.config.__proto__ is not allowed at any level',
    ],
    ['name: shop\n<<: {}', 'stack.yaml:2:1 | the key << is not allowed: merge keys'],
    ['name: shop\n---\nname: b', 'stack.yaml:2:1 | a second YAML document'],
    ['\ufeffname: shop', 'stack.yaml:1:1 | starts with a byte order mark'],
    ['name: shop # \u202e', 'stack.yaml:1:14 | the character \\u202e cannot be seen'],
    ['name: "a\\u202eb"', 'stack.yaml:1:7 | name is '],
    [
      'name: shop\nstore: { nodes: 03 }',
      'stack.yaml:2:17 | store.nodes is "03": must be a number without leading zeros',
    ],
    ['name: !!js/function x', 'stack.yaml:1:'],
    ['%YAML 1.1\n---\nname: shop', 'stack.yaml:1:1 | a YAML directive'],
  ])('%j', (text, start) => {
    const found = complaints(text);
    expect(
      found.some((line) => line.startsWith(start)),
      found.join('\n'),
    ).toBe(true);
  });
  it('everything at once', () => {
    expect(complaints('name: A\nfront: x\nstore: { nodes: 0, quorum: 99 }\nfoo: 1')).toHaveLength(5);
  });
  it('what is too deep, too large or not UTF-8', () => {
    expect(complaints(`a: ${'['.repeat(15_000)}`)[0]).toMatch(/^stack.yaml:1/);
    expect(complaints('#'.repeat(300_000))[0]).toContain('262144');
    expect(complaints(new Uint8Array([0x6e, 0xff]))[0]).toContain('not UTF-8');
  });
  it('a secret, without repeating it', () => {
    const text = complaints(
      'name: shop\nstore: { config: { requirepass: [hunter22] }, mode: hunter2-Secret99-abcDEF }',
    ).join();
    expect(text).not.toMatch(/hunter/);
  });
});

describe('any text', () => {
  it('in any field is a Spec or a complaint', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = JSON.stringify(text);
        if (complaints(`name: shop\nstore: { config: { a: ${json} } }`).length > 0) return;
        const spec = parse(`name: shop\nstore: { config: { a: ${json} } }`);
        expect(spec.components.get('store')).toMatchObject({ config: { a: text } });
      }),
    );
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void complaints(text)));
  });
});

it('the JSON Schema and the reference tell the same defaults', () => {
  expect(JSON.stringify(specJsonSchema(components))).toContain('"default":"96MiB"');
  expect(specReference(components)).toContain('| `memory` | `96MiB` | Memory of each node. |');
});
