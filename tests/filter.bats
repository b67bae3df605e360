# iomt-filter: selection by type, source, signal and time; effects on waveforms.
load helper

wave() { # wave TIME SOURCE SIGNAL FS GAIN BASE INDEX "SAMPLES" [KEY…]
	local rest=("${@:9}")
	record wave "$1" "$2" "$3" mV "$4" "$5" "$6" "$7" "$8" "${rest[@]}"
}

closed() { # the stream with its end
	cat
	record end 99.000000 - - eof
}

f() { iomt-filter --no-cmd "$@" 2>err; }

samples() { of_type wave | field 10; }

mixed() {
	record iomt 0.000000 - - 1 minor=0 clock=rel
	record dev 0.000000 a - cms50 model=x
	record info 0.000000 a - note 'one two'
	record dev 0.500000 b/1 - other
	printf '# a comment	with a tab\r\n'
	wave 0.000000 a pleth 4 1 0 0 "1 2 3 4"
	record num 1.000000 a spo2 98 % flags=est
	record num 1.200000 b/1 hr:ecg 60 /min by=ecg:I
	record x-mine 1.300000 a - 'what ever' k=v
	record frob 1.400000 b/1 ecg:I 1 2 3
	record alert 1.500000 a spo2 low on high 'SpO2 low'
	record tick 2.000000 a -
	record end 2.000000 b/1 - eof
	record end 2.000000 a - eof
	record end 2.000000 - - eof
}

@test "without options everything passes byte for byte, in order" {
	mixed >in
	f in >out
	diff <(sed '$d' in) <(sed '$d' out)
	[ "$(tail -1 out | cut -f1,3,5 | tr '\t' ' ')" = "end - eof" ]
	mixed | sed 's/$/\r/' >crlf
	f crlf | sed '$d' | cmp - <(sed '$d' crlf)
}

@test "its cmd record stands behind the header and holds its words" {
	mixed | iomt-filter -c 'a/*' --type num >out
	[ "$(sed -n 2p out | field 1)" = cmd ]
	[[ $(sed -n 2p out) == *"iomt-filter/"*"args=-c a/* --type num" ]]
}

@test "with effects, records of other kinds pass byte for byte, unknown ones and comments too" {
	mixed >in
	f in lowpass 1 >out
	diff <(grep -v -e ^wave in | sed '$d') <(grep -v -e ^wave out | sed '$d')
	[ "$(grep -c ^wave out)" = 1 ]
}

@test "--type keeps the types named and what a stream needs to be whole" {
	run -0 f --type num,x-mine <<<"$(mixed)"
	[ "$(cut -f1 <<<"$output" | sort | uniq -c | tr -s ' ' | tr '\n' ,)" = " 1 # a comment, 2 dev, 3 end, 1 info, 1 iomt, 2 num, 1 tick, 1 x-mine," ]
	run -2 --separate-stderr iomt-filter --type nums
	[[ ${stderr_lines[0]} == *"'nums' is no record type (did you mean 'num'?)" ]]
	run -2 iomt-filter --type num,,wave
}

@test "-c selects signals; SIGNAL - passes; patterns take sources and instances" {
	run -0 f -c spo2 <<<"$(mixed)"
	[ "$(grep -c -e ^wave -e ^frob <<<"$output")" = 0 ]
	[ "$(grep -c ^num <<<"$output")" = 1 ]
	[ "$(grep -c -e ^dev -e ^x-mine <<<"$output")" = 3 ]
	run -0 f -c hr,pleth <<<"$(mixed)"
	[ "$(grep -c -e ^wave -e $'\thr:ecg\t' <<<"$output")" = 2 ]
	run -0 f -c 'b/1/*' <<<"$(mixed)"
	[ "$(of_type frob <<<"$output" | field 3)" = b/1 ]
	[ "$(of_type wave <<<"$output")" = "" ]
}

@test "--source selects sources, all of their records and nothing of others" {
	run -0 f --source 'b*,c' <<<"$(mixed)"
	[ "$(grep -v '^#' <<<"$output" | field 3 | sort | uniq -c | tr -s ' ' | tr '\n' ,)" = " 2 -, 4 b/1," ]
}

