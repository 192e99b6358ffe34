# shellcheck shell=bash
# shellcheck disable=SC2153 # a library: what it reads, others set
# A Sentinel that fails over learns from INFO that it has promoted, and asks for INFO once a second. Only then does it send the other
# replicas to the new primary, which without a replica takes no writes (min-replicas-to-write). This looks every 20 ms and sends
# them at once: the very command that the Sentinel sends up to a second later.

# For ever, beside a Sentinel.
hasten() {
  while true; do
    tell "$ME" SUBSCRIBE +failover-state-wait-promotion || true
    while next_promotion; do
      until_primary "$PROMOTED" || continue
      log "$PROMOTED is promoted: the others follow it"
      send_others
    done
    sleep 1
  done
}

# Sets PROMOTED and FALLEN. What it reads is `slave NAME IP PORT @ MONITOR IP PORT`; only the Sentinel that leads says it.
next_promotion() {
  local said words
  [[ -n ${WIRES[$ME]:-} ]] || return 1
  # Silence is the rule here. Now and then it looks whether the Sentinel is still there.
  SAID=()
  hear "${WIRES[$ME]}" 3600 || {
    hang_up "$ME"
    return 1
  }
  said=${SAID[*]}
  read -r -a words <<<"${said#*wait-promotion }"
  PROMOTED=$(node_at "${words[2]:-}") FALLEN=$(node_at "${words[6]:-}")
  [[ -n $PROMOTED ]]
}

# It is told at the same time as this, and does so at once, or not at all.
until_primary() {
  local tries
  for ((tries = 0; tries < 50; tries++)); do
    if tell "$1" ROLE && [[ ${SAID[0]} == master ]]; then return 0; fi
    nap 0.02
  done
  return 1
}

send_others() {
  local name
  for name in "${NODES[@]}"; do
    [[ $name == "$PROMOTED" || $name == "$FALLEN" ]] ||
      tell "$name" REPLICAOF "${IP[$PROMOTED]}" "${PORT[$PROMOTED]}" || true
  done
}
