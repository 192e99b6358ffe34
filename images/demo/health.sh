#!/bin/bash
# Alive means: the event loop answers 200. A second Node just to ask would cost half of the memory limit.
set -euo pipefail

readonly port=${PORT:-3000}

exec 3<>"/dev/tcp/127.0.0.1/$port"
printf 'GET /healthz HTTP/1.0\r\nHost: health\r\n\r\n' >&3
read -r -t 2 _ status _ <&3
[[ $status == 200 ]]
