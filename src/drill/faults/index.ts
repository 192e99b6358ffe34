import type { Fault } from '../fault.ts';
import { crash } from './crash.ts';
import { disconnect } from './disconnect.ts';
import { empty } from './empty.ts';
import { isolate } from './isolate.ts';
import { kill } from './kill.ts';
import { pause } from './pause.ts';
import { slow } from './slow.ts';
import { squeeze } from './squeeze.ts';
import { stop } from './stop.ts';

/** What every service can be hurt with, the mildest first. A new one is a file and a line here. */
export const everywhere: readonly Fault[] = [
  stop,
  crash,
  kill,
  pause,
  disconnect,
  isolate,
  slow,
  squeeze,
  empty,
];
