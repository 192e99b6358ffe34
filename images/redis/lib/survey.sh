# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # a library: what it sets, others read, and what it reads, others set
# Asking everybody at once, and reading one line per answer. A round lasts as long as its slowest answer, at most 0.9 s.

# Writes `IP PORT EPOCH FLAGS`. Two commands, because during a failover the first already names the promoted node while
# the second still describes the old one.
ask_sentinel() {
  local -a lines
  local -A fields=()
  local i
  mapfile -t lines < <(printf 'SENTINEL GET-MASTER-ADDR-BY-NAME %s\nSENTINEL MASTER %s\n' "$MONITOR" "$MONITOR" |
    ask "${IP[$1]}" "${PORT[$1]}")
  ((${#lines[@]} > 4)) || return 0
  for ((i = 2; i + 1 < ${#lines[@]}; i += 2)); do fields[${lines[i]:-none}]=${lines[i + 1]}; done
  [[ ${lines[1]} =~ ^[0-9]+$ && ${fields[config-epoch]:-} =~ ^[0-9]+$ ]] || return 0
  printf '%s %s %s %s\n' "${lines[0]}" "${lines[1]}" "${fields[config-epoch]}" "${fields[flags]:-}" >"$ANSWERS/$1"
}

# Writes `running master`, `running slave IP PORT`, `loading` or `lobby STATE EPOCH`; nothing when nobody answers.
ask_node() {
  local -a lines
  mapfile -t lines < <(echo ROLE | ask "${IP[$1]}" "${PORT[$1]}")
  case ${lines[0]:-} in
    master) echo 'running master' ;;
    slave) echo "running slave ${lines[1]} ${lines[2]}" ;;
    LOADING*) echo loading ;;
    *)
      mapfile -t lines < <(echo 'GET state' | ask "${IP[$1]}" "$LOBBY_PORT")
      [[ ${lines[0]:-} =~ ^(empty|unmarked|primary|replica)\ [0-9]+$ ]] && echo "lobby ${lines[0]}"
      ;;
  esac >"$ANSWERS/$1"
}

# survey NAME...: Sentinels and nodes alike. A round begins with it; survey_more asks others in the same round.
survey() {
  mkdir -p "$ANSWERS"
  rm -f "$ANSWERS"/*
  survey_more "$@"
}

survey_more() {
  local name pids=()
  for name in "$@"; do
    if [[ " ${SENTINELS[*]} " == *" $name "* ]]; then ask_sentinel "$name" & else ask_node "$name" & fi
    pids+=("$!")
  done
  for name in "${pids[@]}"; do wait "$name" || true; done
}

answer() {
  if [[ -s $ANSWERS/$1 ]]; then cat "$ANSWERS/$1"; fi
}

# Sets SAID to the name of the node the Sentinels call primary, SAID_EPOCH, and SAID_BUSY while a failover runs.
# False unless most of the configured Sentinels answered. The highest config epoch wins, then the most votes: an epoch
# above the others exists only after a majority elected the Sentinel that made it.
sentinels_say() {
  local sentinel ip epoch flags node answers=0
  local -A votes=()
  SAID='' SAID_EPOCH=-1 SAID_BUSY=no
  for sentinel in "${SENTINELS[@]}"; do
    [[ -s $ANSWERS/$sentinel ]] || continue
    read -r ip _ epoch flags <"$ANSWERS/$sentinel"
    node=$(node_at "$ip")
    [[ -n $node ]] || continue
    answers=$((answers + 1)) votes[$node]=$((${votes[$node]:-0} + 1))
    [[ $flags == *failover_in_progress* ]] && SAID_BUSY=yes
    if ((epoch > SAID_EPOCH || (epoch == SAID_EPOCH && votes[$node] > ${votes[${SAID:-nobody}]:-0}))); then
      SAID=$node SAID_EPOCH=$epoch
    fi
  done
  ((answers * 2 > ${#SENTINELS[@]}))
}
