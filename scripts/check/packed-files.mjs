const expected = [
  /^(package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|ARCHITECTURE\.md)$/,
  /^dist\/((cli|generate|index|redis)\.js|prober\.mjs)$/,
  /^dist\/chunks\/[\w.-]+\.js$/,
  /^dist\/types\/[\w./-]+\.d\.ts$/,
  /^dist\/spec\.schema\.json$/,
  /^images\/[\w./-]+$/,
  /^compose\/[\w-]+\.yaml$/,
  /^templates\/[\w./-]+\.hbs$/,
  /^examples\/\d\d-[\w./-]+$/,
  /^docs\/[\w-]+\.(md|svg|html|json)$/,
];
const never =
  /(^|\/)(\.local|\.env|node_modules|test|\.git)(\/|$)|\.(map|pem|key|tgz|log)$|\.test\.|^examples\/[^/]+\/stack\//;
const needed = [
  'dist/cli.js',
  'dist/generate.js',
  'dist/index.js',
  'dist/redis.js',
  'dist/prober.mjs',
  'dist/types/index.d.ts',
  'dist/types/redis/index.d.ts',
  'dist/spec.schema.json',
  'README.md',
  'LICENSE',
];

/** What is in the package and should not be, and what should be and is not; one sentence each. */
export function unexpectedFiles(paths) {
  const extra = paths.filter((path) => never.test(path) || !expected.some((pattern) => pattern.test(path)));
  const missing = needed.filter((path) => !paths.includes(path));
  return [
    ...extra.map((path) => `${path} is packed and should not be`),
    ...missing.map((path) => `${path} is missing from the package`),
  ];
}
