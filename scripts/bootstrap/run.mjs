import { spawn } from 'node:child_process';

/**
 * Runs a command without a shell and resolves with its exit code and output; never rejects, a missing program is
 * code 127. `limit` in milliseconds ends it with SIGKILL and sets `timedOut`; `onLine` sees every line as it comes.
 */
export function run(command, args, { limit, onLine, onStart, env, cwd, input } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: env ?? process.env, stdio: ['pipe', 'pipe', 'pipe'] });
    const result = { stdout: '', stderr: '', timedOut: false };
    const timer = limit === undefined ? undefined : setTimeout(() => expire(child, result), limit);
    onStart?.(child);
    child.stdin.on('error', () => {});
    child.stdin.end(input);
    for (const name of ['stdout', 'stderr']) {
      child[name].setEncoding('utf8').on('data', (text) => {
        result[name] += text;
        if (onLine !== undefined)
          text
            .split(/[\r\n]+/)
            .filter(Boolean)
            .forEach((line) => onLine(line));
      });
    }
    const finish = (code) => (clearTimeout(timer), resolve({ ...result, code }));
    child.on('error', (error) => finish(error.code === 'ENOENT' ? 127 : 126));
    child.on('close', (code) => finish(code ?? 137));
  });
}

function expire(child, result) {
  result.timedOut = true;
  child.kill('SIGKILL');
}

/** Runs a command with this process's own terminal and resolves with its exit code; Ctrl-C reaches it directly. */
export function runAttached(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', ...options });
    // The terminal sends the signal to the whole group: this process only has to outlive its child.
    const ignore = () => {};
    const pass = () => child.kill('SIGTERM');
    process.on('SIGINT', ignore).on('SIGTERM', pass);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', ignore).off('SIGTERM', pass);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

/** The last lines of an output, for an error message. */
export function tail(text, lines = 8) {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
