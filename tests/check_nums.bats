# iomt-check nums and alerts: values and edges against expected ones.
load helper

values() { # values SOURCE SIGNAL UNIT TIME=VALUE…
	local src=$1 sig=$2 unit=$3 v
	shift 3
	for v; do record num "${v%=*}.000000" "$src" "$sig" "${v#*=}" "$unit"; done
}

end() { record end 99.000000 - - eof; }

@test "nums: within an absolute tolerance and one in percent; the answer without --require" {
	{ values a hr /min 1=60 2=62 3=65; values a spo2 % 1=97 2=97 3=97; end; } >want
	{ values a hr /min 1=62 2=60 3=65; values a spo2 % 1=97.97 2=96.1 3=97; end; } >got
	run -0 iomt-check nums --ref want --tol hr=2 --tol 'spo2=1%' got
	[ "$(cut -f1-8 <<<"${lines[1]}")" = "a${T}hr${T}3${T}3${T}0${T}3${T}0${T}0" ]
	[ "${lines[4]}" = "ok${T}a/hr${T}3 of 3 within the tolerance, 0 outside, 0 without a partner" ]
	run -1 iomt-check nums --ref want --tol hr=1.9 got
	[[ $output == *"not ok${T}a/hr${T}1 of 3 within the tolerance, 2 outside"* ]]
	run -1 iomt-check nums --ref want --tol 'spo2=0.9%' got
	run -0 iomt-check nums --ref want got # no tolerance, no judgement
	run -0 iomt-check nums --ref want --tol hr=1.9 --require 'outside<=2' got
	run -1 iomt-check nums --ref want --tol hr=1.9 --require 'outside<=1' got
	run -0 iomt-check nums --ref want --tol '*=5' --tol hr=0 --require 'within-pct==100' got # the first that matches
	# 0.1 is not exact in binary
	{ values a temp Cel 1=36.6; end; } >w; { values a temp Cel 1=36.7; end; } >g
	run -0 iomt-check nums --ref w --tol temp=0.1 g
}

@test "nums: figures against a calculation by awk" {
	for i in $(seq 1 50); do echo "$i $((60 + i * 37 % 11)) $((60 + i * 53 % 13))"; done >pairs
	{ while read -r t x y; do values a hr /min "$t=$x"; done <pairs; end; } >want
	{ while read -r t x y; do values a hr /min "$t=$y"; done <pairs; end; } >got
	awk '{ d = $3 - $2; s += d; q += d * d; if (d < 0) d = -d; if (d > w) w = d } END { n = NR; printf "%d %.6f %.6f %.6f\n", w, s / n, sqrt((q - s * s / n) / (n - 1)), sqrt(q / n) }' pairs >awk
	iomt-check nums --ref want got | awk -F'\t' '$1 == "a" { printf "%d %.6f %.6f %.6f\n", $10, $11, $12, $13 }' | diff - awk
}

@test "nums: the nearest in time within the window, the earlier of two; what has no partner is missing" {
	{ values a hr /min 10=60 20=70 30=80; end; } >want
	{ record num 9.500000 a hr 60 /min; record num 10.500000 a hr 99 /min; record num 21.000000 a hr 70 /min; record num 31.000001 a hr 80 /min; end; } >got
	run -1 iomt-check nums --ref want --tol hr=0 got
	[ "$(cut -f3-7 <<<"${lines[1]}")" = "3${T}2${T}1${T}2${T}0" ]
	run -0 iomt-check nums --ref want --tol hr=0 --window 1.1 got
	run -0 iomt-check nums --ref want --tol hr=0 --window 1100ms got
	run -1 iomt-check nums --ref want --tol hr=0 --window 0 got
}

