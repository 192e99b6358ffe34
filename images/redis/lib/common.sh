# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # a library: what it sets, others read, and what it reads, others set
# What every script here shares: the topology, the log line, and how a question is asked over the network.

readonly CONFIG=/etc/holdfast
readonly SECRETS=/run/secrets
readonly RUN=/run/redis
readonly ANSWERS=$RUN/answers

# Where a node that has not decided yet says what its volume holds. Not a port any client knows.
readonly LOBBY_PORT=16379

declare -A IP PORT
NODES=()
SENTINELS=()
MONITOR='' # the name under which the Sentinels watch the primary
QUORUM=0

log() { printf '%(%H:%M:%S)T holdfast %s: %s\n' -1 "${ME:-?}" "$*" >&2; }

die() {
  log "$*"
  exit 1
}

# Lines are `monitor NAME QUORUM`, `node NAME IP PORT`, `sentinel NAME IP PORT`.
read_topology() {
  local kind name ip port
  while read -r kind name ip port; do
    case $kind in
      monitor) MONITOR=$name QUORUM=$ip ;;
      node) NODES+=("$name") IP[$name]=$ip PORT[$name]=$port ;;
      sentinel) SENTINELS+=("$name") IP[$name]=$ip PORT[$name]=$port ;;
    esac
  done <"$CONFIG/topology"
  [[ -n ${IP[$ME]:-} ]] || die "$CONFIG/topology does not name me"
}

# The name of the node at an address, empty when the topology has none: an answer about a node that was removed.
node_at() {
  local name
  for name in "${NODES[@]}"; do
    [[ ${IP[$name]} == "$1" ]] && printf '%s' "$name" && return
  done
  return 0
}

# Commands come on stdin, answers go to stdout. The `health` user has no password and may only look, so a question needs
# no secret. `timeout` is for a paused process, which accepts the connection and then says nothing.
ask() { timeout 0.9 redis-cli -t 0.5 --no-auth-warning --user health -h "$1" -p "$2" 2>/dev/null || true; }
export REDISCLI_AUTH=none VALKEYCLI_AUTH=none

# Passwords go into ACL files as their digest: who reads the file cannot log in with it.
digest() {
  local sum
  sum=$(printf '%s' "$(<"$SECRETS/$1")" | sha256sum)
  printf '#%s' "${sum%% *}"
}
