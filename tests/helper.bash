# What every suite loads. BUILD is the build folder; IOMT_DATA, when given, holds the real recordings and captures.
bats_require_minimum_version 1.5.0
export LC_ALL=C
TOP=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
BUILD=${BUILD:-$TOP/build}
case $BUILD in /*) ;; *) BUILD=$TOP/$BUILD ;; esac
PATH=$BUILD:$PATH
T=$'\t'

setup() {
	cd "$BATS_TEST_TMPDIR"
}

need_data() { # need_data [FOLDER]: skips, aloud, where the real data is not at hand
	[ -n "${IOMT_DATA:-}" ] || skip "IOMT_DATA is not set"
	case $IOMT_DATA in /*) ;; *) IOMT_DATA=$TOP/$IOMT_DATA ;; esac
	[ -e "$IOMT_DATA/${1:-}" ] || skip "no ${1:-folder} in IOMT_DATA"
}

need() { # need COMMAND…: a peer that the test compares with
	local c
	for c; do command -v "$c" >/dev/null || skip "no $c on this machine"; done
}

record() { printf '%s' "$1"; shift; printf '\t%s' "$@"; printf '\n'; } # record num 1.000000 a hr 72 /min

field() { awk -F'\t' -v n="$1" '{print $n}'; } # field N of each line

key() { awk -F'\t' -v k="$1=" '{v=""; for(i=5;i<=NF;i++) if(index($i,k)==1) v=substr($i,length(k)+1); print v}'; }

of_type() { awk -F'\t' -v t="$1" '$1==t'; }

wait_for() { # wait_for SECONDS COMMAND…: until it succeeds
	local n=$(($1 * 50)); shift
	while ! "$@"; do
		n=$((n - 1))
		[ $n -gt 0 ] || return 1
		sleep 0.02
	done
}

status_of() { # the exit status of a command, its output aside: status_of VAR COMMAND…
	local -n v_=$1; shift
	v_=0
	"$@" || v_=$?
}

kill_own() { # kill_own COMMAND…: background jobs of this test that run one of these; bats has jobs of its own, which are not ours to kill
	local p c name
	for p in $(jobs -p); do
		name=$(cat "/proc/$p/comm" 2>/dev/null) || continue
		for c; do [ "$name" = "$c" ] && kill "$p" 2>/dev/null; done
	done
	return 0
}
