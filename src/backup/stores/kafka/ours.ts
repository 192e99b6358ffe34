/** Topics and groups of holdfast's own (proofs, drills). The spec's cannot begin so. */
const ours = 'holdfast.';

/** Those that a drill of a disaster has: it destroys the cluster, and wants to find them in the backup. */
export const disasterPrefix = 'holdfast.drill.disaster.';

/** Whether a backup holds a topic or a group of this name: of our own nearly nobody wants anything back. */
export function isSaved(name: string): boolean {
  return !isOurs(name) || name.startsWith(disasterPrefix);
}

export function isOurs(name: string): boolean {
  return name.startsWith(ours);
}