@test "--from and --to cut waves to the sample and adjust TIME and INDEX" {
	{
		record dev 5.000000 a - d
		wave 5.000000 a ecg:I 3 200 0 7 "0 1 2 3 4 5 6 7 8" lot=1
		wave 8.000000 a ecg:I 3 200 0 16 "9 10 11"
		for t in 4 5 6 7 8; do record num $t.500000 a hr 60 /min; done
		record tick 6.000000 a -
		record tick 7.500000 a -
		record tick 9.000000 a -
		record end 9.000000 a - eof
	} | closed >in
	run -0 f --from 1 --to 2.5 in
	[ "$(of_type wave <<<"$output")" = "$(wave 6.000000 a ecg:I 3 200 0 10 "3 4 5 6 7" lot=1)" ]
	[ "$(of_type num <<<"$output" | field 2 | tr '\n' ' ')" = "6.500000 " ]
	[ "$(of_type tick <<<"$output" | field 2 | tr '\n' ' ')" = "6.000000 7.500000 " ]
	[ "$(of_type dev <<<"$output" | wc -l)" = 1 ]
	[ "$(of_type end <<<"$output" | field 2 | tr '\n' ' ')" = "7.500000 7.500000 " ]
	# the sample at from is kept, the one at to is not; between samples the next one is the first
	run -0 f --from 1.000001 --to 2 in
	[ "$(of_type wave <<<"$output")" = "$(wave 6.333333 a ecg:I 3 200 0 11 "4 5" lot=1)" ]
	run -0 f --from 0:03 in
	[ "$(of_type wave <<<"$output")" = "$(wave 8.000000 a ecg:I 3 200 0 16 "9 10 11")" ]
	run -0 f --to 0:03 in
	[ "$(of_type wave <<<"$output")" = "$(wave 5.000000 a ecg:I 3 200 0 7 "0 1 2 3 4 5 6 7 8" lot=1)" ]
}

@test "--from counts from the first TIME of each source; ISO times are absolute" {
	{
		for t in 0 1 2 3; do record num $((1735689600 + t)).000000 a hr $t /min; done
		for t in 0 1 2 3; do record num $((1735689700 + t)).000000 b hr $t /min; done
	} | closed >in
	[ "$(f --from 2 in | of_type num | field 5 | tr -d '\n')" = 2323 ]
	[ "$(f --to 1 in | of_type num | field 5 | tr -d '\n')" = 00 ]
	[ "$(f --from 2025-01-01T00:00:02Z --to 2025-01-01T01:01:41+01:00 in | of_type num | field 5 | tr -d '\n')" = 230 ]
	# a source that ended and comes again begins anew
	{ record num 10.000000 a hr 0 /min; record num 11.000000 a hr 1 /min; record end 11.000000 a - eof; record num 50.000000 a hr 2 /min; record num 51.000000 a hr 3 /min; } | closed >in
	[ "$(f --from 1 in | of_type num | field 5 | tr -d '\n')" = 13 ]
	run -2 --separate-stderr iomt-filter --from 5 --to 5
	[[ ${stderr_lines[0]} == *"--to is not later than --from" ]]
}

@test "cutting a stream in two and joining the halves gives the samples of the whole" {
	for s in 1 2 3.0005 4.7 5.9; do
		f --from 0 --to $s "$TOP/tests/filter/in.iomt" | samples >a
		f --from $s "$TOP/tests/filter/in.iomt" | samples >b
		cat a b | tr ' ' '\n' | sort | cmp - <(samples <"$TOP/tests/filter/in.iomt" | tr ' ' '\n' | sort)
	done
}