@test "nums: other signals, instances, units, flags, values that do not exist" {
	{ values a hr /min 1=60; values a temp Cel 1=37; values a glucose mg/dL 1=100; end; } >want
	{ values a hr:ecg /min 1=60; values a temp:skin Cel 1=37; values a glucose mmol/L 1=100; end; } >got
	run -0 iomt-check nums --ref want --tol '*=1' --require 'compared==1' --require 'a,hr/within==1' --require 'a,temp/missing==1' \
		--require 'a,glucose/other-unit==1' --require 'within==1' got
	run -1 iomt-check nums --ref want --tol glucose=5 got
	{ record num 1.000000 a hr - /min; record num 2.000000 a hr 60 /min flags=noise; record num 3.000000 a hr 61 /min flags=est; end; } >odd
	{ values a hr /min 1=60 2=60 3=61; end; } >want
	run -0 iomt-check nums --ref want --window 0 --require 'missing==2' --require 'compared==1' odd
	run -0 iomt-check nums --ref odd --window 0 --require 'expected==1' want
	run -1 iomt-check nums --ref want --tol hr=1 <(end)
	run -1 iomt-check nums --ref <(end) --tol hr=1 want
	[[ $output == *"not ok${T}values compared${T}0"* ]]
	[[ $output != *nan* ]]
}

@test "nums: CSV, long as iomt-export writes it, wide with units, with and without a source" {
	{ values a hr /min 1=60 2=62; values a spo2 % 1=97; end; } >got
	iomt-export -f csv -o long.csv got
	iomt-export -f csv --wide -o wide.csv got
	for csv in long.csv wide.csv; do
		run -0 iomt-check nums --ref $csv --tol '*=0' --require 'within==3' --require 'missing==0' --require 'expected==3' got
	done
	printf 'time,hr\n1,60\n2,"62"\n' >own.csv
	run -0 iomt-check nums --ref own.csv --tol hr=0 got
	printf '\xef\xbb\xbftime,"hr [/min]",spo2\r\n# note\r\n1,60,\r\n2,-,97\r\n' >own.csv
	run -0 iomt-check nums --ref own.csv --tol hr=0 --require 'expected==2' --require 'missing==0' got
	printf 'time,hr [1/s]\n1,60\n' >own.csv
	run -1 iomt-check nums --ref own.csv --require 'other-unit==1' got
	[[ $output == *"ok${T}other-unit==1"* && $output == *"not ok${T}values compared${T}0"* ]]
	printf 'time,hr\n1970-01-01T00:00:01Z,60\n' >own.csv
	run -0 iomt-check nums --ref own.csv --tol hr=0 - <got
	# of no source: expected of every source
	{ values a hr /min 1=60; values b hr /min 1=61; end; } >two
	run -1 iomt-check nums --ref own.csv --tol hr=0.5 two
	[[ $output == *"ok${T}a/hr${T}1 of 1"*"not ok${T}b/hr${T}0 of 1"* ]]
	iomt-check nums --tol hr=0 --ref - got <own.csv
}

@test "nums: CSV that is none: the line and what is wrong, exit 3" {
	{ values a hr /min 1=60; end; } >got
	while IFS='|' read -r text line want; do
		printf "$text" >bad.csv
		run -3 --separate-stderr iomt-check nums --ref bad.csv --tol hr=0 got
		[[ $stderr == "iomt-check: bad.csv: line $line: $want" ]] || { echo "$text: $stderr"; return 1; }
	done <<-'END'
		t,hr\n|1|no column 'time' in the head
		time,signal\n|1|columns 'signal' and 'value' go together
		time,hr\n1\n|2|fewer fields than the head has
		time,hr\n1,2,3\n|2|more fields than the head has
		time,hr\n1,x\n|2|a value is no number
		time,hr\n1,60\nsoon,60\n|3|the time is neither seconds nor ISO 8601
		time,hr\n1,"60\n|2|quotes that do not end
	END
	run -4 iomt-check nums --ref nothing.csv got
	run -4 iomt-check nums --ref got nothing
	for tol in hr hr= =2 hr=x hr=-1 hr=2%%; do run -2 iomt-check nums --ref got --tol "$tol" got; done
	run -2 iomt-check nums got
	run -2 iomt-check alerts --tol hr=1 --ref got got
}

