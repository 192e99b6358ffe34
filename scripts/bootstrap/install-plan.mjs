import { mirrorOf } from './apt-sources.mjs';

const keyring = '/usr/share/keyrings/debian-archive-keyring.gpg';
const debianPackages = ['docker.io', 'docker-compose', 'docker-buildx', 'docker-cli', 'containerd'];

/** The fields of /etc/os-release. */
export function parseOsRelease(text) {
  const fields = [...text.matchAll(/^(\w+)="?([^"\n]*)"?$/gm)].map(([, key, value]) => [key, value]);
  return Object.fromEntries(fields);
}

/**
 * How to get an engine with apt: files to write and packages to install; `undefined` where it is not known how.
 *
 * Debian 12's own packages are engine 20.10 with Compose 1, too old, so trixie joins as a second source with a low
 * priority: nothing else on the machine is upgraded from it. `runc` is left to the machine's own release, because
 * asking for trixie's makes apt report a conflict.
 */
export function installPlan(osRelease, sources) {
  const codename = osRelease.VERSION_CODENAME;
  if (osRelease.ID === 'ubuntu') {
    const packages = [
      'docker.io',
      'docker-compose-v2',
      'docker-buildx',
      'iptables',
      'debootstrap',
      'debian-archive-keyring',
    ];
    return { files: [], packages };
  }
  if (osRelease.ID !== 'debian') return undefined;
  if (codename === 'trixie') return { files: [], packages: [...debianPackages, 'iptables', 'debootstrap'] };
  const mirror = mirrorOf(sources, codename);
  if (codename !== 'bookworm' || mirror === undefined) return undefined;
  const hasTrixie = mirrorOf(sources, 'trixie') !== undefined;
  return {
    files: hasTrixie ? [] : trixieFiles(mirror),
    packages: [...debianPackages.map((name) => `${name}/trixie`), 'iptables', 'debootstrap'],
  };
}

function trixieFiles(mirror) {
  const stanza = ['Types: deb', `URIs: ${mirror.uri}`, 'Suites: trixie', 'Components: main'];
  return [
    {
      path: '/etc/apt/sources.list.d/holdfast-trixie.sources',
      text: `${[...stanza, `Signed-By: ${mirror.signedBy ?? keyring}`].join('\n')}\n`,
    },
    {
      path: '/etc/apt/preferences.d/holdfast-trixie',
      text: 'Package: *\nPin: release n=trixie\nPin-Priority: 100\n',
    },
  ];
}
