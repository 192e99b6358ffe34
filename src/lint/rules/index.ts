import type { Rule } from '../rule.ts';
import { cpuQuota } from './cpu-quota.ts';
import { dependsOnHealth } from './depends-on-health.ts';
import { haproxyNoCheck } from './haproxy-no-check.ts';
import { haproxyRedisRole } from './haproxy-redis-role.ts';
import { healthyWithoutCheck } from './healthy-without-check.ts';
import { imageLatest } from './image-latest.ts';
import { imageWithdrawn } from './image-withdrawn.ts';
import { inlineConfigReadOnly } from './inline-config-read-only.ts';
import { jvmHealthCheck } from './jvm-health-check.ts';
import { kafkaAdvertisedLocalhost } from './kafka-advertised-localhost.ts';
import { kafkaAdvertisedSame } from './kafka-advertised-same.ts';
import { kafkaAutoCreate } from './kafka-auto-create.ts';
import { kafkaCleanerBuffer } from './kafka-cleaner-buffer.ts';
import { kafkaClusterIdDiffers } from './kafka-cluster-id-differs.ts';
import { kafkaClusterIdPublished } from './kafka-cluster-id-published.ts';
import { kafkaDataInTmp } from './kafka-data-in-tmp.ts';
import { kafkaDefaultReplicationFactor } from './kafka-default-replication-factor.ts';
import { kafkaGatedBrokers } from './kafka-gated-brokers.ts';
import { kafkaGracePeriod } from './kafka-grace-period.ts';
import { kafkaHeapOverLimit } from './kafka-heap-over-limit.ts';
import { kafkaHeapShare } from './kafka-heap-share.ts';
import { kafkaMinInsyncReplicas } from './kafka-min-insync-replicas.ts';
import { kafkaMinInsyncTooHigh } from './kafka-min-insync-too-high.ts';
import { kafkaNodeId } from './kafka-node-id.ts';
import { kafkaQuorumEven } from './kafka-quorum-even.ts';
import { kafkaQuorumSize } from './kafka-quorum-size.ts';
import { kafkaReplicationFactor } from './kafka-replication-factor.ts';
import { kafkaUncleanElection } from './kafka-unclean-election.ts';
import { kafkaVotersDiffer } from './kafka-voters-differ.ts';
import { kafkaZookeeperMode } from './kafka-zookeeper-mode.ts';
import { nginxFailTimeout } from './nginx-fail-timeout.ts';
import { nginxNameResolvedOnce } from './nginx-name-resolved-once.ts';
import { nginxNoBackup } from './nginx-no-backup.ts';
import { nginxNoZone } from './nginx-no-zone.ts';
import { nginxResolverValid } from './nginx-resolver-valid.ts';
import { nginxRetryLimits } from './nginx-retry-limits.ts';
import { nginxRetryUnsafe } from './nginx-retry-unsafe.ts';
import { nginxSingleServer } from './nginx-single-server.ts';
import { nginxStreamRedis } from './nginx-stream-redis.ts';
import { nginxTimeouts } from './nginx-timeouts.ts';
import { noHealthCheck } from './no-health-check.ts';
import { noMemoryLimit } from './no-memory-limit.ts';
import { noRestartPolicy } from './no-restart-policy.ts';
import { noSwapLimit } from './no-swap-limit.ts';
import { passwordOnCommandLine } from './password-on-command-line.ts';
import { portOnInternalNetwork } from './port-on-internal-network.ts';
import { redis8Modules } from './redis-8-modules.ts';
import { redisAofOff } from './redis-aof-off.ts';
import { redisConfigUnused } from './redis-config-unused.ts';
import { redisEvictionUnsaid } from './redis-eviction-unsaid.ts';
import { redisFixedReplicaof } from './redis-fixed-replicaof.ts';
import { redisHealthCheckBlind } from './redis-health-check-blind.ts';
import { redisMasterauth } from './redis-masterauth.ts';
import { redisMaxmemoryMissing } from './redis-maxmemory-missing.ts';
import { redisMaxmemoryRoom } from './redis-maxmemory-room.ts';
import { redisMinReplicas } from './redis-min-replicas.ts';
import { redisPersistenceOff } from './redis-persistence-off.ts';
import { redisReplicaBuffer } from './redis-replica-buffer.ts';
import { secretInEnvironment } from './secret-in-environment.ts';
import { sentinelAnnounceHostnames } from './sentinel-announce-hostnames.ts';
import { sentinelAnnounceIp } from './sentinel-announce-ip.ts';
import { sentinelAuth } from './sentinel-auth.ts';
import { sentinelConfigNotWritable } from './sentinel-config-not-writable.ts';
import { sentinelConfigShared } from './sentinel-config-shared.ts';
import { sentinelCount } from './sentinel-count.ts';
import { sentinelDownAfter } from './sentinel-down-after.ts';
import { sentinelFailoverTimeout } from './sentinel-failover-timeout.ts';
import { sentinelMonitorsDiffer } from './sentinel-monitors-differ.ts';
import { sentinelMonitorsLocalhost } from './sentinel-monitors-localhost.ts';
import { sentinelNames } from './sentinel-names.ts';
import { sentinelNamesUnresolved } from './sentinel-names-unresolved.ts';
import { sentinelQuorumLow } from './sentinel-quorum-low.ts';
import { sentinelQuorumUnreachable } from './sentinel-quorum-unreachable.ts';
import { sentinelRebootDownAfter } from './sentinel-reboot-down-after.ts';
import { sentinelStateLost } from './sentinel-state-lost.ts';
import { sharedDataVolume } from './shared-data-volume.ts';
import { startIntervalAlone } from './start-interval-alone.ts';
import { storeNoVolume } from './store-no-volume.ts';
import { storeOpenToAll } from './store-open-to-all.ts';
import { unboundedLogs } from './unbounded-logs.ts';
import { zookeeperEnsembleSize } from './zookeeper-ensemble-size.ts';

