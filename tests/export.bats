# iomt-export: long rows, JSON, times, selection, bad input; read back with jq, mlr and awk.
load helper

demo() { # a stream with every kind of record
	record iomt 0.000000 - - 1 minor=0 tool=x clock=rel
	record cmd 0.000000 - - iomt-decode/0.1.0 args=rec/100
	record dev 0.000000 100 - wfdb 'model=a\tb' serial=007
	record info 0.000000 100 ecg:MLII label 'MLII, left'
	record wave 0.000000 100 ecg:MLII mV 360 200 1024 0 '995 996 E L U 1024 1023' flags=off,sat
	record num 0.500000 100 hr 98.6 /min by=ecg:MLII win=5
	record num 0.600000 100 glucose - mg/dL flags=lo
	record beat 0.700000 100 ecg:MLII N rr=0.8 conf=0.9 index=180 fs=360 by=atr
	record ann 0.750000 100 ecg:MLII - AFIB 'text=say "hi", you'
	record event 0.800000 100 - lead-off 'text=two\nlines'
	record alert 1.000000 100 hr hr-high on high 'HR above, 90' value=98.6 unit=/min limit=90
	record num 1.500000 100 hr 99 /min
	record num 1.500000 b hr 60 /min
	record alert 1.600000 100 spo2 spo2-low on low 'low'
	record ann 2.000000 100 ecg:MLII 1.25 AFIB edge=end
	record ann 2.000000 100 ecg:MLII - VT
	record alert 2.000000 100 hr hr-high off high over
	record stat 2.000000 100 - bytes=100 lost=2 state=odd
	record raw 2.000000 cms50 - '<' 0 0180c6 dev=cms50v7
	record err 2.100000 100 - checksum 12 9 want=1 got=2
	record x-new 2.200000 100 - a b=1 c
	record tick 3.000000 100 -
	record end 3.000000 - - eof records=5
}

cell() { awk -F'\t' -v n="$1" 'NR>1{print $n}'; }

@test "long csv is exactly this" {
	demo >x
	run -0 --separate-stderr iomt-export x
	[ -z "$stderr" ]
	cat >want <<-'E'
	time,source,signal,type,value,unit,text,alerts
	0.000000,100,,dev,,,wfdb model=a b serial=007,
	0.000000,100,ecg:MLII,info,,,"label=MLII, left",
	0.000000,100,ecg:MLII,wave,995,{count},"flags=off,sat",
	0.002778,100,ecg:MLII,wave,996,{count},"flags=off,sat",
	0.005556,100,ecg:MLII,wave,,{count},"E flags=off,sat",
	0.008333,100,ecg:MLII,wave,,{count},"L flags=off,sat",
	0.011111,100,ecg:MLII,wave,,{count},"U flags=off,sat",
	0.013889,100,ecg:MLII,wave,1024,{count},"flags=off,sat",
	0.016667,100,ecg:MLII,wave,1023,{count},"flags=off,sat",
	0.500000,100,hr,num,98.6,/min,by=ecg:MLII win=5,
	0.600000,100,glucose,num,,mg/dL,flags=lo,
	0.700000,100,ecg:MLII,beat,0.8,s,N by=atr,
	0.800000,100,,event,,,lead-off text=two lines,
	1.000000,100,hr,alert,98.6,/min,"hr-high on high HR above, 90",hr-high
	1.500000,100,hr,num,99,/min,,hr-high
	1.500000,b,hr,num,60,/min,,
	1.600000,100,spo2,alert,,,spo2-low on low low,hr-high spo2-low
	0.750000,100,ecg:MLII,ann,1.25,s,"AFIB say ""hi"", you",hr-high spo2-low
	2.000000,100,hr,alert,,,hr-high off high over,spo2-low
	2.000000,100,,stat,100,,bytes,spo2-low
	2.000000,100,,stat,2,,lost,spo2-low
	2.000000,100,,stat,,,state=odd,spo2-low
	2.000000,cms50,,raw,3,By,< 0180c6 dev=cms50v7,
	2.100000,100,,err,9,By,checksum offset=12 want=1 got=2,spo2-low
	2.200000,100,,x-new,,,a b=1 c,spo2-low
	2.000000,100,ecg:MLII,ann,,,VT open,spo2-low
	3.000000,,,end,,,eof records=5,
	E
	diff want - <<<"$output"
}

