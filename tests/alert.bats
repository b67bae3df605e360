# iomt-alert: rules over records. The timing itself is in tests/unit/test_alert_property.c; here is what a user sees.
load helper

alerts() { of_type alert | cut -f2-7; } # TIME SOURCE SIGNAL RULE EDGE PRIORITY

nums() { # nums SIGNAL UNIT TIME=VALUE[/FLAGS]…: records of source p
	local signal=$1 unit=$2 x v; shift 2
	for x; do
		v=${x#*=}
		printf 'num\t%.6f\tp\t%s\t%s\t%s' "${x%%=*}" "$signal" "${v%%/*}" "$unit"
		case $v in */*) printf '\tflags=%s' "${v#*/}" ;; esac
		echo
	done
}

ends() { record end "$1" - - eof; } # ends 10.000000

A() { iomt-alert --no-cmd "$@"; }

@test "a condition that lasts raises one alert and ends it at the clear level" {
	run --separate-stderr A -r 'spo2 < 90 for 2s clear 92 high "SpO2 {value} {unit} below {threshold}" action "check the sensor"' \
		< <(nums spo2 % 0=95 1=89 2=88.5 3=87 4=91 5=92 6=93; ends 6.000000)
	[ $status = 0 ]
	[ -z "$stderr" ]
	[ "$output" = "$(nums spo2 % 0=95 1=89 2=88.5 3=87
		record alert 3.000000 p spo2 spo2-low on high 'SpO2 87 % below 90' value=87 unit=% limit=90 since=1.000000 \
			'action=check the sensor' kind=physiological
		nums spo2 % 4=91 5=92
		record alert 5.000000 p spo2 spo2-low off high 'ended: Oxygen saturation 92 %' value=92 unit=% limit=90 since=1.000000 \
			kind=physiological
		nums spo2 % 6=93
		record end 6.000000 - - eof records=9 errors=0)" ]
}

@test "for is reached at exactly its length and begins anew after one value that is not low" {
	run A -r 'spo2 < 90 for 10s' < <(nums spo2 % 0=89 9.999999=89 10=89 11=90 12=89 21.999999=89 23=90; ends 23.000000)
	[ "$(alerts <<<"$output")" = "$(record 10.000000 p spo2 spo2-low on medium; record 11.000000 p spo2 spo2-low off medium)" ]
}

@test "a gap longer than max-gap resets what is pending, one as long does not" {
	run A -r 'spo2 < 90 for 10s max-gap 6s' < <(nums spo2 % 0=89 6=89 12.000001=89 18=89 22=89 23=89; ends 23.000000)
	[ "$(alerts <<<"$output")" = "$(record 23.000000 p spo2 spo2-low on medium; record 23.000000 p spo2 spo2-low open medium)" ]
	run A -r 'spo2 < 90 for 10s max-gap 6s' < <(nums spo2 % 0=89 6=89 12=89; ends 12.000000)
	[ "$(alerts <<<"$output" | head -1)" = "$(record 12.000000 p spo2 spo2-low on medium)" ]
}

@test "keep holds an alert until the values have been clear without a break" {
	run A -r 'spo2 < 90 clear 92 keep 2s' < <(nums spo2 % 0=89 1=92 2=91 3=92 4=92 4.999999=92 5=92; ends 5.000000)
	[ "$(alerts <<<"$output")" = "$(record 0.000000 p spo2 spo2-low on medium; record 5.000000 p spo2 spo2-low off medium)" ]
}

@test "a value is compared and shown with the digits that came" {
	run A -r 'temp > 38.05 clear 38' < <(nums temp Cel 0=38.05 1=38.1 2=38; ends 2.000000)
	[ "$(alerts <<<"$output")" = "$(record 1.000000 p temp temp-high on medium; record 2.000000 p temp temp-high off medium)" ]
	run A -r 'spo2 < 90' < <(nums spo2 % 0=8.95e1 1=90.0; ends 1.000000)
	[ "$(of_type alert <<<"$output" | key value | tr '\n' ' ')" = "8.95e1 90.0 " ]
}

@test "values that are not good neither raise, nor end, nor count as received" {
	run A -r 'spo2 < 90' -r 'spo2 stale 5s' < <(nums spo2 % 0=95 1=50/off 2=50/sat 3=50/art 4=50/noise 4.5=50/cal 4.8=50/stale 6=-; ends 6.000000)
	[ "$(alerts <<<"$output")" = "" ]
	run A -r 'spo2 < 90' -r 'spo2 stale 5s' < <(nums spo2 % 0=95 1=50/off 2=50/sat 6=-; record tick 6.000000 p -; ends 6.000000)
	[ "$(alerts <<<"$output")" = "$(record 5.000000 p spo2 spo2-stale on medium; record 6.000000 p spo2 spo2-stale open medium)" ]
	run A -r 'spo2 < 90' < <(nums spo2 % 0=80/est,lowbatt,manual; ends 1.000000)
	[ "$(alerts <<<"$output" | wc -l)" = 2 ]
}

@test "accept_quality widens what a rule looks at" {
	echo '{"version":1,"rules":[{"id":"a","type":"threshold","signal":"spo2","op":"<","threshold":90,"priority":"low","accept_quality":["good","noise"]}]}' >a.json
	run A -r a.json < <(nums spo2 % 0=80/noise 1=95/art; ends 1.000000)
	[ "$(alerts <<<"$output")" = "$(record 0.000000 p spo2 a on low; record 1.000000 p spo2 a open low)" ]
}

