/** Where the server is that is measured against. */
export interface Target {
  readonly host: string;
  readonly port: number;
}

/** A client as the bench uses it: a command is a promise, and `bulk` is its own form for many at once, if it has one. */
export interface Subject {
  readonly name: string;
  /** Version and what was set otherwise than by default. */
  readonly note: string;
  set(key: string, value: string): Promise<unknown>;
  get(key: string): Promise<unknown>;
  /** SETs `count` values; resolves when all have been answered. */
  bulkSet?(count: number, keyOf: (index: number) => string, value: string): Promise<unknown>;
  close(): Promise<void>;
}

/** A client that could not be loaded. */
export interface Missing {
  readonly name: string;
  readonly missing: string;
}
