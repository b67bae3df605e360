# Early warning scores: NEWS2 against every edge of its chart, MEWS, what is missing, other units, other tables.
load helper

A() { iomt-alert --no-cmd "$@"; }

obs() { # obs TIME RESP SPO2 O2 SBP HR ACVPU TEMP: one round of observations of source p; "_" leaves one out
	local t=$1 s=(resp-rate spo2 o2 sbp hr acvpu temp) u=(/min % L/min 'mm[Hg]' /min 1 Cel) i=0 v
	shift
	for v; do
		[ "$v" = _ ] || record num "$t" p "${s[i]}" "$v" "${u[i]}"
		i=$((i + 1))
	done
}

@test "NEWS2: the 158 vectors, both oxygen scales: total, most of one input, and who is called" {
	need_data alert
	tr -d '\r' <"$IOMT_DATA/alert/news2_vectors.csv" >vectors
	awk -F, 'BEGIN { OFS = "\t" } NR > 1 { a = index("ACVPU", $7) - 1; t = "1.000000"; p = "v" NR "-" $3
		print "num", t, p, "resp-rate", $1, "/min"; print "num", t, p, "spo2", $2, "%"; print "num", t, p, "o2", $4 * 2, "L/min"
		print "num", t, p, "sbp", $5, "mm[Hg]"; print "num", t, p, "hr", $6, "/min"; print "num", t, p, "acvpu", a, "1"
		print "num", t, p, "temp", $8, "Cel" }' vectors >all
	awk -F, 'NR > 1 { m = 0; for (i = 9; i <= 15; i++) if ($i > m) m = $i
		print "v" NR "-" $3, $16, m, ($16 >= 7 ? "high" : $16 >= 5 || m == 3 ? "medium" : $16 >= 1 ? "info" : "none")
		if ($17 != ($16 >= 7 ? "high" : $16 >= 5 ? "medium" : m == 3 ? "low-medium" : "low")) exit 1 }' vectors >want
	[ "$(wc -l <want)" = 158 ]
	for scale in 1 2; do
		A -r "news2$([ $scale = 2 ] && echo -scale2)" <(grep "^num${T}1.000000${T}v[0-9]*-$scale$T" all; record end 1.000000 - - eof) >out
		awk -F'\t' '$1 == "num" && $4 ~ /^news2/ && $5 != "-" { s[$3] = $5; m[$3] = substr($9, 8); order[n++] = $3 }
			$1 == "alert" && $6 == "on" { p[$3] = $7 }
			END { for (i = 0; i < n; i++) print order[i], s[order[i]], m[order[i]], (order[i] in p ? p[order[i]] : "none") }' out >>got
	done
	diff <(sort want) <(sort got)
}

@test "a missing input is no score: partial, how much is there, the least that it can be; no alert" {
	A -r news2 <(obs 1.000000 25 97 0 120 40 0 _; record end 1.000000 - - eof) >out
	[ "$(of_type num <out | grep "${T}news2$T" | tail -1)" = "$(record num 1.000000 p news2 - 1 by=alert rule=news2 partial=1 n_present=6 n_inputs=7 min_total=6)" ]
	[ -z "$(of_type alert <out)" ]
	# oxygen unknown: on scale 2 the saturation cannot be scored either
	A -r news2-scale2 <(obs 1.000000 15 97 _ 120 70 0 37; record end 1.000000 - - eof) >out
	[ "$(of_type num <out | grep "${T}news2-scale2$T" | tail -1 | key n_present)" = 5 ]
}

@test "an input that is too old is missing: the alert neither ends nor begins until it is back" {
	A -r news2 <(obs 0.000000 25 90 0 120 70 0 37; obs 43200.000001 15 97 0 120 70 _ 37; record num 43201.000000 p acvpu 0 1; record end 43201.000000 - - eof) >out
	[ "$(of_type alert <out | cut -f2,6,7)" = "$(record 0.000000 on medium; record 43201.000000 off medium)" ]
	[ "$(of_type num <out | grep "${T}news2$T" | cut -f2,5 | uniq | tail -3)" = "$(record 0.000000 6; record 43200.000001 -; record 43201.000000 0)" ]
}

@test "a score that rises or falls while it is on says so, with the new priority" {
	A -r news2 <(obs 0.000000 21 93 0 120 91 0 37; record num 10.000000 p hr 131 /min; record num 20.000000 p hr 70 /min; record num 30.000000 p resp-rate 20 /min
		record num 31.000000 p spo2 96 %; record end 31.000000 - - eof) >out
	[ "$(of_type alert <out | cut -f2,5-7)" = "$(record 0.000000 news2 on medium; record 10.000000 news2 on high; record 20.000000 news2 on info
		record 31.000000 news2 off info)" ]
	[ "$(of_type alert <out | key escalation | tr '\n' ,)" = ",up,down,," ]
	[ "$(of_type alert <out | key value | tr '\n' ,)" = "5,7,4,0," ]
	run A -r news2 --fail-on high <(obs 0.000000 21 93 0 120 91 0 37; record num 10.000000 p hr 131 /min; record end 31.000000 - - eof)
	[ $status = 1 ]
}