@test "a meter that says LO raises the low alert, HI the high one, with a limit and without" {
	run A -r 'glucose < 40 id a' -r 'glucose <= 39 id b' -r 'glucose > 600 id c' < <(nums glucose mg/dL 0=40/lo 1=600/hi; ends 1.000000)
	[ "$(alerts <<<"$output" | cut -f4,5 | tr '\t\n' '= ')" = "a=on a=off c=on c=open " ]
	[ "$(of_type alert <<<"$output" | field 8 | head -1)" = "Glucose < 40 mg/dL below 40" ]
	[ "$(of_type alert <<<"$output" | key flags | tr '\n' ' ')" = "lo hi hi hi " ]
	run A -r 'glucose < 40 id a' -r 'glucose > 600 id c' < <(nums glucose mg/dL 0=-/lo 1=-/hi; ends 1.000000)
	[ "$(alerts <<<"$output" | cut -f4,5 | tr '\t\n' '= ')" = "a=on a=off c=on c=open " ]
	[ "$(of_type alert <<<"$output" | field 8 | head -1)" = "Glucose LO mg/dL below 40" ]
}

@test "a stale rule speaks at its exact deadline, before the tick that moved the time" {
	run A -r 'spo2 stale 20s low "nothing for {age}"' < <(nums spo2 % 1.5=95; record tick 21.000000 p -; record tick 22.000000 p -; ends 22.000000)
	[ "$(sed -n 2,4p <<<"$output")" = "$(record tick 21.000000 p -
		record alert 21.500000 p spo2 spo2-stale on low 'nothing for 20s' since=1.500000 kind=technical age=20
		record tick 22.000000 p -)" ]
}

@test "without ticks the time is the newest record less five seconds" {
	run A -r 'spo2 stale 20s' < <(nums spo2 % 0=95; nums hr /min 24.999999=60 25=60; ends 25.000000)
	[ "$(sed -n 3p <<<"$output" | cut -f1-6)" = "$(record alert 20.000000 p spo2 spo2-stale on)" ]
}

@test "a value at the deadline comes too late, one before it in time" {
	run A -r 'spo2 stale 10s' < <(nums spo2 % 0=95 10=95 19.999999=95; ends 20.000000)
	[ "$(alerts <<<"$output")" = "$(record 10.000000 p spo2 spo2-stale on medium; record 10.000000 p spo2 spo2-stale off medium)" ]
}

@test "from-start counts from the first record of the source, whatever it is" {
	run A -r 'spo2 stale 10s from-start' < <(record dev 3.000000 p - cms50d; record tick 13.000000 p -; nums spo2:finger % 15=95; record tick 24.000000 p -; record tick 25.000000 p -; ends 25.000000)
	[ "$(alerts <<<"$output")" = "$(record 13.000000 p spo2 spo2-stale on medium; record 15.000000 p spo2 spo2-stale off medium
		record 25.000000 p spo2:finger spo2-stale on medium; record 25.000000 p spo2:finger spo2-stale open medium)" ]
	run A -r 'spo2 stale 10s' < <(record dev 3.000000 p - cms50d; record tick 99.000000 p -; ends 99.000000)
	[ "$(alerts <<<"$output")" = "" ]
}

