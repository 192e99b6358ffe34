/**
 * The first stack.yaml, with every top-level key shown at its default but commented out: it means the same as
 * `name: x` alone.
 */
export function defaultSpec(name: string): string {
  return `# What this stack is. Everything has a default: the name alone is enough.
# Uncomment what you want to change; false leaves a component out.
name: ${name}

# The smallest machine the stack must fit on; or { memory: 4GiB, cpus: 2, disk: 10GiB }.
# host: 4GiB

# Limits of your own in place of a share of host, by the tiers that holdfast plan shows.
# limits: { sentinel: 32MiB }

# One word for every failover timer: fast, balanced or relaxed.
# failover: balanced

# Whether the stores can be reached from this machine, on 127.0.0.1.
# publish: true

# Your apps behind Nginx, by name: build, image or local (a port on this machine). None: the demo app.
# apps:
#   web: { build: ., port: 3000, path: /, replicas: 2, spare: 1 }

# The port on this machine; or { port, serverName, cache, http }.
# nginx: 8080

# Three brokers; topics with their number of partitions.
# kafka:
#   topics: { example-topic: 2 }

# Memory for the data of each node, a share of host when absent; or { nodes: 3, sentinels: 3, memory: 96MiB, eviction: noeviction }.
# redis: 96MiB

# When the stores are saved, as a cron line (UTC); or { schedule, keep: { daily: 7 }, to: ./backups }.
# backup: "0 3 * * *"

# What a drill has to keep to, by target and fault; what is not set follows failover.
# slo: { 'redis.primary:kill': { rto: 3s, rpo: 0 } }

# Our own Dockerfiles; or a reference per component.
# images: built
`;
}
