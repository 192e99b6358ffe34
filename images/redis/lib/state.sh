# shellcheck shell=bash
# What a node remembers in its data volume: `primary EPOCH` or `replica EPOCH`, beside the data it speaks about.

readonly MARK=/data/holdfast.role

# Sets STATE and EPOCH. `empty`: nothing was ever here. `unmarked`: data without a mark, such as a first copy that was cut
# short; it is not proof of emptiness, and no reason to be primary either.
recall() {
  STATE=empty EPOCH=0
  if [[ -s $MARK ]]; then
    read -r STATE EPOCH <"$MARK"
    [[ $STATE =~ ^(primary|replica)$ && $EPOCH =~ ^[0-9]+$ ]] || die "$MARK is damaged; it must read 'primary EPOCH' or 'replica EPOCH'"
  elif compgen -G '/data/appendonlydir/*' >/dev/null || [[ -e /data/dump.rdb ]]; then
    STATE=unmarked
  fi
}

# Flushed before it takes effect: a mark that a power cut takes back would name the wrong primary. On a full disk the old one stays.
remember() {
  STATE=$1 EPOCH=$2
  printf '%s %s\n' "$STATE" "$EPOCH" >"$MARK.tmp" && sync "$MARK.tmp" && mv "$MARK.tmp" "$MARK" && sync /data
}

# Runs beside the server for as long as it lives, one connection and no process per tick: the Sentinels change roles at run time
# and tell only the server.
watch_role() {
  local line seen='' now field=0
  local -a said=()
  while true; do
    while read -r line; do
      case $line in
        master | slave) said=("$line") field=1 ;;
        *) said[field]=$line field=$((field + 1)) ;;
      esac
      # A replica's answer is complete at its fourth line; a primary's replicas, which follow, do not matter.
      if [[ ${said[0]:-} == master && $field == 1 ]]; then
        now=primary
      elif [[ ${said[0]:-} == slave && $field == 4 ]]; then
        now="replica ${said[1]} ${said[3]}"
      else
        continue
      fi
      # Noted again until it could be: a disk that is full now has room some day.
      if [[ $now != "$seen" ]] && note_role "$now"; then seen=$now; fi
    done < <(redis-cli --no-auth-warning --user health -p "${PORT[$ME]}" -r -1 -i 1 ROLE 2>/dev/null)
    sleep 0.5
  done
}

# A promotion is noted with an epoch above the old one even when no Sentinel answers, so that two nodes that both remember being
# primary can be told apart. A volume's first mark as replica waits for the link: before that it holds nothing.
note_role() {
  local role=${1%% *} epoch
  recall
  [[ $role == primary || $STATE == primary || $STATE == replica || $1 == *' connected' ]] || return 0
  survey "${SENTINELS[@]}"
  epoch=$EPOCH
  if [[ $role == primary && $STATE == replica ]]; then epoch=$((EPOCH + 1)); fi
  if sentinels_say && ((SAID_EPOCH > epoch)); then epoch=$SAID_EPOCH; fi
  remember "$role" "$epoch" || return
  log "I am now $role, epoch $epoch"
}
