/**
 * The lines of a kernel log in which a container was refused something that the stack needs:
 * - AppArmor keeping signals from containers of Docker's own profile: they can then not be stopped in order. Ubuntu 23.10
 *   and later with an engine before the change that lets a confined runc signal (moby, "Allow confined runc to kill
 *   containers"), and Docker from a snap;
 * - SELinux refusing a container's process anything: most often files below the project that carry the user's label.
 * What AppArmor's profile refuses by design (mounting, ptrace) does not matter here.
 *
 * @param log undefined where it cannot be read: then nothing is known
 */
export function denialsIn(log: string | undefined): readonly string[] | undefined {
  return log?.split('\n').filter((line) => isSignalDenial(line) || isContainerDenial(line));
}

function isSignalDenial(line: string): boolean {
  return (
    line.includes('apparmor="DENIED"') &&
    line.includes('operation="signal"') &&
    line.includes('profile="docker-default"')
  );
}

function isContainerDenial(line: string): boolean {
  return /avc: +denied/.test(line) && /scontext=\S*:container_t:/.test(line);
}