@test "nums --from-start: times from the first value on both sides" {
	{ values a hr /min 1=60 2=62; end; } >want
	{ values a hr /min 1700000001=60 1700000002=62; end; } >got
	run -1 iomt-check nums --ref want --tol hr=0 got
	run -0 iomt-check nums --ref want --tol hr=0 --from-start got
}

edges() { # edges SOURCE RULE TIME=EDGE…
	local src=$1 rule=$2 v
	shift 2
	for v; do record alert "${v%=*}" "$src" hr "$rule" "${v#*=}" high text; done
}

@test "alerts: true, late, missed, extra, by rule; the window" {
	{ edges a hr-high 10.000000=on 20.000000=off 30.000000=on 40.000000=off 50.000000=on 60.000000=off; end; } >want
	{ edges a hr-high 11.500000=on 20.000000=off 35.000000=on 41.000000=off 70.000000=on 71.000000=off; end; } >got
	run -1 iomt-check alerts --ref want got
	# on: 11.5 true, 35 late, 50: 70 is behind its off, missed, and 70 extra; off: 20 true, 41 true, 60: 71 late (nothing follows)
	[ "$(cut -f1-7 <<<"${lines[1]}")" = "a${T}hr-high${T}6${T}3${T}2${T}1${T}1" ]
	[ "$(cut -f12-16 <<<"${lines[1]}")" = "3${T}1${T}1${T}1${T}1" ]
	[[ $output == *"not ok${T}a/hr-high${T}3 true, 2 late, 1 missed, 1 extra" ]]
	run -0 iomt-check alerts --ref want --require 'alerts.missed==1' --require 'late<=2' --require 'delay-max==11' --require 'on-missed==1' got
	run -1 iomt-check alerts --ref want --require 'alerts.missed==0' got
	run -0 iomt-check alerts --ref want --window 1.5 --require 'on-true==1' got
	run -0 iomt-check alerts --ref want --window 1.4 --require 'on-true==0' got
	run -0 iomt-check alerts --ref want want
	run -1 iomt-check alerts --ref want <(end)
	run -1 iomt-check alerts --ref <(end) want
	run -0 iomt-check alerts --ref <(end) <(end)
}

@test "alerts: an edge before its time, of two rules and sources, open at the end" {
	{ edges a r1 10.000000=on 15.000000=open; edges a r2 10.000000=on 12.000000=off; edges b r1 10.000000=on 12.000000=off; end; } >want
	{ edges a r1 8.000000=on 15.000000=off; edges a r2 10.000000=on 12.000000=off; edges b r1 7.999999=on 12.000000=off; end; } >got
	run -1 iomt-check alerts --ref want got
	[[ $output == *"ok${T}a/r1${T}2 true"* && $output == *"ok${T}a/r2${T}2 true"* && $output == *"not ok${T}b/r1${T}1 true, 0 late, 1 missed, 1 extra"* ]]
	run -0 iomt-check alerts --ref want --require 'a,r1/missed==0' --require 'b,*/missed==1' --require 'all/edges==6' got
	# other edges are not compared
	{ edges a r1 10.000000=on 11.000000=ack 12.000000=latched 15.000000=open; end; } >more
	run -0 iomt-check alerts --ref more --require 'edges==2' --require 'a,r1/true==2' more
}

@test "alerts: what iomt-alert makes of a stream, live and from a file" {
	iomt-sim cms50d --scenario desaturation --duration 120s --seed 2 | iomt-decode -d cms50d >s
	iomt-alert -r 'spo2 < 90 for 4s clear 92 high' s >want
	cat s | iomt-alert -r 'spo2 < 90 for 4s clear 92 high' >got
	run -0 iomt-check alerts --ref want --window 0 got
	grep -q "^alert" want
	iomt-alert -r 'spo2 < 90 for 6s clear 92 high' s >late
	run -0 iomt-check alerts --ref want --window 3 --require 'missed==0' --require 'late==0' --require 'delay-max>0' late
	run -1 iomt-check alerts --ref want --window 1 late
}
