#!/usr/bin/env bash
# Makes or repairs the module's Python environment, .venv next to this file. Quick when there is nothing to do,
# safe to interrupt and to run again, and safe to run twice at once.
#
#   ./setup.sh          what the module needs to run
#   ./setup.sh --dev    and what testing, linting and building need
#   PYTHON=/path/to/python3.12 ./setup.sh     with the Python of your choice
set -euo pipefail

root="$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")"
venv="$root/.venv"
python="$venv/bin/python"
unfinished="$venv/driftwatch-unfinished"

say() { echo "driftwatch setup: $*"; }
fail() {
  echo "driftwatch setup: $*" >&2
  exit 1
}

case "${1:-}" in
  "" | --dev) asked="${1:-}" ;;
  *) fail "unknown option $1; usage: setup.sh [--dev]" ;;
esac

# What --dev installed is kept complete by a plain setup.sh as well.
choose_lock() {
  lock="$root/requirements.txt"
  if [ "$asked" = --dev ] || [ -e "$venv/driftwatch-dev" ]; then lock="$root/requirements-dev.txt"; fi
}

# The environment's own Python answers, in some 30 ms.
stamp() { "$python" -I -S "$root/tooling/environment.py" "$@"; }

# Is the environment as the lock file wants it?
is_ready() {
  choose_lock
  is_whole && stamp current "$lock"
}

# If not, can it be brought up to date, or has it to be made again: interrupted, files lost, another Python wanted?
is_whole() {
  [ -x "$python" ] && [ ! -e "$unfinished" ] && stamp whole &&
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

make_venv() {
  say "making $venv with $base"
  rm -rf -- "$venv"
  mkdir -p -- "$venv"
  touch -- "$unfinished"
  "$base" -m venv "$venv"
}

install_packages() {
  say "installing the packages pinned in ${lock##*/} (half a minute; minutes on a small board)"
  touch -- "$unfinished"
  "$python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all: -r "$lock" || fail \
    "the packages could not be installed (see above). Check the network and run this again: it goes on with what it has already downloaded."
  stamp finish "$lock"
  case "$lock" in *-dev.txt) touch -- "$venv/driftwatch-dev" ;; esac
  rm -f -- "$unfinished"
}

if is_ready; then exit 0; fi

# One set-up at a time: the lock lives as long as this shell's descriptor 9, however the shell ends.
base="$(choose_python)"
exec 9>"$root/.venv.lock" || fail "cannot write to $root"
"$base" -I -c "import fcntl
try: fcntl.flock(9, fcntl.LOCK_EX | fcntl.LOCK_NB)
except OSError: print('driftwatch setup: waiting for another set-up', flush=True); fcntl.flock(9, fcntl.LOCK_EX)"
if is_ready; then exit 0; fi # the other set-up did it

if ! is_whole; then make_venv; fi
install_packages
say "ready: $venv ($("$python" --version))"
