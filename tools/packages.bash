# shellcheck shell=bash disable=SC2034
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# What the tools need from Debian, and how to get it. To be sourced.

# To build the programs.
build_packages=(gcc libc6-dev meson ninja-build pkg-config python3 libglib2.0-dev
  libglib2.0-dev-bin libcurl4-openssl-dev libssl-dev libjansson-dev libseccomp-dev)
# To see the service at work.
run_packages=(dbus-daemon nginx-light libglib2.0-bin ca-certificates)
# To make the library known to other languages, and its reference.
binding_packages=(gobject-introspection libgirepository1.0-dev gi-docgen)
# To test it.
test_packages=(bash-completion clang-format curl dbus default-jre-headless e2fsprogs man-db
  mandoc mount nodejs openssl polkitd procps python3-gi systemd systemd-container)

missing_packages()
{
  local package
  for package in "$@"; do
    dpkg-query --show --showformat='${db:Status-Status}\n' "$package" 2>/dev/null |
      grep -qx installed || echo "$package"
  done
}

# Root gets them installed, anybody else is told how. Packages that bring a service must not
# start it: ours bring their own configuration and their own port.
need_packages()
{
  local missing policy=/usr/sbin/policy-rc.d made_policy=no result=0
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0

  if [ "$(id -u)" -ne 0 ]; then
    echo "Some packages are missing. Have them installed with:" >&2
    echo "  apt-get install --no-install-recommends ${missing[*]}" >&2
    return 1
  fi

  echo "Installing ${missing[*]}"
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    made_policy=yes
  fi
  export DEBIAN_FRONTEND=noninteractive
  { apt-get -qq update &&
    apt-get -qq -y -o Dpkg::Use-Pty=0 install --no-install-recommends "${missing[@]}"; } \
    </dev/null >/tmp/offpeak-apt.$$ 2>&1 || result=$?
  [ $made_policy = no ] || rm -f "$policy"
  [ $result -eq 0 ] || cat /tmp/offpeak-apt.$$ >&2
  rm -f /tmp/offpeak-apt.$$
  return $result
}
