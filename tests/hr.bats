# iomt-hr: what passes, what is taken in, what comes out and when.
load helper

ecg() { iomt-sim ecg --no-cmd "$@"; }

ours() { awk -F'\t' '$3 != "truth" && /\tby=ecg/'; } # the records that iomt-hr wrote

others() { awk -F'\t' '$3 == "truth" || !/\tby=ecg/'; }

# Beats of the truth that have a found one within 20 ms, and the found ones that have none, from 2 s on.
judge() { # judge FILE
	awk -F'\t' '$1 == "beat" && $2 >= 2 { for (i = 6; i <= NF; i++) if ($i ~ /^index=/) { k = substr($i, 7) + 0; if ($3 == "truth") t[++nt] = k; else f[++nf] = k } if ($0 ~ /fs=/) { split($0, a, "fs="); fs = a[2] + 0 } }
		END { w = fs * 0.02; j = 1; for (i = 1; i <= nt; i++) { while (j <= nf && f[j] < t[i] - w) { j++; fp++ } if (j <= nf && f[j] <= t[i] + w) { tp++; j++ } else fn++ } fp += nf - j + 1; print tp + 0, fn + 0, fp + 0 }' "$1"
}

@test "a synthetic ECG: every beat, no other" {
	for args in "--hr 30" "--hr 45" "--hr 70" "--hr 150" "--hr 250" "--hr 60:120" "--ectopic 5%" "--af 10s:120s" "--amplitude 0.1" "--amplitude 8" "--noise 12dB" "--fs 1000" "--fs 100"; do
		ecg --duration 120s --seed 3 $args | iomt-hr >out
		read -r tp fn fp < <(judge out)
		echo "$args: $tp found, $fn missed, $fp false"
		[ "$tp" -gt 55 ] && [ "$fn" -le 1 ] && [ "$fp" -le 1 ]
	done
}

@test "the rate is written at each whole second, in order, with what it came from" {
	ecg --duration 30s --hr 72 --seed 1 | iomt-hr >out
	of_type num <out >num
	[ "$(awk -F'\t' '$4 == "hr"' num | wc -l)" -ge 29 ]
	awk -F'\t' '$4 == "hr" && $2 != int($2) { exit 1 }' num
	awk -F'\t' '$4 == "hr" && $2 > 5 && ($5 < 65 || $5 > 79) { print; exit 1 }' num
	[ "$(key by <num | sort -u | grep -c ecg)" -eq 1 ]
	iomt-check stream out
}

@test "the rate is 60 k over the sum of the last k intervals, by the beats that were written" {
	ecg --duration 60s --hr 50:140 --seed 9 | iomt-hr >out
	awk -F'\t' '$3 == "truth" { next }
		$1 == "beat" { last = $2; for (i = 6; i <= NF; i++) if ($i ~ /^rr=/) { n++; e[n] = $2; r[n] = substr($i, 4) } }
		$1 == "num" && $4 == "hr" { k = s = 0; for (i = n; i > 0 && i > n - 8; i--) if ($2 - e[i] <= 12) { k++; s += r[i] }
			want = k >= 2 && $2 - last <= 4 ? 60 * k / s : "-"; seen += want != "-"
			if (want == "-" ? $5 != "-" : ($5 - want > 1e-6 || want - $5 > 1e-6)) { print $0, want; bad = 1 } }
		END { exit bad || seen < 40 }' out
}

@test "--every: another interval, and a rate a beat" {
	ecg --duration 20s --seed 2 >in
	iomt-hr --every 250ms in | of_type num >num
	[ "$(awk -F'\t' '$4 == "hr"' num | wc -l)" -ge 75 ]
	iomt-hr --every beat in >out
	[ "$(awk -F'\t' '$1 == "num" && $4 == "hr"' out | wc -l)" -eq "$(awk -F'\t' '$1 == "beat" && $3 != "truth"' out | wc -l)" ]
	for bad in 5 0 0s -1s '' 1us beats; do run -2 iomt-hr --every "$bad" in; done
}

