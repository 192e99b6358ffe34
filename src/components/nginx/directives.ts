import { z } from 'zod';
import { besideOtherProblems } from '../../spec/scalars.ts';

const valueError =
  'must be a number, true, false, or words of letters, digits and . _ : , = * + @ % / - with single spaces, at most 256 characters';

/** Values nginx reads as plain words: nothing that ends a directive, opens a block, quotes, escapes or expands. */
const value = z.union(
  [
    z
      .string({ error: valueError })
      .max(256, { error: valueError })
      .regex(/^[A-Za-z0-9._:,=*+@%/-]+(?: [A-Za-z0-9._:,=*+@%/-]+)*$/, { error: valueError }),
    z.number(),
    z.boolean(),
  ],
  { error: valueError },
);

const nameError = 'must be the name of an nginx directive, such as client_max_body_size';

const name = z
  .string({ error: nameError })
  .max(64, { error: nameError })
  .regex(/^[a-z][a-z0-9_]*$/, { error: nameError });

const failover = 'in-request failover rests on it; its times follow `failover` in the spec';
const reads = 'it would read files that are not part of the bundle';
const writes = 'the log goes to the container log, and the root is read-only';
const paths = 'nginx may write below /tmp only';
const cached = 'the cache is set by `cache` in the spec';

/** Directives that something promised rests on, with the reason that a user gets to read. */
const refused: Readonly<Record<string, string>> = {
  proxy_next_upstream: failover,
  proxy_next_upstream_tries: failover,
  proxy_next_upstream_timeout: failover,
  proxy_connect_timeout: failover,
  proxy_http_version: 'connections to the apps are kept alive, which needs 1.1',
  proxy_set_header: 'one line here would drop all headers the apps rely on (Host, X-Forwarded-*)',
  proxy_pass: 'where requests go is set by `apps` in the spec',
  proxy_redirect: 'where requests go is set by `apps` in the spec',
  proxy_request_buffering: 'a request that is not kept cannot be sent to a second replica',
  proxy_max_temp_file_size: paths,
  proxy_temp_path: paths,
  proxy_store: paths,
  client_body_temp_path: paths,
  fastcgi_temp_path: paths,
  uwsgi_temp_path: paths,
  scgi_temp_path: paths,
  access_log: writes,
  error_log: writes,
  log_format: writes,
  include: reads,
  root: reads,
  auth_basic_user_file: reads,
  ssl_certificate_key: reads,
  default_type: 'it is set already',
  server_tokens: 'the version of nginx is not told to strangers',
  absolute_redirect: 'a redirect must not name the port inside the container',
  sendfile: 'it is set already',
  tcp_nopush: 'it is set already',
};

/** `http:` of the spec: directives for nginx's http block, in nginx's own words. */
export const httpDirectives = z
  .record(name, value)
  .superRefine((directives, context) => {
    for (const directive of Object.keys(directives)) {
      const reason = refused[directive] ?? (directive.startsWith('proxy_cache') ? cached : undefined);
      if (reason === undefined) continue;
      context.addIssue({ code: 'custom', path: [directive], message: `must not be set: ${reason}` });
    }
  }, besideOtherProblems)
  .describe("Directives for nginx's http block, such as client_max_body_size: 50m.");

/** Ours, unless the user's own say otherwise. */
const defaults: Readonly<Record<string, string>> = {
  keepalive_timeout: '30s',
  client_header_timeout: '10s',
  client_body_timeout: '15s',
  send_timeout: '15s',
  reset_timedout_connection: 'on',
  client_max_body_size: '10m',
  client_body_buffer_size: '16k',
  proxy_send_timeout: '10s',
  proxy_read_timeout: '10s',
};

export interface Directive {
  readonly name: string;
  readonly value: string;
}

/** Each directive once: nginx refuses a second one of the same name. */
export function mergeDirectives(own: z.infer<typeof httpDirectives>): readonly Directive[] {
  return Object.entries({ ...defaults, ...own }).map(([directive, given]) => ({
    name: directive,
    value: typeof given === 'boolean' ? (given ? 'on' : 'off') : String(given),
  }));
}
