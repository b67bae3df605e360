# iomt-export --wide: rows by time, columns by signal.
load helper

demo() {
	record iomt 0.000000 - - 1 clock=rel
	record wave 0.000000 100 ecg:MLII mV 4 200 1024 0 '995 996 E 998'
	record wave 0.000000 100 ecg:V5 mV 4 200 1024 0 '1 2 3 L'
	record num 0.500000 100 hr 72 /min
	record tick 1.000000 100 -
	record alert 1.250000 100 hr hr-high on high m
	record wave 1.000000 100 ecg:MLII mV 4 200 1024 4 '1024 1025 1026 1027'
	record wave 1.000000 100 ecg:V5 mV 4 200 1024 4 '0 0 0 0'
	record num 1.600000 100 hr 73 /min
	record num 1.700000 b glucose 5.5 'mmol/L'
	record alert 1.750000 100 hr hr-high off high m
	record beat 1.750000 100 ecg:MLII N
	record tick 2.000000 100 -
	record num 2.300000 b glucose 99 mg/dL
	record end 2.300000 - - eof
}

# The table as it should be, from long rows: awk keeps every row until the end. Without alerts.
pivot() { # pivot COLUMN… <long.tsv : time, source and the columns, sorted by source and time
	awk -F'\t' -v OFS='\t' -v cols="$*" 'BEGIN { n = split(cols, c, " ") }
		$4 == "wave" || $4 == "num" { k = $1 OFS $2; if (!(k in seen)) { seen[k]; key[++m] = k } v[k, $3] = $5 }
		END { for (i = 1; i <= m; i++) { line = key[i]; some = 0
			for (j = 1; j <= n; j++) { line = line OFS v[key[i], c[j]]; some = some || ((key[i], c[j]) in v) }
			if (some) print line } }' | LC_ALL=C sort -t"$T" -k2,2 -k1,1n
}

@test "wide csv is exactly this" {
	demo >x
	run -0 --separate-stderr iomt-export --wide x
	[ -z "$stderr" ]
	cat >want <<-'E'
	time,source,alerts,ecg:MLII [{count}],ecg:V5 [{count}],hr [/min],glucose [mmol/L],glucose [mg/dL]
	0.000000,100,,995,1,,,
	0.250000,100,,996,2,,,
	0.500000,100,,,3,72,,
	0.750000,100,,998,,,,
	1.000000,100,,1024,0,,,
	1.250000,100,hr-high,1025,0,,,
	1.500000,100,hr-high,1026,0,,,
	1.600000,100,hr-high,,,73,,
	1.750000,100,,1027,0,,,
	1.700000,b,,,,,5.5,
	2.300000,b,,,,,,99
	E
	diff want - <<<"$output"
	run -0 --separate-stderr iomt-export -v --wide x
	[[ $stderr == *"1 records that are no wave and no num"* ]]
}

@test "--physical, --na, tsv, --time" {
	demo >x
	run -0 iomt-export --wide --physical --na NA -f tsv x
	[ "${lines[0]}" = "time${T}source${T}alerts${T}ecg:MLII [mV]${T}ecg:V5 [mV]${T}hr [/min]${T}glucose [mmol/L]${T}glucose [mg/dL]" ]
	[ "${lines[3]}" = "0.500000${T}100${T}${T}NA${T}-5.105${T}72${T}NA${T}NA" ]
	[ "$(iomt-export --wide --time sample -f tsv x | awk -F'\t' 'NR>1{printf "%s ", $1}')" = "0 1 2 3 4 5 6 6 7   " ]
	sed 's/clock=rel/clock=utc/' x >u
	[ "$(iomt-export --wide --time iso u | sed -n 3p)" = "1970-01-01T00:00:00.250000Z,100,,996,2,,," ]
	[ "$(iomt-export --wide --time rel -f tsv x | awk -F'\t' '$2=="b"{printf "%s ", $1}')" = "0.000000 0.600000 " ]
	run -2 iomt-export --wide --time iso x
}

