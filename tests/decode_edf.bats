# iomt-decode on EDF, EDF+, BDF and BDF+: files made here, and real ones.
load helper

decode() { iomt-decode --no-cmd "$@"; }

waves() { of_type wave | cut -f2,4-; }

bytes() { local b; for b; do printf "\\x$(printf %02x $((b & 255)))"; done; }
le16() { local v; for v; do bytes "$v" $((v >> 8)); done; }
le24() { local v; for v; do bytes "$v" $((v >> 8)) $((v >> 16)); done; }

# header RESERVED RECORDS DURATION SIGNAL…: a header of signals "label|unit|pmin|pmax|dmin|dmax|samples[|transducer[|prefilter[|reserved]]]".
# VERSION, PATIENT, RECORDING, DATE and LENGTH may say otherwise. Fields are padded by bytes (LC_ALL=C).
header() {
	local reserved=$1 records=$2 duration=$3 i s w f
	shift 3
	printf '%b' "${VERSION:-0       }"
	printf '%-80s%-80s%-16s%-8s%-44s%-8s%-8s%-4s' "${PATIENT-X X X X}" "${RECORDING-Startdate 02-AUG-1999 X X X}" "${DATE:-02.08.9923.59.58}" \
		"${LENGTH:-$((256 * ($# + 1)))}" "$reserved" "$records" "$duration" $#
	w=(16 80 8 8 8 8 8 80 8 32)
	f=(0 7 1 2 3 4 5 8 6 9)
	for i in 0 1 2 3 4 5 6 7 8 9; do
		for s; do
			IFS='|' read -r -a part <<<"$s"
			printf "%-${w[i]}s" "${part[f[i]]:-}"
		done
	done
}

BDF='\xffBIOSEMI'
TALS='EDF Annotations||-1|1|-32768|32767|20'

tal() { # tal TEXT: 40 bytes, \x14 written as @, \x15 as ^, the NUL behind a list as ~
	local s
	s=$(printf '%s' "$1" | sed 's/@/\\x14/g; s/\^/\\x15/g; s/~/\\x00/g')
	{ printf '%b' "$s"; head -c 40 /dev/zero; } | head -c 40
}

errs() { of_type err <<<"$output" | cut -f5-9 | tr '\t\n' ' ;'; }

@test "EDF: corners of the code, gain and base that give the physical values, several rates, all facts" {
	{ header '' 2 1 'ECG II|mV|-10|10|-32768|32767|2|electrodes|HP:0.1Hz|note' 'Temp rectal|DegC|34|40|-2849|2731|1'
		le16 -32768 32767 5; le16 0 -1 7; } >night.edf
	run -0 --separate-stderr decode night.edf
	[ -z "$stderr" ]
	[ "$(waves <<<"$output" | tr '\t\n' ' ;')" = "0.000000 ecg:ECG_II mV 2 3276.75 -0.5 0 -32768 32767;0.000000 wave:Temp_rectal Cel 1 930 -34469 0 5;1.000000 ecg:ECG_II mV 2 3276.75 -0.5 2 0 -1;1.000000 wave:Temp_rectal Cel 1 930 -34469 1 7;" ]
	[ "$(grep -c "^tick${T}1.000000${T}night${T}-\$" <<<"$output")" -eq 1 ]
	grep -q "^dev${T}0.000000${T}night${T}-${T}edf${T}start=1999-08-02T23:59:58\$" <<<"$output"
	for i in "-${T}patient${T}X X X X" "-${T}recording${T}Startdate 02-AUG-1999 X X X" "ecg:ECG_II${T}label${T}ECG II" "ecg:ECG_II${T}transducer${T}electrodes" \
		"ecg:ECG_II${T}prefilter${T}HP:0.1Hz" "ecg:ECG_II${T}note${T}note" "ecg:ECG_II${T}physical-range${T}-10 10" "ecg:ECG_II${T}digital-range${T}-32768 32767"; do
		grep -qxF "info${T}0.000000${T}night${T}$i" <<<"$output" || { echo "$i"; return 1; }
	done
	iomt-check stream <(cat <<<"$output")
	cmp <(sed "s/${T}night${T}/${T}edf${T}/" <<<"$output") <(decode <night.edf)
}

