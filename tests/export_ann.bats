# iomt-export -f wfdb-ann: annotation files for WFDB tools.
load helper

# As records again: each annotation of FILE.atr, with a header of 360 samples a second beside it.
back() { # back FILE.atr
	local stem=${1%.atr}
	printf '%s 0 360\n' "$stem" >"$stem.hea"
	iomt-decode --no-cmd -a atr "$stem.hea" | grep -e ^beat -e ^ann
}

bt() { record beat "$1" r - "$2" by=x "index=$3" fs=360 "${@:4}"; }
end() { record end 99.000000 - - eof; }

@test "bytes: the note of the resolution, near and far intervals, sub, chan, num, aux, the end" {
	{ bt 0.277778 N 100; bt 27.777778 V 10000 sub=3 chan=1 num=-2 text=abc; bt 27.780556 N 10001; end; } >x
	iomt-export -f wfdb-ann -o x.atr x
	want="00 58 17 fc 23 23 20 74 69 6d 65 20 72 65 73 6f 6c 75 74 69 6f 6e 3a 20 33 36 30 00" # NOTE at 0, AUX of 23 bytes and padding
	want+=" 64 04"                                                           # N after 100
	want+=" 00 ec 00 00 ac 26 00 14 03 f4 01 f8 fe f0 03 fc 61 62 63 00"      # SKIP 9900, V, SUB 3, CHN 1, NUM -2, AUX
	want+=" 01 04 00 f8 00 f0 00 00"                                         # N after 1, CHN 0, NUM 0, the end
	[ "$(od -An -v -tx1 x.atr | tr -s ' \n' ' ' | sed 's/^ //; s/ $//')" = "$want" ]
}

@test "to standard output and to -o the same; .gz" {
	{ bt 1.000000 N 360; end; } >x
	iomt-export -f wfdb-ann -o x.atr x
	iomt-export -f wfdb-ann <x | cmp - x.atr
	iomt-export -f wfdb-ann -o x.atr.gz x
	zcat x.atr.gz | cmp - x.atr
}

@test "another rate than the header's: times stay" {
	{ record beat 1.000000 r - N by=x index=250 fs=250; record beat 2.500000 r - V by=x index=625 fs=250; end; } >x
	iomt-export -f wfdb-ann -o x.atr x
	back x.atr >y
	[ "$(cut -f2,5 y | tr '\t\n' ' ;')" = "1.000000 N;2.500000 V;" ]
	[ "$(sed -n 2p y | key fs)" = 250 ]
	# beats of several rates in one stream: those of the first
	{ record beat 1.000000 r - N by=x index=250 fs=250; record beat 2.000000 r - V by=x index=720 fs=360; record beat 3.002000 r - A by=x; end; } >x
	iomt-export -f wfdb-ann -o x.atr x
	[ "$(back x.atr | key index | tr '\n' ' ')" = "250 500 751 " ]
}

@test "records late by the detector's latency, and of a stream that began late: in order of sample" {
	{ record beat 1702.000000 r - N by=x index=720 fs=360; record ann 1701.000000 r - 0 pause by=x; record beat 1703.000000 r - N by=x index=1080 fs=360; end; } >x
	iomt-export -f wfdb-ann -o x.atr x
	back x.atr >y
	[ "$(cut -f1,2 y | tr '\t\n' ' ;')" = "ann 1.000000;beat 2.000000;beat 3.000000;" ]
	[ "$(sed -n 1p y | key text)" = pause ]
}

@test "intervals: rhythm, VF, noise and shutdown, with a duration or open; ends where nothing follows" {
	a() { record ann "$1.000000" r - "$2" "$3" by=x "${@:4}"; }
	{ bt 0.000000 N 0; a 1 5 AFIB; a 10 - VF; a 12 2 VF edge=end; a 20 3 noise; a 30 4 unreadable; a 40 - AFIB; a 50 10 AFIB edge=end; a 50 - B; end; } >x
	iomt-export -f wfdb-ann -o x.atr x
	back x.atr | cut -f1,2,5,6 | tr '\t\n' ' ;' >y
	[ "$(cat y)" = "beat 0.000000 N by=atr;ann 1.000000 - AFIB;ann 6.000000 5 AFIB;ann 10.000000 - VF;ann 12.000000 2 VF;ann 20.000000 - noise;ann 23.000000 3 noise;ann 30.000000 - unreadable;ann 34.000000 4 unreadable;ann 40.000000 - AFIB;ann 50.000000 10 AFIB;ann 50.000000 - B;" ] || { cat y; return 1; }
	# and once more: the same
	iomt-decode -a atr x.hea | iomt-export -f wfdb-ann -o z.atr
	cmp x.atr z.atr
	# the comparator sees the shutdown
	run -0 iomt-check beats --ref x --ref-by x --start 0 --episodes --require 'af==2' --require 'af-ref-s>=15' --require 'vf-ref-s==2' x
}

