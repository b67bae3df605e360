# iomt-alert: rules on other rules, and rules that are for some sources only.
load helper

A() { iomt-alert --no-cmd "$@"; }

num() { record num "$1.000000" "${5:-p}" "$2" "$3" "$4"; } # num TIME SIGNAL VALUE UNIT [SOURCE]
edges() { of_type alert | cut -f2,5,6,7; }                 # TIME RULE EDGE PRIORITY
ends() { record end "$1.000000" - - eof; }

rules() { # rules FILE RULE…: two thresholds, and what is made of them
	local file=$1; shift
	{
		echo '{"version": 1, "rules": ['
		echo '{"id": "hr-high", "type": "threshold", "signal": "hr", "op": ">", "threshold": 120, "priority": "medium"},'
		echo '{"id": "spo2-low", "type": "threshold", "signal": "spo2", "op": "<", "threshold": 90, "priority": "medium"}'
		for x; do echo ",$x"; done
		echo ']}'
	} >"$file"
}

@test "all: an alert while every one of the rules has one, on whatever signal" {
	rules r.json '{"id": "both", "type": "all", "of": ["hr-high", "spo2-low"], "priority": "high"}'
	run A -r r.json < <(num 0 hr:ecg 130 /min; num 1 hr 130 /min; num 2 spo2 80 %; num 3 hr 100 /min; num 4 hr:ecg 100 /min; num 5 spo2 95 %; ends 6)
	[ $status = 0 ]
	[ "$(edges <<<"$output" | grep both)" = "$(record 2.000000 both on high; record 4.000000 both off high)" ]
	[ "$(of_type alert <<<"$output" | grep both)" = "$(record alert 2.000000 p - both on high 'hr-high and spo2-low' since=2.000000 kind=physiological
		record alert 4.000000 p - both off high 'ended: hr-high and spo2-low' since=2.000000 kind=physiological)" ]
}

@test "any: an alert from the first to the last; for and keep run with the stream's time" {
	rules r.json '{"id": "one", "type": "any", "of": ["hr-high", "spo2-low"], "priority": "high", "for": "10s", "keep_firing_for": "5s"}'
	run A -r r.json < <(num 0 hr 130 /min; num 5 spo2 80 %; num 6 hr 100 /min; record tick 9.000000 p -; record tick 10.000000 p -; num 12 spo2 95 %
		num 14 spo2 80 %; num 15 spo2 95 %; record tick 19.000000 p -; record tick 21.000000 p -; ends 22)
	[ "$(edges <<<"$output" | grep one)" = "$(record 10.000000 one on high; record 20.000000 one off high)" ]
}

@test "a rule can be made of one that is made of others, and latch, and is never its own" {
	rules r.json '{"id": "both", "type": "all", "of": ["hr-high", "spo2-low"], "priority": "high"}' \
		'{"id": "top", "type": "any", "of": ["both"], "priority": "high", "latch": true}'
	run A -r r.json < <(num 0 hr 130 /min; num 1 spo2 80 %; num 2 hr 100 /min; record x-ack 3.000000 p - rule=top; ends 4)
	[ "$(edges <<<"$output" | grep top)" = "$(record 1.000000 top on high; record 2.000000 top latched high; record 3.000000 top off high)" ]
	rules r.json '{"id": "a", "type": "all", "of": ["a"], "priority": "high"}'
	run -2 iomt-alert --check r.json
	[ "$output" = "iomt-alert: r.json:4: rule a: of names 'a', which is no rule before this one" ]
	rules r.json '{"id": "a", "type": "all", "priority": "high"}' '{"id": "b", "type": "any", "of": [], "priority": "high"}'
	run -2 iomt-alert --check r.json
	[[ $output == *"rule a: of is missing: the rules that it is made of"*"rule b: of is not a list of 1 to 64 ids of rules"* ]]
}

@test "inhibit marks alerts while another one is there, and drops none" {
	rules r.json '{"id": "quiet", "type": "inhibit", "if": "hr-high", "targets": ["spo2-low"], "mode": "mark"}'
	run A -r r.json < <(num 0 spo2 80 %; num 1 hr 130 /min; num 2 spo2 95 %; num 3 spo2 80 %; num 4 hr 100 /min; num 5 spo2 95 %; ends 6)
	[ "$(of_type alert <<<"$output" | key inhibited | tr '\n' ,)" = ",,quiet,quiet,,," ]
	[ "$(edges <<<"$output" | cut -f2,3 | tr '\t\n' '= ')" = "spo2-low=on hr-high=on spo2-low=off spo2-low=on hr-high=off spo2-low=off " ]
	run iomt-alert --check r.json --explain
	[ "$(tail -1 <<<"$output")" = "quiet: marks (and never drops) the alerts of spo2-low while there is one of hr-high." ]
	rules r.json '{"id": "q", "type": "inhibit", "if": "hr-high", "targets": ["spo2-low"], "mode": "drop", "latch": true}'
	run -2 iomt-alert --check r.json
	[[ $output == *"an inhibit rule has no 'latch'"* ]]
	[[ $output == *'mode is "mark", the only one that there is: an alert is marked, and never dropped'* ]]
}

