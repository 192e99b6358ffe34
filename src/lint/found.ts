import type { Service } from './facts/service.ts';
import type { Place } from './place.ts';
import type { Found } from './rule.ts';

/** Something that stands at a place. */
export function foundAt(service: Service, at: Place, message: string, mend?: string): Found {
  return { at, service: service.name, message, ...(mend === undefined ? {} : { mend }) };
}

/** Something that is missing, told at the service's key. */
export function foundOn(service: Service, message: string, mend?: string): Found {
  return foundAt(service, service.at, message, mend);
}