@test "BDF: 24 bits, negative numbers, an inverted range" {
	{ VERSION=$BDF header 24BIT 1 1 'A1|uV|-262144|262143|-8388608|8388607|4' 'x|uV|8711|-8711|-32768|32767|1'
		le24 -8388608 8388607 -1 66051; le24 -2; } >a.bdf
	run -0 --separate-stderr decode a.bdf
	[ -z "$stderr" ]
	[ "$(waves <<<"$output" | head -1 | cut -f8)" = "-8388608 8388607 -1 66051" ]
	# (−2 − base) / gain by the header's own line
	waves <<<"$output" | sed -n 2p | awk -F'\t' '{ a = ($8 - $6) / $5; b = (-2 + 32768) * (-8711 - 8711) / 65535 + 8711; exit !(a - b < 1e-9 && b - a < 1e-9) || $5 > 0 }'
	grep -q "${T}bdf${T}start=" <<<"$output"
}

@test "units are ASCII UCUM however they were written, blanks and NULs are padding, labels repeat" {
	{ header '' 1 1 $'II|\xb5V|-1|1|-1|1|1' $'II|\xc2\xb5V|-1|1|-1|1|1' $'II|\xce\xbcV|-1|1|-1|1|1' 'x| mmHg|-1|1|-1|1|1' 'HR|bpm|-1|1|-1|1|1' '||-1|1|-1|1|1'
		le16 1 2 3 4 5 6; } | tr '_' ' ' >a.edf
	run -0 --separate-stderr decode a.edf
	[ -z "$stderr" ]
	[ "$(waves <<<"$output" | cut -f2,3,8 | tr '\t\n' ' ;')" = "ecg:II uV 1;ecg:II#2 uV 2;ecg:II#3 uV 3;wave:x mm[Hg] 4;wave:HR /min 5;wave:6 1 6;" ]
}

@test "EDF+C: time of the first sample below a second, annotations with and without duration, in time order, about a signal" {
	{ header EDF+C 2 1 'ECG|mV|-1|1|-100|100|4' "$TALS"
		le16 1 2 3 4; tal '+0.25@@~+1.5^0.30@b@c@~'; le16 5 6 7 8; tal '+1.25@@~+0.5@a@@ECG@~'; } >a.edf
	# "@@" within a text is two at signs, not two \x14: written here by hand
	sed -i 's/a\x14\x14ECG/a@@ECG/' a.edf
	run -0 --separate-stderr decode a.edf
	[ -z "$stderr" ]
	[ "$(cut -f1,2,4-10 <<<"$output" | grep -E '^(wave|ann|tick)' | tr '\t\n' ' ;')" = "wave 0.250000 ecg:ECG mV 4 100 0 0 1 2 3 4;ann 0.500000 ecg:ECG 0 a;tick 1.000000 -;wave 1.250000 ecg:ECG mV 4 100 0 4 5 6 7 8;ann 1.500000 - 0.3 b;ann 1.500000 - 0.3 c;" ]
	[ "$(decode --from 1 --to 1.5 a.edf | waves | tr '\t\n' ' ;')" = "1.000000 ecg:ECG mV 4 100 0 3 4;1.250000 ecg:ECG mV 4 100 0 4 5;" ]
	[ "$(decode -c eeg a.edf | of_type ann | wc -l)" -eq 2 ]
	[ "$(decode -c ecg a.edf | of_type ann | wc -l)" -eq 3 ]
}

@test "EDF+D: gaps are told, never joined; INDEX and TIME go on as the records say" {
	{ header EDF+D 3 1 'ECG|mV|-1|1|-100|100|4' 'slow|mV|-1|1|-100|100|1' "$TALS"
		le16 1 2 3 4 1; tal '+0@@~'; le16 5 6 7 8 2; tal '+1@@~'; le16 9 10 11 12 3; tal '+7.5@@~+3@in the gap@~'; } >a.edf
	run -0 --separate-stderr decode a.edf
	[ -z "$stderr" ]
	[ "$(of_type wave <<<"$output" | cut -f2,4,9,10 | tr '\t\n' ' ;')" = "0.000000 ecg:ECG 0 1 2 3 4;0.000000 wave:slow 0 1;1.000000 ecg:ECG 4 5 6 7 8;1.000000 wave:slow 1 2;7.500000 ecg:ECG 30 9 10;7.500000 wave:slow 8 3;8.000000 ecg:ECG 32 11 12;" ]
	[ "$(of_type event <<<"$output" | cut -f2,4- | tr '\t\n' ' ;')" = "7.500000 ecg:ECG gap lost=22;7.500000 wave:slow gap lost=6 est=1;" ]
	grep -q "^ann${T}3.000000${T}a${T}-${T}0${T}in the gap" <<<"$output"
	[ "$(of_type tick <<<"$output" | cut -f2 | tr '\n' ' ')" = "1.000000 2.000000 3.000000 4.000000 5.000000 6.000000 7.000000 8.000000 " ]
	awk -F'\t' '$2 < t { exit 1 } { t = $2 }' <<<"$output"
}

