import { describe, expect, test } from 'vitest';
import { isNewEnough, whyLeftAlone } from '../../scripts/bootstrap/engine.mjs';
import { whyNot } from '../../scripts/bootstrap/install-engine.mjs';
import { installPlan, parseOsRelease } from '../../scripts/bootstrap/install-plan.mjs';

const bookworm = { ID: 'debian', VERSION_CODENAME: 'bookworm' };
const mirror = {
  uri: 'http://mirror.example/debian',
  suites: ['bookworm'],
  components: ['main'],
  signedBy: '/own.gpg',
};

describe('how an engine is installed', () => {
  test('os-release: quoted or not', () => {
    expect(parseOsRelease('ID=debian\nVERSION_CODENAME="bookworm"\n')).toEqual(bookworm);
  });

  test('Debian 12 takes trixie from its own mirror, pinned low, and never asks for its runc', () => {
    const plan = installPlan(bookworm, [mirror]);
    expect(plan?.files.map(({ path }) => path)).toEqual([
      '/etc/apt/sources.list.d/holdfast-trixie.sources',
      '/etc/apt/preferences.d/holdfast-trixie',
    ]);
    expect(plan?.files[0]?.text).toContain('URIs: http://mirror.example/debian\nSuites: trixie\n');
    expect(plan?.files[0]?.text).toContain('Signed-By: /own.gpg\n');
    expect(plan?.files[1]?.text).toContain('Pin-Priority: 100');
    expect(plan?.packages).toContain('docker.io/trixie');
    expect(plan?.packages.join(' ')).not.toContain('runc');
  });

  test('a machine that has trixie as a source keeps its own files', () => {
    const trixie = { ...mirror, suites: ['trixie'] };
    expect(installPlan(bookworm, [mirror, trixie])?.files).toEqual([]);
  });

  test('Debian 13 and Ubuntu need no second source', () => {
    expect(installPlan({ ID: 'debian', VERSION_CODENAME: 'trixie' }, [])?.files).toEqual([]);
    expect(installPlan({ ID: 'ubuntu', VERSION_CODENAME: 'noble' }, [])?.packages).toContain(
      'docker-compose-v2',
    );
  });

  test.each([
    [{ ID: 'fedora' }, [mirror]],
    [{ ID: 'debian', VERSION_CODENAME: 'bullseye' }, [mirror]],
    [bookworm, []],
  ])('elsewhere there is no plan: %j', (osRelease, sources) => {
    expect(installPlan(osRelease, sources)).toBeUndefined();
  });

  test('only as root', () => {
    expect(whyNot(installPlan(bookworm, [mirror]), 1000)).toMatch(/root/);
    expect(whyNot(installPlan(bookworm, [mirror]), 0)).toBeUndefined();
    expect(whyNot(undefined, 0)).toMatch(/by hand/);
  });
});

describe('which engines are left alone', () => {
  test.each([
    ['2.24.0', true],
    ['v2.26.1-4', true],
    ['5.0.0', true],
    ['2.23.3', false],
    ['1.29.2', false],
    ['nonsense', false],
  ])('Compose %s is new enough: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected);
  });

  test('one that is forbidden or remote is not replaced by ours', () => {
    const silent = { answers: false, stderr: 'Cannot connect to the Docker daemon' };
    expect(whyLeftAlone({ answers: false, stderr: 'permission denied while trying' }, {})?.message).toMatch(
      /may not use/,
    );
    expect(whyLeftAlone(silent, { DOCKER_HOST: 'tcp://a:1' })?.message).toMatch(/DOCKER_HOST/);
    expect(whyLeftAlone(silent, {})).toBeUndefined();
    expect(whyLeftAlone({ answers: true, stderr: '' }, { DOCKER_HOST: 'tcp://a:1' })).toBeUndefined();
  });
});
