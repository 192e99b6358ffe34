# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # a library: what it sets, others read, and what it reads, others set
# Connections that are kept, with bash itself at their other end. Where writes wait for the answers, a redis-cli for each question
# takes too long: on a busy host every process waits for its turn.

declare -A WIRES=() # file descriptors, by member
SAID=()             # the last reply, flat: what is nested one after the other, null as nothing, an error as its text

# Each answer has this long; `pause` must last longer than two of them.
readonly ANSWER_SECONDS=0.8

# Writing to a connection that was cut is no reason to die.
trap '' PIPE

# nap SECONDS: sleeps, without a process for it. What it reads from stays open and empty.
exec {SILENCE}<> <(:)
nap() { read -r -t "$1" -u "$SILENCE" || true; }

# tell NAME WORD...: asks a member, as the Sentinels' own user. False when it cannot be reached, is silent or lets nobody in.
# A connection that was cut is made anew: a node cuts everybody off when a Sentinel changes its role.
tell() {
  local status=0
  exchange "$@" || status=$?
  ((status == CUT)) || return "$status"
  exchange "$@"
}

readonly CUT=3

# The same without a second try.
exchange() {
  local name=$1 text word status=0
  [[ -n ${WIRES[$name]:-} ]] || dial "$name" || return 1
  shift
  text="*$#"$'\r\n'
  for word in "$@"; do text+="\$${#word}"$'\r\n'$word$'\r\n'; done
  SAID=()
  { printf '%s' "$text" >&"${WIRES[$name]}"; } 2>/dev/null || status=$CUT
  ((status != 0)) || hear "${WIRES[$name]}" || status=$?
  # What comes late would be taken for the answer to another question.
  ((status == 0)) || hang_up "$name"
  return "$status"
}

# hear FD [SECONDS]: one reply, for which it waits that long. RESP2, of which nothing here is binary.
hear() {
  local line status=0 i count
  IFS= read -r -t "${2:-$ANSWER_SECONDS}" -u "$1" line 2>/dev/null || status=$?
  ((status == 0)) || return "$((status > 128 ? 1 : CUT))"
  line=${line%$'\r'}
  case $line in
    '*'*)
      count=${line:1}
      for ((i = 0; i < count; i++)); do hear "$1" || return; done
      ;;
    '$-1') SAID+=('') ;;
    '$'*)
      IFS= read -r -t "$ANSWER_SECONDS" -u "$1" -N "$((${line:1} + 2))" line 2>/dev/null || return 1
      SAID+=("${line%$'\r\n'}")
      ;;
    *) SAID+=("${line:1}") ;;
  esac
}

dial() {
  local fd user=sentinel
  [[ " ${SENTINELS[*]} " != *" $1 "* ]] || user=sentinel-peer
  # Bash knows no time limit for connecting, and an address that vanished would hold it for minutes.
  timeout "$ANSWER_SECONDS" bash -c ": <>/dev/tcp/${IP[$1]}/${PORT[$1]}" 2>/dev/null || return 1
  { exec {fd}<>"/dev/tcp/${IP[$1]}/${PORT[$1]}"; } 2>/dev/null || return 1
  WIRES[$1]=$fd
  exchange "$1" AUTH "$user" "$(<"$SECRETS/redis-sentinel-password")" && [[ ${SAID[0]} == OK ]]
}

hang_up() {
  local fd=${WIRES[$1]:-}
  unset "WIRES[$1]"
  [[ -z $fd ]] || exec {fd}>&-
}
