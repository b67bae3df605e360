# The reference vectors of IOMT_DATA/alert (rules, samples and events in milliseconds and JSON) through the command.
load helper

# Milliseconds to seconds with six decimals, as text.
TM='def tm: (. * 1000 | round) as $u | "\($u / 1000000 | floor).\($u % 1000000 + 1000000 | tostring | .[1:])";'

samples() { # samples FILE: as records of source p
	jq -r "$TM"' (.t | tm) as $t |
		if .type == "ack" then ["x-ack", $t, "p", "-", "rule=" + .rule]
		elif .type == "pause" then ["x-pause", $t, "p", "-"] + (if .rule then ["rule=" + .rule] else [] end) + ["for=" + .for]
		elif .type == "tick" then ["tick", $t, "p", "-"]
		else ["num", $t, "p", (if .signal == "s" then "pulse" else .signal end), (if .value == null then "-" else (.value | tostring) end),
			{spo2: "%", hr: "/min", s: "/min", glucose: "mg/dL"}[.signal]] + (if .quality then ["flags=noise"] else [] end)
		end | @tsv' "$1"
	record end "$(jq -r -s "$TM"' last.t | tm' "$1")" - - eof
}

expected() { # expected FILE: TIME RULE EDGE PRIORITY KIND SINCE VALUE INACTIVATION
	jq -r "$TM"' [(.t | tm), .rule,
		({start: "on", restart: "on restart", reminder: "remind", condition_end: "latched", end: "off"}[.event] // .event),
		.priority, .kind, (.since | tm), (.value // "-"), (.inactivation // "-")] | join(" ")' "$1"
}

happened() { # the same of alert records; a reminder or ack shows the value that it reminds of, the vectors do not
	of_type alert | awk -F'\t' '$6 != "open" { split("", k)
		for (i = 9; i <= NF; i++) { at = index($i, "="); k[substr($i, 1, at - 1)] = substr($i, at + 1) }
		print $2, $5, $6 (k["restart"] ? " restart" : ""), $7, k["kind"], k["since"],
			(k["value"] != "" && $6 != "remind" && $6 != "ack" ? k["value"] : "-"), (k["inactivation"] ? k["inactivation"] : "-") }'
}

check() { # check NAME
	need jq
	need_data alert
	local d=$IOMT_DATA/alert
	jq "(.rules[].signal | select(. == \"s\")) |= \"pulse\"" "$d/rules_$1.json" >rules.json
	samples "$d/samples_$1.ndjson" >in
	iomt-alert --no-cmd -r rules.json in >out
	[ "$(expected "$d/expected_events_$1.ndjson" | wc -l)" -ge 2 ]
	diff <(expected "$d/expected_events_$1.ndjson") <(happened <out)
	# Nothing of the input is missing, and what began has an end.
	diff <(grep -v ^end in) <(grep -v -e ^alert -e ^end out)
	awk -F'\t' '$1 == "alert" { if ($6 == "on") on[$5] = 1; if ($6 == "off" || $6 == "open") on[$5] = 0 } END { for (r in on) if (on[r]) exit 1 }' out
}

@test "the example vectors: for, hysteresis, keep, stale, latch, reminder" {
	check example
}

@test "the latch vectors: latch, acknowledge, pause, restart, stale" {
	check latch
}

@test "the gap vectors: max_gap resets what is pending; exactly for is enough" {
	check gap
}

@test "a real recording with the vitals pack" {
	need_data mitdb-ds1
	command -v iomt-hr >/dev/null || skip "no iomt-hr yet"
	iomt-decode --no-cmd "$IOMT_DATA/mitdb-ds1/119" | iomt-hr --no-cmd | iomt-alert --no-cmd -r vitals >out
	[ "$(of_type end <out | tail -1 | cut -f5)" = eof ]
	awk -F'\t' '$1 == "alert" { if ($6 == "on") on[$5]++; if ($6 == "off" || $6 == "open") on[$5]-- } END { for (r in on) if (on[r]) exit 1 }' out
}
