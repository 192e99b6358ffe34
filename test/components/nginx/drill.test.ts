import { expect, test } from 'vitest';
import { parseCounters } from '../../../src/components/nginx/counters.ts';
import { ways } from '../../../src/components/nginx/drill/ways.ts';

test('stub_status tells what was dropped as the difference of two numbers', () => {
  const text =
    'HTTP/1.1 200 OK\r\n\r\nActive connections: 291 \nserver accepts handled requests\n 16630948 16630900 31070465 \nReading: 6 Writing: 179 Waiting: 106 \n';
  expect(parseCounters(text)).toEqual({ active: 291, dropped: 48 });
  expect(parseCounters('404')).toBeUndefined();
});

test('a body never comes to its end, headers neither, and readers ask for more than sockets hold', () => {
  const [headers, bodies, readers] = ways(20_000).map(({ hello }) => hello.toString('latin1'));
  expect(headers).not.toContain('\r\n\r\n');
  expect(bodies).toMatch(/^POST \/ HTTP\/1.1\r\n.*Content-Length: 9437184\r\n\r\nx+$/s);
  expect(readers!.match(/GET \/ /g)!.length * 20_000).toBeGreaterThan(4 * 1024 * 1024);
});
