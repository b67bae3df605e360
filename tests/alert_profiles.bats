# iomt-alert --profiles: facts and limits of each source.
load helper

A() { iomt-alert --no-cmd "$@"; }

num() { record num "$1.000000" "${5:-p}" "$2" "$3" "$4"; }
edges() { of_type alert | cut -f2,3,5,6; }
ends() { record end "$1.000000" - - eof; }

files() {
	mkdir -p d/mon
	echo '{"version": 1, "rules": [
		{"id": "spo2-low", "type": "threshold", "signal": "spo2", "op": "<", "threshold": 90, "clear": 93, "priority": "high", "for": "2s"},
		{"id": "gl", "type": "threshold", "signal": "glucose", "op": "<", "limits": {"mg/dL": 70, "mmol/L": 3.9}, "hysteresis": {"mg/dL": 5, "mmol/L": 0.3}, "priority": "high"},
		{"id": "old", "type": "threshold", "signal": "hr", "op": ">", "threshold": 100, "priority": "low", "when": {"age": {">": 60}}}]}' >r.json
	echo '{"version": 1, "facts": {"age": 71}, "limits": {"spo2-low": {"threshold": 85, "for": "5s"}}}' >d/p.json
	echo '{"version": 1, "facts": {"age": 20}, "limits": {"gl": {"limits": {"mg/dL": 80, "mmol/L": 4.4}}}}' >d/mon/1.json
	echo 'no profile' >d/README
}

@test "a source has the limits of its profile, another one those of the rule" {
	files
	run A -r r.json --profiles d < <(for t in 0 2 4; do num $t spo2 86 %; num $t spo2 86 % q; done; for t in 6 11; do num $t spo2 84 %; done; num 12 spo2 85 %; ends 13)
	[ $status = 0 ]
	[ "$(edges <<<"$output")" = "$(record 2.000000 q spo2-low on; record 11.000000 p spo2-low on; record 12.000000 p spo2-low off; record 4.000000 q spo2-low open)" ]
	[ "$(of_type alert <<<"$output" | key limit | tr '\n' ,)" = 90,85,85,90, ]
}

@test "limits by unit, of a source in a folder; facts of a profile are not changed by records" {
	files
	run A -r r.json --profiles d < <(num 0 glucose 75 mg/dL mon/1; num 1 glucose 75 mg/dL; record info 1.000000 p - age 30; record info 1.000000 mon/1 - age 90
		num 2 hr 120 /min; num 2 hr 120 /min mon/1; ends 3)
	[ $status = 0 ]
	[ "$(edges <<<"$output" | grep on$)" = "$(record 0.000000 mon/1 gl on; record 2.000000 p old on)" ]
}

@test "everything that is wrong with a profile is said before anything is read" {
	files
	while IFS='|' read -r json want; do
		echo "$json" >d/p.json
		run -2 A -r r.json --profiles d </dev/null
		[[ $output == "iomt-alert: d/p.json"*"$want"* ]] || { echo "$json: $output"; false; }
	done <<-'E'
		{|
		{"version": 2}|a profile is an object
		{"version": 1, "limit": {}}|unknown key 'limit' (did you mean 'limits'?)
		{"version": 1, "facts": {"age": null}}|facts: age is no text or number
		{"version": 1, "limits": {"spo2": {"threshold": 3}}}|limits names 'spo2', which is no rule of this run
		{"version": 1, "limits": {"spo2-low": {}}}|limits names 'spo2-low', and nothing of it that a profile can change
		{"version": 1, "limits": {"spo2-low": {"priority": "low"}}}|limits of spo2-low: a profile does not change 'priority'
		{"version": 1, "limits": {"spo2-low": {"threshold": 85, "clear": 80}}}|rule spo2-low: clear 80 is on the wrong side: below the threshold 85
		{"version": 1, "limits": {"spo2-low": {"for": 3}}}|rule spo2-low: for is a duration without a unit
	E
	run -2 A -r r.json --profiles nowhere </dev/null
	[ "$output" = "iomt-alert: nowhere: No such file or directory" ]
	echo '{"version": 1}' >'d/a b.json'; rm d/p.json
	run -2 A -r r.json --profiles d </dev/null
	[ "$output" = "iomt-alert: d/a b.json: its name is that of no source" ]
}
