# iomt-decode on recordings: samples against the reference tools' output and the headers' own checksums.
load helper

# columns FROM N SIGNAL…: rows of counts, one a frame, beginning at the time of frame FROM; the samples of a frame are averaged as the
# reference does. PHYS=1: physical units.
columns() {
	local from=$1 n=$2
	shift 2
	awk -F'\t' -v from="$from" -v n="$n" -v want="$*" -v phys="${PHYS:-0}" -v skew="${SKEW:-}" -v spf="${SPF:-}" '
		BEGIN {
			k = split(want, name, " ")
			for (i = 1; i <= k; i++) { col[name[i]] = i; lead[i] = 0; per[i] = 1 }
			m = split(skew, s, " "); for (i = 1; i <= m; i++) lead[i] = s[i]
			m = split(spf, s, " "); for (i = 1; i <= m; i++) per[i] = s[i]
		}
		$1 == "wave" && ($4 in col) {
			c = col[$4]; gain[c] = $7; base[c] = $8
			m = split($10, v, " ")
			for (i = 1; i <= m; i++) a[c, $9 + i - 1 - lead[c] * per[c]] = v[i]
		}
		END {
			for (f = from; f < from + n; f++) {
				row = ""
				for (c = 1; c <= k; c++) {
					sum = 0
					for (i = 0; i < per[c]; i++) sum += a[c, f * per[c] + i]
					x = int(sum / per[c])
					row = row (c > 1 ? " " : "") (phys ? sprintf("%.8f", (x - base[c]) / gain[c]) : x)
				}
				print row
			}
		}'
}

expected() { # the reference's table with single blanks
	local f=$IOMT_DATA/wfdb-formats/expected/record-$1
	{ if [ -f "$f" ]; then cat "$f"; else zcat "$f.gz"; fi; } | awk '{ $1 = $1; print }'
}

same() { # same NAME ROWS: the rows on standard input are the reference's, so many of them
	cat >got
	[ "$(wc -l <got)" -eq "$2" ]
	cmp got <(expected "$1")
}

@test "format 16: all samples of four signals" {
	need_data wfdb-formats
	R=$IOMT_DATA/wfdb-formats/records
	iomt-decode "$R/test01_00s" | columns 0 4000 ecg:ECG_1 ecg:ECG_2 ecg:ECG_3 ecg:ECG_4 | same 1a 4000
}

@test "format 16 behind a preamble, in physical units and in counts, from a time on" {
	need_data wfdb-formats
	R=$IOMT_DATA/wfdb-formats/records
	iomt-decode --from 50 --to 160 "$R/a103l" | PHYS=1 columns 12500 27500 pleth:PLETH ecg:II | same 1b 27500
	iomt-decode --from 80 "$R/a103l" | columns 20000 62500 ecg:II ecg:V | same 1c 62500
	iomt-decode "$R/a103l" >whole
	iomt-decode "$R/a103l-no-len" | columns 0 82500 ecg:II ecg:V pleth:PLETH | cmp - <(columns 0 82500 ecg:II ecg:V pleth:PLETH <whole)
}

@test "format 212: two signals, and an odd number of signals" {
	need_data wfdb-formats
	R=$IOMT_DATA/wfdb-formats/records
	iomt-decode --to 30 "$R/100" | columns 1 10799 ecg:V5 | same 2b 10799
	iomt-decode "$R/100_3chan" | PHYS=1 columns 0 999 ecg:I ecg:II ecg:III | same 2c 999
}

@test "several signal files of one record" {
	need_data wfdb-formats
	R=$IOMT_DATA/wfdb-formats/records
	iomt-decode --from 5 --to 38 "$R/s0010_re" | PHYS=1 columns 5000 33000 ecg:vy ecg:i ecg:avl ecg:v3 ecg:avr | same 3b 33000
}