@test "analysed waves are taken in, all else passes byte for byte and in order; -k keeps them" {
	{ ecg --duration 10s --seed 2 | grep -v '^end' ; printf '# a comment\nx-new\t10.000000\ta\tb\tc\n'; record num 10.000000 a spo2 97 %; record wave 10.000000 a resp 1 100 1 0 0 "1 2 3"; record end 10.000000 - - eof; } >in
	iomt-hr --no-cmd in >out
	of_type wave <out | awk -F'\t' '$4 ~ /^ecg/' >left
	first=$(of_type wave <in | awk -F'\t' '$4 ~ /^ecg/ { print $4; exit }')
	! cut -f4 left | grep -qxF "$first"
	grep -v -F "$T$first$T" in | grep -v -E '^(end|tick)' >want
	others <out | grep -v -E '^(end|tick)' >got
	cmp want got
	iomt-hr --no-cmd -k in | grep -v -E '^(end|tick)' | others | cmp - <(grep -v -E '^(end|tick)' in)
}

@test "the same beats with and without -k, in one block or in lines of one sample, live or from a file" {
	ecg --duration 20s --seed 4 >in
	iomt-hr --no-cmd in >a
	iomt-hr --no-cmd -k in | awk -F'\t' '$1 != "wave"' | grep -v '^end' >b
	awk -F'\t' '$1 != "wave"' a | grep -v '^end' | cmp - b
	awk -F'\t' -v OFS='\t' '$1 == "wave" { n = split($10, s, " "); t = $2; x = $9; for (i = 1; i <= n; i++) { $2 = sprintf("%.6f", t + (i - 1) / $6); $9 = x + i - 1; $10 = s[i]; print } next } { print }' in >ones
	iomt-hr --no-cmd ones | ours >c
	ours <a | cmp - c
	{ while IFS= read -r line; do printf '%s\n' "$line"; done <in; } | iomt-hr --no-cmd | cmp - a
}

@test "--lead: by instance, by name, all; a lead that is not there is none" {
	ecg --duration 20s --seed 4 --leads II,V1,V5 >in
	mapfile -t leads < <(of_type wave <in | cut -f4 | grep ^ecg | sort -u)
	[ "${#leads[@]}" -eq 3 ]
	for l in "${leads[@]}"; do
		iomt-hr --lead "$l" in | of_type beat | grep -v truth | key by | sort -u | grep -qxF "$l"
		iomt-hr --lead "${l#ecg:}" in | of_type beat | grep -v truth | key by | sort -u | grep -qxF "$l"
	done
	[ "$(iomt-hr --lead all in | of_type beat | key by | sort -u | grep -c ecg)" -eq "${#leads[@]}" ]
	[ "$(iomt-hr --lead all in | of_type num | cut -f4 | sort -u | grep -c '^hr:')" -eq "${#leads[@]}" ]
	iomt-hr --lead all in >out
	iomt-check stream out
	[ "$(iomt-hr --lead nowhere in | of_type beat | grep -vc "${T}truth$T")" -eq 0 ]
}

leads3() { ecg --duration 60s --seed 7 --hr 60:100 --leads II,V1,V5 "$@"; }
fused() { awk -F'\t' '$1 == "beat" && /\tby=ecg:(fuse|best)\t/'; }

# The samples of one lead, from index 5000 on, are what an awk expression in v (the count) and i (the index) says.
spoilt() { # spoilt LEAD EXPRESSION
	awk -F'\t' -v OFS='\t' -v lead="$1" '$1 == "wave" && $4 == lead { n = split($10, s, " "); $10 = ""; for (k = 1; k <= n; k++) { i = $9 + k - 1; v = s[k]; $10 = $10 (k > 1 ? " " : "") (i < 5000 ? v : '"$2"') } } { print }'
}

