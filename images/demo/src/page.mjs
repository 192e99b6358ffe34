// The page with its numbers already in it: a browser without JavaScript, a crawler and curl see them too.
import { readFileSync } from 'node:fs';
import { allProducts } from './products.mjs';

/** Reads the page once; what it returns fills a snapshot in. */
export function createPage(file = new URL('page.html', import.meta.url)) {
  const template = readFileSync(file, 'utf8');
  return (snapshot) => {
    const values = valuesOf(snapshot);
    return template.replace(/\{\{(\w+)\}\}/g, (_, name) => {
      if (!(name in values)) throw new Error(`page.html names ${name}, which nobody fills in`);
      return values[name];
    });
  };
}

function valuesOf({ instance, redis, kafka, note, counters }) {
  const { taken = 0, processed = 0, dead = 0 } = counters;
  return {
    instance: escape(instance),
    redis,
    kafka,
    taken: count(taken),
    processed: count(processed),
    waiting: count(Math.max(0, taken - processed - dead)),
    dead: count(dead),
    // Nginx may show a kept copy: who has no script to bring it up to date should know from when it is.
    time: new Date().toISOString().slice(11, 19),
    note,
    noteHidden: note === '' ? 'hidden' : '',
    sold: soldRows(counters),
  };
}

function soldRows(counters) {
  const sold = allProducts().map(({ id, name }) => ({ id, name, sold: counters[`sold:${id}`] ?? 0 }));
  const most = Math.max(1, ...sold.map((product) => product.sold));
  return sold
    .map(
      ({ id, name, sold: pieces }) =>
        `<div class="row" data-product="${id}"><span>${escape(name)}</span>` +
        `<span class="bar"><i style="width: ${Math.round((100 * pieces) / most)}%"></i></span>` +
        `<output>${count(pieces)}</output></div>`,
    )
    .join('');
}

function count(value) {
  return value.toLocaleString('en');
}

function escape(text) {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
