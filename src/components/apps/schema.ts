import { z } from 'zod';
import {
  duration,
  identifier,
  imageReference,
  integer,
  memory,
  nativeValue,
  pathPrefix,
  port,
  relativeDirectory,
  relativeFile,
} from '../../spec/scalars.ts';

/** What the demo app needs, measured: about 70 MiB resident at most, of which 45 are Node's own. */
export const demoMiB = 80;
/** What an app gets at least that says nothing of its size. */
export const guestMiB = 96;

/**
 * Times of the demo app: its pages wait for Redis for 1.5 s at most, one route asks no store at all, and an order waits
 * until a store has failed over (images/demo).
 */
const demoTimeouts = { '': 3000, '/healthz': 500, '/orders': 15_000 };

const timedPath = pathPrefix().refine((path) => path === '/' || !path.endsWith('/'), {
  error: 'must be a path without a slash at its end; what is below it is meant too',
});

const environmentNameError =
  'must be an environment name: letters, digits and underscores, at most 64 characters';

const environmentName = z
  .string({ error: environmentNameError })
  .max(64, { error: environmentNameError })
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: environmentNameError });

/** One app as a user writes it. Which of build, image, local and demo is given decides what it is. */
const appSchema = z
  .strictObject({
    build: relativeDirectory().optional().describe('A directory with a Dockerfile, built on `up`.'),
    dockerfile: relativeFile()
      .optional()
      .describe('The Dockerfile, when it is not called that; relative to `build`.'),
    image: imageReference().optional().describe('A ready image.'),
    local: port().optional().describe('A port on this machine where the app runs outside containers.'),
    demo: z.literal(true).optional().describe('The built-in demo app.'),
    port: port().default(3000).describe('Where the app listens inside its container; it is told as PORT.'),
    path: pathPrefix().default('/').describe('Requests below this path go to the app, path unchanged.'),
    timeouts: z
      .record(timedPath, duration({ min: 100, max: 3_600_000 }))
      .optional()
      .describe(
        'How long a replica may be silent while it answers, by path; the longest path counts, 10s elsewhere. A short one moves a GET on from a stuck replica sooner, a long one lets slow work end.',
      ),
    replicas: integer({ min: 1, max: 9 }).default(2).describe('Containers that share the requests.'),
    spare: integer({ min: 0, max: 9 })
      .optional()
      .describe('Containers that get requests only when every replica is out; the demo app has 1.'),
    memory: memory({ min: 16 })
      .optional()
      .describe(
        `Limit of each container; ${String(guestMiB)}MiB or more by \`host\`, for the demo app ${String(demoMiB)}MiB.`,
      ),
    environment: z
      .record(environmentName, nativeValue())
      .default({})
      .describe('Extra variables. No secrets: anyone who may ask the engine can read them.'),
  })
  .transform((app) => {
    const path = app.path === '/' ? '/' : app.path.replace(/\/$/, '');
    const demo = app.demo === true;
    return {
      ...app,
      path,
      timeouts: app.timeouts ?? (demo ? below(path, demoTimeouts) : {}),
      spare: app.spare ?? (demo ? 1 : 0),
    };
  });

function below(path: string, times: Readonly<Record<string, number>>): Record<string, number> {
  const prefix = path === '/' ? '' : path;
  return Object.fromEntries(Object.entries(times).map(([route, time]) => [prefix + route || '/', time]));
}

/** Apps by name. None at all means the demo app, so that `name: shop` alone shows something. */
export const appsSchema = z
  .record(identifier(), appSchema)
  .describe('Your apps, by name; without any the demo app stands there.')
  .transform((apps) => (Object.keys(apps).length === 0 ? { web: appSchema.parse({ demo: true }) } : apps));

export type App = z.infer<typeof appSchema>;
export type AppsSettings = z.infer<typeof appsSchema>;