@test "--every keeps the last num of each interval, of each signal and by, and holds ticks" {
	{
		for t in 0 1 2 3 4 5 6 7 8 9 10 11 12; do
			record num $t.500000 a hr $t /min
			[ $t = 7 ] || record num $t.600000 a hr $((100 + t)) /min by=x
			record tick $((t + 1)).000000 a -
		done
		record event 13.000000 a - disconnect
		record end 13.000000 a - eof
	} | closed >in
	run -0 f --every 5 in
	[ "$(of_type num <<<"$output" | field 5 | tr '\n' ' ')" = "4 104 9 109 12 112 " ]
	# nothing is written behind a tick that is later than it
	awk -F'\t' '$1 == "tick" { t = $2 } $1 == "num" && $2 < t { exit 1 }' <<<"$output"
	[ "$(of_type tick <<<"$output" | field 2 | tr '\n' ' ')" = "5.000000 10.000000 13.000000 " ]
	[ "$(grep -c ^event <<<"$output")" = 1 ]
	diff <(f --every 5s in) <(f --every 5.0 in)
	# without ticks and ends the next interval lets go
	run -0 f --every 1m <<<"$(record num 10.000000 a hr 1 /min; record num 59.999999 a hr 2 /min; record num 60.000000 a hr 3 /min)"
	[ "$(of_type num <<<"$output" | field 5 | tr '\n' ' ')" = "2 3 " ]
	run -2 iomt-filter --every 0
	run -2 iomt-filter --every often
}

