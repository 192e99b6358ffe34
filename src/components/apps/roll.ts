import type { Roller } from '../../component.ts';
import type { AppsSettings } from './schema.ts';
import { front } from './through-front.ts';

/** While the front still has its old settings, it may not find an app at its new port or path. */
export const rollApps: Roller<AppsSettings> = () => ({
  waitsFor: 'it to answer through the front',
  seenThrough: [front],
});
