#!/bin/bash
# Starts nginx on the mounted configuration, and on nothing else.
set -euo pipefail

readonly config=${NGINX_CONFIG:-/etc/holdfast/nginx.conf}

if [[ ! -r $config ]]; then
  echo "nginx: $config is not there or not readable; it is mounted from stack/config/nginx" >&2
  exit 78
fi

# Checked first, so that the log's last lines name the bad line instead of a half-started server.
# -e: Debian's nginx opens /var/log/nginx/error.log before it reads any configuration, and that is read-only here.
nginx -e stderr -t -q -c "$config"

exec nginx -e stderr -c "$config" -g 'daemon off;'