@test "inputs are rounded by their digits, half away from zero" {
	score() { A -r news2 <(obs 0.000000 "$@"; record end 0.000000 - - eof) | of_type num | awk -F'\t' '$4 == "news2" { v = $5 } END { print v }'; }
	[ "$(score 15 91.5 0 120 70 0 37)" = 2 ]
	[ "$(score 15 91.49 0 120 70 0 37)" = 3 ]
	[ "$(score 15 97 0 120 70 0 38.05)" = 1 ]
	[ "$(score 15 97 0 120 70 0 38.04999)" = 0 ]
	[ "$(score 15 97 0.1 120 70 0 37)" = 2 ] # a little oxygen is oxygen
	[ "$(score 24.5 97 0 120 70 0 37)" = 3 ]
}

@test "skin temperature is no temperature, rr no breathing; the newest good instance counts" {
	A -r news2 <(obs 0.000000 15 97 0 120 70 0 _; record num 1.000000 p temp:skin 33 Cel; record num 1.000000 p rr 800 ms; record end 1.000000 - - eof) >out
	[ "$(of_type num <out | grep "${T}news2$T" | tail -1 | key partial)" = 1 ]
	A -r news2 <(obs 0.000000 15 97 0 120 70 0 37; record num 1.000000 p hr:ecg 135 /min; record num 2.000000 p hr 40 /min flags=noise; record end 2.000000 - - eof) >out
	[ "$(of_type num <out | grep "${T}news2$T" | tail -1 | field 5)" = 3 ]
}

@test "an input in another unit is no input: err, a technical alert, exit 3" {
	run A -r news2 <(obs 0.000000 15 97 0 120 70 0 _; record num 1.000000 p temp 98.6 '[degF]'; record num 2.000000 p temp 37 Cel; record end 2.000000 - - eof)
	[ $status = 3 ]
	[ "$(of_type err <<<"$output" | cut -f2,5- )" = "$(record 1.000000 unit - - want=Cel 'got=[degF]' rule=news2)" ]
	[ "$(of_type alert <<<"$output" | cut -f2,5-8)" = "$(record 1.000000 news2 on medium 'rule news2 cannot be evaluated: records are not in Cel'
		record 2.000000 news2 off medium 'ended: rule news2 can be evaluated again')" ]
}

@test "MEWS" {
	mews() { A -r mews <(obs 0.000000 "$1" _ _ "$2" "$3" "$4" "$5"; record end 0.000000 - - eof) | awk -F'\t' '$4 == "mews" { v = $5 } $1 == "alert" && $6 == "on" { p = " " $7 } END { print v p }'; }
	[ "$(mews 9 101 51 0 35.0)" = 0 ]
	[ "$(mews 8 101 51 0 35.0)" = 2 ]
	[ "$(mews 14 199 100 0 38.4)" = 0 ]
	[ "$(mews 15 200 101 0 38.5)" = "6 high" ]
	[ "$(mews 30 70 130 4 34.9)" = "14 high" ]
	[ "$(mews 29 71 129 3 35)" = "8 high" ]
	[ "$(mews 12 81 41 2 37)" = 3 ]
	[ "$(mews 12 100 40 0 37)" = 3 ]
}

@test "a table of one's own, and what is wrong with one" {
	table() { # table INPUT-JSON [RULE-JSON]
		echo '{"version":1,"rules":[{"id":"x","type":"score","table":"t","inputs":{"a":"hr"},"levels":[{"op":">=","threshold":2,"priority":"low"}]'"${2:-}"'}],"scores":{"t":{"a":'"$1"'}}}'
	}
	table '[[null,99,0],[100,null,2]]' >t.json
	A -r t.json <(record num 0.000000 p hr 100 /min; record end 0.000000 - - eof) >out
	[ "$(of_type alert <out | cut -f5-8 | head -1)" = "$(record x on low 't 2')" ]
	for bad in '[]' '[[null,99,0],[101,null,2]]' '[[null,99,0],[99,null,2]]' '[[0,99,0],[100,null,2]]' '[[null,99,0],[100,200,2]]' '[[null,99,0.5],[100,null,2]]' \
		'{"bands":[[null,null,1]],"what":1}' '{"bands":[[null,null,1]],"above":{"input":"b","value":0,"bands":[[null,null,1]]}}'; do
		table "$bad" >b.json
		run -2 iomt-alert --check b.json
		[[ "$output" == "iomt-alert: b.json:1: rule x: "* ]]
	done
	for bad in ',"priority":"low"' ',"max_age":5' ',"op":"<"'; do
		table '[[null,null,1]]' "$bad" >b.json
		run -2 iomt-alert --check b.json
	done
}

@test "the trend of a score: a second pass holds rules against the score as against any value" {
	{ obs 0.000000 15 97 0 120 70 0 37; obs 10000.000000 21 97 0 120 70 0 37; obs 14000.000000 21 93 0 120 95 0 37; record end 14000.000000 - - eof; } >in
	A -r news2 in | A -r 'news2 change >= 2 in 4h high' >out
	[ "$(of_type alert <out | grep change | cut -f2,4-7)" = "$(record 10000.000000 news2 news2-change-high on high; record 14000.000000 news2 news2-change-high open high)" ]
}
