import { createSentinelClient, type SentinelClient, type SentinelReport } from '../../../src/redis/index.ts';
import type { Tier } from '../redis/tier.ts';

/** A client of ours for a tier, as an application would make it. */
export async function followingClient(
  tier: Tier,
  onReport: (report: SentinelReport) => void = () => undefined,
): Promise<SentinelClient> {
  const login = { username: 'app', password: await tier.password('app') };
  return createSentinelClient({
    primaryName: tier.primaryName,
    sentinels: tier.sentinels.map((name) => tier.endpoint(name)),
    sentinel: login,
    ...login,
    onReport,
  });
}
