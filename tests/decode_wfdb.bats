# iomt-decode on records made here: layouts, damage, cuts, order.
load helper

bytes() { local b; for b; do printf "\\x$(printf %02x $((b & 255)))"; done; }
le16() { local v; for v; do bytes "$v" $((v >> 8)); done; }
f212() { while [ $# -gt 1 ]; do bytes "$1" $(($1 >> 8 & 15 | $2 >> 4 & 240)) "$2"; shift 2; done; [ $# -eq 0 ] || bytes "$1" $(($1 >> 8 & 15)); }

sum() { local v t=0; for v; do t=$((t + v)); done; echo $((t & 65535)); } # the checksum of samples

waves() { of_type wave | cut -f2,4-; }

decode() { iomt-decode --no-cmd "$@"; }

# header NAME LINE…
header() { local n=$1; shift; printf '%s\n' "$@" >"$n.hea"; }

@test "format 212: every corner of the code, an odd number of samples, invalid is E" {
	f212 0 1 -1 2047 -2047 -2048 100 >a.dat
	header a 'a 1 10 7' "a.dat 212 100(5)/uV 12 0 0 $(sum 0 1 -1 2047 -2047 -2048 100) 0 II"
	run -0 --separate-stderr decode a
	[ -z "$stderr" ]
	[ "$(waves <<<"$output")" = "0.000000${T}ecg:II${T}uV${T}10${T}100${T}5${T}0${T}0 1 -1 2047 -2047 E 100" ]
}

@test "format 16: corners, invalid is E" {
	le16 0 1 -1 32767 -32767 -32768 >a.dat
	header a 'a 1 10 6' 'a.dat 16 1 16 0 0 -32768 0 V'
	run -0 --separate-stderr decode a
	[ "$(waves <<<"$output")" = "0.000000${T}ecg:V${T}mV${T}10${T}1${T}0${T}0${T}0 1 -1 32767 -32767 E" ]
}

@test "the defaults of a header: 250 Hz, gain 200 and told, units mV, baseline is zero" {
	le16 7 8 >a.dat
	header a 'a 1' 'a.dat 16'
	run -0 decode a
	[ "$(waves <<<"$output")" = "0.000000${T}wave:1${T}mV${T}250${T}200${T}0${T}0${T}7 8" ]
	grep -q "^info${T}0.000000${T}a${T}wave:1${T}calibration${T}none\$" <<<"$output"
	header a 'a 1 100 2' 'a.dat 16 50 12 1024'
	run -0 decode a
	[ "$(waves <<<"$output")" = "0.000000${T}wave:1${T}mV${T}100${T}50${T}1024${T}0${T}7 8" ]
	run ! grep -q calibration <<<"$output"
}

@test "all fields: start, counter, comments, labels, resolution, zero" {
	le16 1 2 3 4 >a.dat
	header a '# before' 'rec_a 2 360/24000(3.5) 2 17:27:45 15/08/1994' 'a.dat 16 -19.5(3064)/degC 11 2048 1 4 0 Skin temp' '' \
		'a.dat 16:0+0 0/mmHg 8 0 2 6 0 ART (left)' '# <age>: 28' '##second'
	run -0 decode a
	grep -q "^dev${T}0.000000${T}rec_a${T}-${T}wfdb${T}start=1994-08-15T17:27:45\$" <<<"$output"
	for i in "-${T}counter-frequency${T}24000" "-${T}base-counter${T}3.5" "-${T}note${T}before" "-${T}note${T}<age>: 28" "-${T}note${T}second" \
		"wave:Skin_temp${T}label${T}Skin temp" "wave:Skin_temp${T}adc-resolution${T}11" "wave:Skin_temp${T}adc-zero${T}2048" \
		"abp:ART__left_${T}label${T}ART (left)" "abp:ART__left_${T}calibration${T}none"; do
		grep -qF "info${T}0.000000${T}rec_a${T}$i" <<<"$output" || { echo "$i"; echo "$output"; return 1; }
	done
	waves <<<"$output" | grep -q "^0.000000${T}wave:Skin_temp${T}Cel${T}360${T}-19.5${T}3064${T}0${T}1 3\$"
	waves <<<"$output" | grep -q "^0.000000${T}abp:ART__left_${T}mm\[Hg\]${T}360${T}200${T}0${T}0${T}2 4\$"
	header a 'a 1 360. 2 7:5' 'a.dat 16'
	decode a 2>/dev/null | grep -q "^dev${T}0.000000${T}a${T}-${T}wfdb${T}devtime=7:5\$"
}

@test "units are ASCII UCUM however they were written; repeated labels are numbered" {
	le16 1 2 3 4 5 >a.dat
	printf 'a 5 10 1\na.dat 16 1/\xb5V 12 0 1 1 0 II\na.dat 16 1/\xc2\xb5V 12 0 2 2 0 II\na.dat 16 1/\xce\xbcV 12 0 3 3 0 II\na.dat 16 1/\xb0 12 0 4 4 0 x\na.dat 16 1/bpm 12 0 5 5 0 HR\n' >a.hea
	run -0 decode a
	[ "$(waves <<<"$output" | cut -f2,3 | tr '\t\n' ' ;')" = "ecg:II uV;ecg:II#2 uV;ecg:II#3 uV;wave:x deg;wave:HR /min;" ]
	header a 'a 1 10 1' 'a.dat 16 1 12 0 1 1 0 Ableitung ΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩΩ'
	decode a 2>/dev/null >o || [ $? -eq 3 ]
	of_type wave <o | field 4 | grep -E -q '^wave:[A-Za-z0-9_]{1,32}$'
	grep -qF "label${T}Ableitung Ω" o
}

@test "several files and rates: each signal its own blocks, all in time order, a tick a second" {
	for i in $(seq 0 59); do le16 "$i" $((1000 + 4 * i)) $((1001 + 4 * i)) $((1002 + 4 * i)) $((1003 + 4 * i)); done >a.dat
	for i in $(seq 0 2 59); do f212 $((-i)) $((-i - 1)); done >b.dat
	header a 'a 3 20 60' "a.dat 16 1 16 0 0 $(sum $(seq 0 59)) 0 slow" "a.dat 16x4 1 16 0 1000 $(sum $(seq 1000 1239)) 0 fast" \
		"b.dat 212 1 12 0 0 $(sum $(seq -59 0)) 0 other"
	run -0 --separate-stderr decode a
	[ -z "$stderr" ]
	[ "$(of_type wave <<<"$output" | cut -f2,4,6,9 | tr '\t\n' ' ;')" = "0.000000 wave:slow 20 0;0.000000 wave:fast 80 0;0.000000 wave:other 20 0;1.000000 wave:slow 20 20;1.000000 wave:fast 80 80;1.000000 wave:other 20 20;2.000000 wave:slow 20 40;2.000000 wave:fast 80 160;2.000000 wave:other 20 40;" ]
	[ "$(of_type wave <<<"$output" | sed -n 2p | cut -f10 | cut -c1-14)" = "1000 1001 1002" ]
	[ "$(of_type tick <<<"$output" | cut -f2,3 | tr '\t\n' ' ;')" = "1.000000 a;2.000000 a;" ]
	awk -F'\t' '$2 < t { exit 1 } { t = $2 }' <<<"$output"
	[ "$(tail -2 <<<"$output" | cut -f1-5 | tr '\t\n' ' ;')" = "end 2.000000 a - eof;end 2.000000 - - eof;" ]
	iomt-check stream <(cat <<<"$output")
}

@test "blocks: FS divided to 300 or fewer, on multiples of that" {
	head -c 4000 /dev/zero >z.dat
	for case in 360:180 300:300 301:150 1000:250 128:128 62.4725:62 0.5:1; do
		header z "z 1 ${case%:*} 2000" 'z.dat 16 1'
		decode z | of_type wave | awk -F'\t' -v b="${case#*:}" '$9 % b || (split($10, v, " ") != b && $9 + b < 2000) { bad = 1 } END { exit bad || NR != int((1999 + b) / b) }' || { echo "$case"; return 1; }
	done
}

@test "skew: samples before time 0 are kept, with their times" {
	le16 1 11 2 12 3 13 >a.dat
	header a 'a 2 10 3' 'a.dat 16:2 1 16 0 1 6 0 x' 'a.dat 16 1 16 0 11 36 0 y'
	run -0 decode a
	[ "$(waves <<<"$output" | cut -f1,2,7,8 | tr '\t\n' ' ;')" = "-0.200000 wave:x 0 1 2 3;0.000000 wave:y 0 11 12 13;" ]
}

@test "a preamble is skipped, a block size pads" {
	{ printf 'preamble'; le16 5 6; printf 'tape'; } >a.dat
	header a 'a 1 10 2' 'a.dat 16+8 1 16 0 5 11 8 x'
	run -0 decode a
	waves <<<"$output" | grep -q "${T}5 6\$"
}

damaged() { # damaged CODE OFFSET LENGTH TEXT: one err record of this kind, exit 3, words on stderr
	run -3 --separate-stderr decode a
	[ "$(of_type err <<<"$output" | wc -l)" -eq 1 ]
	[ "$(of_type err <<<"$output" | cut -f5-7 | tr '\t' ' ')" = "$1 $2 $3" ]
	[[ $(of_type err <<<"$output") == *"$4"* ]]
	[[ $stderr == "iomt-decode: a.dat"* ]]
	[[ $(tail -1 <<<"$output") == *"errors=1"* ]]
}

@test "a wrong checksum and a wrong first sample are told, with what they should be" {
	le16 1 2 3 >a.dat
	header a 'a 1 10 3' 'a.dat 16 1 16 0 1 7 0 x'
	damaged checksum 0 6 "want=7${T}got=6${T}file=a.dat"
	[ "$(of_type err <<<"$output" | field 4)" = wave:x ]
	header a 'a 1 10 3' 'a.dat 16 1 16 0 2 6 0 x'
	damaged checksum 0 2 "want=2${T}got=1"
	# a part of it cannot be checked, and an unsigned checksum is one, too
	decode --to 0.1 a
	header a 'a 1 10 3' 'a.dat 16 1 16 0 1 65542 0 x'
	decode a
}

@test "a file that is too short: what is there is written, the rest is told" {
	le16 1 2 3 >a.dat
	header a 'a 1 10 5' 'a.dat 16 1 16 0 1 6 0 x'
	damaged truncated 6 4 "want=10${T}got=6"
	waves <<<"$output" | grep -q "${T}1 2 3\$"
	printf x >>a.dat
	damaged truncated 7 3 "want=10${T}got=7"
	: >a.dat
	damaged truncated 0 10 "got=0"
	f212 1 2 3 | head -c 4 >a.dat
	header a 'a 1 10 4' 'a.dat 212 1'
	damaged truncated 4 2 want=6
	waves <<<"$output" | grep -q "${T}1 2\$"
	# no length in the header: only a frame that is not whole can be told
	le16 1 2 3 >a.dat
	header a 'a 2 10' 'a.dat 16 1' 'a.dat 16 1'
	damaged truncated 6 2 want=8
	[ "$(waves <<<"$output" | field 8 | tr '\n' ';')" = "1 3;2;" ]
}

@test "a file that is too long: told, but zeros are padding" {
	le16 1 2 3 4 >a.dat
	header a 'a 1 10 3' 'a.dat 16 1 16 0 1 6 0 x'
	damaged overlong 6 2 "want=6${T}got=8"
	{ le16 1 2 3; head -c 100 /dev/zero; } >a.dat
	run -0 decode a
}

@test "one of several files is short: the others go on" {
	le16 1 2 >a.dat
	le16 5 6 7 8 >b.dat
	header a 'a 2 2 4' 'a.dat 16 1 16 0 1 10 0 x' 'b.dat 16 1 16 0 5 26 0 y'
	damaged truncated 4 4 file=a.dat
	[ "$(waves <<<"$output" | cut -f1,2,8 | tr '\t\n' ' ;')" = "0.000000 wave:x 1 2;0.000000 wave:y 5 6;1.000000 wave:y 7 8;" ]
}

@test "a signal file that is missing or of a format that does not exist: named, the rest is decoded, exit 4" {
	le16 1 2 >a.dat
	header a 'a 3 10 2' 'gone.dat 16 1 16 0 0 0 0 II' 'a.dat 16 1 16 0 1 3 0 V' 'c.dat 17 1 16 0 0 0 0 V1'
	run -4 --separate-stderr decode a
	[[ ${stderr_lines[0]} == "iomt-decode: a.hea:2: signal file gone.dat: No such file or directory" ]]
	[[ ${stderr_lines[1]} == "iomt-decode: a.hea:4: signal format 17 is unknown" ]]
	[ "$(waves <<<"$output" | cut -f2)" = ecg:V ]
	[ "$(of_type event <<<"$output" | cut -f4,5 | tr '\t\n' ' ;')" = "ecg:II unsupported;ecg:V1 unsupported;" ]
	header a 'a 1 10 2' 'gone.dat 16'
	run -4 --separate-stderr decode a
	[ -z "$output" ]
}

@test "segments: each is opened in its turn; what is missing is a gap with its length; what is wrong is said" {
	le16 1 2 3 4 >b.dat
	le16 7 8 >d.dat
	header b 'b 1 2 4' 'b.dat 16 1 16 0 1 10 0 x'
	header d 'd 2 2 2' 'd.dat 16 1 16 0 7 15 0 x' 'gone.dat 16 1 16 0 0 0 0 y'
	header a 'a/4 1 2 12' 'b 4' '~ 3' 'd 2' 'e 3'
	run -4 --separate-stderr decode a
	[ "$(waves <<<"$output" | cut -f1,2,7,8 | tr '\t\n' ' ;')" = "0.000000 wave:x 0 1 2;1.000000 wave:x 2 3 4;3.500000 wave:x 7 7;4.000000 wave:x 8 8;" ] ||
		{ waves <<<"$output"; return 1; }
	[ "$(of_type event <<<"$output" | cut -f2,4-6 | tr '\t\n' ' ;')" = "3.500000 wave:y unsupported text=a signal that could not be read;3.500000 wave:x gap lost=3;6.000000 wave:x gap lost=3;6.000000 wave:y gap lost=12;" ] ||
		{ of_type event <<<"$output"; return 1; }
	[[ $stderr == *"gone.dat: No such file"*"segment e.hea: No such file"* ]]
	# --from and --to go through the segments
	[ "$(decode --from 1 --to 4 a 2>/dev/null | waves | cut -f7,8 | tr '\t\n' ' ;')" = "2 3 4;7 7;" ]
	# a checksum is of its segment
	header d 'd 1 2 2' 'd.dat 16 1 16 0 7 16 0 x'
	header a 'a/2 1 2 6' 'b 4' 'd 2'
	run -3 --separate-stderr decode a
	[[ $stderr == "iomt-decode: d.dat: wave:x: checksum 15, the header says 16" ]]
	[ "$(of_type err <<<"$output" | cut -f4-8 | tr '\t' ' ')" = "wave:x checksum 0 4 want=16" ]
	for bad in 'a/2 1 2 6;b 4' 'a/2 1 2 6;b 4;d x' 'a/0 1 2 6;b 4'; do
		IFS=';' read -ra lines <<<"$bad"
		header a "${lines[@]}"
		run -3 --separate-stderr decode a
		[ -z "$output" ]
	done
	# no segments within segments, no other rate; the length of the record line is compared
	header c 'c/1 1 2 4' 'b 4'
	header e 'e 1 4 4' 'b.dat 16 1'
	header a 'a/3 1 2 14' 'b 4' 'c 4' 'e 4'
	run -3 --separate-stderr decode a
	[[ $stderr == *"another number of samples in all"*"a segment cannot have segments"*"another sampling frequency"* ]]
}

@test "no file outside of the header's folder is opened" {
	mkdir -p in/part
	le16 1 2 >out.dat
	cp out.dat in/part/p.dat
	for name in ../out.dat "$PWD/out.dat" part/../../out.dat .. - /dev/zero; do
		printf 'a 1 10 2\n%s 16 1\n' "$name" >in/a.hea
		run -4 --separate-stderr decode in/a
		[[ $stderr == *"leads out of the recording's folder"* ]] || { echo "$name"; return 1; }
	done
	printf 'a 1 10 2\npart/p.dat 16 1\n' >in/a.hea
	run -0 decode in/a
	run -2 decode -a ../out in/a
}

@test "a header from standard input finds its files in the working directory only" {
	le16 1 2 >a.dat
	header a 'a 1 10 2' 'a.dat 16 1'
	decode a >want
	decode <a.hea | cmp - want
	cat a.hea | decode - | cmp - want
	mkdir d
	cd d
	run -4 --separate-stderr decode <../a.hea
	[[ $stderr == *"standard input:2: signal file a.dat: not found; the header came from standard input"* ]]
	gzip -c ../a.hea >../z.hea
	(cd ..; decode z) | cmp - ../want
}

@test "headers that are wrong: the line and what is wrong with it, exit 3, nothing on stdout" {
	le16 1 2 >a.dat
	while IFS='|' read -r line text want; do
		printf '%b' "$text" >a.hea
		run --separate-stderr decode a
		[ "$status" -eq 3 ] && [ -z "$output" ] && [[ $stderr == "iomt-decode: a.hea:$line: $want"* ]] || {
			echo "$text"; echo "exit $status, $stderr"; return 1; }
	done <<-'END'
		1|a 1 0 2\n|bad sampling frequency '0'
		1|a 1 nan\n|bad sampling frequency 'nan'
		1|a 1 -5\n|bad sampling frequency '-5'
		1|a 1 1e12\n|bad sampling frequency '1e12'
		1|a 99999\n|more than 1024 signals
		1|a 1 10/x\n|bad counter frequency 'x'
		1|a 1 10/5(\n|bad base counter value
		1|a 1 10 -2\n|bad number of samples '-2'
		1|a 1 10 99999999999999999999\n|bad number of samples
		1|a 1 10 2 25:61:00\n|bad base time
		1|a 1 10 2 10:00:00 31/02/2020\n|bad base date
		1|a 1 10 2 10:00:00 2020-01-01\n|bad base date
		1|a/x 1 10 2\n|bad number of segments
		1|a 2 10 2\n|fewer signal lines than signals
		2|a 1 10 2\na.dat\n|a signal line without a format
		2|a 1 10 2\na.dat 16y2\n|bad signal format '16y2'
		2|a 1 10 2\na.dat 16x2x3\n|bad signal format
		2|a 1 10 2\na.dat 16x99999999\n|bad signal format
		2|a 1 10 2\na.dat 16:-1\n|bad signal format
		2|a 1 10 2\na.dat 16+\n|bad signal format
		3|# c\na 1 10 2\na.dat 16 ten\n|bad gain 'ten'
		2|a 1 10 2\na.dat 16 1e99\n|bad gain
		2|a 1 10 2\na.dat 16 200(x)/mV\n|bad baseline in
		2|a 1 10 2\na.dat 16 200(1/mV\n|bad baseline in
		2|a 1 10 2\na.dat 16 200 twelve\n|bad resolution
		2|a 1 10 2\na.dat 16 200 12 0 0 chk\n|bad checksum 'chk'
		3|a 2 10 2\na.dat 16\na.dat 212\n|signals of one file have one format and one byte offset
		4|a 3 10 2\na.dat 16\nb.dat 16\na.dat 16\n|signals of one file must stand together
	END
}

@test "frames that are too large are refused before memory is asked for" {
	header a 'a 3 300 1000000' 'a.dat 16x65536' 'a.dat 16x65536' 'a.dat 16'
	le16 1 >a.dat
	[[ $BUILD == *san* ]] || limit="ulimit -v 60000;" # the sanitizers need terabytes of addresses
	run -4 bash -c "$limit iomt-decode a"
	[[ $output == *"too large"* ]]
	header a 'a 1 300 1000000' 'a.dat 16:2000000000'
	run -4 --separate-stderr decode a
	[[ $stderr == *"too large"* ]]
}

@test "--from and --to cut to the sample, as iomt-filter does" {
	for i in $(seq 0 999); do le16 "$i" "$((i * 3))"; done >a.dat
	header a 'a 2 100 1000' "a.dat 16 1 16 0 0 $(sum $(seq 0 999)) 0 x" "a.dat 16:7 1 16 0 0 $(sum $(seq 0 3 2997)) 0 y"
	decode a >whole
	for cut in '--from 2' '--to 3.005' '--from 1.234 --to 1.235' '--from 0:05 --to 0:07.77' '--from 9.99' '--from 20'; do
		decode $cut a >got
		iomt-filter --no-cmd $cut whole >want
		# a block that is cut at its front has a later TIME: its place among other signals may differ where there is skew
		cmp <(grep -v "^end.*-${T}-" got | sort) <(grep -v "^end.*-${T}-" want | sort) || { echo "$cut"; diff got want | cut -c1-100; return 1; }
	done
	[ "$(decode --from 1.234 --to 1.245 a -c wave:x | waves | cut -f1,7,8 | tr '\t' ' ')" = "1.240000 124 124" ]
	run -2 decode --from 3 --to 2 a
	run -2 --separate-stderr decode --from 2026-01-01T00:00:00Z a
	[[ $stderr == *"has no UTC times"* ]]
}

@test "-c: only these signals; the others are neither read nor checked" {
	le16 1 2 >a.dat
	header a 'a 2 10 1' 'a.dat 16 1 16 0 1 1 0 II' 'a.dat 16 1 16 0 99 99 0 V1'
	run -0 decode -c ecg:II a
	[ "$(of_type wave <<<"$output" | field 4)" = ecg:II ]
	[ "$(decode -c a/ecg:I* a | of_type wave | field 4)" = ecg:II ]
	[ "$(decode -c spo2 a | of_type wave | wc -l)" -eq 0 ]
	run -3 decode a
}

@test "several operands: each its own source, a second of a name is @2, a bad one does not stop the next" {
	le16 1 2 >a.dat
	header a 'a 1 10 2' 'a.dat 16 1'
	cp a.hea b.hea
	run -4 --separate-stderr decode a missing b a.hea
	[ "$(of_type wave <<<"$output" | field 3 | tr '\n' ' ')" = "a a@2 a@3 " ]
	[ "$(of_type iomt <<<"$output" | wc -l)" -eq 1 ]
	[ "$(of_type end <<<"$output" | field 3 | tr '\n' ' ')" = "a a@2 a@3 - " ]
	[[ $stderr == *"missing: No such file or directory"* ]]
	iomt-check stream <(cat <<<"$output")
	header n 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa 1 10 2' 'a.dat 16 1'
	[ "$(decode n n | of_type wave | field 3 | awk '{ print length, substr($0, 60) }' | tr '\n' ';')" = "64 aaaaa;64 aaa@2;" ]
}

@test "a recording, a capture and bare bytes in one run" {
	le16 1 2 >a.dat
	header a 'a 1 10 2' 'a.dat 16 1'
	decode -d cms50d --hex '88 30 05 48 62' >s
	run -0 --separate-stderr decode a s a
	[ "$(of_type iomt <<<"$output" | wc -l)" -eq 3 ]
	[ "$(of_type end <<<"$output" | field 3 | tr '\n' ' ')" = "a - cms50d - a@2 - " ]
}

@test "the same bytes whatever the reads return" {
	for i in $(seq 0 2 199); do f212 "$i" "$((-i))" "$((i * 7))" "$((i + 1))" "$((-i - 1))" "$((i * 7 + 7))"; done >a.dat
	header a 'a 3 50 200' "a.dat 212 1 12 0 0 $(sum $(seq 0 199)) 0 x" "a.dat 212 1 12 0 0 $(sum $(seq -199 0)) 0 y" \
		"a.dat 212 1 12 0 0 $(sum $(seq 0 7 1393)) 0 z"
	bytes 10 4 20 4 0 0 >a.atr
	decode -a atr a >want
	mkdir fifo
	cp a.hea a.atr fifo
	mkfifo fifo/a.dat
	for bs in 1 2 7 1000; do
		dd if=a.dat of=fifo/a.dat bs=$bs status=none 3>&- &
		decode -a atr fifo/a | cmp - want
		wait $!
	done
	LC_ALL=de_DE.UTF-8 TZ=Asia/Kolkata decode -a atr a | cmp - want
	decode -a atr a -o x.gz && zcat x.gz | cmp - want
}

@test "an interrupt ends a recording in order" {
	head -c 20000000 /dev/zero >z.dat
	header z 'z 1 360' 'z.dat 16 1'
	mkfifo p
	iomt-decode --no-cmd z >p 2>err 3>&- &
	pid=$!
	{ head -c 100000 >/dev/null; kill -TERM $pid; cat; } <p >rest
	rc=0
	wait $pid || rc=$?
	[ $rc = 143 ]
	[ "$(tail -2 rest | cut -f1,3,5 | tr '\t\n' ' ;')" = "end z signal;end - signal;" ]
}