@test "a latched alert stays until it is acknowledged, reminds, and comes back at once" {
	run A -r 'hr < 40 for 2s clear 45 latch reminder 10s high' < <(nums hr /min 0=39 2=38 3=50; record tick 12.000000 p -; nums hr /min 13=39 14=50
		record x-ack 15.000000 p - rule=hr-low by=nurse; record tick 40.000000 p -; ends 40.000000)
	[ "$(of_type alert <<<"$output" | cut -f2,6)" = "$(record 2.000000 on; record 3.000000 latched; record 12.000000 remind; record 13.000000 on
		record 14.000000 latched; record 15.000000 off)" ]
	[ "$(of_type alert <<<"$output" | key restart | tr '\n' ,)" = ",,,1,,," ]
	[ "$(of_type alert <<<"$output" | key since | sort -u)" = 0.000000 ]
	[ "$(of_type alert <<<"$output" | key age | tr '\n' ,)" = ",,10,,,," ]
	[ "$(of_type alert <<<"$output" | field 8 | sed -n '2p;6p')" = "ended, not acknowledged: Heart rate 50 /min
ended: acknowledged" ]
	[ "$(of_type x-ack <<<"$output")" = "$(record x-ack 15.000000 p - rule=hr-low by=nurse)" ]
}

@test "a latched stale rule comes back at its next deadline" {
	run A -r 'hr stale 5s latch' < <(nums hr /min 0=60 7=60; record tick 13.000000 p -; ends 13.000000)
	[ "$(of_type alert <<<"$output" | cut -f2,6)" = "$(record 5.000000 on; record 7.000000 latched; record 12.000000 on; record 13.000000 open)" ]
	[ "$(of_type alert <<<"$output" | key restart | tr '\n' ,)" = ",,1,," ]
}

@test "an acknowledgement while the condition lasts stops reminders, and it ends without latching" {
	run A -r 'hr < 40 latch reminder 10s' -r 'hr < 39 latch' < <(nums hr /min 0=38; record x-ack 5.000000 p hr rule=hr-low; record tick 60.000000 p -; nums hr /min 61=60; ends 61.000000)
	[ "$(of_type alert <<<"$output" | cut -f2,5,6)" = "$(record 0.000000 hr-low on; record 0.000000 hr-low-2 on; record 5.000000 hr-low ack
		record 61.000000 hr-low off; record 61.000000 hr-low-2 latched; record 61.000000 hr-low-2 open)" ]
	[ "$(of_type alert <<<"$output" | key latched | tail -1)" = 1 ]
}

@test "an acknowledgement of another signal or source changes nothing" {
	run A -r 'hr < 40 reminder 10s' < <(nums hr /min 0=38; record x-ack 5.000000 p hr:ecg rule=hr-low; record x-ack 5.000000 q -; record tick 10.000000 p -; ends 10.000000)
	[ "$(of_type alert <<<"$output" | cut -f2,6)" = "$(record 0.000000 on; record 10.000000 remind; record 10.000000 open)" ]
}

@test "a pause delays reminders and marks alerts, and drops none" {
	run A -r 'hr < 40 reminder 10s' < <(nums hr /min 0=38; record x-pause 5.000000 p - rule=hr-low for=30s; nums hr /min 6=60 7=38; record tick 34.000000 p -; record tick 45.000000 p -; ends 45.000000)
	[ "$(of_type alert <<<"$output" | cut -f2,6)" = "$(record 0.000000 on; record 6.000000 off; record 7.000000 on; record 35.000000 remind; record 45.000000 remind; record 45.000000 open)" ]
	[ "$(of_type alert <<<"$output" | key inactivation | tr '\n' ,)" = ",audio_paused,audio_paused,,,," ]
	run A -r 'hr < 40' < <(nums hr /min 0=38; record x-pause 5.000000 p -; ends 45.000000)
	[ $status = 3 ]
	[ "$(of_type err <<<"$output" | cut -f2-8)" = "$(record 5.000000 p - range - - want=for=DURATION)" ]
}

@test "a rule whose unit is not the record's says so and is never silent" {
	run --separate-stderr A -r 'glucose < 70 high' < <(nums glucose mmol/L 0=3 1=3; nums glucose mg/dL 2=80; nums glucose mmol/L 3=3; nums glucose mg/dL 4=60; ends 4.000000)
	[ $status = 3 ]
	[ "$(grep -v '^num' <<<"$output")" = "$(record err 0.000000 p glucose unit - - want=mg/dL got=mmol/L rule=glucose-low
		record alert 0.000000 p glucose glucose-low on medium 'rule glucose-low cannot be evaluated: records are not in mg/dL' since=0.000000 kind=technical
		record alert 2.000000 p glucose glucose-low off medium 'ended: rule glucose-low can be evaluated again' since=0.000000 kind=technical
		record alert 3.000000 p glucose glucose-low on medium 'rule glucose-low cannot be evaluated: records are not in mg/dL' since=3.000000 kind=technical
		record alert 4.000000 p glucose glucose-low off medium 'ended: rule glucose-low can be evaluated again' since=3.000000 kind=technical
		record alert 4.000000 p glucose glucose-low on high 'Glucose 60 mg/dL below 70' value=60 unit=mg/dL limit=70 since=4.000000 kind=physiological
		record alert 4.000000 p glucose glucose-low open high 'Glucose 60 mg/dL below 70' value=60 unit=mg/dL limit=70 since=4.000000 kind=physiological
		record end 4.000000 - - eof records=12 errors=1)" ]
	run A -r 'glucose < 70 high' --fail-on medium < <(nums glucose mmol/L 0=3; ends 4.000000)
	[ $status = 1 ]
}

@test "limits by unit hold in the unit that comes" {
	echo '{"version":1,"rules":[{"id":"g","type":"threshold","signal":"glucose","op":"<=","limits":{"mg/dL":55,"mmol/L":3.1},"hysteresis":{"mg/dL":5,"mmol/L":0.3},"priority":"high"}]}' >g.json
	run A -r g.json < <(nums glucose mmol/L 0=3.2 1=3.1 2=3.4 3=3.5; nums glucose mg/dL 4=56 5=55 6=60 7=61; ends 7.000000)
	[ $status = 0 ]
	[ "$(of_type alert <<<"$output" | cut -f2,6)" = "$(record 1.000000 on; record 3.000000 off; record 5.000000 on; record 7.000000 off)" ]
	[ "$(of_type alert <<<"$output" | key limit | tr '\n' ,)" = 3.1,3.1,55,55, ]
}

@test "state is kept for each source and signal by itself" {
	run A -r 'hr < 40 for 2s' < <(for t in 0 1 2; do
		record num $t.000000 a hr 30 /min; record num $t.000000 b hr 50 /min; record num $t.000000 a hr:ecg 30 /min; done; ends 3.000000)
	[ "$(alerts <<<"$output" | cut -f2,3,5)" = "$(record a hr on; record a hr:ecg on; record a hr open; record a hr:ecg open)" ]
}

@test "a rule on temp leaves skin and room alone unless it names them" {
	run A -r 'temp < 35' -r 'temp:skin < 30 id skin' < <(nums temp:skin Cel 0=29; nums temp:ambient Cel 0=20; nums temp:ear Cel 0=34; ends 3.000000)
	[ "$(alerts <<<"$output" | grep -w on | cut -f3,4)" = "$(record temp:skin skin; record temp:ear temp-low)" ]
}

@test "the end of a source opens what is on and forgets it" {
	run A -r 'hr < 40 for 2s' < <(nums hr /min 0=30 2=30; record end 4.000000 p - eof; nums hr /min 5=30 6=30 7=30; ends 7.000000)
	[ "$(of_type alert <<<"$output" | cut -f2,6)" = "$(record 2.000000 on; record 4.000000 open; record 7.000000 on; record 7.000000 open)" ]
	[ "$(sed -n 5p <<<"$output" | cut -f1)" = end ]
	run A -r 'hr < 40' < <(nums hr /min 0=30; record end 4.000000 p - rotate; nums hr /min 5=50; ends 7.000000)
	[ "$(of_type alert <<<"$output" | cut -f2,6)" = "$(record 0.000000 on; record 5.000000 off)" ]
}

@test "what the rules do not know passes on byte for byte" {
	{ record iomt 0.000000 - - 1 minor=0; echo '# a comment'; record x-other 1.000000 p - 'a\tb' k=v; record event 1.000000 p - gap lost=3
		record wave 1.000000 p ecg mV 250 200 0 0 '1 2 E'; nums hr /min 2=30; record alert 2.000000 p hr other on low text; } >in
	run --separate-stderr A -r 'hr < 40' in
	[ $status = 0 ]
	[ "$stderr" = "iomt-alert: input ended without an end record" ]
	[ "$(grep -v -e hr-low -e '^end' <<<"$output")" = "$(cat in)" ]
}

@test "rules on the link read the keys of stat records" {
	run A -r 'stat.lost > 0 low' -r 'stat.battery < 20 low' < <(record stat 10.000000 p - bytes=100 lost=0 battery=50; record stat 20.000000 p - bytes=100 lost=3 battery=19; ends 20.000000)
	[ "$(grep -w on <<<"$output")" = "$(record alert 20.000000 p - stat.lost-high on low 'stat.lost 3 above 0' value=3 unit=1 limit=0 since=20.000000 kind=technical
		record alert 20.000000 p - stat.battery-low on low 'stat.battery 19 % below 20' value=19 unit=% limit=20 since=20.000000 kind=technical)" ]
}

@test "a clock that is set back leaves ages as they were" {
	run A -r 'hr < 40 for 2s' -r 'hr stale 10s' < <(nums hr /min 1000=30 1001=30; record event 1001.000000 p - clock-step; nums hr /min 2=30 3=30 4=30; record tick 13.000000 p -; record tick 14.000000 p -; ends 14.000000)
	[ "$(of_type alert <<<"$output" | cut -f2,5,6)" = "$(record 4.000000 hr-low on; record 14.000000 hr-stale on; record 14.000000 hr-low open; record 14.000000 hr-stale open)" ]
}

@test "a wrong date in the input does not bring a flood of reminders" {
	run A -r 'hr < 40 reminder 1s' < <(nums hr /min 0=30; record tick 5000000000.000000 p -; ends 5000000000.000000)
	[ $status = 0 ]
	[ "$(of_type alert <<<"$output" | wc -l)" = 10003 ]
	[ "$(of_type alert <<<"$output" | tail -2 | cut -f2,6)" = "$(record 5000000000.000000 remind; record 5000000000.000000 open)" ]
}

@test "--only writes alerts and nothing else of the content" {
	run A --only -r 'hr < 40' < <(nums hr /min 0=30 1=50; record tick 1.000000 p -; record alert 1.000000 p hr other on low x; ends 1.000000)
	[ "$(cut -f1,5 <<<"$output")" = "$(record alert hr-low; record alert hr-low; record alert other; record end eof)" ]
}

@test "--fail-on is 1 when an alert of that priority or a higher one began" {
	nums hr /min 0=30 >in; ends 0.000000 >>in
	for on in info low medium high; do
		for of in info low medium high; do
			want=0
			case $on$of in *"$on$on"* | lowinfo | medium* | high*) want=1 ;; esac
			case $on$of in mediumhigh) want=0 ;; esac
			status_of got A -o /dev/null -r "hr < 40 $on" --fail-on $of in
			[ $got = $want ] || { echo "$on alert, --fail-on $of: $got"; return 1; }
		done
	done
	run A -r 'hr < 20' --fail-on info in
	[ $status = 0 ]
	run A -r 'hr < 20' --fail-on urgent in
	[ $status = 2 ]
}

