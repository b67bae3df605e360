# iomt-export: prometheus, influx and report: what other machines and people get of alerts.
load helper

ward() { # two beds and a pump that was quiet
	record iomt 1767225600.000000 - - 1 clock=utc
	record dev 1767225600.000000 bed/1 - demo serial=007
	record num 1767225600.500000 bed/1 hr 52 /min by=ecg:II
	record num 1767225601.000000 bed/1 spo2 88.5 %
	record alert 1767225601.000000 bed/1 spo2 spo2-low on high 'SpO2 88.5 % below 90, "now"' value=88.5 unit=% limit=90 since=1767225601.000000 kind=physiological
	record num 1767225602.000000 bed/2 glucose - mg/dL flags=lo
	record num 1767225602.500000 bed/2 mystery 007 1
	record alert 1767225603.000000 bed/2 - 'odd "rule\\ x' on medium 'a=b, c' kind=technical
	record alert 1767225611.000000 bed/1 spo2 spo2-low latched high over
	record alert 1767225612.000000 bed/1 spo2 spo2-low on high 'again, 87' restart=1
	record num 1767225612.000000 bed/1 spo2 70 % flags=off
	record alert 1767225613.500000 bed/1 spo2 spo2-low ack high acked
	record event 1767225614.000000 bed/1 - lead-off 'text=say "x"\\n'
	record stat 1767225620.000000 bed/1 - bytes=100 lost=2 state=odd
	record stat 1767225630.000000 bed/1 - bytes=11 lost=0
	record err 1767225630.000000 bed/1 - checksum 12 9 want=1 got=2
	record alert 1767225722.000000 bed/1 spo2 spo2-low off high over
	record alert 1767225722.000000 bed/1 spo2 spo2-low on high third
	record alert 1767225723.000000 bed/1 spo2 spo2-low latched high over
	record num 1767225630.000000 pump hr 61 /min
	record end 1767232800.000000 bed/1 - eof
	record end 1767232800.000000 - - eof
}

# The text format of Prometheus and what promtool check metrics asks for: exit 1 with the line that is wrong.
cat_prom() { cat <<'A'
function bad(why) { printf "%d: %s: %s\n", NR, why, $0; exit_bad = 1; exit 1 }
/^# HELP / { if (help[$3]++) bad("second HELP"); if (NF < 4) bad("no help"); now = $3; next }
/^# TYPE / {
	if (type[$3]) bad("second TYPE"); if ($3 != now) bad("TYPE away from its HELP"); if ($4 != "gauge" && $4 != "counter") bad("type")
	if (($4 == "counter") != ($3 ~ /_total$/)) bad("counters end in _total, and only they")
	if ($3 !~ /^[a-zA-Z_][a-zA-Z0-9_]*$/ || $3 ~ /_(s|ms|us|ns|sec|b|kb|mb|gb|tb|pb|m|h|d|sum|count|bucket)$/ || $3 ~ /_(ms|us|ns|sec|kb)_/) bad("name")
	type[$3] = $4; next
}
/^#/ { bad("comment") }
{
	if (!match($0, /^[a-zA-Z_][a-zA-Z0-9_]*/)) bad("name")
	name = substr($0, 1, RLENGTH); if (name != now) bad("outside of its family")
	rest = substr($0, RLENGTH + 1)
	if (!match(rest, /^\{[a-z_]+="([^"\\]|\\["\\n])*"(,[a-z_]+="([^"\\]|\\["\\n])*")*\} /)) bad("labels")
	series = name substr(rest, 1, RLENGTH); value = substr(rest, RLENGTH + 1)
	if (seen[series]++) bad("series twice")
	if (value !~ /^(-?[0-9]+(\.[0-9]+)?|[+-]Inf)$/) bad("value")
	n++
}
END { if (!exit_bad) print n + 0 }
A
}

sound() { # sound FILE: says how many samples it has
	cat_prom >prom.awk
	awk -f prom.awk "$1" || { cat "$1"; return 1; }
	if command -v promtool >/dev/null; then promtool check metrics <"$1" || return 1; fi
}

