import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { specJsonSchema, specReference } from '../../src/schema.ts';

it('docs/spec.md says what the schema says; `vitest -u` writes it anew', async () => {
  await expect(specReference()).toMatchFileSnapshot('../../docs/spec.md');
});

const specs = readdirSync('examples', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('stack.yaml'))
  .map((path) => join('examples', path));

describe('the JSON Schema', () => {
  const validate = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(specJsonSchema());
  const accepts = (text: string): boolean => validate(parse(text));

  it.each(specs)('accepts %s', (file) => {
    expect(accepts(readFileSync(file, 'utf8')), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    ['the short forms', 'name: shop\nnginx: 8080\nredis: 96MiB\nkafka: { topics: { a: 2 } }'],
    ['a component switched off', 'name: shop\nkafka: false\nbackup: false'],
  ])('accepts %s', (_what, text) => {
    expect(accepts(text), JSON.stringify(validate.errors)).toBe(true);
  });

  it.each([
    ['no name', 'nginx: 8080'],
    ['an unknown key', 'name: shop\nngnix: 8080'],
    ['an unknown key inside', 'name: shop\nredis: { memroy: 96MiB }'],
    ['a bad unit', 'name: shop\nredis: 96MB'],
    ['a bad name', 'name: Shop!'],
  ])('refuses %s', (_what, text) => {
    expect(accepts(text)).toBe(false);
  });
});
