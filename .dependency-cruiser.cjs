// The layers of ARCHITECTURE.md, as rules. Effects only at the two ends: the pure middle reaches none, not even
// through another module.
const pure =
  '^src/(spec/|plan/|lint/|report/(?!write\\.ts)|bundle/(?!write(\\.ts|/)|load-assets\\.ts|store\\.ts|.*\\.effect\\.ts)|components/(?!.*(prove|observe|drill|host-client)\\.ts|[^/]+/(prove|observe|drill|switchover)/)|component\\.ts|errors\\.ts)';
const effects =
  '^(node:)?(fs|fs/promises|child_process|net|http|https|tls|dgram|worker_threads)$|node_modules/(dockerode|execa|ioredis|kafkajs|testcontainers|ws|listr2|@clack)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'pure-reaches-no-effect',
      severity: 'error',
      from: { path: pure },
      // `prove`, `observe` and `drill` are imported lazily, when a running stack is looked at: that edge is the way out of the middle.
      to: { path: effects },
    },
    {
      name: 'pure-imports-no-effect-module',
      severity: 'error',
      from: { path: pure },
      to: {
        path: '^src/(engine|host|commands|bundle/(write\\.ts|write/|load-assets\\.ts|store\\.ts)|proof/run\\.ts|report/write\\.ts)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'component-never-imports-another',
      severity: 'error',
      from: { path: '^src/components/([^/]+)/' },
      to: { path: '^src/components/[^/]+', pathNot: '^src/components/$1/' },
    },
    {
      name: 'contract-knows-no-component',
      severity: 'error',
      from: { path: '^src/component\\.ts$' },
      to: { path: '^src/components/' },
    },
    {
      name: 'only-bins-import-commands',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(commands/|cli\\.ts|generate\\.ts)' },
      to: { path: '^src/commands/' },
    },
    {
      name: 'ends-know-no-component',
      severity: 'error',
      from: { path: '^src/(engine|host|observe|proof|roll|drill)/' },
      to: { path: '^src/components/' },
    },
    {
      // What it shows is plain data: whatever made it stays out.
      name: 'report-knows-types-of-drills-only',
      severity: 'error',
      from: { path: '^src/report/' },
      to: { path: '^src/drill/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'engine-and-host-stand-alone',
      severity: 'error',
      from: { path: '^src/engine/' },
      to: { path: '^src/(bundle|host|proof|plan|roll)/' },
    },
    {
      name: 'fit-only-judges',
      severity: 'error',
      from: { path: '^src/host/((fit|check|denials|inside)\\.ts|checks/)' },
      to: { path: effects + '|^src/host/(facts|here|disk|kernel-log|probe|ports)\\.ts' },
    },
    {
      // A library of its own, without a dependency at run time.
      name: 'redis-stands-alone',
      severity: 'error',
      from: { path: '^src/redis/' },
      to: { pathNot: '^src/redis/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'sources-know-no-test',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts)/' },
    },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