@test "--columns: order, units, rows while the input goes on; a missing signal is an empty column and is told" {
	demo >x
	run -0 --separate-stderr iomt-export --wide --columns 'hr, spo2 ,ecg:V5,glucose [mg/dL]' x
	[ "${lines[0]}" = "time,source,alerts,hr [/min],spo2 [%],ecg:V5 [{count}],glucose [mg/dL]" ] || echo "$output"
	[ "${lines[3]}" = "0.500000,100,,72,,3," ]
	[ "${lines[${#lines[@]}-1]}" = "2.300000,b,,,,,99" ]
	[[ $stderr == *"column spo2 is empty"* ]]
	mkfifo p
	iomt-export -q --wide --columns hr <p >out 3>&- &
	pid=$!
	exec 8>p
	record num 1.000000 a hr 72 /min >&8
	record tick 2.000000 a - >&8
	wait_for 5 grep -q '^1.000000,a,,72$' out
	exec 8>&-
	wait $pid
	run -2 iomt-export --wide --columns 'hr,,spo2' x
	run -2 iomt-export --wide --columns 'h r' x
}

@test "a value in another unit never stands in a column of the first" {
	demo >x
	run -3 --separate-stderr iomt-export --wide --columns glucose x
	[[ $output == *"glucose [mmol/L]"*"5.5"* ]]
	[[ $output != *99* ]]
	[[ $stderr == *"glucose comes in 'mg/dL' as well"* ]]
	run -0 --separate-stderr iomt-export --wide --columns 'glucose [mmol/L],glucose [mg/dL]' x
	[[ $output == *"1.700000,b,,5.5,"*"2.300000,b,,,99"* ]]
}

@test "late records get a row at their place, and so does a second value of one time" {
	{ record num 1.000000 a hr 1 /min; record num 9.000000 a hr 9 /min; record tick 9.500000 a -; record num 3.000000 a hr 3 /min
		record num 10.000000 a hr 10 /min; record num 10.000000 a hr 11 /min; record num 10.000000 a spo2 98 %; record end 10.000000 - - eof; } >x
	[ "$(iomt-export --wide x | sed 1d | cut -d, -f1,4,5 | tr '\n' ' ')" = "1.000000,1, 9.000000,9, 3.000000,3, 10.000000,10,98 10.000000,11, " ]
}

@test "without ticks, 5 seconds are the watermark; the order is that of time within a source" {
	for i in 1 2 3 4 5 6 7 8 9; do record num $i.500000 a hr $i /min; record num $i.000000 a spo2 $i %; done >x
	iomt-export -q --wide x | sed 1d | cut -d, -f1 >t
	sort -n t | cmp - t
	[ "$(wc -l <t)" = 18 ]
}

@test "waveforms of different rates: refused with the ways out; sources may differ" {
	{ record wave 0.000000 a ecg mV 360 200 0 0 '1 2'; record wave 0.000000 a pleth 1 60 1 0 0 '3 4'; record end 0.000000 - - eof; } >x
	run -2 --separate-stderr iomt-export --wide x
	[[ $stderr == *"a has waveforms of 360 and of 60 samples a second: give --rate FS, or a file each with -c"* ]]
	run -2 iomt-export --wide -o f.csv x
	[ ! -e f.csv ]
	run -0 iomt-export --wide -c ecg x
	sed '2s/	a	/	b	/' x >y
	run -0 iomt-export --wide y
	[ "${#lines[@]}" = 5 ]
}