@test "csv is read by mlr, and says what the stream says" {
	need mlr
	demo >x
	iomt-export x >x.csv
	mlr --icsv --ojson cat x.csv >/dev/null
	[ "$(mlr --icsv --onidx filter '$type=="num" && $signal=="hr"' then cut -f value x.csv | tr '\n' ' ')" = "98.6 99 60 " ]
	[ "$(mlr --icsv --onidx filter '$type=="ann"' then cut -f text then head -n 1 x.csv)" = 'AFIB say "hi", you' ]
	[ "$(mlr --icsv --onidx filter '$type=="wave"' then cut -f value then unsparsify x.csv | tr '\n' ' ')" = "995 996    1024 1023 " ]
}

@test "tsv: eight fields in every row for awk, no quotes; csv and tsv hold the same" {
	demo >x
	iomt-export -f tsv x >x.tsv
	awk -F'\t' 'NF!=8{exit 1}' x.tsv
	grep -q "AFIB say \"hi\", you$T" x.tsv
	if command -v mlr >/dev/null; then
		iomt-export x | mlr --icsv --ojson cat >a.json
		mlr --itsv --ojson cat x.tsv >b.json
		cmp a.json b.json
	fi
}

@test "--physical: values in the recording's unit; --na" {
	demo >x
	[ "$(iomt-export -f tsv --physical --na NA x | awk -F'\t' '$4=="wave"{printf "%s %s;", $5, $6}')" = \
		"-0.145 mV;-0.14 mV;NA mV;NA mV;NA mV;0 mV;-0.005 mV;" ]
	[ "$(iomt-export --na 'n,a' x | awk -F, '$4=="event"{print $5 "," $6}')" = '"n,a"' ]
	run -2 iomt-export --na "$(printf 'a\nb')" x
	run -2 iomt-export --na 123456789012345678901234567890123 x
}

@test "jsonl: one object a record, the digits of the stream, types by name" {
	need jq
	demo >x
	iomt-export --no-cmd -f jsonl x >x.jsonl
	[ "$(wc -l <x.jsonl)" -eq "$(wc -l <x)" ]
	grep -q '"value":98.6,' x.jsonl
	grep -q '^{"type":"wave","time":0.000000,"source":"100","signal":"ecg:MLII","unit":"mV","fs":360,"gain":200,"base":1024,"index":0,"samples":\[995,996,null,"L","U",1024,1023\],"flags":"off,sat"}$' x.jsonl
	[ "$(jq -r 'select(.type=="dev").model' x.jsonl)" = "a${T}b" ]
	[ "$(jq -r 'select(.type=="dev").serial' x.jsonl)" = 007 ]
	[ "$(jq -r 'select(.type=="event").text' x.jsonl)" = $'two\nlines' ]
	[ "$(jq -c 'select(.type=="num")|[.signal,.value,.unit,.by,.win]' x.jsonl | head -2 | tr '\n' ' ')" = \
		'["hr",98.6,"/min","ecg:MLII",5] ["glucose",null,"mg/dL",null,null] ' ]
	[ "$(jq -c 'select(.type=="x-new").fields' x.jsonl)" = '["a","b=1","c"]' ]
	[ "$(jq -c 'select(.type=="alert")|[.rule,.edge,.priority,.message,.limit]' x.jsonl | head -1)" = '["hr-high","on","high","HR above, 90",90]' ]
	[ "$(jq -c 'select(.type=="raw")|[.dir,.offset,.hex,.dev]' x.jsonl)" = '["<",0,"0180c6","cms50v7"]' ]
	jq -r '[.type, .source // "-", .signal // "-"] | @tsv' x.jsonl | diff - <(cut -f1,3,4 x)
}

@test "jsonl: provenance stands behind that of the tools before" {
	need jq
	demo >x
	[ "$(iomt-export -f jsonl x | jq -r 'select(.type=="cmd")|.tool+" "+.args' | tr '\n' ';')" = "iomt-decode/0.1.0 rec/100;iomt-export/$(iomt-export -V | sed -n '1s/.* //p') -f jsonl x;" ]
	[ "$(iomt-export -f jsonl x | sed -n 3p | jq -r .type)" = cmd ]
	[ "$(iomt-export -f jsonl --no-cmd x | grep -c '"cmd"')" = 1 ]
}

