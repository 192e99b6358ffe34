/** For JSON.stringify: maps as objects. */
export function plain(_key: string, value: unknown): unknown {
  return value instanceof Map ? Object.fromEntries(value as Map<string, unknown>) : value;
}
