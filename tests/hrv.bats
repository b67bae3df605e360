# iomt-hr --hrv and --rr: variability of lists, of beats in a stream, of what the detector found.
load helper

HRV() { iomt-hr --no-cmd --hrv "$@"; }

value() { # value SIGNAL [KEY]: the value, or a key, of each num of that name
	awk -F'\t' -v s="$1" -v k="${2:+$2=}" '$1 == "num" && $4 == s { v = k == "" ? $5 : ""; for (i = 7; i <= NF; i++) if (k != "" && index($i, k) == 1) v = substr($i, length(k) + 1); print v }'
}

near() { # near IS WANT RELATIVE
	awk -v a="$1" -v b="$2" -v t="$3" 'BEGIN { d = a - b; d = d < 0 ? -d : d; w = b < 0 ? -b : b; exit !(a != "-" && d <= t * w) }' || { echo "$1 is not $2"; return 1; }
}

sine() { # the series sine_400: N intervals
	awk -v n="${1:-400}" 'BEGIN { p = atan2(0, -1); for (i = 0; i < n; i++) { v = int(800 + 40 * sin(0.2 * p * t) + 20 * sin(0.5 * p * t) + 0.5); t += v / 1000; print v } }'
}

beats() { # beats [CODES…]: a list of intervals in ms as a stream of source p, by=atr; a line "850 V" has another code than N
	awk -F'[ \t]' -v OFS='\t' 'BEGIN { printf "iomt\t0.000000\t-\t-\t1\tminor=0\ttool=test\tclock=rel\n"; printf "beat\t0.000000\tp\t-\tN\tby=atr\n" }
		{ t += $1; printf "beat\t%.6f\tp\t-\t%s\trr=%.3f\tby=atr\n", t / 1000, $2 == "" ? "N" : $2, $1 / 1000 }
		END { printf "end\t%.6f\tp\t-\teof\nend\t%.6f\t-\t-\teof\n", t / 1000, t / 1000 }'
}

@test "a list: the numbers of its definition, each with count, length, share corrected, source and method" {
	sine | HRV all --rr ms >out
	near "$(value lf:welch_ncs_1200 <out)" 798.05680982 1e-9
	near "$(value hf:welch_ncs_1200 <out)" 198.303368904 1e-9
	near "$(value hf:lomb_ofac4 <out)" 201.612741759 1e-9
	near "$(value lf:welch_linear_256 <out)" 765.494022499 1e-9
	near "$(value sampen <out)" 0.433479119254 1e-9
	[ "$(value nn-mean <out)" = 798.8675 ]
	[ "$(value sdnn n <out)" = 400 ] && [ "$(value sdnn seconds <out)" = 319.547 ] && [ "$(value sdnn win <out)" = 319.547 ]
	[ "$(value sdnn by <out)" = list ] && [ "$(value sdnn corrected <out)" = 0 ] && [ "$(value sdnn correct <out)" = simple ]
	for k in win by n seconds corrected correct from method; do
		[ "$(of_type num <out | grep -c "$T$k=")" -eq 52 ]
	done
	[ "$(of_type num <out | wc -l)" -eq "$(of_type num <out | cut -f4 | sort -u | wc -l)" ]
	iomt-check stream out
}

