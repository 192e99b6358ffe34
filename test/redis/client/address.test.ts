import { expect, test } from 'vitest';
import { parseAddress } from '../../../src/redis/client/address.ts';

test.each([
  ['redis://localhost', { endpoint: { host: 'localhost', port: 6379 } }],
  ['redis://10.0.0.1:7000/3', { endpoint: { host: '10.0.0.1', port: 7000 }, database: 3 }],
  ['redis://[::1]:7000/', { endpoint: { host: '::1', port: 7000 } }],
  ['redis://:p%40ss@h', { endpoint: { host: 'h', port: 6379 }, password: 'p@ss' }],
  ['rediss://app:x@h:1', { endpoint: { host: 'h', port: 1 }, username: 'app', password: 'x', tls: true }],
  ['unix:///run/my%20redis.sock', { endpoint: { path: '/run/my redis.sock' } }],
])('reads %s', (text, address) => {
  expect(parseAddress(text)).toEqual(address);
});

test.each([
  '',
  'localhost:6379',
  'http://localhost',
  'redis://',
  'unix:',
  'redis://h/name',
  'redis://:secret@h:99999',
])('refuses %j without telling it', (text) => {
  expect(() => parseAddress(text)).toThrow(TypeError);
  expect(() => parseAddress(text)).not.toThrow(/secret/);
});
