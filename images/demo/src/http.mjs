// Just enough of a web framework: routes, JSON in and out, one place for what goes wrong.
import { createServer } from 'node:http';

const MAX_BODY = 16 * 1024;

/** An answer that is not 2xx, thrown from anywhere. */
export class HttpError extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** `routes` maps `GET /path/:id` to a handler that returns `{ status?, headers?, json? | html? }`. */
export function createHttpServer({ routes, prefix, instance, log }) {
  const table = Object.entries(routes).map(([route, handler]) => ({ ...pattern(route), handler }));

  async function answer(request, response) {
    const url = new URL(request.url, 'http://app');
    const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) || '/' : url.pathname;
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const found = table.find((route) => route.method === method && route.path.test(path));
    if (found === undefined) throw new HttpError(404, 'not found');
    const { groups } = found.path.exec(path);
    write(
      response,
      await found.handler({ ...groups, headers: request.headers, body: () => readJson(request) }),
    );
  }

  return createServer((request, response) => {
    // Names the replica, so that a person and a proof can see who answered.
    response.setHeader('X-App-Instance', instance);
    answer(request, response).catch((error) => {
      if (error.status === undefined) log.failure(`${request.method} ${request.url}: ${error.message}`);
      // 500 and not 503 for the unexpected: Nginx would take 503 as "ask another replica".
      write(response, { status: error.status ?? 500, json: { error: error.message } });
    });
  });
}

function pattern(route) {
  const [method, path] = route.split(' ');
  return { method, path: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[\\w.-]{1,64})')}$`) };
}

function write(response, { status = 200, headers = {}, json, html }) {
  const body = html ?? `${JSON.stringify(json)}\n`;
  response.writeHead(status, {
    'Content-Type': html === undefined ? 'application/json' : 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    ...headers,
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}

async function readJson(request) {
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length > MAX_BODY) throw new HttpError(413, `at most ${MAX_BODY} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch {
    throw new HttpError(400, 'the body must be JSON');
  }
}