@test "filtered waves are, digit for digit, what scipy makes of them" {
	for want in "$TOP"/tests/filter/*.want; do
		iomt-filter --no-cmd "$TOP/tests/filter/in.iomt" $(sed -n '1s/^# //p' "$want") | of_type wave >got
		sed 1d "$want" | diff - got
	done
}

@test "lines of one sample give the samples of whole blocks" {
	awk -F'\t' -v OFS='\t' '$1 != "wave" { print; next }
		{ n = split($10, s, " "); split($6, r, "/"); fs = r[1] / (r[2] ? r[2] : 1); t = $2; i = $9
		  for (k = 1; k <= n; k++) { $2 = sprintf("%.6f", t + (k - 1) / fs); $9 = i + k - 1; $10 = s[k]; print } }' "$TOP/tests/filter/in.iomt" >ones
	for chain in "highpass 0.5" "bandpass 5 15 3" "highpass 0.5 notch 50 lowpass 40 3"; do
		for s in ecg:II ecg:V; do
			diff <(f -c $s "$TOP/tests/filter/in.iomt" $chain | grep -P "\t$s\t" | samples | tr ' ' '\n') <(f -c $s ones $chain | grep -P "\t$s\t" | samples)
		done
	done
}

@test "lines of 100,000 samples give the samples of whole blocks, in lines of at most 4,000 bytes" {
	awk 'BEGIN { srand(1); printf "wave\t0.000000\ta\tecg:I\tmV\t500\t200\t1024\t0\t"; for (i = 0; i < 100000; i++) printf "%s%d", (i ? " " : ""), int(2048 * rand()); print "" }' | closed >one
	awk -F'\t' '$1 != "wave" { print; next } { n = split($10, s, " "); for (i = 0; i < n; i += 250) { printf "wave\t%.6f\ta\tecg:I\tmV\t500\t200\t1024\t%d\t", i / 500, i; for (k = i + 1; k <= i + 250; k++) printf "%s%s", (k > i + 1 ? " " : ""), s[k]; print "" } }' one >many
	f one lowpass 40 highpass 1 >a
	f many lowpass 40 highpass 1 >b
	awk 'length >= 4000' a | { ! grep . ; }
	cmp <(samples <a | tr ' ' '\n') <(samples <b | tr ' ' '\n')
	# each line has the INDEX and TIME of its first sample
	of_type wave <a | awk -F'\t' '$9 != n { exit 1 } $2 != sprintf("%.6f", n / 500) { exit 1 } { n += split($10, s, " ") } END { exit n != 100000 }'
}

@test "long keys do not make long lines: what is cut is said" {
	text=$(head -c 3500 /dev/zero | tr '\0' x)
	{ wave 0.000000 a ecg:I 250 200 0 0 "$(seq -s ' ' 1 250)" note="$text" flags=noise; } | closed >in
	f in lowpass 40 >out
	awk 'length >= 4000' out | { ! grep . ; }
	[ "$(samples <out | tr ' ' '\n' | wc -l)" = 250 ]
	[ "$(of_type wave <out | grep -c 'cut=')" -ge 1 ]
}

@test "a constant comes through a lowpass as itself and through a highpass as nothing, from the first sample on" {
	wave 0.000000 a ecg:I 100 200 -50 0 "$(yes 1000 | head -100 | tr '\n' ' ' | sed 's/ $//')" | closed >in
	[ "$(f in lowpass 10 4 | samples | tr ' ' '\n' | sort -u)" = 16800 ]
	[ "$(f in highpass 1 | samples | tr ' ' '\n' | sort -u)" = 0 ]
	[ "$(f in notch 30 | samples | tr ' ' '\n' | sort -u)" = 16800 ]
	[ "$(f in lowpass 10 | of_type wave | field 7)" = 3200 ]
	[ "$(f in lowpass 10 | of_type wave | field 8)" = 0 ]
}

@test "a sine is passed and stopped as the frequency response says" {
	awk 'BEGIN { for (i = 0; i < 4000; i += 250) { printf "wave\t%.6f\ta\tecg:I\tmV\t250\t1000\t0\t%d\t", i / 250, i; for (k = i; k < i + 250; k++) printf "%s%d", (k > i ? " " : ""), 10000 * sin(2 * atan2(0, -1) * 50 * k / 250 + 1); print "" } }' | closed >in
	peak() { f in "$@" | samples | tail -4 | tr ' ' '\n' | awk '{ v = $1 < 0 ? -$1 : $1; if (v > m) m = v } END { print m + 0 }'; }
	[ "$(peak notch 50)" -lt 20 ]
	[ "$(peak bandstop 48 52)" -lt 20 ]
	run peak lowpass 50      # 3 dB at the corner: 160,000 × 0.7071 at the phases that are sampled
	all=$(peak lowpass 124 1)
	[ "$output" -gt $((all * 60 / 100)) ]
	[ "$output" -lt $((all * 80 / 100)) ]
	[ "$(peak highpass 5)" -gt 150000 ]
	[ "$(peak lowpass 5 4)" -lt 30 ]
}

@test "E, L and U stay where they are" {
	wave 0.000000 a ecg:I 100 200 0 0 "E L 5 6 U E 7 L" flags=off | closed >in
	[ "$(f in lowpass 10 | samples | tr '0-9' '#' | tr -s '#')" = "E L # # U E # L" ]
	[ "$(f in lowpass 10 | of_type wave | key flags)" = off ]
}

@test "what is beyond 32 bits is U or L, with the flag sat; wide counts are not raised" {
	# 27 bits: raised. One more: not raised, from that line on.
	{ wave 0.000000 a x:1 100 1 0 0 "67108863 -67108864"; wave 0.020000 a x:1 100 1 0 2 "67108864 5"; wave 0.040000 a x:1 100 1 0 4 "5 5"; } | closed >in
	[ "$(f in highpass 0.001 | of_type wave | field 7 | tr '\n' ' ')" = "16 1 1 " ]
	# a step of the whole range: the highpass of a fall from near the top to near the bottom is twice what 32 bits hold
	wave 0.000000 a x:1 100 1 0 0 "2147483000 -2147483000 -2147483000" flags=noise | closed >in
	f in highpass 1 >out
	[ "$(samples <out | cut -d' ' -f1,2)" = "0 L" ]
	[ "$(of_type wave <out | key flags)" = noise,sat ]
	wave 0.000000 a x:1 100 1 0 0 "-2147483000 2147483000" note=1 | closed >in
	f in highpass 1 >out
	[ "$(samples <out)" = "0 U" ]
	[ "$(of_type wave <out | cut -f11,12 | tr '\t' ' ')" = "flags=sat note=1" ]
}

@test "a change of gain, rate or unit begins anew; each source and signal has its own filter" {
	{
		wave 0.000000 a ecg:I 100 200 0 0 "100 100 100"
		wave 0.030000 a ecg:I 100 400 0 3 "700 700 700"
		wave 0.060000 a ecg:I 200 400 0 6 "300 300 300"
		wave 0.075000 a ecg:II 200 400 0 9 "900 900"
		wave 0.075000 b ecg:I 200 400 0 9 "800 800"
		wave 0.075000 a ecg:I 200 400 0 9 "300 300"
	} | closed >in
	[ "$(f in lowpass 10 | samples | tr '\n' ,)" = "1600 1600 1600,11200 11200 11200,4800 4800 4800,14400 14400,12800 12800,4800 4800," ]
	[ "$(f -c 'a/ecg:II' in lowpass 10 | of_type wave | field 7 | tr '\n' ' ')" = "200 400 400 6400 400 400 " ]
}

@test "the end of a source forgets its filters" {
	{ wave 0.000000 a ecg:I 100 200 0 0 "100 100"; record end 0.020000 a - eof; wave 0.020000 a ecg:I 100 200 0 2 "900 900"; } | closed >in
	[ "$(f in lowpass 10 | samples | tail -1)" = "14400 14400" ]
	[ "$(f in highpass 10 | samples | tail -1)" = "0 0" ]
	# rotate is not the end
	{ wave 0.000000 a ecg:I 100 200 0 0 "100 100"; record end 0.020000 - - rotate; wave 0.020000 a ecg:I 100 200 0 2 "900 900"; } | closed >in
	[ "$(f in highpass 10 | samples | tail -1)" != "0 0" ]
}

@test "a corner at or above half of the rate: an err record, no wave, exit 3; other signals go on" {
	{ wave 0.000000 a ecg:I 100 200 0 0 "1 2"; wave 0.000000 a ecg:II 250 200 0 0 "1 2"; wave 0.020000 a ecg:I 100 200 0 2 "3 4"; } | closed >in
	run -3 f in highpass 0.5 lowpass 50
	[ "$(of_type wave <<<"$output" | field 4)" = ecg:II ]
	[ "$(of_type err <<<"$output" | wc -l)" = 1 ]
	[[ $(of_type err <<<"$output") == *"range"*"want=lowpass below half of the sampling rate"*"got=ecg:I at 100 Hz"* ]]
	grep -q "a: ecg:I at 100 Hz: lowpass below half of the sampling rate; the waveform is left out" err
	run -0 f in lowpass 49.9
}

@test "malformed waves: an err record each, exit 3, what is good before and after is kept" {
	{
		wave 0.000000 a ecg:I 100 200 0 0 "1 2"
		wave 0.020000 a ecg:I 100 200 0 2 "3 x4"
		wave 0.040000 a ecg:I 100 200 0 4 "5 6 "
		wave 0.060000 a ecg:I 100 0 0 6 "7 8"
		wave 0.060000 a ecg:I -1 200 0 6 "7 8"
		wave 0.060000 a ecg:I 100 nan 0 6 "7 8"
		wave 0.060000 a ecg:I 100 200 - 6 "7 8"
		wave 0.060000 a ecg:I 0.000000001 200 0 6 "7 8"
		wave 0.060000 a ecg:I 100 200 0 9223372036854775807 "7 8"
		wave 0.060000 a ecg:I 100 200 0 8 "$(yes 1 | head -400 | tr '\n' ' ')z"
		wave 0.080000 a ecg:I 100 200 0 408 "9 9"
	} | closed >in
	run -3 f in lowpass 10
	[ "$(of_type err <<<"$output" | wc -l)" = 9 ]
	[ "$(samples <<<"$output" | wc -l)" = 2 ]
	[ "$(samples <<<"$output" | tail -1)" = "144 144" ]
	# cut, not filtered: those whose samples are no numbers where the cut goes through
	run -3 f --from 0.025 --to 0.035 in
	[ "$(of_type err <<<"$output" | wc -l)" = 1 ]
	[ -z "$(of_type wave <<<"$output")" ]
}

@test "-k keeps the waves that came and names the filtered ones" {
	{ wave 0.000000 a ecg:I 100 200 0 0 "100 100"; wave 0.000000 a pleth 100 1 0 0 "7 7"; } | closed >in
	f -k in lowpass 10 >out
	[ "$(of_type wave <out | field 4 | tr '\n' ' ')" = "ecg:I ecg:I.filtered pleth pleth:filtered " ]
	[ "$(samples <out | tr '\n' ,)" = "100 100,1600 1600,7 7,112 112," ]
	run -2 iomt-filter -k in
	long=ecg:$(yes x | head -32 | tr -d '\n')
	wave 0.000000 a "$long" 100 200 0 0 "1" | closed | f -k lowpass 10 >out
	[ "$(of_type wave <out | tail -1 | field 4)" = "ecg:xxxxxxxxxxxxxxxxxxxxxxx.filtered" ]
}

@test "words of the chain are checked before anything is read" {
	run -2 --separate-stderr iomt-filter hihgpass 1
	[[ ${stderr_lines[0]} == *"did you mean 'highpass'?"* ]]
	run -2 --separate-stderr iomt-filter highpass 1 nothc 50
	[[ ${stderr_lines[0]} == *"unknown effect 'nothc' (did you mean 'notch'?)" ]]
	for bad in "highpass" "highpass 1 2 3" "highpass 0" "highpass 1 0" "highpass 1 13" "highpass 1 1.5" "bandpass 10" "bandpass 10 10" "bandstop 20 10" \
		"notch 50 0" "highpass nan" "highpass 1e999" "lowpass 40 in.iomt"; do
		run -2 iomt-filter $bad
	done
	run -2 iomt-filter $(for i in {1..33}; do echo highpass 1; done)
	run -2 iomt-filter $(for i in {1..9}; do echo bandpass 1 2 12; done)
	touch notch
	run -0 f ./notch
}

@test "--list names every effect with its numbers and its delay; jsonl is JSON" {
	need jq
	[ "$(iomt-filter --list | awk '{ print $1 }' | tr '\n' ' ')" = "highpass lowpass bandpass bandstop notch " ]
	[ "$(iomt-filter --list=jsonl | jq -r .usage | tail -1)" = "notch HZ [Q]" ]
	[ "$(iomt-filter --list=jsonl | jq -r 'select(.delay == "") | .name')" = "" ]
	for e in $(iomt-filter --list | awk '{ print $1 }'); do
		iomt-filter --help | grep -q "$e"
		grep -q "It $e" "$TOP/man/iomt-filter.1"
	done
	run -4 bash -c "iomt-filter --list >/dev/full"
}

@test "gcc and clang write the same bytes" {
	need gcc clang
	[ "${SAN:-}" != 1 ] || skip "not under the sanitizers"
	for cc in gcc clang; do
		mkdir -p $cc
		$cc -std=c17 -D_GNU_SOURCE -ffp-contract=off -O3 -I"$TOP/lib" -o $cc/iomt-filter "$TOP/cmd/iomt-filter.c" "$TOP"/lib/{core,record,dsp}/*.c -lz -lm
	done
	gcc -std=c17 -D_GNU_SOURCE -ffp-contract=off -O3 -march=native -I"$TOP/lib" -o native "$TOP/cmd/iomt-filter.c" "$TOP"/lib/{core,record,dsp}/*.c -lz -lm
	for chain in "highpass 0.05 2 notch 50 lowpass 40 4" "bandpass 0.5 8 3 bandstop 48 52"; do
		./gcc/iomt-filter "$TOP/tests/filter/in.iomt" $chain >a
		./clang/iomt-filter "$TOP/tests/filter/in.iomt" $chain | cmp - a
		./native "$TOP/tests/filter/in.iomt" $chain | cut -f1-10 | grep ^wave | cmp - <(grep ^wave a | cut -f1-10)
	done
}

@test "a day of a real record: filtered waves stay whole and in step" {
	need_data mitdb-ds1
	need iomt-decode
	iomt-decode --no-cmd "$IOMT_DATA/mitdb-ds1/119" >in || skip "iomt-decode does not read it here"
	f -c ecg:MLII in highpass 0.5 lowpass 40 >out
	diff <(cut -f1-6,9 in | grep ^wave) <(cut -f1-6,9 out | grep ^wave)
	diff <(grep -v ^wave in | sed '$d') <(grep -v ^wave out | sed '$d')
	diff <(grep ^wave in | grep -v MLII) <(grep ^wave out | grep -v MLII)
}
