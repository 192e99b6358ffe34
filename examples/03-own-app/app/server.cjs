// Counts visits in Redis. No client library on purpose: the whole protocol it needs is three lines.
const { readFileSync } = require('node:fs');
const { createServer } = require('node:http');
const { connect } = require('node:net');

const [host, port] = process.env.REDIS_ENDPOINT.split(':');
const user = process.env.REDIS_USERNAME;
const password = readFileSync(process.env.REDIS_PASSWORD_FILE, 'utf8').trim();

createServer((request, response) => {
  if (request.url === '/healthz') return response.end('ok\n');
  countVisit()
    .then((visits) => response.end(`visit ${visits}, brokers at ${process.env.KAFKA_BROKERS}\n`))
    .catch((error) => response.writeHead(503).end(`no Redis right now: ${error.message}\n`));
}).listen(Number(process.env.PORT));

process.on('SIGTERM', () => process.exit(0));

/** One connection a request: simple, and right after every failover. */
function countVisit() {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) });
    let answer = '';
    socket.setTimeout(2000, () => socket.destroy(new Error('no answer within 2 s')));
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      answer += chunk;
      const reply = /^\+OK\r\n:(\d+)\r\n/.exec(answer);
      const refusal = /^-(.*)\r\n/m.exec(answer);
      if (reply) resolve(reply[1]);
      else if (refusal) reject(new Error(refusal[1]));
      else return;
      socket.end();
    });
    socket.write(`AUTH ${user} ${password}\r\nINCR ownapp:visits\r\n`);
  });
}