/** Every rule, in the order in which they are listed. A new one is a file beside this one and a line here. */
export const rules: readonly Rule[] = [
  cpuQuota,
  dependsOnHealth,
  haproxyNoCheck,
  haproxyRedisRole,
  healthyWithoutCheck,
  imageLatest,
  imageWithdrawn,
  inlineConfigReadOnly,
  jvmHealthCheck,
  kafkaAdvertisedLocalhost,
  kafkaAdvertisedSame,
  kafkaAutoCreate,
  kafkaCleanerBuffer,
  kafkaClusterIdDiffers,
  kafkaClusterIdPublished,
  kafkaDataInTmp,
  kafkaDefaultReplicationFactor,
  kafkaGatedBrokers,
  kafkaGracePeriod,
  kafkaHeapOverLimit,
  kafkaHeapShare,
  kafkaMinInsyncReplicas,
  kafkaMinInsyncTooHigh,
  kafkaNodeId,
  kafkaQuorumEven,
  kafkaQuorumSize,
  kafkaReplicationFactor,
  kafkaUncleanElection,
  kafkaVotersDiffer,
  kafkaZookeeperMode,
  nginxFailTimeout,
  nginxNameResolvedOnce,
  nginxNoBackup,
  nginxNoZone,
  nginxResolverValid,
  nginxRetryLimits,
  nginxRetryUnsafe,
  nginxSingleServer,
  nginxStreamRedis,
  nginxTimeouts,
  noHealthCheck,
  noMemoryLimit,
  noRestartPolicy,
  noSwapLimit,
  passwordOnCommandLine,
  portOnInternalNetwork,
  redis8Modules,
  redisAofOff,
  redisConfigUnused,
  redisEvictionUnsaid,
  redisFixedReplicaof,
  redisHealthCheckBlind,
  redisMasterauth,
  redisMaxmemoryMissing,
  redisMaxmemoryRoom,
  redisMinReplicas,
  redisPersistenceOff,
  redisReplicaBuffer,
  secretInEnvironment,
  sentinelAnnounceHostnames,
  sentinelAnnounceIp,
  sentinelAuth,
  sentinelConfigNotWritable,
  sentinelConfigShared,
  sentinelCount,
  sentinelDownAfter,
  sentinelFailoverTimeout,
  sentinelMonitorsDiffer,
  sentinelMonitorsLocalhost,
  sentinelNames,
  sentinelNamesUnresolved,
  sentinelQuorumLow,
  sentinelQuorumUnreachable,
  sentinelRebootDownAfter,
  sentinelStateLost,
  sharedDataVolume,
  startIntervalAlone,
  storeNoVolume,
  storeOpenToAll,
  unboundedLogs,
  zookeeperEnsembleSize,
];
