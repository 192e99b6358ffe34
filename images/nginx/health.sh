#!/bin/bash
# Healthy means: nginx answers 200 on the inside listener. No curl in the image: bash speaks enough HTTP for this.
set -euo pipefail

readonly port=${HEALTH_PORT:-8081}

# 127.0.0.1 and not localhost, which may be ::1 first, where nothing listens.
exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /healthz HTTP/1.0\r\nHost: health\r\n\r\n' >&3

# "HTTP/1.1 200 OK": the second word decides. The time limit stands in for a server that accepts and says nothing.
read -r -t 2 _ status _ <&3
[[ $status == 200 ]]
