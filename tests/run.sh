#!/bin/sh
# run.sh [WORD…]: every unit test, fuzz replay and bats suite (or those whose names contain a word), two at a time. Each writes TAP to
# $BUILD/test/. What failed is shown again at the end; the last line is `N passed, N failed`.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
export BUILD
TAP=$BUILD/test
rm -rf "$TAP"
mkdir -p "$TAP"
# What a command keeps for its lifetime is no leak; the library's unit tests look for leaks.
export BATS_TEST_TIMEOUT="${BATS_TEST_TIMEOUT:-$([ "${SAN:-}" = 1 ] && echo 600 || echo 240)}"

wanted() { # wanted NAME WORD…
	name=$1
	shift
	[ $# -gt 0 ] || return 0
	for word; do case $name in *"$word"*) return 0 ;; esac done
	return 1
}

{
	for t in tests/*.bats; do echo "bats $t"; done
	for t in "$BUILD"/unit/test_*; do case $t in *.*) ;; *) echo "unit $t" ;; esac done
	for t in "$BUILD"/replay/fuzz_*; do case $t in *.*) ;; *) echo "fuzz $t" ;; esac done
} | while read -r kind t; do
	[ -e "$t" ] && wanted "$(basename "$t")" "$@" && echo "$kind $t"
done >"$TAP/list"

cat >"$TAP/one.sh" <<'ONE'
name=$(basename "$2" .bats)
log=$BUILD/test/$name.tap
case $1 in
bats) ASAN_OPTIONS=detect_leaks=0 bats --formatter tap --timing "$2" >"$log" 2>&1 ;;
unit) timeout 900 "$2" >"$log" 2>&1 ;;
fuzz) corpus=tests/fuzz/corpus/${name#fuzz_}; timeout 900 "$2" "$corpus" >"$log" 2>&1 ;;
esac
rc=$?
# A suite that breaks off counts as failed, whatever it had passed: see the plan.
awk -v rc=$rc -v name="$name" '
	/^1\.\.[0-9]+/ { plan = substr($0, 4) + 0; planned = 1 }
	/^ok [0-9]+ /  { if ($0 ~ / # skip/) { s++; print "skipped: " name ": " $0 >"/dev/stderr" } else p++ }
	/^not ok [0-9]+ / { f++ }
	END {
		lost = plan - p - f - s
		if (lost > 0) f += lost
		if (!planned || p + f + s == 0 || (rc != 0 && f == 0)) f++
		printf "%d %d %d %s\n", p, f, s, name
	}' "$log" >"$log.sum" 2>"$log.skip"
read -r p f s name <"$log.sum"
printf '%-28s %4d passed %s%s\n' "$name" "$p" "$([ "$f" -gt 0 ] && echo "$f FAILED ")" "$([ "$s" -gt 0 ] && echo "$s skipped")"
ONE
# The suites that mostly wait go first, and three at a time: two processors are busy all the same.
LC_ALL=C sort -t/ -k2,2 "$TAP/list" | awk '/\/(main|capture|devices|contract|demo|replay|sim)\.bats$/ { print; next } { rest = rest $0 "\n" } END { printf "%s", rest }' >"$TAP/order"
xargs -P 3 -L 1 sh "$TAP/one.sh" <"$TAP/order"

cat "$TAP"/*.skip 2>/dev/null | sed 's/ok [0-9]* //'
for sum in "$TAP"/*.sum; do
	[ -e "$sum" ] || continue
	read -r p f s name <"$sum"
	if [ "$f" -gt 0 ]; then
		echo "--- $name"
		awk '/^not ok/ { show = 1 } /^ok/ { show = 0 } show || (!/^ok/ && !/^1\.\./ && !/^#/)' "${sum%.sum}" | head -60
	fi
done
cat "$TAP"/*.sum 2>/dev/null | awk '{ p += $1; f += $2; s += $3 } END {
	if (p + f == 0) f = 1
	if (s) printf "%d skipped\n", s
	printf "%d passed, %d failed\n", p, f
	exit f > 0 }'
