# shellcheck shell=bash
# shellcheck disable=SC2034,SC2153 # a library: what it sets, others read, and what it reads, others set
# How a node becomes primary or replica. In order of trust: the Sentinels, a running primary, what the volumes remember.
# Every rule sets DECISION (`primary`, `replica NAME` or `wait`) and WHY. Whatever is not certain is `wait`: a tier that is
# late can be repaired, a primary with an empty volume empties every replica that follows it.

verdict() { DECISION=$1 WHY=$2; }

# One round. $1 is `yes` once the Sentinels have been waited for long enough.
decide() {
  survey "${SENTINELS[@]}"
  if [[ $STATE == empty || $STATE == unmarked ]]; then
    survey_more "${PEERS[@]}"
    decide_without_data
  elif sentinels_say; then
    obey_sentinels # at once: while peers that are not up yet are asked, the Sentinels' patience with this node runs out
  elif [[ $1 == yes ]]; then
    survey_more "${PEERS[@]}"
    decide_among_nodes
  else
    verdict wait "most Sentinels do not answer yet"
  fi
}

# Such a node has nothing to give. It follows a primary that is really running, and is one itself only at the first boot of
# all. While the Sentinels still name this very node, its closed port makes them fail over to a node that has the data.
decide_without_data() {
  local primary
  primary=$(running_primary)
  if sentinels_say && [[ -n $primary && $primary != "$SAID" ]]; then
    verdict wait "$primary runs as primary and the Sentinels name $SAID"
  elif [[ -n $primary ]]; then
    verdict "replica $primary" "it runs as primary and my volume is $STATE"
  elif [[ $STATE == empty && $ME == "${NODES[0]}" ]] && all_peers_empty; then
    verdict primary "first boot: every volume is empty"
  else
    verdict wait "my volume is $STATE and no primary runs"
  fi
}

obey_sentinels() {
  if [[ $SAID != "$ME" ]]; then
    verdict "replica $SAID" "most Sentinels say so, epoch $SAID_EPOCH"
  elif [[ $SAID_BUSY == yes ]]; then
    verdict wait "the Sentinels are failing over from me"
  else
    verdict primary "most Sentinels say so, epoch $SAID_EPOCH"
  fi
  if ((SAID_EPOCH > EPOCH)); then EPOCH=$SAID_EPOCH; fi
}

# No Sentinels. A replica follows what runs and never promotes itself; a primary returns when nobody can know better.
decide_among_nodes() {
  local primary
  primary=$(running_primary)
  if [[ $STATE == primary && -n $primary ]]; then
    verdict wait "$primary runs as primary and I was one too; only the Sentinels can tell who is right"
  elif [[ -n $primary ]]; then
    verdict "replica $primary" "no Sentinels, but it runs as primary"
  elif [[ $STATE == primary ]] && peers_vouch; then
    verdict primary "no Sentinels; I was primary at epoch $EPOCH and no node knows a later one"
  else
    verdict wait "no Sentinels and no primary; I was $STATE at epoch $EPOCH"
  fi
}

# The name of the one peer that runs as primary; empty when there is none, or more than one.
running_primary() {
  local peer found=()
  for peer in "${PEERS[@]}"; do
    [[ $(answer "$peer") == 'running master' ]] && found+=("$peer")
  done
  if ((${#found[@]} == 1)); then printf '%s' "${found[0]}"; fi
}

all_peers_empty() {
  local peer
  for peer in "${PEERS[@]}"; do
    [[ $(answer "$peer") == 'lobby empty '* ]] || return 1
  done
}

# With min-replicas-to-write 1 an acknowledged write of a later epoch stands on two nodes at least, so one silent peer cannot be
# the only one that knows: all but one must speak, each either waiting with an older mark or replicating from me.
peers_vouch() {
  local peer kind state epoch said=0
  for peer in "${PEERS[@]}"; do
    read -r kind state epoch _ < <(answer "$peer"; echo) || true
    case $kind:$state in
      lobby:empty | lobby:unmarked) said=$((said + 1)) ;;
      lobby:replica) ((epoch <= EPOCH)) || return 1; said=$((said + 1)) ;;
      lobby:primary) ((epoch < EPOCH)) || return 1; said=$((said + 1)) ;;
      running:slave) [[ $epoch == "${IP[$ME]}" ]] || return 1; said=$((said + 1)) ;;
      running:* | loading:*) return 1 ;;
    esac
  done
  ((said >= ${#PEERS[@]} - 1))
}
