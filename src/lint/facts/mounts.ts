import type { Place } from '../place.ts';
import { dig, entriesOf, itemsOf, scalarAt, type Mapping, type Scalar, type Value } from '../yaml/value.ts';

/** Something a service finds at a path of its own. */
export interface Mount {
  readonly type: 'volume' | 'bind' | 'tmpfs' | 'config';
  /** A volume's name, a path as written, or undefined for an anonymous volume and a tmpfs. */
  readonly source: string | undefined;
  readonly target: string;
  readonly readOnly: boolean;
  readonly at: Place;
  /** A config whose text stands in the Compose file itself. */
  readonly content?: Scalar;
}

/** Everything mounted into a service: volumes, tmpfs, configs and secrets, in all the forms that Compose takes. */
export function mountsOf(service: Value, model: Mapping): readonly Mount[] {
  return [
    ...itemsOf(dig(service, 'volumes')).flatMap(volumeMount),
    ...tmpfsOf(dig(service, 'tmpfs')),
    ...itemsOf(dig(service, 'configs')).flatMap((item) => configMount(item, dig(model, 'configs'), '/')),
    ...itemsOf(dig(service, 'secrets')).flatMap((item) =>
      configMount(item, dig(model, 'secrets'), '/run/secrets/'),
    ),
  ];
}

function volumeMount(item: Value): readonly Mount[] {
  if (item.kind === 'scalar') return shortMount(item);
  const target = scalarAt(item, 'target');
  if (target === undefined) return [];
  const type = scalarAt(item, 'type')?.text;
  return [
    {
      type: type === 'bind' || type === 'tmpfs' ? type : 'volume',
      source: scalarAt(item, 'source')?.text,
      target: target.text,
      readOnly: scalarAt(item, 'read_only')?.text === 'true',
      at: item.at,
    },
  ];
}

/** `source:target:options`, `source:target` or `target`. */
function shortMount({ text, at }: Scalar): readonly Mount[] {
  const [first = '', second, options = ''] = text.split(':');
  if (second === undefined)
    return [{ type: 'volume', source: undefined, target: first, readOnly: false, at }];
  const type = /^[./~]/.test(first) ? 'bind' : 'volume';
  return [{ type, source: first, target: second, readOnly: /(?:^|,)ro(?:,|$)/.test(options), at }];
}

function tmpfsOf(value: Value | undefined): readonly Mount[] {
  const items = value === undefined ? [] : value.kind === 'list' ? value.items : [value];
  return items.flatMap((item) =>
    item.kind === 'scalar' && !item.empty
      ? [
          {
            type: 'tmpfs' as const,
            source: undefined,
            target: item.text.split(':', 1)[0] ?? '',
            readOnly: false,
            at: item.at,
          },
        ]
      : [],
  );
}

function configMount(item: Value, declared: Value | undefined, folder: string): readonly Mount[] {
  const name = item.kind === 'scalar' ? item.text : scalarAt(item, 'source')?.text;
  if (name === undefined) return [];
  const declaration = entriesOf(declared).find(([key]) => key === name)?.[1].value;
  const content = scalarAt(declaration, 'content');
  const file = scalarAt(declaration, 'file');
  return [
    {
      type: 'config',
      source: file?.text,
      target: scalarAt(item, 'target')?.text ?? `${folder}${name}`,
      readOnly: true,
      at: file?.at ?? item.at,
      ...(content === undefined ? {} : { content }),
    },
  ];
}

/** The mount that covers a path: the longest target that is the path or a folder above it. */
export function mountOver(mounts: readonly Mount[], path: string): Mount | undefined {
  return mounts
    .filter(({ target }) => path === target || path.startsWith(`${target.replace(/\/+$/, '')}/`))
    .reduce<Mount | undefined>(
      (best, mount) => (best === undefined || mount.target.length >= best.target.length ? mount : best),
      undefined,
    );
}
