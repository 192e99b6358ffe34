import Handlebars from 'handlebars/runtime.js';
import { templates, type TemplateName } from './templates.generated.ts';

const compiled = new Map<TemplateName, (view: object) => string>();

/**
 * Fills a template. Handlebars' own strict mode lets `{{#if typo}}` and `{{#each typo}}` through silently, so the
 * view is wrapped: reading a name it does not have throws. A string with a line break or another control character
 * throws as well: no value may ever open a new line in a configuration file.
 */
export function fillTemplate(name: TemplateName, view: object): string {
  const template = compiled.get(name) ?? Handlebars.template(templates[name]);
  compiled.set(name, template);
  return template(strictView(view, name));
}

function strictView(view: object, where: string): object {
  return new Proxy(view, {
    get(target, key): unknown {
      if (typeof key === 'symbol') return Reflect.get(target, key);
      if (!Object.hasOwn(target, key)) throw new Error(`${where}: the view has no '${key}'`);
      return strictValue(Reflect.get(target, key), `${where}: ${key}`);
    },
  });
}

function strictValue(value: unknown, where: string): unknown {
  if (typeof value === 'object' && value !== null) return strictView(value, where);
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (typeof value === 'string' && /[\u0000-\u001f\u007f]/.test(value)) {
    throw new Error(`${where}: a control character in a value for a configuration file`);
  }
  if (value === undefined) throw new Error(`${where} is undefined`);
  return value;
}