@test "--rate: the sample that holds, the newest value, no row without a cell" {
	{ record iomt 0.000000 - - 1 clock=rel; record wave 0.000000 a ecg mV 8 200 0 0 '0 1 2 3 4 5 6 7'; record wave 0.000000 a pleth 1 2 1 0 0 '10 20'
		record num 0.100000 a hr 71 /min; record num 0.200000 a hr 72 /min; record num 0.900000 a hr 73 /min
		record wave 60.000000 a ecg mV 8 200 0 480 '8 9'; record end 60.000000 - - eof; } >x
	run -0 --separate-stderr iomt-export --wide --rate 4 x
	cat >want <<-'E'
	time,source,alerts,ecg [{count}],pleth [{count}],hr [/min]
	0.000000,a,,0,10,
	0.250000,a,,2,10,72
	0.500000,a,,4,20,
	0.750000,a,,6,20,
	1.000000,a,,,,73
	60.000000,a,,8,,
	E
	diff want - <<<"$output"
	[ -z "$stderr" ]
	run -2 iomt-export --wide --rate 0 x
	run -2 iomt-export --wide --rate 4 --time sample x
}

@test "wide is the pivot of long: blocks of any length, gaps, E, changes of gain, many columns" {
	for seed in 1 2 3; do
		awk -v seed=$seed 'BEGIN { srand(seed); OFS = "\t"; FS_ = 128; n = 5 * seed
			print "iomt", "0.000000", "-", "-", 1, "clock=rel"
			for (c = 0; c < n; c++) k[c] = 0
			for (t = 1; t <= 6; t++) {
				for (s = 0; s < 2; s++) for (c = 0; c < n; c++) {
					i = (t - 1) * FS_
					while (i < t * FS_) {
						m = int(rand() * 90) + 1; if (i + m > t * FS_) m = t * FS_ - i
						if (c == 0 || rand() < 0.9) {
							line = ""
							for (j = 0; j < m; j++) { r = rand(); line = line (j ? " " : "") (r < 0.02 ? "E" : r < 0.03 ? "U" : int(r * 5000) - 2500) }
							printf "wave\t%.6f\ts%d\tecg:%d\tmV\t%d\t%d\t0\t%d\t%s\n", i / FS_, s, c, FS_, rand() < 0.9 ? 200 : 400, i, line
						}
						i += m
					}
				}
				for (s = 0; s < 2; s++) { printf "num\t%.6f\ts%d\thr\t%d\t/min\n", t - 0.5, s, int(rand() * 100); printf "tick\t%d.000000\ts%d\t-\n", t, s }
			}
			print "end", "6.000000", "-", "-", "eof" }' >x
		cols=$(awk -v n=$((5 * seed)) 'BEGIN{for (c = 0; c < n; c++) printf "ecg:%d ", c; print "hr"}')
		iomt-export --physical -f tsv x | pivot $cols >want
		[ "$(wc -l <want)" -gt 1500 ]
		iomt-export --wide --physical -f tsv --columns "${cols// /,}" x >got
		sed 1d got | cut -f1,2,4- | LC_ALL=C sort -t"$T" -k2,2 -k1,1n | cmp - want
		# the spool gives the same rows, its columns in the order of appearance
		iomt-export --wide --physical -f tsv x >spooled
		if command -v mlr >/dev/null; then
			mlr --itsv --ojson reorder -f "$(head -1 got | tr '\t' ',')" then unsparsify spooled >b.json
			mlr --itsv --ojson reorder -f "$(head -1 got | tr '\t' ',')" then unsparsify got >a.json
			cmp a.json b.json
		fi
		awk -F'\t' 'NR==1{n=NF} NF!=n{exit 1}' spooled
	done
}