@test "several samples a frame and skew: times and values as the reference has them" {
	need_data wfdb-formats
	R=$IOMT_DATA/wfdb-formats/records
	iomt-decode "$R/test01_00s_skewframe" 2>/dev/null >a || [ $? -eq 3 ] # its header has a wrong initial value
	SKEW='3 0 0' SPF='1 2 1' columns 0 3997 ecg:ECG_1 ecg:ECG_2 ecg:ECG_3 <a | same 4a 3997
	grep -q "^wave${T}-0.006000${T}test01_00s_skewframe${T}ecg:ECG_1${T}mV${T}500${T}100${T}0${T}0${T}10 " a
	grep -q "^wave${T}0.000000${T}test01_00s_skewframe${T}ecg:ECG_2${T}mV${T}1000${T}100${T}0${T}0${T}-8 -57 " a
	iomt-decode "$R/03700181" >b
	SKEW='0 0 4' SPF='4 1 1' columns 0 74996 ecg:MCL1 abp:ABP resp:RESP <b | same 4b 74996
}

@test "every signal format: all samples as the reference prints them, checksums right" {
	need_data wfdb-formats
	R=$IOMT_DATA/wfdb-formats/records
	run -0 --separate-stderr iomt-decode "$R/binformats"
	[ -z "$stderr" ]
	columns 0 499 wave:sig_{0__fmt_8,1__fmt_16,2__fmt_61,3__fmt_80,4__fmt_160,5__fmt_212,6__fmt_310,7__fmt_311,8__fmt_24,9__fmt_32} \
		<<<"$output" | same 1f 499
	iomt-decode "$R/3000003_0003" | columns 2 1024 ecg:II ecg:V | same 2d 1024
	# the same signal in formats 310 and 311, with two, one and none of its last samples cut off
	for r in "$R"/31[01]derive*.hea; do
		iomt-decode "${r%.hea}" >out 2>err
		[ ! -s err ]
		[ "$(awk -F'\t' '$1 == "wave" { n[$4] += gsub(/ /, " ", $10) + 1 } END { for (s in n) print n[s] }' out | sort -u)" = "$(tr -d "\r" <"$r" | awk 'NR == 1 { print $4 }')" ]
	done
}

@test "FLAC signals: all samples as the reference prints them" {
	need_data wfdb-formats
	[[ "$(ldd "$(command -v iomt-decode)")" == *libFLAC* ]] || skip "built without libFLAC"
	R=$IOMT_DATA/wfdb-formats/records
	run -0 --separate-stderr iomt-decode "$R/flacformats"
	[ -z "$stderr" ]
	columns 0 499 wave:sig_{0__fmt_508,1__fmt_516,2__fmt_524} <<<"$output" | same flac 499
	# three signals that never change, over six hours: the checksum of each
	iomt-decode "$R/flac_3_constant" | awk -F'\t' '$1 == "err" { bad = 1 } END { exit bad }'
	# a bit that is not as it was: what came before it is kept, nothing behind it is made up
	cp "$R"/flacformats.* .
	chmod u+w ./*
	printf '\x55' | dd of=flacformats.d1 bs=1 seek=700 conv=notrunc status=none
	run -3 --separate-stderr iomt-decode flacformats
	[[ $stderr == *"flacformats.d1: "*FLAC* ]]
	[ "$(of_type err <<<"$output" | cut -f5)" = damaged ]
	[ "$(columns 0 499 wave:sig_0__fmt_508 <<<"$output" | grep -c .)" -eq 499 ]
	awk -F'\t' '$4 == "wave:sig_1__fmt_516"' <<<"$output" >short
	iomt-decode "$R/flacformats" | awk -F'\t' '$4 == "wave:sig_1__fmt_516"' | head -n "$(wc -l <short)" | cmp - short
	head -c 400 "$R/flacformats.d1" >flacformats.d1
	run -3 iomt-decode flacformats
}

@test "records of several segments, fixed and variable: samples, gaps and times as the reference has them" {
	need_data wfdb-formats
	R=$IOMT_DATA/wfdb-formats/records/multi-segment
	iomt-decode --from 280 --to 320 "$R/fixed1/v102s" | PHYS=1 columns 70000 10000 ecg:V ecg:II resp:RESP | sed 's/-11[0-9]*\.[0-9]*/&/' >got
	iomt-decode --from 115426.92 --to 115427 "$R/s00001/s00001-2896-10-10-00-31" >out
	PHYS=1 columns 14428365 10 ecg:II ecg:V abp:ABP <out | cmp - <(expected multi-variable-a | awk '{ print $1, $2, $4 }')
	[ "$(of_type event <out | cut -f4-6)" = "ecg:MCL1${T}gap${T}lost=10" ]
	PHYS=1 columns 70000 10000 ecg:V ecg:II resp:RESP < <(iomt-decode --from 280 --to 320 "$R/fixed1/v102s") >got
	paste -d' ' got <(expected multi-fixed-c) | awk '
		{ for (i = 1; i <= 3; i++) if ($(i + 3) != "-" && $i != $(i + 3)) bad++; else if ($(i + 3) == "-") none++ }
		END { exit bad || NR != 10000 || none == 0 }'
	# frames of several samples go on through the segments
	iomt-decode "$R/041s/041s" >out
	iomt-check stream out
	awk -F'\t' '$1 == "wave" { if ($9 != n[$4] + 0) bad = 1; n[$4] += gsub(/ /, " ", $10) + 1 }
		END { exit bad || n["ecg:III"] != 8000 || n["abp:ABP"] != 2000 }' out
	# nothing but a null segment; and segments that are not there
	iomt-decode "$R/s00001/s00001-2896-10-09-01-56" >out
	[ "$(of_type event <out | grep -c "60.000000.*gap${T}lost=7500")" -eq 4 ]
	run -4 --separate-stderr iomt-decode "$R/p000878/p000878-2137-10-26-16-57"
	[[ $stderr == *"segment 3269321_0003.hea: No such file or directory"* ]]
	[ "$(awk -F'\t' '$1 == "wave" { n += gsub(/ /, " ", $10) + 1 } END { print n }' <<<"$output")" -eq $((2000 + 2 * 1750)) ]
	iomt-check stream - <<<"$output"
}

