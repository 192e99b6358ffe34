/** As far as it is read here: `docker compose config --format json`. */
interface ComposeConfig {
  readonly volumes?: Readonly<
    Record<string, { readonly name?: string; readonly labels?: Readonly<Record<string, string>> }>
  >;
}

/** What a restore replaces of a component: its data, and what it remembers of who leads. */
const replaced = new Set(['data', 'state']);

/**
 * Volumes of the project that hold what these components keep, by the labels that the bundle gave them: never one of the
 * user's own, never the one with the backups, and none that another stack's labels stand on.
 */
export function volumesOf(
  configJson: string,
  stack: string,
  components: ReadonlySet<string>,
): readonly string[] {
  const { volumes = {} } = JSON.parse(configJson) as ComposeConfig;
  return Object.values(volumes).flatMap(({ name, labels = {} }) => {
    const ours = labels['holdfast.stack'] === stack && components.has(labels['holdfast.component'] ?? '');
    return name !== undefined && ours && replaced.has(labels['holdfast.purpose'] ?? '') ? [name] : [];
  });
}
