#!/usr/bin/env bash
# Starts the module; viam-server calls this with the path of a socket. With the name of a command it is the command line
# in place of it: run.sh doctor MODEL. Each way ends in `exec`, so that the process viam-server watches and kills is the
# module itself and nothing is orphaned.
set -euo pipefail

root="$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")"

# From the registry: the frozen module.
if [ -x "$root/dist/main/main" ]; then exec "$root/dist/main/main" "$@"; fi

# From a source checkout: its environment, made first if it is not there. That can take longer than viam-server waits
# for a module on a small board: there, run setup.sh once by hand.
if [ ! -e "$root/.venv/driftwatch-stamp.json" ] || [ -e "$root/.venv/driftwatch-unfinished" ]; then "$root/setup.sh"; fi
export PYTHONPATH="$root/src${PYTHONPATH:+:$PYTHONPATH}"
export PYTHONSAFEPATH=1 # whatever lies in the working directory is not ours to import (Python 3.11 and later)
exec "$root/.venv/bin/python" -m driftwatch "$@"