@test "columns found late: rows written before get empty cells, through blocks of the spool" {
	awk 'BEGIN { for (i = 0; i < 30000; i++) printf "num\t%d.000000\ta\thr\t72\t/min\n", i; for (c = 0; c < 50; c++) printf "num\t%d.000000\ta\tx:%d\t%d\t1\n", 30000 + c, c, c; print "end\t30050.000000\t-\t-\teof" }' >x
	iomt-export --wide -f tsv --na . x >y
	awk -F'\t' 'NF!=54{exit 1}' y
	[ "$(sed -n 2p y | tr '\t' ' ')" = "0.000000 a  72$(printf ' .%.0s' $(seq 50))" ]
	[ "$(tail -1 y | tr '\t' ' ')" = "30049.000000 a  .$(printf ' .%.0s' $(seq 49)) 49" ]
	run -4 --separate-stderr env TMPDIR=/nonexistent iomt-export --wide x
	[[ $stderr == *"/nonexistent: no temporary file"* ]]
	run -4 iomt-export --wide <(awk 'BEGIN { for (c = 0; c < 5000; c++) printf "num\t1.000000\ta\tx:%d\t1\t1\n", c }')
}

@test "what never comes due stays small: a million values of one time" {
	[ "${SAN:-}" != 1 ] || skip "not under the sanitizers: they map what ulimit -v forbids"
	awk 'BEGIN { for (i = 0; i < 1000000; i++) print "num\t1.000000\ta\thr\t72\t/min"; print "end\t1.000000\t-\t-\teof" }' >x
	[ "$( (ulimit -v 250000; iomt-export --wide --columns hr x) | wc -l)" = 1000001 ]
}

@test "parts of a rotated capture are one stream; without its next part nothing is lost" {
	{ record iomt 0.000000 - - 1 clock=utc; record num 1.000000 a hr 1 /min; record ann 1.000000 a - - AFIB; record end 1.000000 - - rotate; } >one
	{ record iomt 0.000000 - - 1 clock=utc; record num 2.000000 a hr 2 /min; record ann 2.000000 a - 1 AFIB edge=end; record end 2.000000 - - eof; } >two
	[ "$(iomt-export --wide one two | sed 1d | cut -d, -f1,4 | tr '\n' ' ')" = "1.000000,1 2.000000,2 " ]
	[ "$(iomt-export -f tsv one two | awk -F'\t' '$4=="ann"{print $1, $5, $7}')" = "1.000000 1 AFIB" ]
	run -0 --separate-stderr iomt-export --wide one
	[ "${lines[1]}" = "1.000000,a,,1" ]
	[ -z "$stderr" ]
	[ "$(iomt-export one | tail -1)" = "1.000000,a,,ann,,,AFIB open," ]
}

@test "an empty input has a header" {
	[ "$(iomt-export -q --wide /dev/null)" = "time,source,alerts" ]
	[ "$(iomt-export -q --wide --columns hr,ecg /dev/null)" = "time,source,alerts,hr [/min],ecg [{count}]" ]
	[ "$(iomt-export -q /dev/null)" = "time,source,signal,type,value,unit,text,alerts" ]
}

@test "a full disk, a closed pipe, garbage" {
	demo >x
	run -4 bash -c 'iomt-export --wide x >/dev/full'
	run -4 bash -c 'iomt-export --wide --columns hr x >/dev/full'
	head -c 100000 /dev/urandom >noise
	cat noise x >n
	run -3 --separate-stderr iomt-export --wide --columns hr,ecg:V5 n
	[[ $output == *"0.500000,100,,72,3"* ]]
}

@test "a real record: as many rows as samples, values as rdsamp would print them" {
	need_data mitdb-ds1
	iomt-decode "$IOMT_DATA/mitdb-ds1/119" >x
	iomt-export --wide --physical --columns ecg:MLII,ecg:V1 x >y
	[ "$(wc -l <y)" = 650001 ]
	[ "$(sed -n 1p y)" = "time,source,alerts,ecg:MLII [mV],ecg:V1 [mV]" ]
	iomt-export --wide --columns ecg:MLII,ecg:V1 x | awk -F, 'NR>1{printf "%d.%06d,119,,%g,%g\n", int((NR-2)/360), ((NR-2)%360*1000000/360+0.5), ($4-1024)/200, ($5-1024)/200}' | cmp - <(sed 1d y)
}
