import { linkTarget } from '../../../drill/link/target.ts';
import type { Target } from '../../../drill/target.ts';
import { nginxService } from '../part.ts';
import { reload } from './reload.ts';

const load = 'http';

/** Past the cache, as all that a drill asks (nginx.conf). Whatever is behind the path, nginx answers something. */
const hello = Buffer.from('HEAD / HTTP/1.0\r\nHost: holdfast-drill\r\nX-Holdfast-Proof: drill\r\n\r\n');

/** Nginx itself: there is one, so whatever ends it is seen by every client until it is back. And the way to it. */
export const nginxTargets = (): readonly Target[] => [
  {
    name: nginxService,
    about: 'the one door: its restart is what clients wait for',
    among: [nginxService],
    loads: [load],
    own: [reload()],
    find: () => Promise.resolve([nginxService]),
  },
  linkTarget(`${nginxService}.link`, 'Nginx', load, hello),
];
