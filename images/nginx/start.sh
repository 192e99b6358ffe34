#!/bin/bash
# Starts nginx on the mounted configuration, and on nothing else.
set -euo pipefail

readonly config=${NGINX_CONFIG:-/etc/holdfast/nginx.conf}

if [[ ! -r $config ]]; then
  echo "nginx: $config is not there or not readable; it is mounted from stack/config/nginx" >&2
  exit 78
fi

# No `nginx -t` before: nginx itself names a bad line and ends before it has started anything, and each process here is
# time in which nobody is served after a crash.
# -e: Debian's nginx opens /var/log/nginx/error.log before it reads any configuration, and that is read-only here.
exec nginx -e stderr -c "$config" -g 'daemon off;'
