import { z } from 'zod';
import {
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
  .transform((app) => ({
    ...app,
    path: app.path === '/' ? '/' : app.path.replace(/\/$/, ''),
    spare: app.spare ?? (app.demo === true ? 1 : 0),
  }));

/** Apps by name. None at all means the demo app, so that `name: shop` alone shows something. */
export const appsSchema = z
  .record(identifier(), appSchema)
  .describe('Your apps, by name; without any the demo app stands there.')
  .transform((apps) => (Object.keys(apps).length === 0 ? { web: appSchema.parse({ demo: true }) } : apps));

export type App = z.infer<typeof appSchema>;
export type AppsSettings = z.infer<typeof appsSchema>;
