#!/usr/bin/env bash
# Builds module.tar.gz, the archive that the registry takes, for the platform that this runs on. Build on the oldest
# system that is to be served: the archive needs the C library of the system it was built on, or a later one. With
# DRIFTWATCH_RELEASE=1 it fails where that is later than a release may need (tooling/floors.py).
set -euo pipefail
cd -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")"

./setup.sh --dev
web/build.sh # first: without Node there is no archive, and it says so
echo "driftwatch build: freezing the module (half a minute)"
rm -rf build/frozen # not dist/: run.sh would start it in place of the sources
export PYTHONHASHSEED=0 SOURCE_DATE_EPOCH=315532800 # the same sources give the same archive
.venv/bin/python -m PyInstaller tooling/module.spec --distpath build/frozen --workpath build/work --noconfirm --clean --log-level ERROR
# The symbols for debuggers of a Python that was built by hand: 17 MB. What packages bring is left as it is.
if [ "$(uname -s)" = Linux ]; then strip --strip-unneeded build/frozen/main/_internal/libpython3*.so*; fi
echo "driftwatch build: self-test of the frozen module"
build/frozen/main/main --self-test
echo "driftwatch build: what it needs of the system that it starts on"
.venv/bin/python -m tooling.floors build/frozen/main
.venv/bin/python -m tooling.archive build/frozen/main module.tar.gz