# Line protocol as influxdb parses it: a point a line, types of fields that hold through the file.
cat_influx() { cat <<'A'
function bad(why) { printf "%d: %s: %s\n", NR, why, $0; failed = 1; exit 1 }
{
	name = "([^ ,=\\\\]|\\\\[ ,=])+"; s = $0
	if (!match(s, /^iomt_[a-z0-9-]+/)) bad("measurement")
	m = substr(s, 1, RLENGTH); s = substr(s, RLENGTH + 1)
	while (match(s, "^," name "=" name)) s = substr(s, RLENGTH + 1)
	if (s !~ /^ /) bad("tags")
	n = 0
	do {
		s = substr(s, 2)
		if (!match(s, "^" name "=")) bad("field")
		f = substr(s, 1, RLENGTH - 1); s = substr(s, RLENGTH + 1)
		if (match(s, /^"([^"\\]|\\["\\])*"/)) t = "string"
		else if (match(s, /^(true|false)/)) t = "boolean"
		else if (match(s, /^-?[0-9]+i/)) t = "integer"
		else if (match(s, /^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/)) t = "float"
		else bad("value of " f)
		s = substr(s, RLENGTH + 1)
		if (type[m, f] && type[m, f] != t) bad(f " was " type[m, f] ", is " t)
		if (has[NR, f]++) bad(f " twice")
		type[m, f] = t; n++
	} while (s ~ /^,/)
	if (s !~ /^ -?[0-9]+$/ || !n) bad("time")
}
END { if (!failed) print NR }
A
}

points() { cat_influx >influx.awk; awk -f influx.awk "$1"; }

@test "prometheus: the newest good values, with their times, and the state of every alert; nothing else, nothing twice" {
	ward >x
	run -0 --separate-stderr iomt-export -f prometheus -o x.prom x
	[ -z "$stderr" ]
	[ "$(sound x.prom)" = "$(grep -vc '^#' x.prom)" ]
	grep -Fx 'iomt_hr{source="bed/1",signal="hr",unit="/min"} 52' x.prom
	! grep '^iomt_spo2{' x.prom # the newest has its finger off
	grep -Fx 'iomt_value_time_seconds{source="bed/1",signal="spo2"} 1767225612.000000' x.prom
	grep -Fx 'iomt_glucose{source="bed/2",signal="glucose",unit="mg/dL"} -Inf' x.prom
	grep -Fx 'iomt_other_value{source="bed/2",signal="mystery",unit="1"} 7' x.prom
	grep -Fx 'iomt_alert_firing{source="bed/1",signal="spo2",rule="spo2-low",priority="high"} 0' x.prom
	grep -Fx 'iomt_alert_latched{source="bed/1",signal="spo2",rule="spo2-low",priority="high"} 1' x.prom
	grep -Fx 'iomt_alert_acknowledged{source="bed/1",signal="spo2",rule="spo2-low",priority="high"} 0' x.prom
	grep -Fx 'iomt_alerts_total{source="bed/1",signal="spo2",rule="spo2-low"} 2' x.prom
	grep -Fx 'iomt_alert_firing{source="bed/2",signal="-",rule="odd \"rule\\ x",priority="medium"} 1' x.prom
	grep -Fx 'iomt_link_bytes_total{source="bed/1"} 111' x.prom
	grep -Fx 'iomt_errors_total{source="bed/1"} 1' x.prom
	grep -Fx 'iomt_source_up{source="bed/1"} 0' x.prom
	[ -z "$(iomt-export -q -f prometheus /dev/null)" ]
	# the checker can say no
	for wrong in 's/^# TYPE iomt_hr .*//' 's/^iomt_hr{\(.*\)/&\n&/' 's/"bed\/1"/"bed"1"/' 's/} 52/} 52x/' 's/_total/_sum/'; do
		sed "$wrong" x.prom >y
		run sound y
		[ "$status" = 1 ]
	done
}