@test "--lead fuse and best: one beat for all leads, by ecg:fuse, with the index of the first" {
	leads3 >in
	for how in fuse best; do
		iomt-hr --lead $how --sqi in >out
		iomt-check stream out
		read -r tp fn fp < <(judge out)
		echo "$how: $tp found, $fn missed, $fp false"
		[ "$tp" -gt 60 ] && [ "$fn" -eq 0 ] && [ "$fp" -eq 0 ]
		[ "$(fused <out | wc -l)" -eq "$(of_type beat <out | grep -vc truth)" ]
		[ "$(of_type num <out | cut -f4 | sort -u | paste -sd' ')" = "hr sqi:II sqi:V1 sqi:V5" ]
		fused <out | awk -F'\t' '{ for (i = 6; i <= NF; i++) if ($i ~ /^index=/) k = substr($i, 7); if ($2 * 250 - k > 0.5 || k - $2 * 250 > 0.5) { print; exit 1 } }'
	done
	# one lead is fused with itself
	ecg --duration 60s --seed 7 --leads II >one
	iomt-hr --lead fuse one | fused | key index >a
	iomt-hr one | of_type beat | grep -v truth | key index | cmp - a
	# in any cut of the lines, live or from a file
	iomt-hr --no-cmd --lead fuse in >whole
	{ while IFS= read -r line; do printf '%s\n' "$line"; done <in; } | iomt-hr --no-cmd --lead fuse | cmp - whole
	iomt-hr -k --lead fuse in | awk -F'\t' '$1 == "wave" { begin = $2 } $1 == "beat" && $3 != "truth" { n++; if (begin - $2 > 3.2) { print begin, $0; exit 1 } } END { exit n < 60 }'
	iomt-hr --lead fuse --provisional in >out
	iomt-check stream out
	[ "$(awk -F'\t' '$4 == "hr:now" && /by=ecg:fuse/' out | wc -l)" -ge "$(($(fused <out | wc -l) - 3))" ]
}

@test "--lead fuse and best: a lead that goes flat, missing, to noise or silent costs nothing" {
	leads3 >in
	for what in 0 '"E"' '"U"' 'int(4000 * (rand() - 0.5))' 'int(400 * sin(i / 20))'; do
		for lead in ecg:II ecg:V1; do
			spoilt $lead "$what" <in >spoilt
			for how in fuse best; do
				iomt-hr --lead $how spoilt >out
				read -r tp fn fp < <(judge out)
				echo "$lead is $what, $how: $tp found, $fn missed, $fp false"
				[ "$tp" -gt 60 ] && [ "$((fn + fp))" -le "$([ $how = best ] && echo 12 || echo 1)" ]
			done
		done
	done
	awk -F'\t' '!($1 == "wave" && $4 == "ecg:II" && $2 > 20 && $2 < 40)' in | iomt-hr --lead fuse >out
	iomt-check stream out
	read -r tp fn fp < <(judge out)
	echo "$tp found, $fn missed, $fp false"
	[ "$tp" -gt 60 ] && [ "$((fn + fp))" -le 1 ]
}

@test "--lead fuse: unreadable is what no lead can be read of; that is no asystole, a pause in all is" {
	leads3 >in
	spoilt ecg:II '"E"' <in | spoilt ecg:V1 '"E"' | iomt-hr --lead fuse --rhythm >out
	! grep -q "ecg:fuse$T-${T}unreadable" out
	spoilt ecg:II '"E"' <in | spoilt ecg:V1 '"E"' | spoilt ecg:V5 '"E"' | iomt-hr --lead fuse --rhythm >out
	[ "$(grep -c "ecg:fuse$T-${T}unreadable" out)" -eq 1 ]
	! grep -q asystole out
	iomt-check stream out
	leads3 --pause 20s:30s | iomt-hr --lead fuse --rhythm >out
	[ "$(grep -c "asystole.*by=ecg:fuse" out)" -eq 2 ]
}

