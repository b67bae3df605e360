# iomt-check beats: streams of beats against WFDB annotations, by EC57.
load helper

# An annotation file of N beats at these samples (less than 1024 apart), MIT format.
atr() { # atr FILE SAMPLE…
	local at=0 word file=$1
	shift
	{ for s; do word=$((1 << 10 | s - at)); at=$s; printf '%b' "$(printf '\\x%02x\\x%02x' $((word & 255)) $((word >> 8)))"; done; printf '\0\0'; } >"$file"
}

beats() { # beats SOURCE SAMPLE…
	local src=$1
	shift
	record iomt 0.000000 - - 1
	for s; do record beat "$((s / 360)).000000" "$src" - N by=ecg:I "index=$s" fs=360; done
	record end 999.000000 "$src" - eof
	record end 999.000000 - - eof
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	mkdir ref
	echo "r 1 360 7200" >ref/r.hea
	echo "r.dat 212 200 11 1024 0 0 0 I" >>ref/r.hea
	atr ref/r.atr 500 1000 1500 2000 2500
}

@test "counts, sensitivity and predictive value" {
	beats r 500 1020 1700 2500 >t
	run -0 iomt-check beats --ref ref/r.atr --start 0 t
	[ "${lines[0]}" = "record${T}by${T}beats${T}tp${T}fn${T}fp${T}se${T}ppv${T}rr-rms-ms" ]
	[ "$(cut -f1-8 <<<"${lines[1]}")" = "r${T}ecg:I${T}5${T}3${T}2${T}1${T}60${T}75" ]
	[ "$(cut -f1-8 <<<"${lines[2]}")" = "gross${T}-${T}5${T}3${T}2${T}1${T}60${T}75" ]
}

@test "from 5:00 unless --start says otherwise" {
	beats r 500 1000 1500 2000 2500 >t
	run -0 iomt-check beats --ref ref/r.atr t
	[ "$(cut -f3 <<<"${lines[1]}")" = 0 ]
	run -0 iomt-check beats --ref ref/r.atr --start 4s t
	[ "$(cut -f3 <<<"${lines[1]}")" = 3 ]
}

@test "a folder of references: a row a source, gross and average; a source without beats is all missed" {
	cp ref/r.hea ref/q.hea
	atr ref/q.atr 600 1200
	{ beats r 500 1000 1500 2000 2500; beats q; beats other; } >t
	run -0 iomt-check beats --ref ref --start 0 t
	[ "$(cut -f1-6 <<<"${lines[2]}")" = "q${T}-${T}2${T}0${T}2${T}0" ]
	[ "$(cut -f1-6 <<<"${lines[3]}")" = "gross${T}-${T}7${T}5${T}2${T}0" ]
	[ "$(cut -f1,7 <<<"${lines[4]}")" = "average${T}50" ]
	[ "${#lines[@]}" -eq 5 ] # `other` has neither beats nor a reference
}

@test "beats of another rate are counted in samples of the reference" {
	beats r 250 500 750 1000 1250 | sed 's/fs=360/fs=180/' >t
	run -0 iomt-check beats --ref ref --start 0 t
	[ "$(cut -f4-6 <<<"${lines[1]}")" = "5${T}0${T}0" ]
}

@test "reference beats that are in the stream are no test" {
	{ beats r 500 1000 1500 2000 2500 | sed 's/by=ecg:I/by=atr/' | grep -v ^end; beats r 500 | grep -v ^iomt; } >t
	run -0 iomt-check beats --ref ref --start 0 t
	[ "$(cut -f2,4 <<<"${lines[1]}")" = "ecg:I${T}1" ]
}

@test "--require: ok or not ok with the figure, exit 1 when one fails" {
	beats r 500 1020 1700 2500 >t
	run -0 iomt-check beats --ref ref --start 0 --require 'se>=60' --require 'ppv>74.9' --require 'fn<=2' --require 'fp<2' --require 'beats=5' --require 'f1>66' t
	[ "$(grep -c '^ok' <<<"$output")" -eq 6 ]
	for rule in 'se>60' 'ppv>=75.1' 'fn<2' 'fp<=0' 'beats=4' 'average-se>=61' 'average-ppv<75' 'rr-rms-ms<1'; do
		run -1 iomt-check beats --ref ref --start 0 --require "$rule" t
		[[ $output == *"not ok$T$rule"* ]]
	done
	# a figure that does not exist holds nothing
	run -1 iomt-check beats --ref ref --require 'se>=0' t
	for rule in 'se' 'se>=' 'se>=x' 'sensitivity>=1' '>=1' ''; do run -2 iomt-check beats --ref ref --require "$rule" t; done
}

@test "what is missing or belongs elsewhere" {
	beats r 500 >t
	beats s 500 >u
	run -2 iomt-check beats t
	run -2 iomt-check stream --ref ref t
	run -2 iomt-check same --require 'se>1' t t
	run -4 iomt-check beats --ref ref u
	[[ $output == *"s: "* ]]
	run -4 iomt-check beats --ref none.atr t
	run -4 iomt-check beats --ref ref no-such-file
	head -c 5 ref/r.atr >ref/s.atr
	run -4 iomt-check beats --ref ref u
}

@test "mitdb-ds1: 42,463 beats from 5:00, as counted from the annotation files by other means" {
	need_data mitdb-ds1
	for a in "$IOMT_DATA"/mitdb-ds1/*.atr; do
		r=$(basename "$a" .atr)
		{ record iomt 0.000000 - - 1; record end 1805.000000 "$r" - eof; record end 1805.000000 - - eof; }
	done >none
	run -0 iomt-check beats --ref "$IOMT_DATA/mitdb-ds1" none
	[ "$(grep ^gross <<<"$output" | cut -f3)" -eq 42463 ]
	all=$(iomt-check beats --ref "$IOMT_DATA/mitdb-ds1" --start 0 none | grep ^gross | cut -f3)
	# independently: the words of the annotation files, counted by od and awk; beats in flutter (207) aside
	want=$(for a in "$IOMT_DATA"/mitdb-ds1/*.atr; do
		od -An -v -tu2 -w2 "$a" | awk 'BEGIN { split("1 2 3 4 5 6 7 8 9 10 11 12 13 25 30 31 34 35 38 41", k); for (i in k) beat[k[i]] = 1 }
			skip { skip--; next } $1 == 0 { exit } { code = int($1 / 1024); low = $1 % 1024 }
			code == 59 { skip = 2; next } code == 63 { skip = int((low + 1) / 2); next }
			code == 32 { vf = 1 } code == 33 { vf = 0 } code in beat && !vf { n++ } END { print n }'
	done | awk '{ s += $1 } END { print s }')
	[ "$all" -eq "$want" ]
}
