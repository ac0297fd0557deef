#!/usr/bin/env bash
# Builds the page into web/dist. Quick when nothing has changed. Without Node it says what to install, with status 3.
#   web/build.sh             the page
#   web/build.sh --packages  only the packages that building and testing need
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")"

fail() {
  echo "driftwatch page: $*" >&2
  exit "${status:-1}"
}

status=3 # of what is missing on this computer
for program in node npm; do
  command -v "$program" >/dev/null || fail "$program is not there. The page needs Node 20 or later:
  Debian 12, Raspberry Pi OS, Ubuntu:  https://nodejs.org/en/download (their own nodejs is older)
  Debian 13 or later:                  sudo apt install nodejs npm
  macOS:                               brew install node"
done
version="$(node -p 'process.versions.node')"
[ "${version%%.*}" -ge 20 ] || fail "Node $version is too old; the page needs 20 or later (https://nodejs.org/en/download)"

status=1
# npm writes this file last.
if [ package-lock.json -nt node_modules/.package-lock.json ]; then
  echo "driftwatch page: installing the packages pinned in web/package-lock.json"
  npm ci --no-audit --no-fund --loglevel=error || fail "the packages could not be installed (see above). Check the network and run this again."
  touch node_modules/.package-lock.json
fi
if [ "${1:-}" = --packages ]; then exit 0; fi

if [ -z "$(find src public index.html package-lock.json ./*.ts svelte.config.js -newer dist/index.html 2>/dev/null || echo none)" ]; then exit 0; fi
echo "driftwatch page: building"
npm run --silent build -- --logLevel warn