@test "where the device sends its own rate ours is hr:ecg" {
	ecg --duration 10s --seed 4 >in
	src=$(of_type wave <in | cut -f3 | head -1)
	{ grep -v ^end in | awk -F'\t' -v s="$src" '{ print } /^(dev|iomt)/ && !d { d = 1; printf "num\t0.000000\t%s\thr\t71\t/min\n", s }'; record end 10.000000 - - eof; } | iomt-hr >out
	[ "$(grep -c "hr:ecg" out)" -ge 9 ]
	[ "$(awk -F'\t' '$1 == "num" && $4 == "hr"' out | wc -l)" -eq 1 ]
}

@test "ticks wait for the beats before them, and none is lost" {
	ecg --duration 20s --seed 4 >in
	iomt-hr in >out
	[ "$(of_type tick <in | sort | md5sum)" = "$(of_type tick <out | sort | md5sum)" ]
	awk -F'\t' '$1 == "tick" { t[$3] = $2 } ($1 == "beat" || $1 == "num") && ($3 in t) && $2 < t[$3] { print; exit 1 }' out
}

@test "latency: a beat is written before the line that begins 3 s after it is over" {
	ecg --duration 60s --seed 4 >in
	iomt-hr -k in | awk -F'\t' '$1 == "wave" && $4 ~ /^ecg/ { begin = $2 } $1 == "beat" && $3 != "truth" && begin - $2 > 3 { print begin, $0; exit 1 }'
}

@test "--provisional: a rate at once with each beat, all else as without it, and the beat that follows has its index" {
	for args in "--hr 70 --seed 5" "--hr 60:140 --ectopic 5% --leads II,V1" "--hr 80 --noise 12dB --pause 20s:30s"; do
		ecg --duration 60s $args >in
		iomt-hr --no-cmd in >want
		iomt-hr --no-cmd --provisional in >out
		iomt-check stream out
		grep -v "${T}hr:now$T" out | grep -v ^end | cmp - <(grep -v ^end want)
		# within 0.33 s of its peak, before the next line of samples begins
		iomt-hr --no-cmd --provisional -k in | awk -F'\t' '$1 == "wave" && $4 == "ecg:II" { begin = $2 } $4 == "hr:now" && /index=/ { n++; if (begin - $2 > 0.331) { print begin, $0; exit 1 } } END { exit n < 50 }'
		# guessed and judged are the same beats
		grep "${T}hr:now$T" out | key index | grep . | sort >guessed
		ours <out | of_type beat | key index | sort >judged
		[ "$(comm -23 guessed judged | wc -l)" -le 1 ]
		[ "$(comm -13 guessed judged | wc -l)" -le 5 ] # noise that is taken for beats while there are none
	done
	# a pause: no rate 4 s after the last beat, said once, and 0.33 s later at most
	[ "$(awk -F'\t' '$4 == "hr:now" && !/index=/ { print $5 }' out)" = - ]
	awk -F'\t' '$4 == "hr:now" { if (!/index=/ && ($2 - last < 3.999999 || $2 - last > 4.000001)) exit 1; last = $2 }' out
	# the value is the rule of the rate over the guesses so far
	awk -F'\t' '$4 == "hr:now" && /index=/ { for (i = 6; i <= NF; i++) if ($i ~ /^index=/) x = substr($i, 7) / 250; if (m++) { n++; e[n] = x; r[n] = x - old } old = x; k = s = 0
		for (i = n; i > 0 && i > n - 8; i--) if (x - e[i] <= 12) { k++; s += r[i] } want = k >= 2 ? 60 * k / s : "-"; seen++
		if (want == "-" ? $5 != "-" : ($5 - want > 1e-6 || want - $5 > 1e-6)) { print $0, want; exit 1 } } END { exit seen < 40 }' out
}

@test "--provisional: names beside a rate of the device, and of each lead" {
	ecg --duration 10s --leads II,V1 >in
	[ "$(iomt-hr --no-cmd --provisional --lead all in | of_type num | cut -f4 | sort -u | paste -sd' ')" = "hr:II hr:II.now hr:V1 hr:V1.now" ]
	{ head -3 in; record num 0.000000 sim hr 71 /min; tail -n +4 in; } | iomt-hr --no-cmd --provisional | of_type num | cut -f4 | sort -u | grep -qxF hr:ecg.now
	run -2 iomt-hr --rr ms --provisional in
}

