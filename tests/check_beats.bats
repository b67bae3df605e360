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
	[ "$(cut -f1-11 <<<"${lines[0]}")" = "record${T}by${T}beats${T}tp${T}fn${T}fp${T}se${T}ppv${T}rr-rms-ms${T}f1${T}der" ]
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
	[ "${lines[5]}" = "ok${T}records compared${T}2" ]
	[ "${#lines[@]}" -eq 6 ] # `other` has neither beats nor a reference
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
	[ "$(grep -c '^ok' <<<"$output")" -eq 7 ]
	for rule in 'se>60' 'ppv>=75.1' 'fn<2' 'fp<=0' 'beats=4' 'average/se>=61' 'average/ppv<75' 'rr-rms-ms<1' 'beats.fn==1' 'fp != 1' 'r/se>=61' \
		'r,ecg:I/tp>3' '?/tp>3' 'N/matrix.n>3' 'V6+/run-ref>=1' 'nobody/se>=0' 'gross,*/fn<2'; do
		run -1 iomt-check beats --ref ref --start 0 --require "$rule" t
		[[ $output == *"not ok$T$rule"* ]]
	done
	# a figure that does not exist holds nothing
	run -1 iomt-check beats --ref ref --require 'se>=0' t
	for rule in 'r/se>=60' 'r,ecg:I/tp==3' '?/tp>=3' 'N/n>=3' 'N/o==2' 'O/n=1' 'matrix.n>=0 ' ' f1 >= 66 '; do
		case $rule in matrix.*) want=2 ;; *) want=0 ;; esac
		run -$want iomt-check beats --ref ref --start 0 --require "$rule" t
	done
	for rule in 'se' 'se>=' 'se>=x' 'sensitivity>=1' '>=1' '' 'matrix.se>=1' 'n>=3' 'se>=1e' 'se=>1'; do run -2 iomt-check beats --ref ref --require "$rule" t; done
}

