# shellcheck shell=bash
# The lobby: a tiny server without data, up only while a node decides. It tells the others what this node's volume holds, which
# nobody can ask of a server that has not started. It is how "all volumes are empty" becomes a fact instead of a guess.

readonly LOBBY=$RUN/lobby

open_lobby() {
  mkdir -p "$LOBBY"
  {
    echo 'user default off'
    echo 'user health on nopass resetchannels -@all +get ~state'
    echo "user replica on $(digest redis-replica-password) resetchannels -@all +set +ping ~state"
  } >"$LOBBY/users.acl"
  redis-server --port "$LOBBY_PORT" --bind '* -::*' --dir "$LOBBY" --aclfile "$LOBBY/users.acl" --save '' --appendonly no \
    --maxmemory 1mb --maxclients 64 --io-threads 1 --loglevel warning --daemonize no >"$LOBBY/log" 2>&1 &
  LOBBY_PID=$!
  local round
  for ((round = 0; round < 50; round++)); do
    tell_lobby && return
    sleep 0.05
  done
  die "the lobby did not open: $(tail -n 3 "$LOBBY/log")"
}

tell_lobby() {
  local said
  said=$(REDISCLI_AUTH=$(<"$SECRETS/redis-replica-password") VALKEYCLI_AUTH=$(<"$SECRETS/redis-replica-password") \
    timeout 0.9 redis-cli --no-auth-warning --user replica -p "$LOBBY_PORT" SET state "$STATE $EPOCH" 2>/dev/null) || true
  [[ $said == OK ]]
}

close_lobby() {
  kill "$LOBBY_PID"
  wait "$LOBBY_PID" || true
}
