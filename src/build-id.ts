/** Put in by scripts/build.mjs: a hash over everything that decides what is generated. */
declare const __HOLDFAST_BUILD__: string | undefined;

/** Which build this is; undefined when it runs from its sources, which may change between two runs. */
export const buildId = typeof __HOLDFAST_BUILD__ === 'string' ? __HOLDFAST_BUILD__ : undefined;
