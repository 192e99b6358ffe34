import { performance } from 'node:perf_hooks';

/** Below this a step had nothing to do; saying so would be noise. */
const worthALineMs = 400;

/**
 * Shows one step: at a terminal a live line with the seconds gone by, elsewhere a line when it starts and one when
 * it ends. `work` gets a function to say what it is at. Steps that end at once print nothing.
 */
export async function step(title, work, out = process.stderr) {
  const live = out.isTTY === true && process.env['CI'] === undefined;
  const view = live ? liveView(title, out) : plainView(title, out);
  try {
    const value = await work(view.detail);
    view.end('done');
    return value;
  } catch (error) {
    view.end('failed');
    throw error;
  }
}

function liveView(title, out) {
  const began = performance.now();
  let detail = '';
  const draw = () => {
    const line = `${title} ${seconds(began)}${detail === '' ? '' : `  ${detail}`}`;
    out.write(`\r\u001b[K${line.slice(0, (out.columns ?? 80) - 1)}`);
  };
  const timer = setInterval(draw, 200);
  return {
    detail: (text) => void (detail = text.trim()),
    end(outcome) {
      clearInterval(timer);
      const quick = outcome === 'done' && performance.now() - began < worthALineMs;
      out.write(quick ? '\r\u001b[K' : `\r\u001b[K${title}: ${outcome}, ${seconds(began)}\n`);
    },
  };
}

function plainView(title, out) {
  const began = performance.now();
  const timer = setTimeout(() => out.write(`${title} ...\n`), worthALineMs);
  return {
    detail: () => {},
    end(outcome) {
      clearTimeout(timer);
      const quick = outcome === 'done' && performance.now() - began < worthALineMs;
      if (!quick) out.write(`${title}: ${outcome}, ${seconds(began)}\n`);
    },
  };
}

function seconds(began) {
  return `${((performance.now() - began) / 1000).toFixed(1)} s`;
}
