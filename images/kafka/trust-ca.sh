#!/bin/bash
# Java reads no PEM bundle: takes the one given apart and puts each certificate into Debian's Java trust store.
# Runs only in the build stage; without a bundle there is nothing to do.
set -euo pipefail

bundle=$1
[ -s "$bundle" ] || exit 0

work=$(mktemp -d)
cd "$work"
csplit --silent --elide-empty-files --prefix=ca- --suffix-format=%04d.pem "$bundle" '/-----BEGIN CERTIFICATE-----/' '{*}'
grep -l -e '-----BEGIN CERTIFICATE-----' -- *.pem | sed "s|^|+$work/|" |
  java -jar /usr/share/ca-certificates-java/ca-certificates-java.jar -storepass changeit > /dev/null
