# shellcheck shell=bash
# A node's settings at run time: the spec's part, read-only from outside, and this start's part. Written anew each time, so that
# nothing an earlier run or a CONFIG REWRITE left behind survives. In memory only: it holds the password of the replica link.

# render_node [PRIMARY]
render_node() {
  {
    cat "$CONFIG/redis.conf"
    printf '\nport %s\ndir /data\naclfile %s/users.acl\n' "${PORT[$ME]}" "$RUN"
    printf 'replica-announce-ip %s\nreplica-announce-port %s\n' "${IP[$ME]}" "${PORT[$ME]}"
    printf 'masteruser replica\nmasterauth %s\n' "$(<"$SECRETS/redis-replica-password")"
    if [[ -n ${1:-} ]]; then printf 'replicaof %s %s\n' "${IP[$1]}" "${PORT[$1]}"; fi
  } >"$RUN/redis.conf"
  node_users >"$RUN/users.acl"
}

# `default` lets nobody in, but it may do everything: Redis replays the AOF as this user and checks its rights again at every EXEC,
# and without them each transaction and each script's writes are dropped at the next start, with no more than a line in the log.
# The channel __sentinel__:hello decides who is primary, and Redis trusts whoever publishes there: no user but Sentinel may.
node_users() {
  local app='+@all -@admin -@dangerous +info +role +keys +sort +sort_ro +flushdb'
  cat <<ACL
user default off ~* &* +@all
user app on $(digest redis-app-password) ~* resetchannels &[^_]* &__key*__:* $app
user replica on $(digest redis-replica-password) resetkeys resetchannels -@all +psync +replconf +ping
user sentinel on $(digest redis-sentinel-password) resetkeys resetchannels &__sentinel__:hello -@all +multi +slaveof +replicaof +ping +exec +subscribe +config|rewrite +role +publish +info +client|setname +client|kill +client|pause +client|unpause +script|kill
user backup on $(digest redis-backup-password) resetkeys resetchannels -@all +psync +sync +replconf +ping +role +info +dbsize
user health on nopass resetkeys resetchannels -@all +ping +role +info
ACL
}

sentinel_users() {
  cat <<ACL
user default off
user sentinel-peer on $(digest redis-sentinel-password) allchannels +@all
user app on $(digest redis-app-password) allchannels -@all +auth +hello +ping +role +info +command +client|setname +client|setinfo +client|id +client|getname +client|list +subscribe +psubscribe +unsubscribe +punsubscribe +sentinel|get-master-addr-by-name +sentinel|master +sentinel|masters +sentinel|replicas +sentinel|slaves +sentinel|sentinels +sentinel|myid +sentinel|ckquorum
user health on nopass resetchannels -@all +ping +sentinel|get-master-addr-by-name +sentinel|master +sentinel|ckquorum
ACL
}

# render_sentinel PRIMARY CONFIG_EPOCH LEADER_EPOCH CURRENT_EPOCH MYID
# Everybody is named from the start: a Sentinel that had to discover its peers could neither vote nor see their votes.
render_sentinel() {
  local name secret
  secret=$(<"$SECRETS/redis-sentinel-password")
  printf 'port %s\ndir %s\naclfile %s/users.acl\n' "${PORT[$ME]}" "$RUN" "$RUN"
  printf 'sentinel myid %s\nsentinel current-epoch %s\n' "$5" "$4"
  printf 'sentinel announce-ip %s\nsentinel announce-port %s\n' "${IP[$ME]}" "${PORT[$ME]}"
  printf 'sentinel sentinel-user sentinel-peer\nsentinel sentinel-pass %s\n' "$secret"
  printf 'sentinel monitor %s %s %s %s\n' "$MONITOR" "${IP[$1]}" "${PORT[$1]}" "$QUORUM"
  printf 'sentinel auth-user %s sentinel\nsentinel auth-pass %s %s\n' "$MONITOR" "$MONITOR" "$secret"
  printf 'sentinel config-epoch %s %s\nsentinel leader-epoch %s %s\n' "$MONITOR" "$2" "$MONITOR" "$3"
  cat "$CONFIG/sentinel.conf"
  for name in "${NODES[@]}"; do
    if [[ $name != "$1" ]]; then printf 'sentinel known-replica %s %s %s\n' "$MONITOR" "${IP[$name]}" "${PORT[$name]}"; fi
  done
  for name in "${SENTINELS[@]}"; do
    if [[ $name != "$ME" ]]; then
      printf 'sentinel known-sentinel %s %s %s %s\n' "$MONITOR" "${IP[$name]}" "${PORT[$name]}" "$(sentinel_id "$name")"
    fi
  done
}

# Derived, so that every Sentinel knows the others' before it has met them.
sentinel_id() {
  local sum
  sum=$(printf '%s %s' "$MONITOR" "$1" | sha1sum)
  printf '%s' "${sum%% *}"
}