wave() { # wave TIME INDEX SAMPLES [FS [GAIN]]
	record wave "$1" a ecg:II mV "${4:-250}" "${5:-200}" 0 "$2" "$3"
}

samples() { # samples N FIRST: N samples of an ECG at 250/s, from sample FIRST, a beat every 200
	awk -v n="$1" -v k="$2" 'BEGIN { for (i = k; i < k + n; i++) { p = i % 200; v = p == 100 ? 300 : p == 99 || p == 101 ? 180 : p == 98 || p == 102 ? 60 : p == 103 ? -40 : p > 150 && p < 180 ? 30 - 2 * (p > 165 ? p - 165 : 165 - p) : 0; printf "%s%d", (i > k ? " " : ""), v } print "" }'
}

blocks() { # blocks FROM TO: lines of one second
	for ((s = $1; s < $2; s++)); do wave $s.000000 $((s * 250)) "$(samples 250 $((s * 250)))"; done
}

@test "no samples, one sample, all missing, flat: no beat and no trouble" {
	for data in "1" "E" "L" "U"; do
		{ record iomt 0.000000 - - 1; wave 0.000000 0 "$data"; record end 0.000000 - - eof; } | iomt-hr >out
		! grep -q ^beat out
	done
	for v in E 17 U; do
		{ record iomt 0.000000 - - 1; for s in {0..19}; do wave $s.000000 $((s * 250)) "$(yes $v | head -250 | paste -sd' ')"; done; record end 19.000000 - - eof; } | iomt-hr >out
		! grep -q ^beat out
		[ "$(awk -F'\t' '$4 == "hr" && $5 == "-"' out | wc -l)" -ge 18 ]
	done
}

@test "asystole: the rate is none 4 s after the last beat, and the flat line is no error" {
	{ record iomt 0.000000 - - 1; blocks 0 20; for s in {20..39}; do wave $s.000000 $((s * 250)) "$(yes 0 | head -250 | paste -sd' ')"; done; record end 39.000000 - - eof; } | iomt-hr >out
	last=$(of_type beat <out | tail -1 | cut -f2)
	[ "${last%.*}" -eq 19 ] || [ "${last%.*}" -eq 20 ]
	awk -F'\t' -v l="$last" '$4 == "hr" && $2 > 5 && ($2 <= l + 4) == ($5 == "-") { print; exit 1 }' out
	[ "$(awk -F'\t' '$4 == "hr" && $5 == "-" && $2 > 20' out | wc -l)" -ge 15 ]
}

@test "a gap: short ones cost the interval, long ones begin anew, an hour costs nothing" {
	{ record iomt 0.000000 - - 1; blocks 0 10; blocks 12 20; record end 20.000000 - - eof; } | iomt-hr >out
	of_type beat <out | awk -F'\t' '$2 > 12' | head -1 | grep -v -q 'rr='
	{ record iomt 0.000000 - - 1; blocks 0 10; blocks 3612 3625; record end 3625.000000 - - eof; } | iomt-hr >out
	[ "$(of_type beat <out | awk -F'\t' '$2 > 3612' | wc -l)" -ge 14 ]
	[ "$(of_type num <out | wc -l)" -lt 40 ] # no rates for an hour in which there was nothing
	[ "$(awk -F'\t' '$1 == "num" && $5 == "-" && $2 > 10 && $2 < 20' out | wc -l)" -ge 1 ]
	iomt-check stream <(grep -v ^end out; echo) | grep -v complete || true
}

