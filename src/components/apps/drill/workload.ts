import type { Load, Workload } from '../../../drill/workload.ts';
import type { Plan } from '../../../plan/plan.ts';
import type { AppsSettings } from '../schema.ts';
import { front } from '../through-front.ts';
import { startLoad } from './load.ts';
import { workloadName } from './workload-name.ts';

/** Requests through the front to every app in containers; undefined where no front is published, or no app is there. */
export function httpWorkload(apps: AppsSettings, plan: Plan): Workload | undefined {
  const port = plan.ports.get(front);
  const loaded = Object.entries(apps).filter(([, app]) => app.local === undefined);
  if (port === undefined || loaded.length === 0) return undefined;
  const demos = loaded.filter(([, app]) => app.demo === true).length;
  return {
    name: workloadName,
    floods: true,
    about: aboutOf(loaded.length - demos, demos),
    start: async (context) => {
      const way = await context.link?.through({ host: '127.0.0.1', port });
      const where = { port, by: way?.port ?? port };
      const loads = await Promise.all(
        loaded.map(([name, app], index) => {
          // One app is enough to fill the front.
          const flooded = context.flooded === true && index === 0;
          return startLoad(name, app, { ...where, demos }, { ...context, flooded });
        }),
      );
      return all(loads);
    },
  };
}

function aboutOf(guests: number, demos: number): string {
  const demo =
    demos === 0
      ? []
      : ['500 GETs a second, orders, WebSockets held open and new connections through Nginx to the demo app'];
  const guest = guests === 0 ? [] : ['50 GETs a second and new connections through Nginx to each app'];
  return [...demo, ...guest].join('; ');
}

function all(loads: readonly Load[]): Load {
  const flood = loads.find((load) => load.flood !== undefined)?.flood;
  return {
    ...(flood === undefined ? {} : { flood }),
    ease: (eased) => {
      loads.forEach(({ ease }) => ease?.(eased));
    },
    stop: async () => {
      await Promise.all(loads.map((load) => load.stop()));
    },
    readBack: async () => (await Promise.all(loads.map((load) => load.readBack()))).flat(),
    clean: async () => {
      await Promise.all(loads.map((load) => load.clean()));
    },
  };
}
