import { describe, expect, test } from 'vitest';
import { mirrorOf, parseDeb822, parseOneLine } from '../../scripts/bootstrap/apt-sources.mjs';

const debian12 = `Types: deb
# a comment inside
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main

Types: deb-src
URIs: http://sources.example/debian
Suites: bookworm
Components: main

Enabled: no
Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
`;

describe('reading apt sources', () => {
  test('deb822: only enabled binary sources', () => {
    expect(parseDeb822(debian12).map(({ uri }) => uri)).toEqual([
      'http://mirror.example/debian',
      'http://mirror.example/debian-security',
    ]);
  });

  test('one-line: options, several components, comments', () => {
    const text =
      '# deb http://no.example/ bookworm main\ndeb [arch=amd64 signed-by=/k.gpg] http://m.example/debian bookworm main contrib # x\n';
    expect(parseOneLine(text)).toEqual([
      {
        uri: 'http://m.example/debian',
        suites: ['bookworm'],
        components: ['main', 'contrib'],
        signedBy: '/k.gpg',
      },
    ]);
  });

  test('the mirror is the one of the release itself, not of its security archive', () => {
    const sources = parseDeb822(debian12);
    expect(mirrorOf(sources, 'bookworm')?.uri).toBe('http://mirror.example/debian');
    expect(mirrorOf(sources.slice(1), 'bookworm')).toBeUndefined();
  });
});