@test "a channel that falls silent while its source goes on: ticks pass, the rate ends" {
	{ record iomt 0.000000 - - 1; blocks 0 10; for s in {1..30}; do record tick $s.000000 a -; done; record end 30.000000 - - eof; } | iomt-hr >out
	[ "$(of_type tick <out | wc -l)" -eq 30 ]
	awk -F'\t' '$1 == "num" { v = $5 } END { exit v != "-" }' out
}

@test "a lead that falls silent: the next takes over, and no second is told twice" {
	{ record iomt 0.000000 - - 1; blocks 0 10; for s in {1..14}; do record tick $s.000000 a -; done; blocks 14 25 | sed "s/ecg:II/ecg:V5/"; record end 25.000000 - - eof; } | iomt-hr >out
	[ "$(of_type beat <out | key by | sort | uniq -c | awk '$1 >= 10' | wc -l)" -eq 2 ]
	[ -z "$(of_type num <out | cut -f2 | sort | uniq -d)" ]
	# also where the first has a rate that is not served
	{ record iomt 0.000000 - - 1; wave 0.000000 0 "1 2" 5; blocks 0 10 | sed "s/ecg:II/ecg:V5/"; record end 10.000000 - - eof; } | iomt-hr 2>err >out
	[ "$(of_type beat <out | wc -l)" -ge 10 ]
}

@test "a new rate, a new gain, an INDEX that goes back: begun anew" {
	{ record iomt 0.000000 - - 1; blocks 0 10; for s in {10..19}; do wave $s.000000 $((s * 500)) "$(samples 250 $((s * 250)) | awk '{ for (i = 1; i <= NF; i++) printf "%s%s %s", (i > 1 ? " " : ""), $i, $i; print "" }')" 500; done; record end 20.000000 - - eof; } | iomt-hr >out
	[ "$(of_type beat <out | key fs | sort | uniq -c | awk '$1 >= 8' | wc -l)" -eq 2 ]
	{ record iomt 0.000000 - - 1; blocks 0 10; blocks 0 10 | awk -F'\t' -v OFS='\t' '{ $2 = sprintf("%.6f", $2 + 10); print }'; record end 20.000000 - - eof; } | iomt-hr >out
	[ "$(of_type beat <out | wc -l)" -ge 20 ]
	iomt-check stream out
}

@test "a malformed wave: an err in its place, exit 3, and what follows is analysed" {
	{ record iomt 0.000000 - - 1; blocks 0 5; wave 5.000000 1250 "1 2 x 4"; blocks 6 15; record end 15.000000 - - eof; } >in
	run -3 --separate-stderr iomt-hr in
	grep -q ^err <<<"$output"
	[ "$(grep -c ^beat <<<"$output")" -ge 13 ]
}

@test "a rate that is not served passes on and is said once" {
	{ record iomt 0.000000 - - 1; wave 0.000000 0 "1 2 3" 5; wave 0.600000 3 "1 2 3" 5; record end 1.000000 - - eof; } | iomt-hr >out 2>err
	[ "$(of_type wave <out | wc -l)" -eq 2 ]
	[ "$(grep -c unsupported out)" -eq 1 ]
	[ "$(wc -l <err)" -eq 1 ]
}

@test "many sources in one pipe: each by itself, and an end forgets one" {
	{ record iomt 0.000000 - - 1; for s in {0..9}; do for k in a b c; do wave $s.000000 $((s * 250)) "$(samples 250 $((s * 250)))" | sed "s/${T}a$T/$T$k$T/"; done; done; record end 10.000000 b - eof; record end 10.000000 - - eof; } | iomt-hr >out
	for k in a b c; do [ "$(of_type beat <out | awk -F'\t' -v k=$k '$3 == k' | wc -l)" -ge 11 ]; done
	[ "$(of_type beat <out | awk -F'\t' '{ print $3, $NF, $(NF-1), $6 }' | sed 's/^. //' | sort | uniq -c | awk '$1 % 3' | wc -l)" -eq 0 ]
	iomt-check stream out
}