@test "-c holds rules only against the signals that it names" {
	run A -c spo2 -r 'hr < 40' -r 'spo2 < 90' < <(nums hr /min 0=30; nums spo2 % 0=80; ends 0.000000)
	[ "$(alerts <<<"$output" | grep -w on | cut -f4)" = spo2-low ]
	[ "$(of_type num <<<"$output" | wc -l)" = 2 ]
}

@test "-v tells rules that met no value" {
	run --separate-stderr A -v -r 'hr < 40' -r 'spo2 < 90' < <(nums hr /min 0=30; ends 0.000000)
	[ "$stderr" = "iomt-alert: rule spo2-low: no value of spo2 came" ]
	run --separate-stderr A -v -r 'event lead-off' -r 'hr < 40' -r 'any of lead-off-event,hr-low' -r news2 < <(record tick 1.000000 p -; ends 1.000000)
	[ "$stderr" = "iomt-alert: rule news2: no input of the score news2 came
iomt-alert: rule lead-off-event: nothing that it looks at came
iomt-alert: rule hr-low: no value of hr came" ]
}

@test "a rule file with a mistake is refused whole, before anything is read" {
	printf '{"version": 1,\n "rules": [\n  {"id": "a", "type": "stale", "signal": "hr", "after": "9s", "priority": "low",\n   "latchs": true}]}\n' >bad.json
	run --separate-stderr A -r bad.json -r 'spo2 < 90 clear 80' -o out no-such-file
	[ $status = 2 ]
	[ "$stderr" = "iomt-alert: bad.json:4: rule a: unknown key 'latchs' (did you mean 'latch'?)
iomt-alert: spo2 < 90 clear 80: rule spo2-low: clear 80 is on the wrong side: below the threshold 90" ]
	[ ! -e out ]
	run --separate-stderr A </dev/null
	[ $status = 2 ]
	[ "${stderr%%$'\n'*}" = "iomt-alert: no rules: name some with -r (packs: --list)" ]
}

@test "a rule in words gives way to the id that a pack has, wherever it stands" {
	nums spo2 % 0=70 >in; ends 0.000000 >>in
	for order in 1 2; do
		[ $order = 1 ] && rules=(-r 'spo2 < 75' -r vitals) || rules=(-r vitals -r 'spo2 < 75')
		[ "$(A "${rules[@]}" in | of_type alert | cut -f5,6)" = "$(record spo2-low-2 on; record spo2-low-2 open)" ]
	done
}

@test "--check reads no input, tells mistakes, and warns" {
	echo '{"version":1,"rules":[{"id":"a","type":"stale","signal":"hr","after":"9s","priority":"low"}]}' >good.json
	echo '{"version":1,"rules":[{"id":"a","type":"stale","signal":"hr","after":9,"priority":"low"}]}' >bad.json
	printf '{"version":1,"rules":[{"id":"lo","type":"threshold","signal":"hr","op":"<","threshold":90,"priority":"low"},\n{"id":"hi","type":"threshold","signal":"hr","op":">","threshold":80,"priority":"low"}]}' >odd.json
	run --separate-stderr iomt-alert --check good.json
	[ $status = 0 ]
	[ "$output" = "good.json: 1 rule, nothing wrong" ]
	run --separate-stderr iomt-alert --check good.json --check bad.json odd.json
	[ $status = 2 ]
	[ "$output" = "good.json: 1 rule, nothing wrong
odd.json: 2 rules, nothing wrong" ]
	[ "$stderr" = 'iomt-alert: bad.json:1: rule a: after is a duration without a unit: write "10s", "1m30s" or "250ms" (only 0 needs none)
iomt-alert: odd.json:2: warning: rule hi: the high limit 80 /min is not above the low limit 90 of rule lo: every value raises one of them' ]
	run iomt-alert -q --check odd.json
	[ "$output" = "odd.json: 2 rules, nothing wrong" ]
	run iomt-alert --check good.json -r vitals
	[ $status = 2 ]
}

@test "--explain says a rule in a sentence" {
	run iomt-alert --explain -r 'spo2 < 90 for 10s clear 92 latch reminder 1m high action "Look at the patient."' -r 'hr stale 10s from-start low'
	[ $status = 0 ]
	[ "$output" = "spo2-low (high, physiological): alerts when Oxygen saturation stays below 90 % for 10s; over when it is at or above 92 %. Stays until somebody acknowledges it. Reminds every 1m until acknowledged. What to do: Look at the patient.
hr-stale (low, technical): alerts when no valid Heart rate came for 10s, also when there never was one; over with the next valid value." ]
}

@test "--list names the packs, as a table and for programs" {
	run iomt-alert --list
	[ $status = 0 ]
	[ "${lines[0]%% *}" = PACK ]
	[[ "$output" == *$'\n'vitals\ * ]]
	iomt-alert --list=jsonl | jq -e 'select(.pack == "vitals") | .title and (.rules | index("spo2-low"))'
}

@test "rules may come in a compressed file, and a pack's name goes before a file's" {
	echo '{"version":1,"rules":[{"id":"a","type":"threshold","signal":"hr","op":"<","threshold":40,"priority":"low"}]}' | tee vitals | gzip >r.json.gz
	nums hr /min 0=30 >in; ends 0.000000 >>in
	[ "$(A -r r.json.gz in | of_type alert | field 5 | sort -u)" = a ]
	[ "$(A -r ./vitals in | of_type alert | field 5 | sort -u)" = a ]
	iomt-alert --check vitals | grep -v ': 1 rule,'
}

@test "every on has its off or open, and none comes from values that are not good" {
	for seed in 1 2 3; do
		awk -v seed=$seed 'BEGIN { srand(seed); split("off sat art noise cal stale", f, " "); for (t = 0; t < 3000; t++) { s = rand() < .5 ? "a" : "b"
			x = rand(); if (x < .1) printf "tick\t%d.000000\t%s\t-\n", t, s
			else if (x < .15) printf "x-ack\t%d.000000\t%s\t-\n", t, s
			else if (x < .5) printf "num\t%d.000000\t%s\tspo2\t%d\t%%\n", t, s, 85 + 10 * rand()
			else if (x < .6) printf "num\t%d.000000\t%s\tspo2\t10\t%%\tflags=%s\n", t, s, f[1 + int(6 * rand())]
			else printf "num\t%d.000000\t%s\thr\t%d\t/min\n", t, s, 30 + 100 * rand() }; print "end\t3000.000000\t-\t-\teof" }' >in
		A -r 'spo2 < 90 clear 92 latch reminder 30s' -r 'hr < 40 for 3s' -r 'hr > 120 clear 100' -r 'spo2 stale 10s' -r 'hr stale 4s latch' in >out
		awk -F'\t' '$1 == "alert" { k = $3 FS $4 FS $5; n++
			if ($6 == "on") { if (on[k] == 1 || (on[k] == 2) != /\trestart=1/) bad = bad "\non twice: " $0; on[k] = 1; for (i = 9; i <= NF; i++) if ($i == "value=10") bad = bad "\nno evidence: " $0 }
			else if (!on[k]) bad = bad "\nnot on: " $0
			if ($6 == "latched") on[k] = 2
			if ($6 == "off" || $6 == "open") on[k] = 0
			if ($2 + 0 < last[k]) bad = bad "\nback in time: " $0
			last[k] = $2 + 0 }
		END { for (k in on) if (on[k]) bad = bad "\nleft on: " k; if (n < 500) bad = bad "\nonly " n; print substr(bad, 2); exit bad != "" }' out
	done
}

@test "the same alerts with and without waves, and however the bytes arrive" {
	awk 'BEGIN { for (t = 0; t < 120; t++) { printf "wave\t%d.000000\tp\tpleth\t1\t4\t1\t0\t%d\t1 2 3 4\n", t, 4 * t
		if (t < 40 || t > 70) printf "num\t%d.000000\tp\tspo2\t%d\t%%\n", t, t % 20 < 10 ? 85 : 97
		printf "tick\t%d.000000\tp\t-\n", t + 1 }; print "end\t120.000000\tp\t-\teof\nend\t120.000000\t-\t-\teof" }' >in
	rules=(-r 'spo2 < 90 for 3s clear 92 reminder 4s' -r 'spo2 stale 6s reminder 3s')
	A "${rules[@]}" in >with
	[ "$(of_type alert <with | wc -l)" -gt 20 ]
	diff <(of_type alert <with) <(grep -v ^wave in | A "${rules[@]}" | of_type alert)
	diff <(grep -v ^wave with) <(grep -v ^wave in | A "${rules[@]}" | sed 's/records=[0-9]*/records='"$(tail -1 with | key records)"'/')
	cmp with <(dd if=in bs=7 status=none | A "${rules[@]}")
}