@test "types of the file's own, text of any bytes, codes that are none" {
	{ bt 1.000000 Z 360; record ann 2.000000 r - 0 CAL by=x index=720 fs=360 code=42 'text=\xff\t\\'; record ann 3.000000 r - 0 note by=x index=1080 fs=360 'code="'; \
		record ann 0.000000 r - 0 note by=x index=0 fs=360 'code="' 'text=## time resolution: 1'; end; } >x
	iomt-export -f wfdb-ann -o x.atr x
	back x.atr >y
	[ "$(cut -f2,5,6 y | tr '\t\n' ' ;')" = "0.000000 0 note;1.000000 Q by=atr;2.000000 0 CAL;3.000000 0 note;" ]
	[ "$(sed -n 3p y | key text)" = '\xff\t\\' ]
	[ "$(sed -n 1p y | key text)" = ' ## time resolution: 1' ] # and it changed no time
	{ bt 1.000000 N 360; record ann 2.000000 r - 0 0 by=x index=720 fs=360 code=0; end; } >x
	run -3 --separate-stderr iomt-export -f wfdb-ann -o x.atr x
	[[ $stderr == *"1 records have no form"* ]]
	[ "$(back x.atr | wc -l)" = 1 ]
	long=$(printf '%300s' '' | tr ' ' y)
	{ bt 1.000000 N 360 "text=$long"; end; } >x
	run -0 --separate-stderr iomt-export -f wfdb-ann -o x.atr x
	[[ $stderr == *"1 texts are cut to 255 bytes"* ]]
	[ "$(back x.atr | key text)" = "${long:0:255}" ]
}

@test "one record, one annotator: --by chooses; options that make no sense are refused" {
	{ bt 1.000000 N 360; record beat 2.000000 r - N by=atr index=720 fs=360; end; } >x
	run -2 --separate-stderr iomt-export -f wfdb-ann -o x.atr x
	[[ $stderr == *"annotations by x and by atr: choose one with --by" ]]
	[ ! -e x.atr ]
	iomt-export -f wfdb-ann --by atr -o x.atr x
	[ "$(back x.atr | key index)" = 720 ]
	iomt-export -f wfdb-ann --by '*' -o x.atr x
	[ "$(back x.atr | wc -l)" = 2 ]
	{ bt 1.000000 N 360; record beat 2.000000 s - N by=x index=720 fs=360; end; } >y
	run -2 iomt-export -f wfdb-ann -o x.atr y
	for o in --wide '--na x' --physical '--time iso' '--rate 4'; do run -2 iomt-export -f wfdb-ann $o x; done
	run -2 iomt-export -f csv --by atr x
	run -0 --separate-stderr iomt-export -f wfdb-ann -o x.atr <(end)
	[[ $stderr == *"no beats and no annotations"* ]]
	run -4 iomt-export -f wfdb-ann -o /dev/full x --by atr
	iomt-export --list | grep -q '^wfdb-ann'
}

@test "beats of iomt-hr as a file, judged as the stream is" {
	iomt-sim ecg --duration 120s --seed 9 >s
	iomt-hr s >t
	iomt-export -f wfdb-ann --by 'ecg:*' -o t.qrs <(grep -v "${T}truth${T}" t)
	iomt-export -f wfdb-ann -o s.atr <(grep "${T}truth${T}" s; record end 120.000000 - - eof)
	a=$(iomt-check beats --ref s.atr --start 0 <(grep -v "${T}truth${T}" t) | sed -n 2p | cut -f3-)
	b=$(iomt-check beats --ref s.atr --start 0 t.qrs | sed -n 2p | cut -f3-)
	[ "$a" = "$b" ]
	[ "$(cut -f1 <<<"$a")" -gt 100 ]
}
