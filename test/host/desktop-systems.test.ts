import { expect, test } from 'vitest';
import { desktopSystem } from '../../src/host/checks/desktop-systems.ts';

const nothing = { distribution: undefined, distributionVersion: undefined };

test.each([
  ['10.0.17763', 'Windows 10 or older (build 17763)', 'ended', 'Windows Update'],
  ['10.0.18362', 'Windows 10 1903 (build 18362)', 'ended', 'WSL 2 by hand'],
  ['10.0.19041', 'Windows 10 2004 (build 19041)', 'ended', 'wsl --install'],
  ['10.0.19044', 'Windows 10 21H2 (build 19044)', 'ended', 'wsl --install'],
  ['10.0.19045', 'Windows 10 22H2 (build 19045)', 'ending', 'wsl --install'],
  ['10.0.22000', 'Windows 11 21H2 (build 22000)', 'ended', 'wsl --install'],
  ['10.0.22621', 'Windows 11 22H2 (build 22621)', 'ended', 'wsl --install'],
  ['10.0.22631', 'Windows 11 23H2 (build 22631)', 'today', 'wsl --install'],
  ['10.0.26200', 'Windows 11 25H2 (build 26200)', 'today', 'wsl --install'],
])('Windows %s is %s: %s', (release, name, support, instead) => {
  const system = desktopSystem({ platform: 'win32', release, ...nothing });
  expect(system).toMatchObject({ name, support });
  expect(system?.instead.startsWith(instead)).toBe(true);
});

test.each([
  ['17.7.0', 'macOS 10.13', 'ended'],
  ['19.6.0', 'macOS 10.15', 'ended'],
  ['20.6.0', 'macOS 11', 'ended'],
  ['22.6.0', 'macOS 13', 'ended'],
  ['23.6.0', 'macOS 14', 'today'],
  ['24.6.0', 'macOS 15', 'today'],
  ['25.0.0', 'macOS 26', 'today'],
])('Darwin %s is %s: %s', (release, name, support) => {
  expect(desktopSystem({ platform: 'darwin', release, ...nothing })).toMatchObject({ name, support });
});

test('Linux needs no desktop', () => {
  const linux = { platform: 'linux', release: '6.1.0', distribution: 'debian', distributionVersion: '12' };
  expect(desktopSystem(linux)).toBeUndefined();
});