WHEN='{"id": "x", "type": "threshold", "signal": "hr", "op": ">", "threshold": 140, "priority": "high", "when":'

@test "when: a source by its name" {
	rules r.json "$WHEN {\"source\": [\"bed-*\", \"icu\"]}}"
	run A -r r.json < <(num 0 hr 150 /min bed-1; num 0 hr 150 /min icu; num 0 hr 150 /min ward; ends 1)
	[ $status = 0 ]
	[ "$(of_type alert <<<"$output" | grep -w x | grep -w on | cut -f3 | tr '\n' ' ')" = "bed-1 icu " ]
	run iomt-alert --check r.json --explain
	[[ $output == *"Only where source is bed-* or icu."* ]]
}

@test "when: facts of info records; one that changes ends the alert of a rule that is not for the source any more" {
	rules r.json "$WHEN {\"age\": {\">=\": 18, \"<\": 65}, \"sex\": [\"F\", \"W\"]}}"
	run A -r r.json < <(record info 0.000000 p - age 40; record info 0.000000 p - sex F; num 1 hr 150 /min; record info 2.000000 p - age 65; num 3 hr 150 /min
		record info 4.000000 p - age 64.5; num 5 hr 150 /min; ends 6)
	[ $status = 0 ]
	[ "$(edges <<<"$output" | grep -w x)" = "$(record 1.000000 x on high; record 2.000000 x off high; record 5.000000 x on high; record 5.000000 x open high)" ]
	[ "$(of_type alert <<<"$output" | grep -w x | field 8 | sed -n 2p)" = "ended: the rule is not for this source any more" ]
	run A -r r.json < <(record info 0.000000 p - age 40; record info 0.000000 p - sex M; num 1 hr 150 /min; ends 6)
	[ $status = 0 ]
	[ -z "$(edges <<<"$output" | grep -w x)" ]
}

@test "when: a fact that is not known is told and never silent" {
	rules r.json "$WHEN {\"age\": {\">=\": 18}}}"
	run A -r r.json < <(num 1 hr 150 /min; num 2 hr 151 /min; record info 3.000000 p - age 50; num 4 hr 150 /min; ends 6)
	[ $status = 3 ]
	[ "$(grep -w x <<<"$output" | cut -f1-8)" = "$(record err 1.000000 p hr fact - - want=age
		record alert 1.000000 p hr x on medium "rule x cannot be evaluated: nothing told what 'age' is"
		record alert 3.000000 p hr x off medium 'ended: rule x can be evaluated again'
		record alert 4.000000 p hr x on high 'Heart rate 150 /min above 140'
		record alert 4.000000 p hr x open high 'Heart rate 150 /min above 140')" ]
	run A -r r.json < <(record info 0.000000 p - age unknown; num 1 hr 150 /min; ends 6)
	[ $status = 3 ]
}

@test "when: a stale rule that waits from the start waits from when it is for the source" {
	rules r.json '{"id": "lost", "type": "stale", "signal": "hr", "after": "10s", "from_start": true, "priority": "low", "when": {"age": {">=": 18}}}'
	run A -r r.json < <(record dev 0.000000 p - x; record info 3.000000 p - age 20; record tick 12.000000 p -; record tick 14.000000 p -; ends 14)
	[ "$(edges <<<"$output")" = "$(record 13.000000 lost on low; record 14.000000 lost open low)" ]
	run A -r r.json < <(record dev 0.000000 p - x; record tick 12.000000 p -; record info 13.000000 p - age 20; record tick 22.000000 p -; record tick 24.000000 p -; ends 24)
	[ $status = 3 ]
	[ "$(edges <<<"$output")" = "$(record 10.000000 lost on medium; record 13.000000 lost off medium; record 23.000000 lost on low; record 24.000000 lost open low)" ]
}

@test "when: what is wrong with it is said" {
	for w in '[]' '{}' '{"a b": 1}' '{"age": {"=": 3}}' '{"age": []}' '{"source": 3}' '{"source": {"<": 3}}' '{"age": null}'; do
		rules r.json "$WHEN $w}"
		run -2 iomt-alert --check r.json
		[[ $output == "iomt-alert: r.json:4: rule x: when "* ]]
	done
}

@test "rearm: an acknowledged alert that is still there comes back" {
	rules r.json '{"id": "x", "type": "threshold", "signal": "hr", "op": ">", "threshold": 140, "priority": "high", "rearm": "30s", "reminder": "20s"}'
	run A -r r.json < <(num 0 hr 150 /min; record x-ack 5.000000 p - rule=x; record tick 60.000000 p -; num 61 hr 60 /min; ends 62)
	[ "$(edges <<<"$output" | grep -w x)" = "$(record 0.000000 x on high; record 5.000000 x ack high; record 35.000000 x on high; record 55.000000 x remind high; record 61.000000 x off high)" ]
	[ "$(of_type alert <<<"$output" | grep -w x | key restart | tr '\n' ,)" = ",,1,,," ]
}
