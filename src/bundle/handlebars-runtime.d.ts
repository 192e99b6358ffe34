/** The runtime half of Handlebars brings no types of its own; this is all of it that the bundle uses. */
declare module 'handlebars/runtime.js' {
  const runtime: { template(precompiled: unknown): (view: object) => string };
  export = runtime;
}
