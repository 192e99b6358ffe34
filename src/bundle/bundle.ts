/**
 * The files to write, in memory. Paths are relative to the directory that holds stack.yaml, with `/`.
 *
 * - `generated`: replaced when the plan changes, unless the user edited it;
 * - `once`: the user's own from the moment it exists (compose.yaml);
 * - `private`: below stack/.local, made once and never rewritten: secrets.
 */
export interface BundleFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly mode: 0o644 | 0o755 | 0o444;
  readonly owner: 'generated' | 'once' | 'private';
}

export interface Bundle {
  /** In writing order: the lock file is last, so that its presence means a whole bundle. */
  readonly files: readonly BundleFile[];
}

/** What the package brings along: the image build contexts and the shared Compose file. Loaded once, at the effect end. */
export interface Assets {
  /** Context name -> its files. */
  readonly images: ReadonlyMap<string, readonly AssetFile[]>;
  /** compose/base.yaml as it is. */
  readonly base: string;
  /** Version of holdfast itself. */
  readonly version: string;
  /** Certificates (PEM) that builds trust beside the image's own: NODE_EXTRA_CA_CERTS, or empty. */
  readonly buildCa: string;
}

export interface AssetFile {
  /** Relative to the context. */
  readonly path: string;
  readonly content: Uint8Array;
  readonly executable: boolean;
}
