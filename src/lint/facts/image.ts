import { isKnown } from '../yaml/value.ts';

/** An image reference in its parts; the registry's host is of no interest here. */
export interface Image {
  /** `bitnami/kafka`, `redis`. */
  readonly repository: string;
  /** The repository's last part. */
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: boolean;
}

/** Takes a reference apart (distribution/reference). A tag that a variable would give is kept with its mark. */
export function parseImage(reference: string): Image {
  const [withTag = '', digest] = reference.split('@');
  const slash = withTag.lastIndexOf('/');
  const colon = withTag.indexOf(':', slash + 1);
  const path = colon === -1 ? withTag : withTag.slice(0, colon);
  const parts = path.split('/');
  const hasHost = parts.length > 1 && /[.:]|^localhost$/.test(parts[0] ?? '');
  const repository = (hasHost ? parts.slice(1) : parts).join('/').replace(/^library\//, '');
  return {
    repository,
    name: parts.at(-1) ?? '',
    tag: colon === -1 ? undefined : withTag.slice(colon + 1),
    digest: digest !== undefined,
  };
}

/** The leading number of a tag: 8 of `8.0-alpine`; undefined when there is none or it is not known. */
export function majorOf({ tag }: Image): number | undefined {
  const number = tag !== undefined && isKnown(tag) ? /^v?(\d+)(?:[.-]|$)/.exec(tag)?.[1] : undefined;
  return number === undefined ? undefined : Number(number);
}