@test "a live alert leaves at once" {
	mkfifo pipe
	A -r 'hr < 40' <pipe >out 3>&- &
	exec 4>pipe
	nums hr /min 0=30 >&4
	wait_for 5 grep -q hr-low out
	exec 4>&-
	wait $!
}

@test "range: outside of two limits, over inside of the hysteresis, the limit is the end that was passed" {
	echo '{"version":1,"rules":[{"id":"a","type":"range","signal":"hr","low":50,"high":120,"hysteresis":5,"priority":"high"}]}' >a.json
	run A -r a.json < <(nums hr /min 0=50 1=49 2=54 3=121 4=55 5=120 6=120.5 7=115; ends 7.000000)
	[ "$(of_type alert <<<"$output" | cut -f2,6)" = "$(record 1.000000 on; record 4.000000 off; record 6.000000 on; record 7.000000 off)" ]
	[ "$(of_type alert <<<"$output" | key limit | tr '\n' ' ')" = "50 120 120 120 " ]
	[ "$(of_type alert <<<"$output" | field 8 | head -1)" = "Heart rate 49 /min outside 50 to 120" ]
	for bad in '"low":50,"high":50' '"low":50' '"low":50,"high":60,"hysteresis":6' '"low":50,"high":60,"clear":55'; do
		echo '{"version":1,"rules":[{"id":"a","type":"range","signal":"hr",'"$bad"',"priority":"high"}]}' >b.json
		run -2 iomt-alert --check b.json
	done
}

