#!/bin/bash
# The figures that matter, as ratios within one run: each row measures ours and its yardstick in turn and prints the medians, the ratio and
# the target. Nothing fails here: a busy machine is no error. IOMT_DATA gives a real day (mitdb-ds1 laid end to end twice, 22 h); without
# it a simulated one is used.
set -u
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.." || exit 1
BUILD=$(cd "${BUILD:-build}" && pwd)
N=${BENCH_RUNS:-5}
export LC_ALL=C PATH=$BUILD:$BUILD/bench:$PATH
dir=$(mktemp -d "${TMPDIR:-/tmp}/iomt-bench-XXXXXX") || exit 1
trap 'rm -rf "$dir"' EXIT

if [ -n "${IOMT_DATA:-}" ] && ls "$IOMT_DATA"/mitdb-ds1/*.dat >/dev/null 2>&1; then
	cat "$IOMT_DATA"/mitdb-ds1/*.dat "$IOMT_DATA"/mitdb-ds1/*.dat >"$dir/day.dat"
	what="mitdb-ds1 twice"
else
	# One simulated hour, repeated: format 212 written by the yardstick's counterpart.
	iomt-sim ecg --duration 1h --hr 60:90 --seed 1 --fs 360 --no-cmd >"$dir/hour.iomt"
	limits pack <"$dir/hour.iomt" >"$dir/hour.dat" || exit 1
	for _ in $(seq 22); do cat "$dir/hour.dat"; done >"$dir/day.dat"
	what="a simulated hour, 22 times"
fi
size=$(stat -c %s "$dir/day.dat")
samples=$((size / 3))
cd "$dir" || exit 1

# header NAME: of NAME.dat, with the first samples and checksums that a decoder tells of a header that has none right: decoding then verifies.
header() {
	local n=$(($(stat -c %s "$1.dat") / 3))
	printf '%s 2 360 %d\n%s.dat 212 200 11 1024 -2048 99999 0 MLII\n%s.dat 212 200 11 1024 -2048 99999 0 V1\n' "$1" $n "$1" "$1" >"$1.hea"
	iomt-decode -q --no-cmd "$1" | awk -F'\t' -v name="$1" -v n=$n '
		$1 == "err" { sub(/got=/, "", $9); if ($7 == 3) first[$4] = $9; else sum[$4] = $9 }
		END {
			printf "%s 2 360 %d\n", name, n
			split("ecg:MLII ecg:V1", s, " ")
			for (i = 1; i <= 2; i++) printf "%s.dat 212 200 11 1024 %d %d 0 %s\n", name, first[s[i]], sum[s[i]], substr(s[i], 5)
		}' >"$1.tmp"
	mv "$1.tmp" "$1.hea"
}
header day
head -c $((size / 10 / 540 * 540)) day.dat >tenth.dat
header tenth
iomt-decode --no-cmd day >day.iomt
awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "num\t%d.000000\tsource%d\tspo2\t%d\t%%\n", i / 100, i % 100, 90 + i % 9; print "end\t9999.000000\t-\t-\teof" }' >num.iomt

echo "day: $what, $samples samples a lead, $(($(stat -c %s day.iomt) / 1000000)) MB of stream; medians of $N runs"
echo
printf '%-46s %9s %9s %8s  %s\n' "what" "ours" "yardstick" "ratio" "target"

row() { # row NAME FIELD(1 cpu, 2 wall) TARGET-WORDS INVERT OURS YARDSTICK
	local out a b
	out=$(timed -n "$N" "$5" "$6") || { printf '%-46s failed\n' "$1"; return; }
	a=$(sed -n 1p <<<"$out" | cut -d' ' -f"$2") b=$(sed -n 2p <<<"$out" | cut -d' ' -f"$2")
	awk -v n="$1" -v a="$a" -v b="$b" -v t="$3" -v i="$4" 'BEGIN { r = i ? b / a : a / b; printf "%-46s %7.3f s %7.3f s %8.2f  %s\n", n, a, b, r, t }'
}

row "decode day to text, checksums verified (CPU)" 1 "yardstick/ours 0.5 and more" 1 "iomt-decode --no-cmd day | cat >/dev/null" "limits unpack day.dat | cat >/dev/null"
row "wave lines to integers (CPU)" 1 "yardstick/ours 0.8 and more" 1 "limits read <day.iomt" "limits scan <day.iomt"
row "pass on waves (wall)" 2 "cat/ours 0.8" 1 "cat day.iomt | iomt-filter --no-cmd >/dev/null" "cat day.iomt | cat >/dev/null"
row "pass on num lines (wall)" 2 "cat/ours 0.5" 1 "cat num.iomt | iomt-filter --no-cmd >/dev/null" "cat num.iomt | cat >/dev/null"
row "decode one lead and find beats (wall)" 2 "ours/yardstick 1.2 and less" 0 "iomt-decode --no-cmd -c ecg:MLII day | iomt-hr --no-cmd >/dev/null" "limits unpack day.dat | limits scan"
row "find beats in both leads' stream (CPU)" 1 "" 0 "iomt-hr --no-cmd <day.iomt >/dev/null" "limits scan <day.iomt"
row "export wide physical CSV (CPU)" 1 "ours/yardstick 7 and less" 0 "iomt-export -f csv --wide --physical --columns 'ecg:MLII,ecg:V1' day.iomt >/dev/null" "limits scan <day.iomt"
row "filter, four biquads on both leads (CPU)" 1 "" 0 "iomt-filter --no-cmd highpass 0.5 4 lowpass 40 4 <day.iomt >/dev/null" "limits scan <day.iomt"
echo
timed -n 3 "iomt-decode day | iomt-filter highpass 0.5 4 lowpass 40 4 | iomt-hr | iomt-alert -r vitals | iomt-export -f csv >/dev/null" |
	awk '{ printf "decode | filter | hr | alert | export: %.2f s wall, %.2f s CPU (target 1.5 s wall on two cores)\n", $2, $1 }'

# A ward: 100 rules on each of 20,000 sources, a value a second for 10 s; scaled to 100,000 sources. And what one rule on one source needs.
awk 'BEGIN { printf "{\"version\":1,\"rules\":["; for (i = 0; i < 100; i++) printf "%s{\"id\":\"r%d\",\"type\":\"threshold\",\"signal\":\"hr\",\"op\":\"%s\",\"threshold\":%d,\"for\":\"5s\",\"priority\":\"low\"}", i ? "," : "", i, i % 2 ? "<" : ">", i % 2 ? 40 - i / 10 : 120 + i; print "]}" }' >ward.json
awk 'BEGIN { for (t = 0; t < 10; t++) for (s = 0; s < 20000; s++) printf "num\t%d.000000\ts%d\thr\t%d\t/min\n", 1000 + t, s, 60 + (s + t) % 50; print "end\t1010.000000\t-\t-\teof" }' >ward.iomt
timed -n 3 "exec iomt-alert -q --no-cmd -r ward.json --only ward.iomt >/dev/null" "exec iomt-alert -q --no-cmd -r 'hr > 200' --only ward.iomt >/dev/null" |
	awk 'NR == 1 { cpu = $1; kb = $3 } NR == 2 { printf "alert: 100 rules, 100,000 sources, a value a second: %.1f times real time on one core (at least 1); %.0f bytes a rule and source (at most 200)\n", 10 / (5 * cpu), (kb - $3) * 1000 / (99 * 20000) }'

echo
echo "peak memory of one process, kB: a tenth of the day, the day (the same, and at most 4096)"
for c in "iomt-decode NAME" "iomt-filter highpass 0.5 <NAME.iomt" "iomt-hr <NAME.iomt" "iomt-alert -r vitals <NAME.iomt" "iomt-export -f csv <NAME.iomt"; do
	[ -e tenth.iomt ] || iomt-decode --no-cmd tenth >tenth.iomt
	out=$(timed -n 1 "exec ${c//NAME/tenth} >/dev/null" "exec ${c//NAME/day} >/dev/null")
	printf '  %-40s %6s %6s\n' "${c%% <*}" "$(sed -n 1p <<<"$out" | cut -d' ' -f3)" "$(sed -n 2p <<<"$out" | cut -d' ' -f3)"
done

echo
echo "start-up, ms (at most 3)"
for c in decode filter hr "alert -r vitals" "export -f csv"; do
	timed -n 21 "exec iomt-$c </dev/null >/dev/null 2>&1" "exec true" | awk -v c="$c" 'NR == 1 { a = $2 } NR == 2 { printf "  iomt-%-20s %.1f (a shell that runs true: %.1f)\n", c, a * 1000, $2 * 1000 }'
done

echo
echo "the library's own paths, CPU time, best of five"
limits room

echo
bash "$here/live.sh"
