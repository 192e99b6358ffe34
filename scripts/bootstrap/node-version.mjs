import { BootstrapError } from './failure.mjs';

const oldest = [20, 19];

/** @throws BootstrapError (exit 2) when this Node is older than package.json's `engines` allows. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  throw new BootstrapError(`Node ${version} is too old: ${oldest.join('.')} or newer is needed.`, {
    hint: 'install a current Node.js and run this again',
    exitCode: 2,
  });
}
