#!/usr/bin/env bash
# Makes or repairs the module's Python environment, .venv next to this file. Quick when there is nothing to do,
# safe to interrupt and to run again, and safe to run twice at once: the environment is made or updated in a folder next
# to it, and takes its place when it is complete. What works goes on working until then.
#
#   ./setup.sh          what the module needs to run
#   ./setup.sh --demo   and what the demo needs (make run)
#   ./setup.sh --dev    and what testing, linting and building need; Chromium too, where it may be installed
#   PYTHON=/path/to/python3.12 ./setup.sh     with the Python of your choice
set -euo pipefail

root="$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")"
venv="$root/.venv"
python="$venv/bin/python"
next="$root/.venv.next" # in the making
last="$root/.venv.last" # replaced, and about to be removed

say() { echo "driftwatch setup: $*"; }
fail() {
  echo "driftwatch setup: $*" >&2
  exit 1
}

case "${1:-}" in
  "" | --demo | --dev) asked="${1:-}" ;;
  *) fail "unknown option $1; usage: setup.sh [--demo | --dev]" ;;
esac

# What --demo or --dev installed is kept complete by a plain setup.sh as well.
choose_lock() {
  lock="$root/requirements.txt"
  if [ "$asked" = --demo ] || [ -e "$venv/driftwatch-demo" ]; then lock="$root/requirements-demo.txt"; fi
  if [ "$asked" = --dev ] || [ -e "$venv/driftwatch-dev" ]; then lock="$root/requirements-dev.txt"; fi
}

# The environment's own Python answers, in some 30 ms.
stamp() { "$python" -I -S "$root/tooling/environment.py" "$@"; }

# Is the environment as the lock file wants it?
is_ready() {
  choose_lock
  is_whole && stamp current "$lock"
}

# If not, can it be brought up to date, or has it to be made again: files lost, moved, another Python wanted?
is_whole() {
  [ -x "$python" ] && stamp whole &&
    { [ -z "${PYTHON:-}" ] || [ "$(readlink -f -- "$python")" = "$(readlink -f -- "$(choose_python)")" ]; }
}

# Prints the path of a Python that fits, or says what to install. PYTHON wins.
choose_python() {
  local candidate path reason reasons=""
  if [ -n "${PYTHON:-}" ]; then set -- "$PYTHON"; else set -- python3 python3.13 python3.12 python3.11 python3.10; fi
  for candidate; do
    path="$(command -v -- "$candidate" || true)"
    if [ -z "$path" ]; then
      reason="is not there"
    elif reason="$("$path" -I "$root/tooling/fit.py" 2>&1)"; then
      echo "$reason"
      return
    fi
    reasons="$reasons"$'\n'"  $candidate ${reason##*$'\n'}"
  done
  fail "no Python fits; needed is a 64-bit Python 3.10 to 3.13 with its venv module.$reasons
  Debian, Ubuntu, Raspberry Pi OS (64-bit):  sudo apt install python3 python3-venv
  macOS 14 or later on Apple silicon:        brew install python@3.12
  Or name one yourself:                      PYTHON=/path/to/python3.12 $root/setup.sh"
}

make_next() {
  rm -rf -- "$next"
  if is_whole; then
    "$base" -I "$root/tooling/environment.py" copy "$venv" "$next" # links, not copies: it takes a second and no room
  else
    say "making $venv with $base"
    "$base" -m venv --prompt .venv "$next"
  fi
}

install_packages() {
  say "installing the packages pinned in ${lock##*/} (half a minute; minutes on a small board)"
  "$next/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all: -r "$lock" || fail \
    "the packages could not be installed (see above). Check the network and run this again: it goes on with what it has already downloaded."
  case "$lock" in *-dev.txt) touch -- "$next/driftwatch-dev" ;; *-demo.txt) touch -- "$next/driftwatch-demo" ;; esac
  "$next/bin/python" -I -S "$root/tooling/environment.py" finish "$lock" "$venv"
}

# Two renames: whatever ends this between them, the next set-up puts the last environment back.
take_place() {
  rm -rf -- "$last"
  if [ -e "$venv" ]; then mv -- "$venv" "$last"; fi
  mv -- "$next" "$venv"
  rm -rf -- "$last"
}

if [ "$asked" = --dev ] && [ -z "${DRIFTWATCH_RELEASE:-}" ] && [ -x "$root/web/browser.sh" ]; then "$root/web/browser.sh"; fi
if is_ready; then exit 0; fi

# One set-up at a time: the lock lives as long as this shell's descriptor 9, however the shell ends.
base="$(choose_python)"
exec 9>"$root/.venv.lock" || fail "cannot write to $root"
"$base" -I -c "import fcntl
try: fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError: print('driftwatch setup: waiting for another set-up', flush=True); fcntl.flock(9, fcntl.LOCK_EX)"
if [ ! -e "$venv" ] && [ -e "$last" ]; then mv -- "$last" "$venv"; fi
if is_ready; then exit 0; fi # the other set-up did it

# Packages can be installed and still not work: too old a processor, C library or libstdc++.
check_next() {
  local said
  if said="$(PYTHONPATH="$root/src" PYTHONSAFEPATH=1 "$next/bin/python" -m driftwatch --self-test 2>&1)"; then
    say "self-test passed"
    return
  fi
  echo "$said" >&2
  if [ -e "$venv" ]; then said="what was installed before is left as it was"; else said="nothing was installed"; fi
  fail "the packages are installed, but do not work on this system (see above); $said.
  Needed are glibc 2.28 or later on x86-64, 2.34 on aarch64, with libstdc++ of the same age."
}

make_next
install_packages
check_next
take_place
say "ready: $venv ($("$python" --version))"
