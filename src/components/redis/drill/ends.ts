import type { DrillContext, End } from '../../../drill/drill.ts';
import { StackError } from '../../../errors.ts';
import type { Finding } from '../../../proof/proof.ts';
import { sentinels, type Member } from '../layout.ts';
import type { RedisSettings } from '../schema.ts';
import { askNodes, askSentinels, said } from './ask.ts';

/** How Redis has to be once every fault is healed. None of them waits: the tier is whole by then, or it is not. */
export function redisEnds(settings: RedisSettings): readonly End[] {
  return [
    {
      claim: 'exactly one Redis primary, and every Sentinel names it',
      look: (context) => onePrimary(settings, context),
    },
    { claim: 'every Redis replica online', look: (context) => replicasOnline(settings, context) },
    { claim: 'no Sentinel in TILT', look: (context) => noTilt(settings, context) },
  ];
}

async function onePrimary(settings: RedisSettings, context: DrillContext): Promise<Finding> {
  const [nodes, watchers] = await Promise.all([askNodes(settings, context), askSentinels(settings, context)]);
  const claims = nodes.filter(({ view }) => view?.role === 'primary').map(({ member }) => member);
  const [primary] = claims;
  const names = claims.map(({ name }) => name).join(', ');
  if (primary === undefined || claims.length > 1)
    throw new StackError(
      'no',
      `${String(claims.length)} nodes say that they are primary: ${names || 'none'}`,
    );
  const agreeing = watchers.filter(({ view }) => view?.address === primary.address);
  const seen = `${primary.name} is primary, ${String(agreeing.length)} of ${String(watchers.length)} Sentinels name it`;
  if (agreeing.length < watchers.length) throw new StackError('no', seen);
  return { seen };
}

async function replicasOnline(settings: RedisSettings, context: DrillContext): Promise<Finding> {
  const nodes = await askNodes(settings, context);
  const primaries = nodes.flatMap(({ member, view }) => (view?.role === 'primary' ? [{ member, view }] : []));
  const wanted = settings.nodes - 1;
  for (const { member, view } of primaries) {
    const online = view.followers.filter(({ online }) => online);
    const behind = Math.max(0, ...online.map(({ offset }) => view.offset - offset));
    const seen = `${String(online.length)} of ${String(wanted)} replicas of ${member.name} online, at most ${String(behind)} bytes behind`;
    if (online.length === wanted) return { seen };
    throw new StackError('no', seen);
  }
  throw new StackError('no', 'no node says that it is primary');
}

async function noTilt(settings: RedisSettings, context: DrillContext): Promise<Finding> {
  const all = sentinels(settings, context.plan);
  const tilts = await Promise.all(all.map((one) => isTilted(one, context)));
  const bad = all.filter((_, index) => tilts[index] !== false);
  if (bad.length === 0) return { seen: `0 of ${String(all.length)} Sentinels in TILT` };
  const texts = bad.map(({ name }) => {
    const tilt = tilts[all.findIndex((one) => one.name === name)];
    return tilt === undefined ? `${name} does not answer` : `${name} is in TILT`;
  });
  throw new StackError('no', texts.join(', '));
}

/** `app` may ask this; `health` may not. Undefined for no answer. */
async function isTilted(sentinel: Member, context: DrillContext): Promise<boolean | undefined> {
  const info = await said(sentinel, 'app', 'INFO sentinel\n', context);
  const tilt = /^sentinel_tilt:(\d)/m.exec(info)?.[1];
  return tilt === undefined ? undefined : tilt !== '0';
}
