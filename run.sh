#!/bin/sh
# Starts the module; viam-server calls this with the path of a socket. With the name of a command it is the command line
# in place of it: run.sh doctor MODEL. Each way ends in `exec`, so that the process viam-server watches and kills is the
# module itself and nothing is orphaned. Plain sh: a system on which the archive cannot work is refused in words.
set -eu

root="$(dirname -- "$(readlink -f -- "$0")")"

refuse() {
  echo "driftwatch: this archive cannot work here: $*" >&2
  exit 1
}

# What the build has written of the system that is needed, as in "glibc x86_64 2.35", against what is there.
check_system() {
  read -r kind machine version <"$root/dist/main/needs"
  there="$(uname -m)"
  [ "$there" = "$machine" ] || refuse "it is for $machine, and this machine is $there"
  if [ "$kind" = macos ]; then
    macos="$(sw_vers -productVersion 2>/dev/null || true)" # "15.1"
    if [ -n "$macos" ] && [ "${macos%%.*}" -lt "$version" ]; then refuse "it needs macOS $version or later, and this is $macos"; fi
  fi
  if [ "$kind" != glibc ]; then return; fi
  [ "$(getconf LONG_BIT 2>/dev/null || echo 64)" = 64 ] || refuse "it needs a 64-bit system, and this one is 32-bit"
  for musl in /lib/ld-musl-*; do
    if [ -e "$musl" ]; then refuse "it needs the GNU C library $version or later, and this system has musl"; fi
  done
  libc="$(getconf GNU_LIBC_VERSION 2>/dev/null || true)" # "glibc 2.36"; where it is not known, the start will show
  libc="${libc#glibc }"
  if [ -n "$libc" ] && [ "${libc%%.*}" -eq "${version%%.*}" ] && [ "${libc#*.}" -lt "${version#*.}" ]; then
    refuse "it needs glibc $version or later, and this system has $libc. Update it, or run the module from its sources"
  fi
}

# From the registry: the frozen module.
if [ -x "$root/dist/main/main" ]; then
  if [ -r "$root/dist/main/needs" ]; then check_system; fi
  exec "$root/dist/main/main" "$@"
fi

# From a source checkout: its environment, made first if it is not there. That can take longer than viam-server waits
# for a module on a small board: there, run setup.sh once by hand.
if [ ! -e "$root/.venv/driftwatch-stamp.json" ]; then "$root/setup.sh"; fi
export PYTHONPATH="$root/src${PYTHONPATH:+:$PYTHONPATH}"
export PYTHONSAFEPATH=1 # whatever lies in the working directory is not ours to import (Python 3.11 and later)
exec "$root/.venv/bin/python" -m driftwatch "$@"
