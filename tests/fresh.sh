#!/bin/sh
# The README's two commands in a pristine Debian 12 that has a checkout and nothing else: once as root without sudo, once as a user with
# sudo. Needs root and a Debian mirror (that of this machine). Ends with `N passed, N failed`. KEEP=1 keeps the folder.
set -u
cd "$(dirname "$0")/.." || exit 1
top=$PWD
passed=0 failed=0

fail() {
	echo "check-fresh: $*"
	exit 1
}

[ "$(id -u)" = 0 ] || fail "needs root (it makes a chroot)"
sources=/etc/apt/sources.list.d/debian.sources
[ -e $sources ] || sources=/etc/apt/sources.list
[ -s $sources ] || fail "no apt sources on this machine"

if ! command -v mmdebstrap >/dev/null; then
	[ "${NO_INSTALL:-0}" = 1 ] && fail "mmdebstrap is missing; type: apt-get install -y --no-install-recommends mmdebstrap"
	apt-get -q update >/dev/null
	DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends mmdebstrap >/dev/null || fail "mmdebstrap cannot be installed"
fi

dir=$(mktemp -d "${TMPDIR:-/tmp}/iomt-fresh-XXXXXX") || exit 1
[ "${KEEP:-}" = 1 ] || trap 'rm -rf "$dir"' EXIT INT TERM

# The two lines exactly as the README prints them.
demo=$(sed -n 's/^ *\$ *//; /make demo$/{p;q;}' README.md | sed 's/^[[:space:]]*//')
check=$(sed -n 's/^ *\$ *//; /make check$/{p;q;}' README.md | sed 's/^[[:space:]]*//')
[ -n "$demo" ] && [ -n "$check" ] || fail "README.md has no line that ends in 'make demo' or in 'make check'"

mmdebstrap --quiet --variant=minbase bookworm "$dir/base.tar" $sources >"$dir/bootstrap.log" 2>&1 || { cat "$dir/bootstrap.log"; fail "no base system"; }
git archive --format=tar --prefix=iomt/ HEAD >"$dir/iomt.tar" || fail "git archive failed"

enter() { # enter ROOT COMMAND…: in the root, with mounts that go with the process
	root=$1
	shift
	unshare -m --pid --fork --kill-child sh -c '
		root=$1; shift
		mount --make-rprivate /
		mount -t proc proc "$root/proc"
		mount --rbind /dev "$root/dev"
		mount -t tmpfs tmpfs "$root/tmp"
		exec chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM=dumb "$@"
	' sh "$root" "$@"
}

prepare() { # prepare NAME: a pristine root
	mkdir "$dir/$1"
	tar -C "$dir/$1" -xf "$dir/base.tar"
	cp /etc/resolv.conf "$dir/$1/etc/"
	for f in /etc/apt/apt.conf.d/*proxy* /etc/apt/apt.conf.d/*registry* /etc/apt/auth.conf.d/*; do
		[ -e "$f" ] && mkdir -p "$dir/$1${f%/*}" && cp "$f" "$dir/$1${f%/*}/"
	done
}

try() { # try NAME COMMAND…: one test
	name=$1
	shift
	start=$(date +%s)
	if "$@" >"$dir/log" 2>&1; then
		passed=$((passed + 1))
		echo "ok - $name ($(($(date +%s) - start)) s)"
	else
		failed=$((failed + 1))
		echo "not ok - $name ($(($(date +%s) - start)) s)"
		tail -60 "$dir/log"
	fi
	grep -E '^[0-9]+ (skipped|passed, )' "$dir/log" | sed 's/^/#   /'
}

prepare root
tar -C "$dir/root/root" -xf "$dir/iomt.tar"
for tool in make gcc sudo; do
	[ ! -e "$dir/root/usr/bin/$tool" ] || fail "the base system is not pristine: it has $tool"
done
try "root: $demo" enter "$dir/root" sh -c "cd /root/iomt && $demo"
try "root: $check" enter "$dir/root" sh -c "cd /root/iomt && $check"
rm -rf "$dir/root"

prepare user
enter "$dir/user" sh -c 'apt-get -q update && apt-get -q install -y --no-install-recommends sudo && useradd -m -s /bin/bash ward &&
	echo "ward ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/ward' >"$dir/log" 2>&1 || { tail "$dir/log"; fail "no user with sudo"; }
tar -C "$dir/user/home/ward" -xf "$dir/iomt.tar"
enter "$dir/user" chown -R ward:ward /home/ward
# The same line; only the suites that a user without root can make differ are run again.
as_user() { enter "$dir/user" su - ward -c "cd iomt && export TESTS='capture contract decode house replay' && $1"; }
try "user: $demo" as_user "$demo"
try "user: $check" as_user "$check"

cd "$top" || exit 1
echo "$passed passed, $failed failed"
[ $failed = 0 ]
