#!/usr/bin/env bash
# Prepares the backup volume: one directory a store, and a marker that says whose it is. A volume that carries
# another stack's marker is refused, so that two stacks never write their backups over each other.
set -euo pipefail

stack=${STACK:?}
marker=/backup/.holdfast-stack

if [[ -e $marker ]]; then
  owner=$(<"$marker")
  if [[ $owner != "$stack" ]]; then
    echo "backup-volume: this volume holds the backups of '$owner', not of '$stack'; nothing was changed" >&2
    exit 1
  fi
fi

(umask 077 && mkdir -p /backup/redis /backup/kafka /backup/stack)
if [[ ! -e $marker ]]; then
  # Written beside and renamed: a marker is either whole or absent.
  printf '%s\n' "$stack" > "$marker.new"
  mv "$marker.new" "$marker"
fi
echo "backup-volume: ready for '$stack'"
