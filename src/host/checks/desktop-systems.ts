import type { Desktop } from '../desktop.ts';

/** A system that Docker Desktop runs on, and whether the one of today does. */
export interface DesktopSystem {
  /** `Windows 11 24H2 (build 26100)`. */
  readonly name: string;
  readonly needed: string;
  readonly support: 'today' | 'ending' | 'ended';
  /** What works on this very machine where Docker Desktop does not. */
  readonly instead: string;
}

/** Undefined for Linux, on which the engine needs no desktop. */
export function desktopSystem(desktop: Desktop): DesktopSystem | undefined {
  if (desktop.platform === 'win32') return windows(Number(desktop.release.split('.')[2] ?? 0));
  if (desktop.platform === 'darwin') return mac(Number.parseInt(desktop.release, 10));
  return undefined;
}

/** Versions by build number (Microsoft Learn, Windows 10 and Windows 11 release information), newest first. */
const windowsVersions: readonly (readonly [build: number, name: string])[] = [
  [26200, '11 25H2'],
  [26100, '11 24H2'],
  [22631, '11 23H2'],
  [22621, '11 22H2'],
  [22000, '11 21H2'],
  [19045, '10 22H2'],
  [19044, '10 21H2'],
  [19043, '10 21H1'],
  [19042, '10 20H2'],
  [19041, '10 2004'],
  [18363, '10 1909'],
  [18362, '10 1903'],
];

/**
 * Docker docs, Install Docker Desktop on Windows: 11 23H2 (build 22631) or later, or 10 22H2 (build 19045). Of the latter
 * the release notes of Docker Desktop 4.49 say that support has ended.
 */
function windows(build: number): DesktopSystem {
  const version = windowsVersions.find(([first]) => build >= first)?.[1] ?? '10 or older';
  return {
    name: `Windows ${version} (build ${String(build)})`,
    needed: 'Windows 11 23H2 or 10 22H2',
    support: build >= 22631 ? 'today' : build === 19045 ? 'ending' : 'ended',
    instead: engineInWsl(build),
  };
}

/** WSL 2 exists from Windows 10 1903 on (Microsoft Learn, Manual installation steps for older versions of WSL). */
const firstWithWsl2 = 18362;
/** `wsl --install` exists from Windows 10 2004 on (Microsoft Learn, Install WSL). */
const firstWithWslInstall = 19041;

function engineInWsl(build: number): string {
  const then = 'in it Docker Engine (docs.docker.com/engine/install/ubuntu), and holdfast in it as well';
  if (build >= firstWithWslInstall) return `wsl --install -d Ubuntu-24.04, ${then}`;
  if (build >= firstWithWsl2) {
    return `WSL 2 by hand (learn.microsoft.com/windows/wsl/install-manual), ${then}`;
  }
  return 'Windows Update';
}

/** Darwin of macOS 14. */
const oldestDarwin = 23;

/**
 * Docker docs, Install Docker Desktop on Mac: the current macOS and the two before it; release notes of Docker Desktop
 * 4.48: macOS 13 has ended, the next one needs macOS 14. Which two are "before" moves every autumn: newer ones pass here,
 * and the installer has the last word.
 */
function mac(darwin: number): DesktopSystem {
  return {
    name: `macOS ${macVersion(darwin)}`,
    needed: 'macOS 14 or later',
    support: darwin >= oldestDarwin ? 'today' : 'ended',
    instead: 'softwareupdate --list shows a newer macOS',
  };
}

/** Darwin 17 is macOS 10.13, Darwin 20 macOS 11, Darwin 24 macOS 15; Darwin 25 is macOS 26, named by year since. */
function macVersion(darwin: number): string {
  if (darwin >= 25) return String(darwin + 1);
  if (darwin >= 20) return String(darwin - 9);
  return `10.${String(darwin - 4)}`;
}