@test "prometheus: a name for every quantity of the dictionary, none like another" {
	sed -n 's/^SIGNAL("\([^"]*\)".*/\1/p' "$TOP/lib/record/signals.def" >names
	while read -r s; do record num 1.000000 a "$s" 1 x; done <names >x
	iomt-export -q -f prometheus x >x.prom
	sound x.prom
	[ "$(grep -c '^iomt_[a-z0-9_]*{source="a",signal="[^"]*",unit="x"} 1$' x.prom)" = "$(wc -l <names)" ]
	! grep iomt_other x.prom
}

@test "prometheus --every: the file is whole at any time and tells the state as of then" {
	mkfifo in
	iomt-export -f prometheus --every 10s -o x.prom in 2>err 3>&- &
	exec 7>in
	{ record iomt 100.000000 - - 1; record num 100.000000 a hr 60 /min; record alert 100.000000 a hr h on low m; record num 109.000000 a hr 61 /min
	  record num 110.000000 a hr 62 /min; record num 111.000000 a hr 63 /min; } >&7
	wait_for 60 test -s x.prom
	[ "$(sound x.prom)" -gt 0 ]
	grep -F 'iomt_hr{source="a",signal="hr",unit="/min"} 62' x.prom
	grep -F 'iomt_alert_firing{source="a",signal="hr",rule="h",priority="low"} 1' x.prom
	grep -Fx 'iomt_source_up{source="a"} 1' x.prom
	{ record alert 112.000000 a hr h off low m; record end 113.000000 - - eof; } >&7
	exec 7>&-
	wait $!
	grep -F 'iomt_hr{source="a",signal="hr",unit="/min"} 63' x.prom
	grep -F 'iomt_alert_firing{source="a",signal="hr",rule="h",priority="low"} 0' x.prom
	[ "$(ls)" = "$(printf 'err\nin\nprom.awk\nx.prom\n')" ]
	run -2 iomt-export -f prometheus --every 10s </dev/null
	run -2 iomt-export -f csv --every 10s -o y </dev/null
}

@test "influx: tags, typed fields and nanoseconds; what means something to the protocol is escaped" {
	ward >x
	run -0 --separate-stderr iomt-export -f influx -o x.lp x
	[ -z "$stderr" ]
	[ "$(points x.lp)" = "$(($(wc -l <x) - 1))" ]
	grep -Fx 'iomt_num,by=ecg:II,unit=/min,signal=hr,source=bed/1 value=52 1767225600500000000' x.lp
	grep -Fx 'iomt_num,unit=mg/dL,signal=glucose,source=bed/2 missing=true,flags="lo" 1767225602000000000' x.lp
	grep -Fx 'iomt_num,unit=1,signal=mystery,source=bed/2 value=7 1767225602500000000' x.lp
	grep -Fx 'iomt_dev,source=bed/1 device="demo",serial="007" 1767225600000000000' x.lp
	grep -Fx 'iomt_alert,edge=on,priority=medium,rule=odd\ "rule_\ x,source=bed/2 message="a=b, c",active=true,kind="technical" 1767225603000000000' x.lp
	grep -F 'message="SpO2 88.5 % below 90, \"now\"",active=true,value=88.5,unit="%",limit=90,' x.lp
	grep -F 'edge=off,priority=high,rule=spo2-low,signal=spo2,source=bed/1 message="over",active=false 17672257220' x.lp
	grep -Fx 'iomt_event,code=lead-off,source=bed/1 n=1,text="say \"x\"\\n" 1767225614000000000' x.lp
	grep -Fx 'iomt_stat,source=bed/1 bytes=100,lost=2,state="odd" 1767225620000000000' x.lp
	# the checker can say no
	for wrong in 's/value=52/value=52i/' 's/odd\\ /odd /' 's/ 1767225600500000000//' 's/"\(over\)"/"\1/' 's/value=52/value="x"/'; do
		sed "$wrong" x.lp >y
		[ "$wrong" != 's/value=52/value=52i/' ] || sed -i '1i iomt_num value=1 1' y
		run points y
		[ "$status" = 1 ] || { echo "$wrong"; false; }
	done
}

@test "influx: samples as integers or physical, E L U as marks; dates" {
	{ record iomt 0.000000 - - 1 clock=rel; record dev 0.000000 a - wfdb start=2026-01-01T00:00:00Z
	  record wave 0.000000 a ecg:I mV 4 200 1024 0 '995 E L U 1024' flags=sat; record end 2.000000 - - eof; } >x
	iomt-export -f influx -c ecg:I x | grep wave >x.lp
	points x.lp
	diff - x.lp <<-'E'
	iomt_wave,signal=ecg:I,source=a count=995i,flags="sat" 0
	iomt_wave,signal=ecg:I,source=a mark="E",flags="sat" 250000000
	iomt_wave,signal=ecg:I,source=a mark="L",flags="sat" 500000000
	iomt_wave,signal=ecg:I,source=a mark="U",flags="sat" 750000000
	iomt_wave,signal=ecg:I,source=a count=1024i,flags="sat" 1000000000
	E
	[ "$(iomt-export -f influx --physical --time unix x | grep -m1 value=)" = 'iomt_wave,unit=mV,signal=ecg:I,source=a value=-0.145,flags="sat" 1767225600000000000' ]
	sed 's/start=[^\t]*//' x >y
	run -2 iomt-export -f influx --time unix y
	run -2 iomt-export -f influx --time iso y
	record num 99999999999.000000 a hr 1 /min >z
	run -3 --separate-stderr iomt-export -f influx z
	[[ $stderr == *"left out: their TIME is no date that fits"* ]]
}

@test "report: exactly this" {
	ward >x
	run -0 --separate-stderr iomt-export -f report x
	[ -z "$stderr" ]
	diff - <(cat <<<"$output") <<-'E'
	3 alerts (2 high, 1 medium) in 3 sources
	1 is not over at the end of the data
	1 is over and not acknowledged

	bed/1  2026-01-01 00:00:00 to 2026-01-01 02:00:00 UTC, 2h, 1 error in the data
	  PRIORITY  RULE       TIMES      TOTAL    LONGEST                FIRST                 LAST
	  high      spo2-low       2       2m1s      1m50s  2026-01-01 00:00:01  2026-01-01 00:02:02
	            spo2: third; over, NOT ACKNOWLEDGED; acknowledged 1 time

	bed/2  2026-01-01 00:00:02 to 2026-01-01 00:00:03 UTC, 1s
	  PRIORITY  RULE           TIMES      TOTAL    LONGEST                FIRST                 LAST
	  medium    odd "rule\ x       1         0s         0s  2026-01-01 00:00:03  2026-01-01 00:00:03
	            a=b, c (technical); NOT OVER at the end

	pump  2026-01-01 00:00:30 to 2026-01-01 00:00:30 UTC, 0s: no alerts

	This is not a medical device: look at the patient, and at the recording.
	E
}

@test "report: what a window cuts counts with its part inside; selection; a cut stream says so" {
	ward >x
	run -0 iomt-export -f report --from 5 --to 8 -c spo2 --time rel x
	[[ ${lines[0]} == "1 alert (1 high) in 3 sources" ]]
	[[ $output == *"bed/1  0:00:05 to 0:00:08, 3s"* ]]
	[[ $output == *"high      spo2-low       1         3s         3s              0:00:05              0:00:05"* ]]
	run -0 iomt-export -f report --from 1:00:00 -c glucose x
	[[ ${lines[0]} == "0 alerts in 3 sources" ]]
	grep -v '^end' x >cut
	run -0 iomt-export -q -f report cut
	[[ $output == *", cut: the end is missing"* ]]
	run -0 iomt-export -q -f report /dev/null
	[ "${lines[0]}" = "0 alerts in 0 sources" ]
	run -2 iomt-export -f report --physical x
	run -2 iomt-export -f report --wide x
	# by the ending of the name
	iomt-export -o night.report x
	grep -q '^3 alerts' night.report
}

@test "report: its sums are those of the stream, on alerts of the engine" {
	iomt-sim ecg --no-cmd --duration 10m --hr 60:150 --seed 3 | iomt-hr | iomt-alert -r 'hr > 100 for 5s clear 95' -r 'hr > 120 high' -r 'hr < 70 clear 80 low' >x
	for rule in $(of_type alert <x | field 5 | sort -u); do
		want=$(of_type alert <x | awk -F'\t' -v r="$rule" '$5==r && $6=="on" {n++; b=$2} $5==r && $6!="on" {t+=$2-b} END {printf "%d %.0f", n, t}')
		got=$(iomt-export -f report x | awk -v r="$rule" '$2==r {t=$4; s=0; while (match(t, /^[0-9.]+[hms]/)) { v=substr(t,1,RLENGTH); u=substr(v,length(v)); s+=v*(u=="h"?3600:u=="m"?60:1); t=substr(t,RLENGTH+1) } printf "%d %.0f", $3, s}')
		[ "$got" = "$want" ] || { echo "$rule: $got, not $want"; false; }
	done
	[ "$(of_type alert <x | wc -l)" -gt 4 ]
}

@test "jsonl carries everything that an alert says; csv its id, edge and message in the row and its id in every row while it is there" {
	need jq
	ward >x
	[ "$(iomt-export -f jsonl x | jq -c 'select(.type=="alert")|[.rule,.edge,.message,.value,.unit,.limit,.since,.kind]' | head -1)" = '["spo2-low","on","SpO2 88.5 % below 90, \"now\"",88.5,"%",90,1767225601,"physiological"]' ]
	iomt-export x >x.csv
	grep -F 'bed/1,spo2,alert,88.5,%,"spo2-low on high SpO2 88.5 % below 90, ""now""",spo2-low' x.csv
	grep -F 'bed/1,,event,,,"lead-off text=say ""x""\n",spo2-low' x.csv
	grep -F 'bed/2,,alert,,,"odd ""rule\ x on medium a=b, c",odd__rule___x' x.csv
}
