import { inContainer } from './container.ts';

/**
 * Starts the server on each file and asks for the values of these directives. A server that does not start gives
 * nothing. Values are told apart by the line with the directive's own name, as redis-cli prints them.
 */
export async function readByRedis(
  image: string,
  files: ReadonlyMap<string, string>,
  directive: string,
): Promise<ReadonlyMap<string, string>> {
  const script = `cd /cases; for file in *; do
    redis-server "/cases/$file" --port 0 --unixsocket /tmp/socket --dir /tmp --appendonly no >"/tmp/$file.log" 2>&1 &
    for _ in {1..200}; do
      [[ $(redis-cli -s /tmp/socket ping 2>&1) == PONG ]] && break
      kill -0 $! 2>/dev/null || break
      sleep 0.01
    done
    if kill -0 $! 2>/dev/null; then
      printf '%s %s\\n' "$file" "$(redis-cli -s /tmp/socket config get ${directive} | tail -n 1 | base64 -w 0)"
      redis-cli -s /tmp/socket shutdown nosave >/dev/null
      wait $!
    fi
    rm -f /tmp/socket
  done`;
  const lines = (await inContainer(image, files, script)).split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const [file = '', value = ''] = line.split(' ');
      return [file, Buffer.from(value, 'base64').toString().replace(/\n$/, '')];
    }),
  );
}

/** Starts a Sentinel on each file and asks it what it watches: the name, and two of its settings. */
export async function readBySentinel(
  image: string,
  files: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const script = `cd /cases; for file in *; do
    cp "$file" /tmp/sentinel.conf; chmod u+w /tmp/sentinel.conf
    redis-server /tmp/sentinel.conf --sentinel --port 26379 --dir /tmp >/dev/null 2>&1 &
    for _ in {1..200}; do [[ $(redis-cli -p 26379 ping 2>&1) == PONG ]] && break; kill -0 $! 2>/dev/null || break; sleep 0.01; done
    printf '%s %s\\n' "$file" "$(redis-cli -p 26379 sentinel masters 2>&1 |
      awk '/^(name|down-after-milliseconds|failover-timeout)$/ { getline value; printf "%s ", value }')"
    kill -9 $! 2>/dev/null; wait $! 2>/dev/null || true
  done`;
  const lines = (await inContainer(image, files, script)).split('\n').filter((line) => line !== '');
  return new Map(
    lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1).trim()]),
  );
}
