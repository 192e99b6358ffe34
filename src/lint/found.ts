import type { Service } from './facts/service.ts';
import type { Place } from './place.ts';
import type { Found } from './rule.ts';
import { unknownMark } from './yaml/value.ts';

/** Something that stands at a place. */
export function foundAt(service: Service, at: Place, message: string, mend?: string): Found {
  // What only a variable knows has no value that could be shown.
  return {
    at,
    service: service.name,
    message: message.replaceAll(unknownMark, '…'),
    ...(mend === undefined ? {} : { mend }),
  };
}

/** Something that is missing, told at the service's key. */
export function foundOn(service: Service, message: string, mend?: string): Found {
  return foundAt(service, service.at, message, mend);
}
