import { expect, test } from 'vitest';
import { denialsIn } from '../../src/host/denials.ts';

const signal =
  '5,1,1,-;audit: apparmor="DENIED" operation="signal" class="signal" profile="docker-default" comm="runc" signal=kill peer="runc"';
const label =
  '4,2,2,-;audit: avc:  denied  { read } for  pid=1 comm="nginx" name="nginx.conf" scontext=system_u:system_r:container_t:s0:c1,c3 tcontext=unconfined_u:object_r:user_home_t:s0 tclass=file';

test('signals kept from containers and files kept from them matter', () => {
  expect(denialsIn(`6,0,0,-;booted\n${signal}\n${label}\n`)).toEqual([signal, label]);
});

test.each([
  ['a mount that the profile refuses by design', signal.replace('operation="signal"', 'operation="mount"')],
  ['another program’s profile', signal.replace('docker-default', 'snap.firefox')],
  ['something allowed and noted', signal.replace('DENIED', 'ALLOWED')],
  ['a denial outside containers', label.replace('container_t', 'httpd_t')],
  [
    'a container’s file that somebody else may not have',
    label.replace(/scontext=\S+/, 'scontext=u:r:sshd_t:s0'),
  ],
])('%s does not', (_what, line) => {
  expect(denialsIn(line)).toEqual([]);
});

test('a log that cannot be read tells nothing, which is not the same as nothing refused', () => {
  expect(denialsIn(undefined)).toBeUndefined();
  expect(denialsIn('')).toEqual([]);
});
