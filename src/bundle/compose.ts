/**
 * The part of the Compose model that the bundle uses, typed, so that a misspelt key does not compile.
 * Printed by the `yaml` library; never a template. Keys are those of the Compose specification.
 */
export interface ComposeService {
  image?: string;
  build?: ComposeBuild;
  pull_policy?: 'missing' | 'build' | 'never';
  extends?: { file?: string; service: string };
  profiles?: string[];
  command?: string[];
  entrypoint?: string[];
  init?: boolean;
  user?: string;
  restart?: 'no' | 'unless-stopped' | 'on-failure:5';
  depends_on?: Record<string, ComposeDependency>;
  environment?: Record<string, string>;
  configs?: ComposeMount[];
  secrets?: ComposeMount[];
  volumes?: ComposeVolumeMount[];
  tmpfs?: string[];
  ports?: ComposePort[];
  networks?: Record<string, { ipv4_address?: string } | null>;
  extra_hosts?: string[];
  sysctls?: Record<string, string>;
  healthcheck?: ComposeHealthcheck;
  stop_grace_period?: string;
  stop_signal?: string;
  mem_limit?: string;
  memswap_limit?: string;
  mem_reservation?: string;
  cpu_shares?: number;
  pids_limit?: number;
  oom_score_adj?: number;
  ulimits?: Record<string, number | { soft: number; hard: number }>;
  read_only?: boolean;
  cap_drop?: string[];
  cap_add?: string[];
  security_opt?: string[];
  logging?: { driver: string; options?: Record<string, string> };
  labels?: Record<string, string>;
}

export interface ComposeBuild {
  context: string;
  dockerfile?: string;
  args?: Record<string, string>;
  secrets?: string[];
}

export interface ComposeDependency {
  condition: 'service_started' | 'service_healthy' | 'service_completed_successfully';
  restart?: boolean;
  required?: boolean;
}

/** A config or secret, mounted at `target` (secrets: default `/run/secrets/<source>`). */
export interface ComposeMount {
  source: string;
  target?: string;
}

export interface ComposeVolumeMount {
  type: 'volume' | 'bind' | 'tmpfs';
  source?: string;
  target: string;
  read_only?: boolean;
  volume?: { nocopy: boolean };
  tmpfs?: { size: number };
}

/** Long form: the published port is a string so that Compose never reads it as a base-60 number. */
export interface ComposePort {
  target: number;
  published: string;
  host_ip: string;
  protocol?: 'tcp' | 'udp';
}

export interface ComposeHealthcheck {
  test: string[];
  interval: string;
  timeout: string;
  retries: number;
  start_period: string;
  /** Needs start_period, Compose 2.20.2 and Engine 25. */
  start_interval: string;
}