@test "beats and rates are on the clock of their lines, also where it slews" {
	{ record iomt 0.000000 - - 1; for s in {0..19}; do wave $s.0$(printf '%05d' $((s * 700))) $((s * 250)) "$(samples 250 $((s * 250)))"; done; record end 20.000000 - - eof; } | iomt-hr >out
	of_type beat <out | awk -F'\t' '{ for (i = 6; i <= NF; i++) if ($i ~ /^index=/) k = substr($i, 7); s = int(k / 250); d = $2 - (s + s * 0.0007 + (k - s * 250) / 250); if (d > 0.000002 || d < -0.000002) { print d, $0; exit 1 } }'
}

@test "a clock that jumps and goes back: TIME never does, and no interval is taken across a beat left out" {
	ecg --duration 30s --seed 4 --hr 70 --leads II >in
	awk -F'\t' -v OFS='\t' '$1 == "wave" && $2 > 10 { $2 = sprintf("%.6f", $2 + 2.9) } $1 == "wave" && $2 > 20 { $2 = sprintf("%.6f", $2 - 1.5) } $1 == "end" { $2 = sprintf("%.6f", $2 + 1.4) } $3 != "truth" && $1 != "tick" { print }' in | iomt-hr >out
	iomt-check stream out
	[ "$(of_type beat <out | wc -l)" -ge 30 ]
	of_type beat <out | key rr | awk '$1 != "" && ($1 < 0.6 || $1 > 1.1) { print; exit 1 }'
}

@test "real records inverted, with an offset, with another gain: the same beats" {
	need_data mitdb-ds1
	for r in 106 203; do
		iomt-decode --no-cmd -c ecg:MLII --to 3:00 "$IOMT_DATA/mitdb-ds1/$r" >in
		iomt-hr --no-cmd in | of_type beat >want
		[ "$(wc -l <want)" -gt 150 ]
		awk -F'\t' -v OFS='\t' '$1 == "wave" { n = split($10, s, " "); $10 = ""; for (i = 1; i <= n; i++) $10 = $10 (i > 1 ? " " : "") 30000 - s[i]; $7 = -$7 } { print }' in | iomt-hr --no-cmd | of_type beat | cmp - want
		sed 's/mV\t360\t200\t/mV\t360\t10000\t/' in | iomt-hr --no-cmd | of_type beat | cmp - want
		awk -F'\t' -v OFS='\t' '$1 == "wave" { n = split($10, s, " "); $10 = ""; for (i = 1; i <= n; i++) $10 = $10 (i > 1 ? " " : "") 20 * s[i] } { print }' in | iomt-hr --no-cmd | of_type beat | cmp - want
	done
}