@test "what is missing or belongs elsewhere" {
	beats r 500 >t
	beats s 500 >u
	run -4 iomt-check beats t
	run -2 iomt-check stream --ref ref t
	run -2 iomt-check same --require 'se>1' t t
	run -4 iomt-check beats --ref ref u
	[[ $output == *"s: "* ]]
	run -4 iomt-check beats --ref none.atr t
	run -4 iomt-check beats --ref ref no-such-file
	head -c 5 ref/r.atr >ref/s.atr
	run -3 iomt-check beats --ref ref u # it is damaged, so there is none
	[[ $output == *"fault"*"s.atr"* ]]
	run -3 iomt-check beats --ref ref/r.atr --start 0 ref/r.atr ref/s.atr
	run -2 iomt-check beats --tol hr=2 --ref ref t
	run -2 iomt-check beats --from-start --ref ref t
	run -2 iomt-check stream --matrix t
	run -2 iomt-check nums --ref t --start 0 t
	run -2 iomt-check beats --ref ref --window soon t
	run -2 iomt-check beats --ref ref --window -1 t
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

@test "a perfect copy, and one shifted by the window and by one sample more" {
	run -0 iomt-check beats --ref ref/r.atr --start 0 --require 'se==100' --require 'ppv==100' --require 'rr-rms-ms==0' ref/r.atr
	atr ref/shift.atr 554 1054 1554 2054 2554
	cp ref/shift.atr ref/s.atr
	run -0 iomt-check beats --ref ref/r.atr --start 0 --require 'fn==0' --require 'fp==0' ref/s.atr
	atr ref/s.atr 555 1055 1555 2055 2555
	run -0 iomt-check beats --ref ref/r.atr --start 0 --require 'fn==5' --require 'fp==5' ref/s.atr
	run -0 iomt-check beats --ref ref/r.atr --start 0 --window 0.16 --require 'fn==0' ref/s.atr
	run -0 iomt-check beats --ref ref/r.atr --start 0 --window 160ms --require 'fn==0' ref/s.atr
	run -0 iomt-check beats --ref ref/r.atr --start 0 --window 0 --require 'tp==5' ref/r.atr
}

@test "--end: later beats do not count" {
	run -0 iomt-check beats --ref ref/r.atr --start 0 --end 4s --require 'beats==2' ref/r.atr
	run -0 iomt-check beats --ref ref/r.atr --start 2s --end 5s --require 'beats==2' ref/r.atr
}

@test "a stream as reference, and a reference within the test's stream" {
	beats r 500 1000 1500 2000 2500 | sed 's/by=ecg:I/by=atr/' >ref.iomt
	beats r 500 1020 1700 2500 >t
	want=$(iomt-check beats --ref ref/r.atr --start 0 t)
	[ "$(iomt-check beats --ref ref.iomt --start 0 t)" = "$want" ]
	gzip -k ref.iomt
	[ "$(iomt-check beats --ref ref.iomt.gz --start 0 t)" = "$want" ]
	{ grep -v ^end ref.iomt; grep -v ^iomt t; } >both
	[ "$(iomt-check beats --start 0 both)" = "$want" ]
	[ "$(iomt-check beats --start 0 <both)" = "$want" ]
	# two annotators: one has to be chosen
	{ grep -v ^end ref.iomt | sed 's/by=atr/by=one/'; beats r 500 | grep -v -e ^iomt -e ^end | sed 's/by=ecg:I/by=two/'; tail -2 ref.iomt; } >two
	run -4 iomt-check beats --ref two --start 0 t
	[[ $output == *"--ref-by"* ]]
	[ "$(iomt-check beats --ref two --ref-by one --start 0 t)" = "$want" ]
	[ "$(iomt-check beats --ref ref/r.atr --by one --start 0 two | sed -n 2p | cut -f4)" = 5 ]
	run -4 iomt-check beats --start 0 t
	[[ $output == *"there is no reference"* ]]
	run -1 iomt-check beats --ref ref/r.atr <(record end 0.000000 - - eof)
}

@test "truth of the simulator: its source is the reference" {
	iomt-sim ecg --duration 60s --seed 3 --ectopic 10% --af 20s:40s >s
	iomt-hr s >t
	run -0 iomt-check beats --start 0 --episodes --require 'se>=95' --require 'af==1' --require 'af-ref-s>19.9' --require 'af-ref-s<20.1' t
	# a copy of the truth against itself
	grep "${T}truth${T}" s | sed "s/${T}truth${T}/${T}copy${T}/" >copy
	{ cat copy; record end 60.000000 - - eof; } >copy.iomt
	run -0 iomt-check beats --ref <(grep "${T}truth${T}" s; record end 60.000000 - - eof) --start 0 --require 'se==100' --require 'ppv==100' \
		--require 'af-dur-se==100' --require 'veb-se==100' --require 'veb-ppv==100' copy.iomt
}

@test "classes: the matrix, VEB and SVEB" {
	classes() { for s; do record beat "${s#*@}.000000" r - "${s%@*}" by=ecg:I "index=$((${s#*@} * 360))" fs=360; done; record end 99.000000 - - eof; }
	classes N@1 V@2 V@3 A@4 F@5 /@6 N@7 A@8 V@9 N@12 >want
	classes N@1 V@2 N@3 A@4 V@5 V@6 A@7 N@8 Q@9 V@11 N@12 >got
	run -0 iomt-check beats --ref want --ref-by ecg:I --start 0 --matrix --require 'veb==3' --require 'veb-tp==1' --require 'veb-fn==2' \
		--require 'veb-fp==1' --require 'sveb-tp==1' --require 'sveb-fn==1' --require 'sveb-fp==1' --require 'F/v==1' --require 'Q/v==1' \
		--require 'V/q==1' --require 'V/n==1' --require 'S/n==1' --require 'N/s==1' --require 'O/v==1' --require 'N/n==2' got
}

@test "runs: couplets, short and long runs in both directions" {
	beats_of() { local t=0; for c in $1; do t=$((t + 1)); record beat "$t.000000" r - "$c" by=ecg:I "index=$((t * 360))" fs=360; done; record end 99.000000 - - eof; }
	beats_of "N V V N V V V N V V V V V V V N V N" >want
	beats_of "N V V N V N V N V V V V V V N N V V" >got
	run -0 iomt-check beats --ref want --ref-by ecg:I --start 0 --runs --require 'V-couplet/run-ref==1' --require 'V-couplet/run-found==1' \
		--require 'V-short/run-ref==1' --require 'V-short/run-found==0' --require 'V3/s1==1' --require 'V-long/run-ref==1' \
		--require 'V-long/run-found==1' --require 'V1/run-ref==1' --require 'V1/run-found==1' --require 'V1/run-test==2' --require 'V1/p1==2' \
		--require 'V2/run-test==2' --require 'V2/p2==1' --require 'V2/p1==1' --require 'V6+/run-true==1' --require 'S1/run-ref==0' got
}

@test "episodes: by episode and by duration" {
	spans() { local s; for s; do record ann "${s%:*}.000000" r - "$((${s#*:} - ${s%:*}))" "$LABEL" by=x; done; record beat 0.000000 r - N by=x index=0 fs=250; record end 99.000000 - - eof; }
	LABEL=AFIB
	spans 10:20 30:40 50:60 >want
	spans 15:25 35:37 70:80 | sort -s -k2,2n >got
	run -0 iomt-check beats --ref want --ref-by x --start 0 --end 90s --episodes --require 'af==3' --require 'af-found==2' --require 'af-test==3' \
		--require 'af-true==2' --require 'af-ref-s==30' --require 'af-test-s==22' --require 'af-both-s==7' --require 'vf==0' got
	LABEL=VF
	spans 10:20 >want
	spans 18:28 >got
	run -0 iomt-check beats --ref want --ref-by x --start 0 --end 90s --episodes --require 'vf==1' --require 'vf-found==1' --require 'vf-both-s==2' \
		--require 'vf-dur-se==20' --require 'vf-dur-ppv==20' got
	# recognised late: from where it says that it began
	{ record ann 50.000000 r rr - AFIB by=x since=40.000000; record ann 60.000000 r rr 20 AFIB by=x edge=end since=40.000000; record beat 0.000000 r - N by=x index=0 fs=250; record end 99.000000 - - eof; } >got
	run -0 iomt-check beats --ref got --ref-by x --start 0 --end 90s --require 'af==1' --require 'af-ref-s==20' got
	# open at the end of the record: to the end
	{ record ann 80.000000 r - - AFIB by=x; record beat 0.000000 r - N by=x index=0 fs=250; record end 99.000000 - - eof; } >want
	run -0 iomt-check beats --ref want --ref-by x --start 0 --end 90s --require 'af-ref-s==10' --require 'af-found==1' want
}

# The annotations of a file, by od and awk alone: sample, type, sub, chan, num, aux in hex.
dump() {
	od -An -v -tu1 -w1 "$1" | awk '
		function word(v) { if ((getline v) <= 0) exit; lo = v + 0; getline v; return lo + 256 * v }
		function flush() { if (have) print t, type, sub_, chan, num, aux; have = 0; sub_ = 0; aux = "" }
		BEGIN { aux = ""
			while (1) { w = word(); code = int(w / 1024); low = w % 1024
				if (w == 0) { flush(); exit }
				if (code == 59) { flush(); h = word(); l = word(); d = h * 65536 + l; if (d >= 2147483648) d -= 4294967296; t += d }
				else if (code == 60) num = low % 256 >= 128 ? low % 256 - 256 : low % 256
				else if (code == 61) sub_ = low % 256 >= 128 ? low % 256 - 256 : low % 256
				else if (code == 62) chan = low
				else if (code == 63) { for (i = 0; i < low; i++) { getline b; if (b + 0) aux = aux sprintf("%02x", b) } if (low % 2) getline b }
				else if (code == 0) t += low
				else { flush(); t += low; type = code; have = 1 }
			} }'
}

@test "every annotation file of the data, by way of a stream: the same annotations, by other means" {
	need_data
	n=0
	for a in $(find "$IOMT_DATA" -name '*.atr' | LC_ALL=C sort); do
		iomt-decode -a atr "${a%.atr}" 2>/dev/null | grep -a -v ^wave >x || true
		iomt-export -f wfdb-ann --by atr -o x.atr x
		diff <(dump "$a" | grep -v "^0 22 ") <(dump x.atr | grep -v "^0 22 ") || { echo "$a"; return 1; }
		[ "$(dump x.atr | sed -n 1p | cut -d' ' -f1,2)" = "0 22" ] # the time resolution
		n=$((n + 1))
	done
	[ $n -ge 60 ]
}

@test "totals of mitdb-ds1: every file against itself; VEB, SVEB and VF as counted by other means" {
	need_data mitdb-ds1
	run -0 iomt-check beats --ref "$IOMT_DATA/mitdb-ds1" --start 0 --matrix --episodes --require 'se==100' --require 'ppv==100' --report "json:out" "$IOMT_DATA"/mitdb-ds1/*.atr
	for a in "$IOMT_DATA"/mitdb-ds1/*.atr; do dump "$a" | sed "s/^/$(basename "$a" .atr) /"; done >all
	want=$(awk '{ if ($3 == 32) vf = 1; if ($3 == 33) vf = 0; if (vf) next } $3 == 5 || $3 == 10 || $3 == 41 { v++ }
		$3 == 4 || $3 == 7 || $3 == 8 || $3 == 9 || $3 == 11 || $3 == 34 || $3 == 35 { s++ } $3 == 6 { f++ } $3 == 12 || $3 == 13 || $3 == 30 || $3 == 38 { q++ }
		END { print v, s, f, q }' all)
	need jq
	[ "$(jq -r '.tables.matrix | "\(.[2].v) \(.[1].s) \(.[3].f) \(.[4].q)"' out)" = "$want" ]
	[ "$(jq -r '.tables.beats[] | select(.record == "gross") | "\(.veb) \(.sveb)"' out)" = "$(cut -d' ' -f1,2 <<<"$want")" ]
	[ "$(jq -r '.tables.episodes[] | select(.record == "gross") | .vf' out)" = "$(awk '$3 == 32' all | wc -l)" ]
}

@test "a test's unreadable is a shutdown; that of one lead says nothing of beats found in several" {
	beats() { for i in {0..59}; do [ $i -ge "$2" ] && [ $i -lt "$3" ] || record beat $i.000000 r - N by="$1" index=$((i * 250)) fs=250; done; }
	{ beats x 99 99; record end 60.000000 - - eof; } >expected
	while read -r by signal missed shut; do
		{ beats $by 20 30; record ann 19.500000 r $signal - unreadable; record ann 29.500000 r $signal 10 unreadable edge=end; record end 60.000000 - - eof; } >got
		[ "$(iomt-check beats --start 0 --matrix --ref expected got | awk '$1 == "N" { print $7, $8 }')" = "$missed $shut" ]
	done <<-END
		ecg:II ecg:II 0 10
		ecg:fuse ecg:fuse 0 10
		ecg:fuse ecg:II 10 0
	END
}