@test "an EDF+C file with a gap, a record that goes back: told, nothing is joined" {
	{ header EDF+C 4 1 'ECG|mV|-1|1|-100|100|2' "$TALS"
		le16 1 2; tal '+0@@~'; le16 3 4; tal '+3@@~'; le16 5 6; tal '+2@@~'; le16 7 8; tal '+4@@~'; } >a.edf
	run -3 --separate-stderr decode a.edf
	[ "$(of_type wave <<<"$output" | cut -f2,9,10 | tr '\t\n' ' ;')" = "0.000000 0 1 2;3.000000 6 3 4;4.000000 8 7 8;" ]
	[ "$(errs)" = "range 812 44 want=1 got=3;range 856 44 want=>=4 got=2;" ]
}

@test "the record count is -1: read to the end" {
	{ header '' -1 1 'ECG|mV|-1|1|-100|100|2'; le16 1 2 3 4 5 6; } >a.edf
	run -0 --separate-stderr decode a.edf
	[ -z "$stderr" ]
	[ "$(waves <<<"$output" | cut -f8 | tr '\n' ';')" = "1 2;3 4;5 6;" ]
}

@test "truncated: what is there is read, of the last record what is complete; too short and too long counts; trailing bytes" {
	{ header '' 3 1 'ECG|mV|-1|1|-100|100|2' 'resp|1|-1|1|-100|100|2'; le16 1 2 3 4 5 6 7; printf x; } >a.edf
	run -3 --separate-stderr decode a.edf
	[ "$(of_type wave <<<"$output" | cut -f4,10 | tr '\t\n' ' ;')" = "ecg:ECG 1 2;resp:resp 3 4;ecg:ECG 5 6;resp:resp 7;" ]
	[ "$(errs)" = "truncated 783 9 want=792 got=783;" ]
	[[ $stderr == *"truncated: 783 bytes, the header says 792" ]]
	{ header '' 1 1 'ECG|mV|-1|1|-100|100|2'; le16 1 2 3 4 5; } >a.edf
	run -3 --separate-stderr decode a.edf
	[ "$(waves <<<"$output" | cut -f8 | tr '\n' ';')" = "1 2;3 4;" ]
	[ "$(errs)" = "range 236 8 want=2 got=1;overlong 520 2 want=0 got=2;" ]
	{ header '' many 1 'ECG|mV|-1|1|-100|100|2'; le16 1 2 3; } >a.edf
	run -3 decode a.edf
	[ "$(errs)" = "range 236 8 want=the number of data records;truncated 518 2 want=4 got=2;" ]
}

@test "ranges that are none: counts without calibration, told; the others are read" {
	{ header '' 1 1 'a|mV|-1|1|100|-100|1' 'b|mV|1|1|-100|100|1' 'c|mV|x|1|-100|100|1' 'ECG|mV|-1|1|-100|100|1'; le16 1 2 3 4; } >a.edf
	run -3 --separate-stderr decode a.edf
	[ "$(waves <<<"$output" | cut -f2,3,5,6,8 | tr '\t\n' ' ;')" = "wave:a 1 1 0 1;wave:b 1 1 0 2;wave:c 1 1 0 3;ecg:ECG mV 100 0 4;" ]
	[ "$(errs)" = "range 672 8 want=minima below maxima;range 680 8 want=minima below maxima;range 688 8 want=minima below maxima;" ]
	[ "$(grep -c "calibration${T}none" <<<"$output")" -eq 3 ]
}

@test "a header that is cut, that counts itself wrong, that has no sense" {
	header '' 1 1 'ECG|mV|-1|1|-100|100|2' | head -c 400 >a.edf
	run -3 decode a.edf
	[[ $output == *"the file ends in its header"* ]]
	{ LENGTH=1024 header '' 1 1 'ECG|mV|-1|1|-100|100|2'; le16 1 2; } >a.edf
	run -3 decode a.edf
	[ "$(errs)" = "range 184 8 want=512 got=1024;" ]
	[ "$(waves <<<"$output" | cut -f8)" = "1 2" ]
	{ header '' 1 one 'ECG|mV|-1|1|-100|100|2'; le16 1 2; } >a.edf
	run -3 decode a.edf
	[[ $output == *"duration of a data record"* ]]
	{ header '' 1 0 'ECG|mV|-1|1|-100|100|2'; le16 1 2; } >a.edf
	run -3 decode a.edf
	[ "$(of_type event <<<"$output" | cut -f5)" = unsupported ]
}