@test "real records at 100 to 1000 samples a second: the same beats within a sample of the slower rate" {
	need_data mitdb-ds1
	for r in 106 203; do
		iomt-decode --no-cmd -c ecg:MLII --to 5:00 "$IOMT_DATA/mitdb-ds1/$r" >in
		iomt-hr --no-cmd in | of_type beat | cut -f2 >want
		for fs in 100 128 250 500 1000; do
			# joined by straight lines
			awk -F'\t' -v OFS='\t' -v to=$fs '$1 == "wave" { n = split($10, s, " "); for (i = 1; i <= n; i++) x[k++] = s[i] * 16 }
				END { print "iomt", "0.000000", "-", "-", 1; m = int((k - 1) * to / 360)
					for (i = 0; i < m; i++) { p = i * 360 / to; b = int(p); v = x[b] + (x[b + 1] - x[b]) * (p - b); v = v < 0 ? -int(0.5 - v) : int(v + 0.5); line = j ? line " " v : v
						if (++j == 100 || i == m - 1) { printf "wave\t%.6f\ta\tecg:II\tmV\t%d\t3200\t0\t%d\t%s\n", (i + 1 - j) / to, to, i + 1 - j, line; j = 0 } }
					printf "end\t%.6f\t-\t-\teof\n", m / to }' in | iomt-hr --no-cmd | of_type beat | cut -f2 >got
			read -r n missed more far < <(awk -v fs=$fs 'BEGIN { w = 1 / (fs < 360 ? fs : 360) + 1e-6 } NR == FNR { a[n++] = $1; next } { b[m++] = $1 }
				END { while (i < n && j < m) { d = b[j] - a[i]; if (d > 0.05) { missed++; i++ } else if (d < -0.05) { more++; j++ } else { far += d > w || d < -w; i++; j++ } } print n, missed + n - i, more + m - j, far + 0 }' want got)
			echo "$r at $fs: $n beats, $missed missed, $more more, $far farther than a sample"
			[ "$n" -gt 300 ] && [ $((missed + more)) -le 1 ] && [ "$far" -le 3 ]
		done
	done
}

@test "leads are swapped within a channel: turned over, and three times as high or a fifth" {
	for factor in -1 3 -0.2; do
		ecg --duration 60s --seed 7 --hr 70 --leads II | spoilt ecg:II "int(v * $factor)" | iomt-hr >out
		read -r tp fn fp < <(judge out)
		echo "times $factor: $tp found, $fn missed, $fp false"
		[ "$tp" -gt 55 ] && [ "$fn" -le 2 ] && [ "$fp" -le 1 ]
	done
}

@test "noise without a heart: few beats; with one at 24 dB: all and no other" {
	need_data nstdb
	for r in bw ma; do
		n=$(iomt-decode "$IOMT_DATA/nstdb/$r" 2>/dev/null | iomt-hr -c '*' | grep -c ^beat)
		echo "$r: $n in half an hour"
		[ "$n" -lt 900 ]
	done
	iomt-decode "$IOMT_DATA/nstdb/118e24" | iomt-hr | iomt-check beats --ref "$IOMT_DATA/nstdb" --require 'fn=0' --require 'fp=0'
}

@test "mitdb-ds1: at least 99.5 % of beats found and of detections right, EC57 from 5:00" {
	need_data mitdb-ds1
	for hea in "$IOMT_DATA"/mitdb-ds1/*.hea; do
		r=${hea%.hea}
		iomt-decode "$r" | iomt-hr >"$(basename "$r").iomt"
	done
	run iomt-check beats --ref "$IOMT_DATA/mitdb-ds1" --require 'se>=99.5' --require 'ppv>=99.5' --require 'fn<=43' --require 'fp<=30' ./*.iomt # the last two: what was reached
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"42463"* ]]
	for hea in "$IOMT_DATA"/mitdb-ds1/*.hea; do
		r=${hea%.hea}
		iomt-decode "$r" | iomt-hr --lead fuse >"$(basename "$r").iomt"
	done
	iomt-check beats --ref "$IOMT_DATA/mitdb-ds1" --require 'fn<=19' --require 'fp<=28' ./*.iomt # both signals together, as reached
}

@test "the noise figure is drawn from the table beside it" {
	cd "$BATS_TEST_DIRNAME/beat"
	LC_ALL=C awk -f noise_svg.awk noise.txt | cmp - noise.svg
}

@test "--lead fuse: where the clock of one lead leaps by years there is no rate for each second between" {
	iomt-sim ecg --no-cmd --no-truth --duration 30s | awk -F'\t' -v OFS='\t' '$1 == "wave" && $4 == "ecg:V1" && $2 > 10 { $2 = sprintf("%.6f", $2 + 4e7) } $1 != "tick" && $1 != "end" { print } END { print "end", "40000030.000000", "-", "-", "eof" }' >in
	for how in fuse best all; do
		timeout 20 iomt-hr --lead $how in >out
		[ "$(wc -l <out)" -lt 1000 ]
		[ "$(of_type num <out | cut -f2 | awk '$1 > 100 && $1 < 3.9e7' | wc -l)" -eq 0 ]
		# what is told last before the leap is that there is none
		[ "$(of_type num <out | awk -F'\t' '$4 == "hr" && $2 < 100 { v = $5 } END { print v }')" = - ] || [ $how = all ]
	done
}
