# shellcheck shell=bash
# Other userlands on this computer, made by debootstrap and entered by chroot. Sourced by check_arm64 and check_userlands.
# What is made is kept outside of the checkout, in DRIFTWATCH_CACHE. Needs Linux and root.

cache="${DRIFTWATCH_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/driftwatch}/userlands"
mirror="${DRIFTWATCH_DEBIAN_MIRROR:-http://deb.debian.org/debian}"

fail() {
  echo "driftwatch check: $*" >&2
  exit 1
}

need() {
  [ "$(uname -s)" = Linux ] || fail "this needs Linux"
  [ "$(id -u)" = 0 ] || fail "this needs root, for chroot and mount: sudo make ..."
  local program
  for program; do
    command -v "$program" >/dev/null || fail "$program is not there: sudo apt install debootstrap qemu-user-static"
  done
}

# Prints the folder of a Debian userland, made now if it is not there: userland bookworm arm64 PACKAGE,PACKAGE
userland() {
  local made="$cache/$1-$2"
  if [ ! -d "$made" ]; then
    echo "driftwatch check: making a userland of Debian $1 for $2 (once; minutes)" >&2
    rm -rf -- "$made.half"
    mkdir -p -- "$cache"
    debootstrap --variant=minbase --arch="$2" ${3:+--include="$3"} "$1" "$made.half" "$mirror" >"$cache/$1-$2.log" 2>&1 ||
      fail "debootstrap failed; its log is $cache/$1-$2.log"
    mv -- "$made.half" "$made"
  fi
  echo "$made"
}

# Runs a command in a userland, with mounts that vanish with it. Of this computer's environment only what the network
# needs goes along. BOARD: a text that /proc/cpuinfo shows in place of this computer's; there is no /sys, which would.
enter() {
  local settings=()
  while IFS= read -r line; do settings+=("$line"); done < <(env | grep -iE '^(PIP_[A-Z_]+|https?_proxy|no_proxy|QEMU_CPU)=' || true)
  cp -- /etc/resolv.conf "$1/etc/resolv.conf"
  if [ ! -e "$1/etc/hosts" ]; then echo "127.0.0.1 localhost" >"$1/etc/hosts"; fi # a machine listens there
  if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
    mkdir -p -- "$1/etc/ssl/certs"
    cp -- /etc/ssl/certs/ca-certificates.crt "$1/etc/ssl/certs/ca-certificates.crt"
  fi
  # shellcheck disable=SC2016
  unshare --mount --propagation private -- bash -euc '
    root="$1"
    shift
    mount -t proc proc "$root/proc"
    mount -t tmpfs tmpfs "$root/dev"
    for node in null zero full random urandom tty; do
      touch -- "$root/dev/$node"
      mount --bind "/dev/$node" "$root/dev/$node"
    done
    mkdir -- "$root/dev/shm"
    mount -t tmpfs tmpfs "$root/dev/shm"
    ln -s /proc/self/fd "$root/dev/fd"
    if [ -n "${BOARD:-}" ]; then mount --bind "$BOARD" "$root/proc/cpuinfo"; fi
    exec chroot "$root" /usr/bin/env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin HOME=/root LANG=C.UTF-8 "$@"
  ' -- "$1" "${settings[@]}" "${@:2}"
}
