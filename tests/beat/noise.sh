#!/bin/bash
# Se and +P over the signal-to-noise ratio: real noise (nstdb bw, ma) and simulated noise mixed into clean records of mitdb-ds1, at 24 … -6 dB.
# (noise_svg.awk draws it: noise.svg.)
# The ratio is that of the noise stress test: S = a²/8 with a the median height of the QRS, N the noise's mean square about its mean.
# Prints a table (noise.txt is the one that was reached, kept beside this); fails where a figure falls below what was reached at 12 dB. Needs IOMT_DATA.
set -eu
: "${IOMT_DATA:?names the folder of the real data}"
BUILD=$(cd "${BUILD:-build}" && pwd)
export LC_ALL=C PATH=$BUILD:$PATH
dir=$(mktemp -d "${TMPDIR:-/tmp}/iomt-noise-XXXXXX")
trap 'rm -rf "$dir"' EXIT

numbers() { awk -F'\t' '$1 == "wave" { n = split($10, s, " "); for (i = 1; i <= n; i++) print s[i] }'; }

first_lead() { awk -F'\t' '$1 == "wave" { if (!lead) lead = $4; if ($4 != lead) next } { print }'; }

for kind in bw ma; do iomt-decode -q --no-cmd "$IOMT_DATA/nstdb/$kind" | first_lead | numbers >"$dir/$kind"; done
paste <(iomt-sim ecg --no-cmd --no-truth --leads II --fs 360 --duration 30m --noise 0dB | numbers) \
	<(iomt-sim ecg --no-cmd --no-truth --leads II --fs 360 --duration 30m | numbers) | awk '{ print $1 - $2 }' >"$dir/sim"

records="101 112 115 122"
for r in $records; do
	iomt-decode -q --no-cmd -a atr "$IOMT_DATA/mitdb-ds1/$r" | first_lead >"$dir/$r.iomt"
	awk -F'\t' '$1 == "wave" { n = split($10, s, " "); for (i = 1; i <= n; i++) x[$9 + i - 1] = s[i] }
		$1 == "beat" { for (i = 6; i <= NF; i++) if ($i ~ /^index=/) at[++m] = substr($i, 7) + 0 }
		END { for (b = 1; b <= m; b++) { low = high = x[at[b]]; for (i = at[b] - 18; i <= at[b] + 18; i++) if (i in x) { if (x[i] < low) low = x[i]; if (x[i] > high) high = x[i] } print high - low } }' "$dir/$r.iomt" |
		sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }' >"$dir/$r.height"
done

mix() { # mix RECORD KIND DB
	awk -F'\t' -v OFS='\t' -v noise="$dir/$2" -v a="$(cat "$dir/$1.height")" -v db="$3" '
		BEGIN { while ((getline v < noise) > 0) { z[k++] = v; s += v } s /= k; for (i = 0; i < k; i++) { z[i] -= s; q += z[i] * z[i] } g = sqrt(a * a / 8 / 10 ^ (db / 10) / (q / k)) }
		$1 == "beat" { next }
		$1 == "wave" { n = split($10, x, " "); o = ""; for (i = 1; i <= n; i++) { v = x[i] + g * z[($9 + i - 1) % k]; o = o (i > 1 ? " " : "") int(v + (v < 0 ? -0.5 : 0.5)) } $10 = o }
		{ print }' "$dir/$1.iomt"
}

status=0
printf 'noise\tdB\tbeats\tmissed\tfalse\tSe\t+P\n'
for kind in bw ma sim; do
	for db in 24 18 12 6 0 -6; do
		for r in $records; do mix "$r" $kind $db | iomt-hr --no-cmd >"$dir/test.$r.iomt"; done
		iomt-check beats --ref "$IOMT_DATA/mitdb-ds1" "$dir"/test.*.iomt | awk -F'\t' -v OFS='\t' -v k=$kind -v db=$db '
			$1 == "record" { for (i = 1; i <= NF; i++) at[$i] = i }
			$1 == "gross" { print k, db, $at["beats"], $at["fn"], $at["fp"], $at["se"], $at["ppv"]; seen = 1; if (db >= 12 && ($at["se"] < 99.9 || $at["ppv"] < 99.9)) bad = 1 }
			END { exit bad || !seen }' || { status=1; echo "not ok: $kind at $db dB: Se or +P under 99.9" >&2; }
	done
done
exit $status