@test "rate and predict: a line through the window, in either unit, from three values over half of it" {
	echo '{"version":1,"rules":[
		{"id":"fall","type":"rate","signal":"glucose","op":"<=","limits":{"mg/dL":-2,"mmol/L":-0.11},"window":"15m","priority":"medium"},
		{"id":"soon","type":"predict","signal":"glucose","op":"<=","limits":{"mg/dL":55,"mmol/L":3.1},"ahead":"20m","window":"15m","priority":"high"}]}' >a.json
	run A -r a.json < <(nums glucose mg/dL 0=100 300=90 600=80 900=78; ends 900.000000)
	[ "$(of_type alert <<<"$output" | cut -f2,5,6,8)" = "$(record 600.000000 fall on 'Glucose changes by -2 mg/dL/min, limit -2'
		record 600.000000 soon on 'Glucose 40 mg/dL expected in 20m, limit 55'
		record 900.000000 fall off 'ended: Glucose changes by -1.52 mg/dL/min'; record 900.000000 soon open 'Glucose 47.6 mg/dL expected in 20m, limit 55')" ]
	[ "$(of_type alert <<<"$output" | key unit | tr '\n' ' ')" = "mg/dL/min mg/dL mg/dL/min mg/dL " ]
	run A -r a.json < <(nums glucose mmol/L 0=6 300=5.4 600=4.8; ends 600.000000)
	[ "$(of_type alert <<<"$output" | cut -f2,5,6 | head -2)" = "$(record 600.000000 fall on; record 600.000000 soon on)" ]
	run A -r a.json < <(nums glucose mg/dL 0=100 300=90 600=40/lo 700=-/lo; ends 700.000000) # what lies beyond the range is in no line
	[ "$(alerts <<<"$output")" = "" ]
}