@test "every record of mitdb-ds1, svdb-half and nstdb: all samples, checksums right" {
	need_data mitdb-ds1
	for folder in mitdb-ds1 svdb-half nstdb; do
		for h in "$IOMT_DATA/$folder"/*.hea; do
			read -r name nsig _ nsamp <<<"$(grep -v '^#' "$h" | head -1)"
			iomt-decode "${h%.hea}" >out 2>err
			[ ! -s err ]
			awk -F'\t' -v n="$nsamp" -v k="$nsig" '
				$1 == "err" { bad = 1 }
				$1 == "wave" { if ($9 != next_[$4] + 0) bad = 1; next_[$4] += gsub(/ /, " ", $10) + 1 }
				END { for (s in next_) { seen++; if (next_[s] != n) bad = 1 } exit bad || seen != k }' out || {
				echo "$h"
				return 1
			}
		done
	done
}

# sums FILE: the 16-bit checksum of each signal of a stream, from its text
sums() {
	awk -F'\t' '$1 == "wave" { m = split($10, v, " "); for (i = 1; i <= m; i++) s[$4] += v[i] == "E" ? -2048 : v[i] }
		END { for (k in s) { x = s[k] % 65536; if (x < 0) x += 65536; print k, x } }' "$1" | sort
}

@test "the checksums are those of the text that is written" {
	need_data mitdb-ds1
	for r in 101 119 230; do
		iomt-decode "$IOMT_DATA/mitdb-ds1/$r" >out
		sums out >got
		tr -d '\r' <"$IOMT_DATA/mitdb-ds1/$r.hea" | awk 'NR > 1 && !/^#/ { x = $7 % 65536; if (x < 0) x += 65536; print "ecg:" $9, x }' | sort | cmp - got
	done
}

# What rdann prints, from our records: sample, mnemonic, subtype, channel, num, text.
annotations() {
	awk -F'\t' '
		function key(k,   i, v) { v = ""; for (i = 5; i <= NF; i++) if (index($i, k "=") == 1) v = substr($i, length(k) + 2); return v }
		($1 == "beat" || $1 == "ann") && key("edge") == "" {
			c = $1 == "beat" ? $5 : key("code")
			t = c == "+" ? "(" $6 : key("text")
			sub(/ +$/, "", t)
			print key("index"), c, key("sub") + 0, key("chan") + 0, key("num") + 0, t
		}'
}

reference_annotations() {
	awk -F'\t' '{ n = split($1, f, " "); t = $2; sub(/ +$/, "", t); print f[n - 4], f[n - 3], f[n - 2], f[n - 1], f[n], t }' \
		"$IOMT_DATA/wfdb-formats/expected/$1"
}

@test "annotations: all fields as the reference prints them" {
	need_data wfdb-formats
	R=$IOMT_DATA/wfdb-formats/records
	iomt-decode -a atr -c none "$R/100" | annotations >a
	cmp a <(reference_annotations ann-1)
	iomt-decode -a anI "$R/12726" 2>/dev/null >o || [ $? -eq 4 ] # its signal file is missing
	annotations <o >b
	cmp b <(reference_annotations ann-2)
	iomt-decode -a atr "$R/1003" 2>/dev/null >o || [ $? -eq 4 ]
	annotations <o >c
	cmp c <(reference_annotations ann-3)
}

# A second reading of an annotation file, by words: sample and code of each annotation.
words() {
	od -An -v -tu2 -w2 "$1" | awk '
		aux > 0 { aux -= 2; next }
		hi { hi = 0; h = $1; lo = 1; next }
		lo { lo = 0; t += h * 65536 + $1; next }
		{ a = int($1 / 1024); i = $1 % 1024 }
		$1 == 0 { exit }
		a == 59 { hi = 1; next }
		a == 63 { aux = i; next }
		a >= 60 { next }
		{ t += i; print t, a }'
}

@test "every annotation of mitdb-ds1, svdb-half and nstdb is a record, none more" {
	need_data mitdb-ds1
	codes='1N 2L 3R 4a 5V 6F 7J 8A 9S 10E 11j 12/ 13Q 14~ 16| 18s 19T 20* 21D 22" 23= 24p 25B 26^ 27t 28+ 29u 30? 31! 32[ 33] 34e 35n 36@ 37x 38f 39( 40) 41r'
	for folder in mitdb-ds1 svdb-half nstdb; do
		for f in "$IOMT_DATA/$folder"/*.atr; do
			words "$f" >want
			iomt-decode -a atr -c none "${f%.atr}" | awk -F'\t' -v codes="$codes" '
				BEGIN { n = split(codes, c, " "); for (i = 1; i <= n; i++) { x = c[i]; sub(/^[0-9]+/, "", x); number[x] = c[i] + 0 } }
				$1 == "beat" { for (i = 5; i <= NF; i++) if ($i ~ /^index=/) print substr($i, 7), number[$5] }
				$1 == "ann" { for (i = 5; i <= NF; i++) { if ($i ~ /^index=/) x = substr($i, 7); if ($i ~ /^code=/) k = substr($i, 6) } print x, number[k] }' >got
			# One that ends an interval and begins another is two records.
			sort -n -k1,1 -k2,2 -u want >w; sort -n -k1,1 -k2,2 -u got >g
			cmp w g || { echo "$f"; diff w g | head; return 1; }
		done
	done
}

@test "the beats of record 119: bigeminy, rr from beat to beat, times to the microsecond" {
	need_data mitdb-ds1
	iomt-decode -a atr -c none "$IOMT_DATA/mitdb-ds1/119" >o
	[ "$(of_type beat <o | field 5 | sort | uniq -c | tr -s ' ' | tr '\n' ',')" = " 1543 N, 444 V," ]
	of_type beat <o | sed -n 2p | grep -q "^beat${T}1.397222${T}119${T}-${T}V${T}rr=0.538888888889${T}by=atr${T}index=503${T}fs=360\$"
	of_type beat <o | awk -F'\t' '{ for (i = 6; i <= NF; i++) { if ($i ~ /^rr=/) r = substr($i, 4); if ($i ~ /^index=/) x = substr($i, 7) }
		if (NR > 1 && (r - (x - p) / 360) ^ 2 > 1e-20) bad = 1; p = x } END { exit bad }'
}
