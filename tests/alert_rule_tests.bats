# Tests of rule files: --test, its notation, and the tests of every pack.
load helper

@test "every pack has its test file, in which each of its rules fires, and all pass" {
	for pack in $(iomt-alert --list=jsonl | sed 's/.*"pack":"\([^"]*\)".*/\1/'); do
		tests=$TOP/tests/rules/$pack.json
		[ -f "$tests" ] || { echo "no $tests"; return 1; }
		grep -q "^{\"rules\": \"$pack\"" "$tests"
		iomt-alert --test "$tests" >out || { cat out; return 1; }
		[ "$(tail -1 out)" = "1..$(grep -c '^ok ' out)" ]
		for id in $(sed -n 's/^ *{"id": "\([^"]*\)".*/\1/p' "$TOP/lib/alert/rules/$pack.json"); do
			grep -q "\"rule\": \"$id\", \"edge\": \"on\"" "$tests" || { echo "$pack: $id never fires in a test"; return 1; }
		done
	done
}

rules() { cat >rules.json <<'R'
{"version":1,"rules":[
 {"id":"spo2-low","type":"threshold","signal":"spo2","op":"<","threshold":90,"hysteresis":2,"for":"10s","keep_firing_for":"5s","priority":"high","latch":true},
 {"id":"hr-high","type":"threshold","signal":"hr","op":">","threshold":120,"priority":"medium"},
 {"id":"spo2-lost","type":"stale","signal":"spo2","after":"20s","priority":"low"}]}
R
}

one() { # one INPUT EXPECTATIONS: a test file with one test
	rules
	printf '{"rules":"rules.json","tests":[{"name":"t","input":[%s],%s}]}\n' "$1" "$2" >t.json
	run iomt-alert --test t.json
}

@test "the example of the page, and each way to fail" {
	IN='{"signal":"spo2","every":"2s","values":"97 96 95 89 88 91 89 88 87 86x2 85x2 84x2 85 88 90+1x6 96x2"}'
	one "$IN" '"start":0,"expect":[{"t":"22s","rule":"spo2-low","edge":"on","value":85},{"t":"44s","rule":"spo2-low","edge":"latched"}],"expect_not":[{"rule":"hr-high"}],"at":[{"t":"30s","firing":["spo2-low"]},{"t":"44s","firing":[]}]'
	[ $status = 0 ]
	[ "$output" = "ok 1 - t"$'\n'"1..1" ]
	for bad in '"expect":[{"t":"22s","rule":"spo2-low","edge":"on"}]' '"expect":[{"t":"21s","rule":"spo2-low","edge":"on"},{"t":"44s","rule":"spo2-low","edge":"latched"}]' \
		'"expect":[{"t":"22s","rule":"spo2-low","edge":"on","value":86},{"t":"44s","rule":"spo2-low","edge":"latched"}]' '"expect_not":[{"rule":"spo2-low"}]' \
		'"at":[{"t":"30s","firing":[]}]' '"at":[{"t":"20s","firing":["spo2-low"]}]' '"expect":[{"t":"22s","rule":"spo2-low","edge":"on","priority":"low"},{"t":"44s","rule":"spo2-low","edge":"latched"}]' \
		'"expect":[{"t":"22s","rule":"hr-high","edge":"on"}]' '"expect":[{"t":"22s","rule":"spo2-low","edge":"on","message":"x"},{"t":"44s","rule":"spo2-low","edge":"latched"}]'; do
		one "$IN" "$bad"
		[ $status = 1 ]
		[[ "$output" == "not ok 1 - t"$'\n'"# "*$'\n'"1..1" ]]
	done
}

@test "the notation: rows, copies, missing, bad, beyond the range, records, until" {
	one '{"signal":"hr","every":"1s","values":"100 119+0.5x3 121x2 _x2 !130 120"}' '"expect":[{"t":"4s","rule":"hr-high","edge":"on","value":120.5},{"t":"10s","rule":"hr-high","edge":"off"}]'
	[ $status = 0 ]
	one '{"signal":"hr","every":"1s","start":"10s","values":"125-2.5x2"}' '"expect":[{"t":"10s","rule":"hr-high","edge":"on","value":125},{"t":"12s","rule":"hr-high","edge":"off","value":120}]'
	[ $status = 0 ]
	one '{"signal":"hr","every":"1s","values":"90 120hi 90 HI 90 LO"}' '"expect":[{"t":"1s","rule":"hr-high","edge":"on"},{"t":"2s","rule":"hr-high","edge":"off"},{"t":"3s","rule":"hr-high","edge":"on"},{"t":"4s","rule":"hr-high","edge":"off"}]'
	[ $status = 0 ]
	one '{"signal":"spo2","every":"2s","values":"80x7 97x5"},{"t":"50s","record":"x-ack - rule=spo2-low"}' '"until":"60s","expect":[{"t":"10s","rule":"spo2-low","edge":"on"},{"t":"20s","rule":"spo2-low","edge":"latched"},{"t":"42s","rule":"spo2-lost","edge":"on"},{"t":"50s","rule":"spo2-low","edge":"off"}]'
	[ $status = 0 ]
}

@test "a test file that is wrong is said with its line, exit 2" {
	GOOD='"expect_not":[{"rule":"hr-high"}]'
	for bad in '{"signal":"hr","every":"1s","values":"12x"}' '{"signal":"hr","every":"1s","values":"abc"}' '{"signal":"hr","every":1,"values":"1"}' '{"signal":"hx","every":"1s","values":"1"}' \
		'{"signal":"hr","every":"1s","values":"1","what":1}' '{"t":"1s","record":"num hr"}' '{"record":"event - x"}' '{"signal":"hr","every":"1s","values":"1x999999"}'; do
		one "$bad" "$GOOD"
		[ $status = 2 ]
		[[ "$output" == "iomt-alert: t.json:1: input "* ]]
	done
	for bad in '"expect_not":[{"rule":"no"}]' '"at":[{"t":"1s","firing":["no"]}]' '"expect":[{"t":1,"rule":"hr-high","edge":"on"}]' '"expect":[{"t":"1s","rule":"hr-high","egde":"on"}]' '"until":5,'"$GOOD" '"what":1,'"$GOOD" '"until":"1s"'; do
		one '{"signal":"hr","every":"1s","values":"1"}' "$bad"
		[ $status = 2 ]
	done
	rules
	for bad in '[]' '{}' '{"rules":"rules.json","tests":[]}' '{"rules":"none.json","tests":[{}]}' '{' '{"rules":"rules.json","tests":[{}],"x":1}'; do
		echo "$bad" >t.json
		run -2 iomt-alert --test t.json
		[ -n "$output" ]
	done
	run -2 iomt-alert --test nofile.json
	run -2 iomt-alert --test t.json -r vitals
}