@test "every number of the reference file, through the command, but what is withheld" {
	need_data hrv
	need jq
	cat >names <<-'.'
		mean_nn nn-mean
		median_nn nn-median
		min_nn nn-min
		max_nn nn-max
		sdnn sdnn
		rmssd rmssd
		sdsd sdsd
		nn50 nn50
		nn20 nn20
		pnn50_nm1 pnn50
		pnn20_nm1 pnn20
		hr_of_mean_nn hr-of-mean-nn
		mean_hr_of_beats mean-of-beat-hr
		sdann5 sdann
		sdnni5 sdnni
		hrv_tri_index hrv-ti
		sd1 sd1
		sd2 sd2
		baevsky_si baevsky-si
		baevsky_sqrt_si_median_mo baevsky-root-si
		dfa_alpha1_4_16 dfa-alpha1
		dfa_alpha2_16_64 dfa-alpha2
		sampen sampen
	.
	for m in welch_ncs_1200 welch_linear_256 lomb_ofac4; do
		printf '%s\n' "vlf:$m vlf:$m" "lf:$m lf:$m" "hf:$m hf:$m" "lf_hf:$m lfhf:$m" "lf_nu:$m lfnu:$m" "lf_peak_hz:$m lf-peak:$m" "hf_peak_hz:$m hf-peak:$m"
	done >>names
	for f in sine_400 minstd_1000 alt_100 artefact_400 artefact_clean_400 pyhrv_short pyhrv_long hrvanalysis_1000 const_100; do
		HRV all --rr ms --correct none "$IOMT_DATA/hrv/$f.txt" >out
		jq -r --arg f $f '.[$f].spec | . as $s | (.time | to_entries[]), ({dfa_alpha1_4_16, dfa_alpha2_16_64, sampen: .sampen.value} | to_entries[]),
			((.freq // {}) | to_entries[] | .key as $m | .value | to_entries[] | .key += ":" + $m) | "\(.key) \(.value)"' "$IOMT_DATA/hrv/expected_hrv.json" >want
		awk -v f=$f -F'[ \t]' 'FILENAME == "names" { name[$1] = $2; next } FILENAME == "out" { if ($1 == "num") v[$4] = $5; next }
			!($1 in name) { next }
			{ is = v[name[$1]]; seen++; if (is == "") { print f, $1, "is not there"; bad = 1 } if (is == "-") { held++; next } if ($2 == "null") { if (f != "pyhrv_long") { print f, $1, is; bad = 1 } next }
				d = is - $2; d = d < 0 ? -d : d; w = $2 < 0 ? -$2 : $2; t = $1 ~ /welch/ ? 1e-6 : 1e-9; if (d > t * w + 1e-11) { print f, $1, is, $2; bad = 1 } }
			END { print f ":", seen, "compared,", held + 0, "withheld"; exit bad || seen < 20 }' names out want
	done
}

@test "the spectral patterns of EC57 have their stated powers within 1.1 %" {
	need_data hrv/ec57
	while read -r tp band want; do
		cut -d, -f2 "$IOMT_DATA/hrv/ec57/HRV256_$tp.txt" | HRV all --rr s --correct none | of_type num >out
		near "$(value $band:welch_ncs_1200 <out)" $want 0.011
		var=$(value sdnn <out | awk '{ print $1 * $1 }')
		for other in vlf lf hf; do
			[ $other = $band ] || awk -v v="$(value $other:welch_ncs_1200 <out)" -v var="$var" 'BEGIN { exit !(v < 0.003 * var) }'
		done
	done <<-'.'
		TP2 hf 612.5
		TP3 lf 2450
		TP4 vlf 39200
	.
	cut -d, -f2 "$IOMT_DATA/hrv/ec57/HRV256_TP5.txt" | HRV all --rr s --correct none >out
	for band in vlf lf hf; do
		awk -v v="$(value $band:welch_ncs_1200 <out)" -v s="$(value sdnn <out)" 'BEGIN { exit !(v < 0.003 * s * s) }'
	done
}

@test "Lipponen-Tarvainen through the command: 401 peaks, 7 of them touched" {
	need_data hrv
	HRV all --rr ms --correct lipponen "$IOMT_DATA/hrv/artefact_400.txt" >out
	[ "$(value sdnn n <out)" = 400 ]
	near "$(value sdnn corrected <out)" "$(awk 'BEGIN { print 700 / 401 }')" 1e-5
	need jq
	want=$(jq -r '.single_pass_corrected_peaks | [.[:-1], .[1:]] | transpose | map(.[1] - .[0]) | (add / length)' "$IOMT_DATA/hrv/expected_lipponen.json")
	near "$(value nn-mean <out)" "$want" 1e-9
}

@test "units: s, ms, comments, blank lines, CRLF, a last line without its end, gzip, several files" {
	sine 100 >ms
	awk '{ printf "%.3f\n", $1 / 1000 }' ms >s
	awk '{ printf "  %s \t# beat %d\r\n\r\n", $1, NR } END { print "# over" }' ms >odd
	printf '%s' "$(cat ms)" >cut
	gzip -k ms
	for f in "ms ms" "s s" "ms odd" "ms cut" "ms ms.gz"; do
		HRV all --rr ${f% *} ${f#* } | of_type num | cut -f4- >got."${f#* }"
		cmp got.ms got."${f#* }"
	done
	HRV all --rr ms ms cut ms >out
	[ "$(value rmssd <out | wc -l)" -eq 3 ] && [ "$(value rmssd <out | sort -u | wc -l)" -eq 1 ]
	[ "$(of_type num <out | cut -f3 | sort -u | tr '\n' ' ')" = "cut ms ms@2 " ]
	iomt-check stream out
}

@test "a list without --hrv is a stream of beats" {
	printf '800\n810\n' >list
	iomt-hr --no-cmd --rr ms list >out
	{ record iomt 0.000000 - - 1 minor=0 tool=iomt-hr clock=rel; record beat 0.000000 list - N by=list; record beat 0.800000 list - N rr=0.8 by=list
		record beat 1.610000 list - N rr=0.81 by=list; record end 1.610000 list - eof; record end 1.610000 - - eof records=5 errors=0; } | cmp - out
}

@test "garbage in a list: an err each, the gap is not differenced across, exit 3" {
	sine 200 >list
	{ head -100 list; echo 8x0; echo '800 810'; echo 0; echo -5; echo 1e99; tail -100 list; } >bad
	run -3 --separate-stderr iomt-hr --no-cmd --rr ms --hrv all bad
	[[ $stderr == *"bad:101: '8x0' is no interval in ms, nor are others"* ]]
	grep -c '^err' <<<"$output" | grep -x 5
	[ "$(value nn50 n <<<"$output")" = 200 ]
	want=$(awk 'NR > 1 && NR != 101 { d = $1 - last; s += d * d; n++ } { last = $1 } END { printf "%.12g", sqrt(s / n) }' list)
	near "$(value rmssd <<<"$output")" "$want" 1e-11
	iomt-check stream <<<"$output"
}

@test "a list in the wrong unit is told, not analysed" {
	printf '0.8\n0.81\n' >s
	run -3 iomt-hr --no-cmd --rr ms --hrv all s
	[[ $output == *"'0.8' is no interval in ms"* ]] && [[ $output == *$'want=50 to 60000 ms'* ]]
	! grep -q '^num' <<<"$output"
	printf '800\n' >ms
	run -3 iomt-hr --no-cmd --rr s ms
}

@test "an empty list, one beat, two: no number, no crash, reasons" {
	for n in 0 1 2; do
		sine $n | HRV all --rr ms >out
		! of_type num <out | awk -F'\t' '$5 != "-"' | grep .
		[ $n = 0 ] || [ "$(value sdnn why <out)" = short ]
		iomt-check stream out
	done
}

@test "withheld: spectra under 120 s, VLF under 300 s, everything under 60 s, each with its reason" {
	sine 70 | HRV all --rr ms >out # 56 s
	[ "$(of_type num <out | key why | sort | uniq -c | awk '{ print $1, $2 }')" = "52 short" ]
	sine 125 | HRV all --rr ms >out # 100 s
	[ "$(value rmssd <out)" != - ] && [ "$(value hf:lomb_ofac4 <out)" = - ] && [ "$(value hf:lomb_ofac4 why <out)" = short ]
	sine 200 | HRV all --rr ms >out # 160 s
	for m in welch_ncs_1200 welch_linear_256 lomb_ofac4; do
		[ "$(value hf:$m <out)" != - ] && [ "$(value vlf:$m <out)" = - ] && [ "$(value vlf:$m why <out)" = short ]
	done
	[ "$(value sdann why <out)" = short ] && [ "$(value sdnni why <out)" = short ]
	sine 400 | HRV all --rr ms >out
	[ "$(value vlf:lomb_ofac4 <out)" != - ] && [ "$(value sdnni <out)" != - ] && [ "$(value sdann why <out)" = short ]
}

@test "withheld: HF by Lomb of a slow heart, which would be an alias" {
	awk 'BEGIN { for (i = 0; i < 300; i++) print 1300 + 20 * (i % 5) }' | HRV all --rr ms >out
	for s in hf lfhf lfnu hfnu hf-peak; do
		case $s in hf-peak) ;; *) [ "$(value $s:lomb_ofac4 <out)" = - ] && [ "$(value $s:lomb_ofac4 why <out)" = nyquist ] ;; esac
		[ "$(value $s:welch_ncs_1200 <out)" != - ]
	done
	[ "$(value lf:lomb_ofac4 <out)" != - ]
}

@test "withheld: spectra with over 5 % corrected; over 1 % a warning; the rest is given" {
	sine 400 | awk 'NR % 100 == 50 { print 400; next } { print }' | HRV all --rr ms >out # 1 %
	[ "$(value hf:lomb_ofac4 corrected <out)" = 1 ] && [ "$(value hf:lomb_ofac4 warn <out)" = "" ]
	sine 400 | awk 'NR % 50 == 25 { print 400; next } { print }' | HRV all --rr ms >out # 2 %
	[ "$(value hf:lomb_ofac4 corrected <out)" = 2 ] && [ "$(value hf:lomb_ofac4 warn <out)" = corrected ] && [ "$(value hf:lomb_ofac4 <out)" != - ]
	sine 400 | awk 'NR % 16 == 8 { print 400; next } { print }' | HRV all --rr ms >out # 6.25 %
	[ "$(value hf:lomb_ofac4 <out)" = - ] && [ "$(value hf:lomb_ofac4 why <out)" = corrected ]
	[ "$(value rmssd <out)" != - ] && [ "$(value rmssd corrected <out)" = 6.25 ]
}

@test "constant intervals: 0 where that is true, - where there is no answer" {
	awk 'BEGIN { for (i = 0; i < 400; i++) print 833.3 }' | HRV all --rr ms >out
	[ "$(value sdnn <out)" = 0 ] && [ "$(value rmssd <out)" = 0 ] && [ "$(value pnn50 <out)" = 0 ]
	for s in lf:welch_ncs_1200 hf:lomb_ofac4 sampen dfa-alpha1 baevsky-si sd2-sd1; do
		[ "$(value $s <out)" = - ] && [ "$(value $s why <out)" = constant ]
	done
}

@test "beats that are not of the sinus node: both their intervals are out, and nothing is differenced across" {
	sine 300 | awk 'NR == 100 || NR == 200 { print $1 - 300, "V"; next } NR == 101 || NR == 201 { print $1 + 300; next } { print }' >list
	beats <list | HRV all --correct none >out
	[ "$(value sdnn n <out)" = 296 ]
	near "$(value rmssd corrected <out)" "$(awk 'BEGIN { print 400 / 300 }')" 1e-5
	want=$(awk '{ out = $2 == "V" || last == "V"; last = $2; if (!out && was) { d = $1 - v; s += d * d; n++ } was = !out; v = $1 } END { printf "%.12g %d", sqrt(s / n), n }' list)
	near "$(value rmssd <out)" "${want% *}" 1e-11
	for code in A F e '/' Q J; do
		sed "s/V/${code/\//\\/}/" list | beats | HRV all --correct none | value sdnn n | grep -x 296
	done
	for code in L R B '?'; do
		sed "s/V/$code/" list | beats | HRV all --correct none | value sdnn n | grep -x 300
	done
}

@test "an ectopic beat that was filtered out of the stream does not become an interval" {
	sine 300 | awk 'NR == 100 { print $1 - 300, "V"; next } { print }' | beats | awk -F'\t' '$5 != "V"' | HRV all --correct none >out
	[ "$(value sdnn n <out)" = 298 ]
}

@test "the simple correction: single artefacts fall, a true jump of the rate is taken after five" {
	{ sine 100; echo 400; echo 1200; sine 100; } | HRV all --rr ms | value sdnn n | grep -x 200
	{ sine 100; sine 100 | awk '{ print $1 - 300 }'; } | HRV all --rr ms >out # 800 → 500 ms
	[ "$(value sdnn n <out)" = 195 ] && [ "$(value sdnn corrected <out)" = 2.5 ]
	{ sine 100; sine 100 | awk '{ print $1 * 3 }'; } | HRV all --rr ms | value sdnn n | grep -x 100 # 2400 ms are none
}

@test "a gap in the stream: windows go on, spectra are withheld when much is missing" {
	{ sine 150; } | beats | grep -v ^end >in
	t=$(tail -1 in | cut -f2)
	record event "$t" p - gap lost=1 >>in
	sine 200 | awk -F'\t' -v t="$t" 'BEGIN { t = t * 1000 + 60000; printf "beat\t%.6f\tp\t-\tN\tby=atr\n", t / 1000 } { t += $1; printf "beat\t%.6f\tp\t-\tN\trr=%.3f\tby=atr\n", t / 1000, $1 / 1000 }' >>in
	HRV all <in >out || true
	[ "$(value sdnn n <out)" = 350 ]
	[ "$(value hf:welch_ncs_1200 why <out)" = gap ] && [ "$(value sdnn <out)" != - ]
	want=$(sine 200 | awk 'NR > 1 { d = $1 - l; s += d * d; n++; if (NR <= 150) { s += d * d; n++ } } { l = $1 } END { printf "%.12g", sqrt(s / n) }')
	near "$(value rmssd <out)" "$want" 1e-11
}

@test "windows end at whole multiples of the step, lie behind the source's beginning, and each is the list of its beats" {
	sine 1600 | beats >in # 1278 s
	HRV 5m <in >out
	[ "$(of_type num <out | awk -F'\t' '$4 == "sdnn" { print $2 }' | tr '\n' ' ')" = "300.000000 600.000000 900.000000 1200.000000 " ]
	HRV 5m,1m <in >step
	[ "$(of_type num <step | awk -F'\t' '$4 == "sdnn"' | wc -l)" -eq 17 ]
	of_type num <out | cut -f2- | while IFS= read -r line; do grep -qxF "num$T$line" step; done
	# the third window by itself
	awk -F'\t' '$1 == "beat" && $2 >= 600 && $2 < 900 { for (i = 6; i <= NF; i++) if ($i ~ /^rr=/) print substr($i, 4) }' in | iomt-hr --no-cmd --rr s --hrv all >alone
	for s in rmssd sampen lf:lomb_ofac4 hf:welch_ncs_1200 dfa-alpha1; do
		near "$(awk -F'\t' -v s=$s '$4 == s && $2 == "900.000000" { print $5 }' out)" "$(value $s <alone)" 1e-9
	done
	sed 's/\t0\.000000\tp\t-\tN/\t0.000000\tp\t-\tN/' in | awk -F'\t' '$2 + 0 >= 100 || $1 == "iomt"' | HRV 5m | of_type num | awk -F'\t' '$4 == "sdnn" { print $2; exit }' | grep -x 600.000000
}

@test "a source shorter than the window gets one window of what there is" {
	sine 200 | beats | HRV 5m >out
	[ "$(value rmssd <out | wc -l)" -eq 1 ] && [ "$(value rmssd n <out)" = 200 ] && near "$(value rmssd win <out)" 159.8 0.01
}

@test "a silence costs one window, however long, and does not hang" {
	{ sine 400 | beats | grep -v ^end; record beat 9000000000.000000 p - N by=atr; record beat 9000000000.800000 p - N rr=0.8 by=atr; } >in
	timeout 20 iomt-hr --no-cmd --hrv 5m in >out || true
	[ "$(value sdnn why <out | grep -c no-beats)" -eq 1 ]
}

@test "series by series: sources, and what the beats came from" {
	sine 400 | beats | grep -v ^end >in
	sed "s/by=atr/by=ecg:II/; s/${T}p$T/${T}q$T/" in | grep -v iomt >>in.2
	{ cat in in.2; sed "s/by=atr/by=pleth/" in | grep -v iomt; } | HRV all >out 2>/dev/null
	[ "$(awk -F'\t' '$4 == "sdnn" { print $3 }' out | tr '\n' ' ')" = "p q " ]
	[ "$(value sdnn from <out | tr '\n' ' ')" = "beats ecg " ]
	# pulses: PRV, under names of their own
	[ "$(value sdnn:prv from <out)" = ppg ] && [ "$(value hf:prv_welch_ncs_1200 <out)" != "" ]
	[ "$(value sdnn:prv <out)" = "$(value sdnn <out | head -1)" ]
}

@test "what the detector finds of a synthetic ECG has the variability that was put in" {
	iomt-sim ecg --no-cmd --duration 310s --hr 70 --seed 5 >in
	HRV 5m in >out
	of_type num <out | awk -F'\t' '$4 == "rmssd" { print $3, $5 }' | tee rmssd
	grep -q '^truth ' rmssd
	awk '{ x[NR] = $2 } END { d = x[1] - x[2]; exit !(NR == 2 && d < 1 && d > -1) }' rmssd
	iomt-check stream out
	# all else is as without
	iomt-hr --no-cmd in | grep -v '^end' >without
	grep -v -e 'win=300' -e '^end' out | cmp - without
}

@test "the same bytes however reads fall, live or from a file, with and without -k" {
	iomt-sim ecg --no-cmd --duration 310s --hr 70 --seed 5 >in
	HRV 1m in >whole
	HRV 1m <in | cmp - whole
	dd if=in bs=509 status=none | HRV 1m | cmp - whole
	HRV 1m -k in | of_type num | grep win= | sort >kept
	of_type num <whole | grep win= | sort | cmp - kept
	sine 400 >list
	HRV 1m --rr ms list | sed 's/list/-/g' >a
	while read -r l; do echo "$l"; done <list | HRV 1m --rr ms - | sed 's/list/-/g' | cmp - a
}

@test "a window is written before the tick that ends it passes" {
	sine 500 | beats | grep -v ^end | awk -F'\t' '{ while (NR > 1 && $2 + 0 >= tick + 1) { tick++; printf "tick\t%d.000000\tp\t-\n", tick } print }' | HRV 1m >out 2>/dev/null
	awk -F'\t' '$1 == "tick" { tick = $2 + 0 } $1 == "num" && $2 + 0 < tick { exit 1 }' out
	[ "$(value rmssd <out | wc -l)" -ge 6 ]
}

@test "other records pass byte for byte, in order" {
	sine 400 | beats | grep -v ^end >in
	{ cat in; printf '# comment\n'; record x-new 320.000000 p - a b; record num 320.000000 q spo2 97 %; record num 320.000000 p rr 800 ms; } >more
	HRV 5m more 2>/dev/null >out || true
	grep -v -e 'win=' -e '^end' out | cmp - more
}

@test "--hrv alone is the whole; wrong words are refused" {
	sine 400 >list
	iomt-hr --no-cmd --rr ms list --hrv >out
	HRV all --rr ms list | cmp - out
	iomt-hr --no-cmd --hrv --rr ms list | cmp - out
	for bad in 59s 25h 5 x '' 5m, 5m,0s 5m,500ms 5m,5m,5m all,5m; do run -2 iomt-hr --hrv "$bad" list; done
	run -2 iomt-hr --correct simple list
	[[ $output == *"--correct goes with --hrv"* ]]
	run -2 iomt-hr --hrv 5m --correct some list
	run -2 iomt-hr --rr min list
	run -2 iomt-hr --rr ms --lead II list
	[[ $output == *"--lead is about waves"* ]]
	run -2 iomt-hr --rr ms -k list
	run -4 iomt-hr --rr ms missing
}

@test "intervals that overlap, or are none, do not make a number that looks right" {
	{ sine 300 | beats | grep -v ^end; } >in
	t=$(tail -1 in | cut -f2)
	for i in 1 2 3; do # three intervals that all end at one TIME
		record event "$t" p - gap
		record beat "$t" p - N rr=0.8 by=atr
	done >>in
	record beat "$(awk -v t="$t" 'BEGIN { printf "%.6f", t + 0.8 }')" p - N rr=99 by=atr >>in
	for correct in simple lipponen none; do
		HRV all --correct $correct <in >out 2>/dev/null || true
		[ "$(value sdnn n <out)" = 303 ]
		for s in hf:welch_ncs_1200 hf:welch_linear_256 hf:lomb_ofac4 rmssd sampen; do
			awk -v v="$(value $s <out)" 'BEGIN { exit !(v > 0 && v < 1000) }'
		done
	done
}

@test "a gap of years in a whole recording costs nothing" {
	{ sine 200 | beats | grep -v ^end; record event 160.000000 p - gap
		sine 200 | awk -F'\t' 'BEGIN { t = 9e12; printf "beat\t%.6f\tp\t-\tN\tby=atr\n", t / 1000 } { t += $1; printf "beat\t%.6f\tp\t-\tN\trr=%.3f\tby=atr\n", t / 1000, $1 / 1000 }'; } >in
	timeout 20 iomt-hr --no-cmd --hrv all in >out
	[ "$(value rmssd n <out)" = 400 ] && [ "$(value lf:lomb_ofac4 why <out)" = size ] && [ "$(value lf:welch_ncs_1200 why <out)" = size ]
}

@test "counts and shares are numbers in JSON, and a CSV has the spectra apart" {
	need jq
	sine 400 | HRV all --rr ms >out
	iomt-export -f jsonl out | jq 'select(.type == "num") | [.n, .seconds, .corrected, .win] | all(type == "number")' >all
	[ "$(grep -c true all)" -eq 52 ]
	[ "$(iomt-export -f csv out | grep -c ',hf:')" -eq 3 ]
}

@test "a window's end makes a five-minute segment whole: SDANN of ten minutes" {
	sine 1600 | beats | HRV 10m >out
	[ "$(value sdann <out | wc -l)" -eq 2 ]
	awk -v v="$(value sdann <out | head -1)" 'BEGIN { exit !(v > 0 && v < 5) }'
	sine 800 | beats | HRV 5m | value sdnni | head -1 | grep -v -x -e -
}