@test "jsonl: repeated keys, keys named as members, fractions, 300 keys" {
	need jq
	record num 1.000000 a hr 72 /min time=5 by=x by=y >x
	record wave 1.000000 a pleth 1 500/3 1 0 9007199254740993 '1 2' >>x
	{ printf 'stat\t2.000000\ta\t-'; for i in $(seq 300); do printf '\tk%d=v%d' $i $i; done; echo; } >>x
	iomt-export -q -f jsonl x >j
	[ "$(head -2 j | tail -1 | jq -c '[.time,."time#2",.by,."by#2"]')" = '[1,"5","x","y"]' ]
	grep -q '"fs":"500/3","gain":1,"base":0,"index":9007199254740993,' j
	[ "$(jq -c 'select(.type=="stat")|[.k256, .k257, (.keys|split("\t")|length)]' j)" = '["v256",null,44]' ]
}

@test "jsonl --physical: values, and nothing to scale them by again" {
	need jq
	demo >x
	[ "$(iomt-export -f jsonl --physical x | jq -c 'select(.type=="wave")|[.values,.samples,.gain,.base,.unit]')" = \
		'[[-0.145,-0.14,null,"L","U",0,-0.005],null,null,null,"mV"]' ]
}

@test "json is one document, whatever comes" {
	need jq
	demo >x
	iomt-export --no-cmd -f json x | jq -c '.[]' | cmp - <(iomt-export --no-cmd -f jsonl x | jq -c .)
	[ "$(iomt-export -q -f json /dev/null | jq -c .)" = "[]" ]
	head -c 700 x >cut
	run -3 --separate-stderr iomt-export -f json cut
	jq -e 'length > 3' <<<"$output"
	head -c 20000 /dev/urandom >noise
	run -3 --separate-stderr iomt-export -f json noise
	jq -e 'map(select(.type=="err"))|length>0' <<<"$output"
}

@test "--time: rel, iso, unix, sample" {
	{ record iomt 0.000000 - - 1 clock=utc; record num 1767225600.250000 a hr 72 /min; record wave 1767225601.000000 a ecg mV 250 200 0 1000 '1 2 3'
		record beat 1767225601.004000 a ecg N index=1001 fs=250; record event 1767225602.000000 a - gap; record end 1767225602.000000 - - eof; } >x
	[ "$(iomt-export -f tsv x | cell 1 | head -2 | tail -1)" = 1767225601.000000 ]
	[ "$(iomt-export -f tsv --time unix x | cell 1 | tr '\n' ' ')" = "$(iomt-export -f tsv x | cell 1 | tr '\n' ' ')" ]
	[ "$(iomt-export -f tsv --time rel x | cell 1 | tr '\n' ' ')" = "0.000000 0.750000 0.754000 0.758000 0.754000 1.750000 1.750000 " ]
	[ "$(iomt-export -f tsv --time iso x | cell 1 | sed -n '1p;3p')" = $'2026-01-01T00:00:00.250000Z\n2026-01-01T00:00:01.004000Z' ]
	[ "$(iomt-export -f tsv --time sample x | cell 1 | tr '\n' ' ')" = " 1000 1001 1002 1001 1250  " ]
	grep -q '"time":"2026-01-01T00:00:00.250000Z"' <(iomt-export -f jsonl --time iso x)
	run -2 iomt-export --time local x
}

@test "--time iso of a stream that counts from its start: by its date, without a zone no Z, without a date refused" {
	{ record iomt 0.000000 - - 1 clock=rel; record dev 0.000000 a - wfdb start=2026-03-01T10:00:00; record num 1.500000 a hr 72 /min; record end 2.000000 - - eof; } >x
	[ "$(iomt-export -f tsv --time iso x | cell 1 | head -2 | tail -1)" = 2026-03-01T10:00:01.500000 ]
	run -2 iomt-export --time unix x
	sed 's/10:00:00/10:00:00+01:00/' x >z
	[ "$(iomt-export -f tsv --time iso z | cell 1 | head -2 | tail -1)" = 2026-03-01T09:00:01.500000Z ]
	[ "$(iomt-export -f tsv --time unix z | cell 1 | head -2 | tail -1)" = 1772355601.500000 ]
	run -2 --separate-stderr iomt-export --time iso <(grep -v dev x)
	[[ $stderr == *"a has no date"*"--time rel"* ]]
	run -2 iomt-export --time iso -o out.csv <(grep -v dev x)
	[ ! -e out.csv ]
	# no first record: large times are Unix time
	[ "$(record num 1767225600.000000 a hr 1 /min | iomt-export -q -f tsv --time iso | cell 1 | head -1)" = 2026-01-01T00:00:00.000000Z ]
	run -2 iomt-export -q --time iso <(record num 5.000000 a hr 1 /min)
}

@test "-c, --from and --to: waveforms are cut to the sample" {
	{ record iomt 10.000000 - - 1 clock=rel; record dev 10.000000 a - x; record wave 10.000000 a ecg mV 10 200 0 0 '0 1 2 3 4 5 6 7 8 9'
		record wave 11.000000 a ecg mV 10 200 0 10 '10 11 12 13 14 15 16 17 18 19'; record num 11.500000 a hr 72 /min; record num 11.500000 a spo2 98 %
		record tick 12.000000 a -; record end 12.000000 - - eof; } >x
	[ "$(iomt-export -f tsv --from 0.75 --to 1.3 -c ecg x | awk -F'\t' '$4=="wave"{printf "%s=%s ", $1, $5}')" = "10.800000=8 10.900000=9 11.000000=10 11.100000=11 11.200000=12 " ]
	[ "$(iomt-export -f tsv -c hr x | cell 4 | tr '\n' ' ')" = "dev num end " ]
	[ "$(iomt-export -f tsv -c 'b/hr' x | cell 4 | tr '\n' ' ')" = "dev end " ]
	[ "$(iomt-export --no-cmd -f jsonl --from 0.75 --to 1 -c ecg x | grep wave)" = \
		'{"type":"wave","time":10.800000,"source":"a","signal":"ecg","unit":"mV","fs":10,"gain":200,"base":0,"index":8,"samples":[8,9]}' ]
	run -2 iomt-export --from 2026-01-01T00:00:00Z x
	run -2 iomt-export --from 5 --to 5 x
	sed 's/clock=rel/clock=utc/' x >u
	[ "$(iomt-export -f tsv --from 1970-01-01T00:00:11.5Z u | cell 4 | tr '\n' ' ')" = "dev wave wave wave wave wave num num end " ]
}

@test "an annotation that overlaps the window is there; its end alone tells when it began" {
	{ record iomt 0.000000 - - 1 clock=rel; record ann 1.000000 a - - AFIB by=x; record ann 2.000000 a - - AFIB by=y; record num 50.000000 a hr 1 /min
		record ann 90.000000 a - 89 AFIB by=x edge=end; record ann 95.000000 a - 5 VT edge=end; record end 95.000000 - - eof; } >x
	[ "$(iomt-export -f tsv x | awk -F'\t' '$4=="ann"{print $1, $5, $7}' | tr '\n' ';')" = "1.000000 89 AFIB by=x;90.000000 5 VT;2.000000  AFIB by=y open;" ]
	[ "$(iomt-export -f tsv --from 40 --to 60 x | awk -F'\t' '$4=="ann"{print $1, $5}' | tr '\n' ';')" = "1.000000 89;2.000000 ;" ]
}

@test "the alerts column shows alerts that were not selected, each source its own, until the source ends" {
	{ record alert 1.000000 a spo2 low on high m; record num 2.000000 a hr 1 /min; record num 2.000000 b hr 2 /min; record end 3.000000 a - eof
		record num 4.000000 a hr 3 /min; record end 4.000000 - - eof; } >x
	[ "$(iomt-export -f tsv -c hr x | awk -F'\t' '$4=="num"{print $5 $8}' | tr '\n' ' ')" = "1low 2 3 " ]
}

@test "-o: the ending tells the format; .gz is compressed; an incomplete file never appears" {
	demo >x
	iomt-export -o a.jsonl x && cmp <(grep -v '"cmd"' a.jsonl) <(iomt-export -f jsonl x | grep -v '"cmd"')
	iomt-export -o b.tsv.gz x && zcat b.tsv.gz | cmp - <(iomt-export -f tsv x)
	iomt-export -o c.txt x && cmp c.txt <(iomt-export x)
	iomt-export -f json -o d.csv x && [ "$(head -c1 d.csv)" = "[" ]
	run -2 iomt-export -f wide x
	run -2 iomt-export -f jsonl --wide x
	run -2 iomt-export -f json --na x x
	run -2 iomt-export --columns hr x
	run -2 iomt-export --wide --long x
	for f in csv tsv json; do
		run -4 bash -c "iomt-export -f $f x 2>err >/dev/full"
		grep -q "No space left" err
	done
	for i in 1 2 3 4 5 6 7 8 9 10; do cat x x >y; mv y x; done
	run -0 bash -c 'iomt-export x 2>err | head -c 10 >/dev/null; echo ${PIPESTATUS[0]}; cat err'
	[ "$output" = 141 ]
}

@test "damage: garbage lines are err rows, samples that are none too, exit 3; a cut stream ends with cut" {
	{ record num 1.000000 a hr 72 /min; echo garbage; echo "more garbage"; record wave 2.000000 a ecg mV 250 200 0 0 '1 x 3'
		record wave 2.500000 a ecg mV 0 200 0 0 '1 2'; record num 3.000000 a hr 73 /min; } >x
	run -3 --separate-stderr iomt-export -f tsv x
	[ "$(cell 4 <<<"$output" | tr '\n' ' ')" = "num err err err num end " ]
	[[ $output == *"framing want=samples"*"framing want=rate"*"cut"* ]]
	[[ $stderr == *"without an end record"* ]]
	record wave 2.000000 a ecg mV 250 0 0 0 '1 2' >z
	run -3 --separate-stderr iomt-export --physical z
	[[ $output == *"range want=gain"* ]]
	run -0 --separate-stderr iomt-export z
	[[ $output == *"wave,2,{count}"* ]]
}

@test "text: controls are blanks, what is no UTF-8 is replaced, in one line a row" {
	printf 'event\t1.000000\ta\t-\tuser\ttext=a\\tb\\nc\\x00d\xffe\xc2\xb5\n' >x
	iomt-export -q -f tsv x | awk -F'\t' 'NF!=8{exit 1}'
	[ "$(iomt-export -q -f tsv x | awk -F'\t' 'NR==2{print $7}')" = $'user text=a b c d\xef\xbf\xbde\xc2\xb5' ]
}

@test "a record leaves as soon as it has come" {
	mkfifo p
	iomt-export -q -f jsonl --no-cmd <p >out 3>&- &
	pid=$!
	exec 8>p
	record num 1.000000 a hr 72 /min >&8
	wait_for 5 grep -q '"value":72' out
	exec 8>&-
	wait $pid
}

@test "100,000 sources after one another and at once stay small" {
	[ "${SAN:-}" != 1 ] || skip "not under the sanitizers: they map what ulimit -v forbids"
	awk 'BEGIN { for (i = 0; i < 100000; i++) printf "num\t%d.000000\ts%d\thr\t72\t/min\nalert\t%d.000000\ts%d\thr\tr%d\ton\tlow\tm\nend\t%d.000000\ts%d\t-\teof\n", i, i, i, i, i, i, i; print "end\t100000.000000\t-\t-\teof" }' >seq
	[ "$( (ulimit -v 60000; iomt-export seq) | grep -c ',num,72')" = 100000 ]
	[ "$( (ulimit -v 60000; iomt-export --wide --columns hr seq) | wc -l)" = 100001 ]
	grep -v '^end.*s[0-9]' seq >par
	[ "$( (ulimit -v 200000; iomt-export par) | grep -c ',num,72')" = 100000 ]
	[ "$( (ulimit -v 300000; iomt-export --wide --columns hr par) | wc -l)" = 100001 ]
}

@test "a real recording: counts are those of the records, and a double of the physical value gives them back" {
	need_data mitdb-ds1
	need mlr
	iomt-decode "$IOMT_DATA/mitdb-ds1/119" | iomt-filter --to 20 >x
	iomt-export -f tsv x | awk -F'\t' '$4=="wave"{print $3, $5}' | sort >a
	awk -F'\t' '$1=="wave"{n=split($10,s," "); for(i=1;i<=n;i++) print $4, s[i]}' x | sort | cmp - a
	iomt-export --physical x | mlr --icsv --onidx filter '$type=="wave"' then put -q 'print $signal." ".fmtnum(round($value*200+1024),"%d")' | sort | cmp - a
}

@test "an annotation that was recognised late is a row from since on" {
	{ record iomt 0.000000 - - 1; record ann 50.000000 r rr - AFIB by=x since=40.000000; record ann 60.000000 r rr 20 AFIB by=x edge=end since=40.000000; record ann 70.000000 r rr - pause since=65.000000; record end 99.000000 - - eof; } | iomt-export -f csv >out
	[ "$(awk -F, -v OFS=, '$4 == "ann" { print $1 + 0, $5, $7 }' out | paste -sd';')" = "40,20,AFIB by=x;65,,pause open" ] || { cat out; return 1; }
}
