import { lastOf } from '../configs/directives.ts';
import { isKnown } from '../yaml/value.ts';
import type { RedisNode } from './redis.ts';

/** A yes-or-no setting of a Sentinel that is off by default; undefined where it cannot be known. */
export function switchedOn({ directives, whole, service }: RedisNode, name: string): boolean | undefined {
  const word = lastOf(directives, `sentinel ${name}`)?.args[0]?.toLowerCase();
  if (word !== undefined) return isKnown(word) ? word === 'yes' : undefined;
  // The bitnami images turn every variable into a setting, so what is not there is off.
  const bitnami = service.image?.repository.startsWith('bitnami') === true;
  return whole || (bitnami && service.environment.whole) ? false : undefined;
}
