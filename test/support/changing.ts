import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { TestStack } from './stack.ts';

/** Keys of the spec with their YAML. */
type Spec = Readonly<Record<string, string>>;

/** As far as it is read here: `holdfast up --json`. */
export interface Outcome {
  readonly rolled: readonly {
    readonly service: string;
    readonly because: string;
    readonly milliseconds: number;
  }[];
  readonly total: number;
}

/** As far as it is read here: `holdfast status --json`. */
interface Status {
  readonly tiers: {
    readonly redis: { readonly well: boolean; readonly primary: { readonly service: string } | null };
    readonly kafka: { readonly well: boolean; readonly controller: { readonly service: string } | null };
  };
}

/** A stack whose spec is changed while it runs. */
export class ChangingStack extends TestStack {
  private wanted: Spec = {};

  constructor(name: string, spec: Spec) {
    super(name, mkdtempSync(join(tmpdir(), 'holdfast-')));
    this.change(spec);
  }

  /** Writes the spec with these keys changed; the others stay as they are. */
  change(keys: Spec): void {
    this.wanted = { ...this.wanted, ...keys };
    const lines = Object.entries({ name: this.name, ...this.wanted }).map(
      ([key, yaml]) => `${key}: ${yaml}\n`,
    );
    writeFileSync(join(this.directory, 'stack.yaml'), lines.join(''));
  }

  async goodUp(): Promise<Outcome> {
    const up = await this.holdfast('up', '--json');
    expect(up.exitCode, up.all).toBe(0);
    return JSON.parse(up.stdout) as Outcome;
  }

  async statusNow(): Promise<Status> {
    return JSON.parse((await this.holdfast('status', '--json')).stdout) as Status;
  }

  /** The services that are Redis' primary and Kafka's active controller; empty for none. */
  async leaders(): Promise<{ redis: string; kafka: string }> {
    const { redis, kafka } = (await this.statusNow()).tiers;
    return { redis: redis.primary?.service ?? '', kafka: kafka.controller?.service ?? '' };
  }
}

/** The Kafka of the spec; a broker takes another retention only when it starts. */
export function orders(retentionHours: string): string {
  return `{ topics: { orders: 3 }, config: { log.retention.hours: ${retentionHours} } }`;
}
