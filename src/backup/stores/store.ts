import type { BackupState, Manifest } from '../manifest.ts';

export interface SaveContext {
  /** This store's own directory in what becomes the snapshot; it keeps what the last run left there. */
  readonly directory: string;
  readonly say: (text: string) => void;
  /** A secret's value, by name. */
  readonly secret: (name: string) => string;
  readonly state: BackupState;
}

/** What one store adds to the manifest. */
export type Saved = Partial<Pick<Manifest, 'redis' | 'kafka'>>;

/** How a store is saved while it runs. Throws StackError('no'); what it has until then serves the next attempt. */
export type Save = (settings: Readonly<Record<string, unknown>>, context: SaveContext) => Promise<Saved>;