@test "noise: the scatter about the line is technical" {
	echo '{"version":1,"rules":[{"id":"n","type":"noise","signal":"glucose","op":">","threshold":10,"window":"15m","priority":"low"}]}' >a.json
	run A -r a.json < <(nums glucose mg/dL 0=100 300=140 600=100 900=140; ends 900.000000)
	[ "$(of_type alert <<<"$output" | cut -f2,6,8 | head -1)" = "$(record 600.000000 on 'Glucose is noisy: values 32.66 mg/dL off their line, limit 10')" ]
	[ "$(of_type alert <<<"$output" | key kind | head -1)" = technical ]
}

@test "mean and change: of the newest values, and against the oldest of a window" {
	echo '{"version":1,"rules":[
		{"id":"bp","type":"mean","signal":"sbp","op":">=","threshold":135,"count":3,"window":"7d","priority":"low"},
		{"id":"w","type":"change","signal":"weight","op":">","threshold":2,"window":"3d","priority":"medium"}]}' >a.json
	run A -r a.json < <(nums sbp 'mm[Hg]' 0=150 86400=120 172800=135 259200=140 864000=190; nums weight kg 900000=80.1 1080000=82.1 1159200=82.2; ends 1159200.000000)
	[ "$(of_type alert <<<"$output" | cut -f2,5,6,8)" = "$(record 172800.000000 bp on 'Systolic blood pressure, mean of 3: 135 mm[Hg] at or above 135'
		record 259200.000000 bp off 'ended: Systolic blood pressure, mean of 3: 131.7 mm[Hg]'
		record 1159200.000000 w on 'Body weight changed by +2.1 kg in 3d, limit +2'; record 1159200.000000 w open 'Body weight changed by +2.1 kg in 3d, limit +2')" ]
}

@test "an event is an alert that is over at once, latched until acknowledged; or lasts until another event" {
	run A -r phq9 < <(record event 1.000000 p - phq9-item9 text=2; record event 2.000000 p - phq9-item9-missing; record x-ack 3.000000 p -; record end 3.000000 - - eof)
	[ "$(of_type alert <<<"$output" | cut -f2,4-8)" = "$(record 1.000000 - phq9-item9 on medium 'PHQ-9 item 9 is answered above 0'
		record 1.000000 - phq9-item9 latched medium 'ended, not acknowledged: phq9-item9'
		record 2.000000 - phq9-item9-missing on medium 'PHQ-9 item 9 was not answered'
		record 2.000000 - phq9-item9-missing latched medium 'ended, not acknowledged: phq9-item9-missing'
		record 3.000000 - phq9-item9 off medium 'ended: acknowledged'; record 3.000000 - phq9-item9-missing off medium 'ended: acknowledged')" ]
	echo '{"version":1,"rules":[{"id":"off","type":"event","event":"lead-off","until":["lead-on","disconnect"],"for":"10s","priority":"low"}]}' >a.json
	run A -r a.json < <(record event 0.000000 p ecg:I lead-off; record event 9.000000 p ecg:I lead-on; record event 20.000000 p ecg:I lead-off; record event 21.000000 p ecg:V lead-off
		record event 22.000000 p ecg:V lead-on; record tick 31.000000 p -; record event 32.000000 p ecg:I disconnect; record end 32.000000 - - eof)
	[ "$(of_type alert <<<"$output" | cut -f2,4-8)" = "$(record 30.000000 ecg:I off on low 'lead-off for 10s'; record 32.000000 ecg:I off off low 'ended: lead-off')" ]
	[ "$(of_type alert <<<"$output" | key since | sort -u)" = 20.000000 ]
	[ "$(of_type alert <<<"$output" | key kind | sort -u)" = technical ]
}

@test "an annotation is an alert as long as it lasts, open or known whole, for a time" {
	echo '{"version":1,"rules":[{"id":"af","type":"annotation","label":"AFIB","for":"30s","priority":"high"},{"id":"any","type":"annotation","label":"pause","priority":"low"}]}' >a.json
	run A -r a.json < <(record ann 0.000000 p - - AFIB; record ann 29.000000 p - 29 AFIB edge=end; record ann 40.000000 p - - AFIB; record tick 71.000000 p -
		record ann 80.000000 p - 40 AFIB edge=end; record ann 90.000000 p - 40 AFIB; record ann 91.000000 p - 20 AFIB by=x; record ann 100.000000 p ecg:I 0 pause
		record tick 140.000000 p -; record end 140.000000 - - eof)
	[ "$(of_type alert <<<"$output" | cut -f2,4,5,6)" = "$(record 70.000000 - af on; record 80.000000 - af off
		record 100.000000 ecg:I any on; record 100.000000 ecg:I any off; record 120.000000 - af on; record 130.000000 - af off)" ]
	[ "$(of_type alert <<<"$output" | key since | tr '\n' ' ')" = "40.000000 40.000000 100.000000 100.000000 90.000000 90.000000 " ]
}

