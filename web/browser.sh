#!/usr/bin/env bash
# The browser that the page is tested with: installs it where that is possible without asking, else says how to. Never
# fails: without it the tests of the page say what is missing.
set -euo pipefail

for name in "${DRIFTWATCH_CHROMIUM:-}" chromium chromium-browser google-chrome-stable google-chrome; do
  if [ -n "$name" ] && command -v "$name" >/dev/null; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "driftwatch setup: installing Chromium, which the page is tested with"
  { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium; } >/dev/null 2>&1 && exit 0
  echo "driftwatch setup: apt-get could not install it"
fi
echo "driftwatch setup: the page is tested with Chromium, which is not there: sudo apt install chromium (or Chrome, named in DRIFTWATCH_CHROMIUM)"
