#!/bin/sh
# packages.sh build|check: sees that what building (or testing) needs is there; installs what is missing through apt-get where that is
# possible (root, or sudo). NO_INSTALL=1 only says which command to type. Exit 0 when everything is there.
set -u
CC=${CC:-gcc}
missing=

has() { command -v "$1" >/dev/null 2>&1; }

want() { # want PACKAGE TEST…: the package is missing when the test fails
	package=$1
	shift
	"$@" >/dev/null 2>&1 || missing="$missing $package"
}

module() { # want_module: a library as its users find it
	has pkg-config && pkg-config --exists "$1"
}

compiles() { # a header that has no .pc file everywhere
	echo "#include <$1>" | "$CC" -E -o /dev/null -
}

case ${CC##*/} in
*clang*) want clang has "$CC" ;;
*) want gcc has "$CC" ;;
esac
if has "$CC"; then
	want libc6-dev compiles stdio.h
	want zlib1g-dev compiles zlib.h
else
	missing="$missing libc6-dev zlib1g-dev"
fi
want binutils has ar
want pkg-config has pkg-config
want libserialport-dev module libserialport
want libusb-1.0-0-dev module libusb-1.0
want libjansson-dev module jansson
if [ "${1:-build}" = check ]; then
	want bats has bats
	want jq has jq
	want miller has mlr
	want mandoc has mandoc
	want socat has socat
	want zsh has zsh
	want fish has fish
	want bash-completion test -e /usr/share/bash-completion/bash_completion
	want git has git
	want libflac-dev module flac
fi

[ -n "$missing" ] || exit 0
missing=${missing# }
sudo=
[ "$(id -u)" = 0 ] || sudo=sudo
install="${sudo:+$sudo }apt-get install -y --no-install-recommends $missing"
echo "iomt: missing packages: $missing"
if [ "${NO_INSTALL:-0}" = 1 ] || ! has apt-get || { [ -n "$sudo" ] && ! has sudo; }; then
	echo "iomt: they are not installed for you here; type: $install"
	exit 1
fi
echo "iomt: $install"
export DEBIAN_FRONTEND=noninteractive
$sudo apt-get -q update >/dev/null || echo "iomt: apt-get update failed; trying with the lists that are there"
# shellcheck disable=SC2086
$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends $missing >/dev/null || {
	echo "iomt: apt-get could not install them"
	exit 1
}