@test "annotations that are none, or over 5 s late, are err records with their text; a record without its time" {
	{ header EDF+C 20 1 'ECG|mV|-1|1|-100|100|1' "$TALS"
		for i in $(seq 0 19); do
			le16 "$i"
			case $i in
			3) tal 'garbage' ;;
			4) tal "+4@@~+x@bad@~" ;;
			5) tal "+5@@~+0.5@early enough@~" ;;
			12) tal "+12@@~+1@too late@~" ;;
			*) tal "+$i@@~" ;;
			esac
		done; } >a.edf
	run -3 --separate-stderr decode a.edf
	[ "$(of_type ann <<<"$output" | cut -f2,6 | tr '\t\n' ' ;')" = "0.500000 early enough;" ]
	[ "$(of_type err <<<"$output" | cut -f5-7 | tr '\t\n' ' ;')" = "framing 896 7;framing 894 42;framing 943 7;range 1272 42;" ]
	of_type err <<<"$output" | grep -q "got=1${T}text=too late"
	[ "$(of_type wave <<<"$output" | wc -l)" -eq 20 ]
}

@test "start: Startdate over the short date, X is no date, 1985 to 2084" {
	start() { { header "${1:-EDF+C}" 1 1 'ECG|mV|-1|1|-100|100|1' "$TALS"; le16 1; tal '+0@@~'; } | decode | of_type dev | cut -f6-; }
	[ "$(RECORDING='Startdate 24-JAN-2120 X X X' start)" = "start=2120-01-24T23:59:58" ]
	[ "$(RECORDING='Startdate X X X X' DATE=01.01.8523.59.30 start)" = "devtime=01.01.85 23.59.30" ]
	[ "$(RECORDING=any DATE=01.02.8400.00.00 start ' ')" = "start=2084-02-01T00:00:00" ]
	[ "$(RECORDING=any DATE=01.02.8500.00.00 start ' ')" = "start=1985-02-01T00:00:00" ]
	[ "$(RECORDING=any DATE=30.02.8500.00.00 start ' ')" = "devtime=30.02.85 00.00.00" ]
}

@test "--anonymous: neither patient nor recording nor start; of a WFDB record no comment and no date" {
	{ PATIENT='4711 M 01-JAN-1950 Mustermann' header '' 1 1 'ECG|mV|-1|1|-100|100|1'; le16 1; } >a.edf
	run -0 decode --anonymous a.edf
	run ! grep -E 'patient|Mustermann|1999|recording|start' <<<"$output"
	decode a.edf | grep -q Mustermann
	le16 1 >b.dat
	printf 'b 1 10 1 10:00:00 01/02/2003\nb.dat 16 1 16 0 1 1 0 II\n# Mustermann\n' >b.hea
	decode b | grep -c -E 'Mustermann|2003' | grep -qx 2
	run -0 decode --anonymous b
	run ! grep -E 'Mustermann|2003' <<<"$output"
	record num 1.000000 a hr 60 /min >s
	run -4 iomt-decode --anonymous s
	run -2 iomt-decode --anonymous -d cms50d s
}

@test "told by content: no suffix, gzip, a pipe; -a is not for it" {
	{ header '' 1 1 'ECG|mV|-1|1|-100|100|2'; le16 1 2; } >a
	decode a >want
	grep -q "^wave" want
	gzip -c a >b.gz
	cmp <(decode <a) <(decode <b.gz)
	cmp <(decode <a) <({ head -c 3 a; sleep 0.05; tail -c +4 a; } | decode)
	run -4 decode -a atr a
	[[ $output == *"annotations of this format are in the file itself"* ]]
	iomt-decode --list | grep -q '^edf '
	printf '0       is text\n' >t
	run decode t
	[[ $output == *"no records"* ]]
}

# samples FILE: counts of each signal, one line a signal, from the bytes; awk alone, another way than the reader's.
samples() {
	local ns spr
	ns=$(head -c 256 "$1" | tail -c 4 | tr -d ' ')
	spr=$(tail -c +$((257 + 216 * ns)) "$1" | head -c $((8 * ns)) | fold -w 8 | tr -d ' ' | tr '\n' ' ')
	marks=$(tail -c +257 "$1" | head -c $((16 * ns)) | fold -w 16 | awk '/Annotations/ { printf "%d ", NR }')
	tail -c +$((257 + 256 * ns)) "$1" | od -An -v -tu1 -w$2 | awk -v ns="$ns" -v spr="$spr" -v w="$2" -v marks=" $marks" '
		BEGIN { split(spr, n, " "); s = 1; k = 0; while (n[s] == 0) s++ }
		{ v = 0; for (i = w; i > 0; i--) v = v * 256 + $i; if (v >= 2 ^ (8 * w - 1)) v -= 2 ^ (8 * w)
		  sum[s] += v; mix[s] = (mix[s] * 31 + v) % 1000003; count[s]++
		  if (++k == n[s]) { k = 0; do s = s % ns + 1; while (n[s] == 0) } }
		END { for (s = 1; s <= ns; s++) if (!index(marks, " " s " ")) print count[s], sum[s], mix[s] }'
}