@test "an alert that nobody acknowledges becomes more urgent" {
	echo '{"version":1,"rules":[{"id":"a","type":"threshold","signal":"spo2","op":"<","threshold":90,"priority":"low","reminder":"10s","escalate":{"after":"15s","priority":"high"}}]}' >a.json
	run A -r a.json < <(nums spo2 % 0=80; record tick 30.000000 p -; nums spo2 % 31=80 32=95 33=80; record x-ack 34.000000 p -; record tick 60.000000 p -; ends 60.000000)
	[ "$(of_type alert <<<"$output" | cut -f2,6,7)" = "$(record 0.000000 on low; record 10.000000 remind low; record 15.000000 on high; record 25.000000 remind high
		record 32.000000 off high; record 33.000000 on low; record 34.000000 ack low; record 60.000000 open low)" ]
	[ "$(of_type alert <<<"$output" | key escalation | tr '\n' ,)" = ",,up,,,,,," ]
	run iomt-alert -r a.json --fail-on high <(nums spo2 % 0=80; record tick 15.000000 p -; ends 15.000000)
	[ $status = 1 ]
	for bad in '{"after":"15s","priority":"low"}' '{"after":15,"priority":"high"}' '{"after":"1s"}'; do
		echo '{"version":1,"rules":[{"id":"a","type":"threshold","signal":"spo2","op":"<","threshold":90,"priority":"low","escalate":'"$bad"'}]}' >b.json
		run -2 iomt-alert --check b.json
	done
}

@test "the pack cardiac on a synthetic heart that stops: asystole after four seconds, over with the next beat; the same with the waves" {
	iomt-sim ecg --duration 60s --pause 30s:36s >in.iomt
	iomt-hr <in.iomt | A -r cardiac >out
	[ "$(of_type alert <out | awk -F'\t' '$3 == "sim" { print $5, $6, $7 }' | sort)" = "asystole off high
asystole on high
pause off medium
pause on medium" ]
	of_type alert <out | awk -F'\t' '$5 == "asystole" && $6 == "on" { n++; bad = !($2 >= 33 && $2 <= 35) } END { exit bad || n != 1 }'
	iomt-hr -k <in.iomt | A -r cardiac >with
	diff <(of_type alert <out) <(of_type alert <with)
	# no false ones on a heart that only changes its rate
	iomt-sim ecg --duration 120s --hr 50:110 | iomt-hr | A -r cardiac --fail-on info >out
}

@test "an ECG is lost by what is said of it alone: not by a rhythm, not by the quality of another wave" {
	beats() { awk 'BEGIN { for (i = 0; i < 20; i++) printf "beat\t%d.000000\ts\t-\tN\trr=1\tby=ecg:II\nnum\t%d.000000\ts\thr\t60\t/min\tby=ecg:II\n", i, i }'; }
	{
		printf 'iomt\t0.000000\t-\t-\t1\tminor=0\tclock=rel\n'
		{
			beats
			printf 'ann\t3.000000\ts\trr\t-\tbigeminy\tby=ecg:II\nann\t4.000000\ts\tpleth\t-\tnoise\nevent\t5.000000\ts\t-\tfinger-off\nevent\t6.000000\ts\tecg:II\tuser\n'
		} | sort -s -t"$T" -k2,2n
		printf 'end\t20.000000\ts\t-\teof\nend\t20.000000\t-\t-\teof\n'
	} >in
	A -r cardiac --only <in >out
	[ "$(of_type alert <out | wc -l)" -eq 0 ] || { of_type alert <out; return 1; }
	# and by that it is: the lead falls off, no beat comes
	sed "s/^event${T}6.*/event${T}6.000000${T}s${T}ecg:II${T}lead-off/; /^[bn][eu][am][tm]*${T}\([7-9]\|1[0-9]\)\./d" in | A -r cardiac --only >out
	[ "$(of_type alert <out | field 5 | sort -u)" = ecg-lost ] || { of_type alert <out; return 1; }
}

@test "runs of ventricular beats: the reference beats of a real recording" {
	need_data mitdb-ds1
	iomt-decode -q --no-cmd -a atr "$IOMT_DATA/mitdb-ds1/205" | grep -P '^(beat|end)\t' | A -r cardiac >out
	[ "$(of_type alert <out | grep -c "${T}vt${T}on")" -ge 1 ]
	# each by the definition: five V in a row, above 100/min
	awk -F'\t' '$1 == "alert" && $5 == "vt" && $6 == "on" { got[$2] = 1 }
		$1 == "beat" { if ($5 == "V" && $0 ~ /rr=/) { t[n++] = $2 } else if ($5 == "V") { n = 0; t[n++] = $2 } else { n = 0; on = 0 }
			if (n >= 5) { rate = 240 / (t[n-1] - t[n-5]); if (rate > 100 && !on) { want[$2] = 1; on = 1 } else if (rate <= 100) on = 0 } }
		END { for (k in want) if (!(k in got)) exit 1; for (k in got) if (!(k in want)) exit 1 }' out
}