sums() { # the same of the stream
	awk -F'\t' '$1 == "wave" { if (!($4 in at)) { at[$4] = ++n } s = at[$4]; m = split($10, v, " ")
		for (i = 1; i <= m; i++) { sum[s] += v[i]; mix[s] = (mix[s] * 31 + v[i]) % 1000003 } count[s] += m }
		END { for (s = 1; s <= n; s++) print count[s], sum[s], mix[s] }'
}

@test "real files: every sample of every signal" {
	need_data edf
	for f in mne_test short_psg test_subsecond; do
		decode "$IOMT_DATA/edf/$f.edf" | sums >got
		samples "$IOMT_DATA/edf/$f.edf" 2 | cmp got -
		decode "$IOMT_DATA/edf/$f.bdf" | sums >got
		samples "$IOMT_DATA/edf/$f.bdf" 3 | cmp got -
	done
	decode "$IOMT_DATA/edf/test_subsecond.edf" | of_type wave | head -2 | cut -f2,9 | tr '\t\n' ' ;' | grep -qx "0.394531 0;1.394531 128;"
}

@test "real files: labels, units, ranges and rates are those of the header as JSON" {
	need_data edf
	decode "$IOMT_DATA/edf/short_psg.edf" >o
	jq -r '.[] | [.label, "\(.physical_min) \(.physical_max)", "\(.digital_min) \(.digital_max)", .sampling_frequency, .transducer_type, .prefiltering] | @tsv' \
		"$IOMT_DATA/edf/short_psg_header_reference.json" >want
	awk -F'\t' '$1 == "info" { v[$4, $5] = $6 } $1 == "wave" && !($4 in seen) { seen[$4]; s[++n] = $4; fs[n] = $6 }
		END { for (i = 1; i <= n; i++) print v[s[i], "label"] "\t" v[s[i], "physical-range"] "\t" v[s[i], "digital-range"] "\t" fs[i] "\t" v[s[i], "transducer"] "\t" v[s[i], "prefilter"] }' o | cmp want -
	[ "$(of_type wave <o | cut -f4,5 | sort -u | awk -F'\t' '{ print $2 }' | sort | uniq -c | tr -s ' \n' ' ;')" = " 2 1; 1 Cel; 4 uV;" ]
}

@test "real files: annotations of a hypnogram, of recordings, against the bytes of the file" {
	need_data edf
	decode "$IOMT_DATA/edf/SC4001EC-Hypnogram.edf" | of_type ann | cut -f2,5,6 >got
	# every list of the file, split at its NULs
	tail -c +513 "$IOMT_DATA/edf/SC4001EC-Hypnogram.edf" | tr '\000\024\025' '\n\t|' | awk -F'[\t|]' '$1 != "" && $3 != "" { printf "%.6f\t%s\t%s\n", $1, $2, $3 }' >want
	[ "$(wc -l <want)" -ge 150 ]
	cmp got want
	cmp got <(decode "$IOMT_DATA/edf/SC4001EC-Hypnogram.bdf" | of_type ann | cut -f2,5,6)
	[ "$(decode "$IOMT_DATA/edf/mne_test.edf" | of_type ann | cut -f2,5,6 | tr '\t\n' ' ;')" = "0.000000 0 start;0.134400 0.256 type A;0.390400 1 type A;2.000000 0 type B;2.500000 2.5 type A;" ]
	cmp <(decode -c none "$IOMT_DATA/edf/mne_test.edf" | of_type ann) <(decode "$IOMT_DATA/edf/mne_test.edf" | of_type ann)
}

@test "an EDF and the WFDB record of its samples give the same counts and gain" {
	need_data wfdb-formats
	R=$IOMT_DATA/wfdb-formats/records
	decode "$R/test_generator_2.edf" | sums >got
	decode "$R/test_generator_2" | grep -v Annotations | sums | cmp got -
	[ "$(wc -l <got)" -eq 11 ]
	decode "$R/test_generator_2.edf" | of_type wave | cut -f7,8 | sort -u | grep -qx "32.7675${T}-0.5"
}
