# iomt-alert --state: a restarted pipe neither forgets an alert nor repeats it.
load helper

A() { iomt-alert --no-cmd "$@"; }

num() { record num "$1.000000" "${5:-p}" "$2" "$3" "$4"; }
alerts() { awk -F'\t' '$1 == "alert" && $6 != "open"'; }

# A stream, in parts at the lines CUT…; what --state makes of the parts is what the whole gives, but for the `open` at the cuts.
parts() { # parts STREAM CUT… -- RULES…
	local stream=$1 cuts=() at=1 i=0; shift
	while [ "$1" != -- ]; do cuts+=("$1"); shift; done
	shift
	A "$@" "$stream" | alerts >whole
	rm -f state
	: >inparts
	for cut in "${cuts[@]}" "$(wc -l <"$stream")"; do
		{ sed -n "${at},${cut}p" "$stream"; record end "$(sed -n "1,${cut}p" "$stream" | cut -f2 | sort -n | tail -1)" p - signal; record end 0.000000 - - signal; } | A --state state "$@" | alerts >>inparts
		at=$((cut + 1))
	done
	diff whole inparts
}

@test "cut anywhere, the alerts are those of the whole" {
	cat >r.json <<-'E'
		{"version": 1, "rules": [
		{"id": "low", "type": "threshold", "signal": "hr", "op": "<", "threshold": 50, "for": "3s", "keep_firing_for": "2s", "max_gap": "5s", "priority": "high", "latch": true, "reminder": "4s", "rearm": "20s", "escalate": {"after": "9s", "priority": "high"}},
		{"id": "slope", "type": "rate", "signal": "hr", "op": "<", "threshold": -60, "window": "4s", "priority": "low"},
		{"id": "mean", "type": "mean", "signal": "hr", "op": "<", "threshold": 60, "window": "9s", "count": 4, "priority": "low"},
		{"id": "lost", "type": "stale", "signal": "hr", "after": "6s", "priority": "low", "from_start": true},
		{"id": "lead", "type": "event", "event": "lead-off", "until": "lead-on", "for": "4s", "priority": "low"},
		{"id": "brady", "type": "beats", "key": "rr", "op": ">", "threshold": 1.5, "count": 3, "priority": "high"},
		{"id": "both", "type": "all", "of": ["low", "lead"], "priority": "high"},
		{"id": "old", "type": "threshold", "signal": "hr", "op": "<", "threshold": 55, "priority": "low", "when": {"age": {">": 60}}}]}
	E
	sed -i 's/"priority": "high", "latch"/"priority": "medium", "latch"/' r.json
	{
		record info 0.000000 p - age 70
		t=0
		for v in 80 70 49 48 47 46 - - 45 52 53 60 40 40 40 40 40 40 - - - - - - - - 44 43 42 41 90 91 92 93; do
			[ $v = - ] || num $t hr $v /min
			[ $t != 3 ] || record event 3.000000 p ecg lead-off
			[ $t != 20 ] || record x-ack 20.500000 p - rule=low
			[ $t != 28 ] || record event 28.000000 p ecg lead-on
			[ $((t % 3)) != 0 ] || record beat $t.100000 p ecg N rr=1.6 by=ecg
			t=$((t + 1))
			record tick $t.000000 p -
		done
	} >stream
	A -r r.json stream | of_type alert | cut -f5,6 | sort -u >seen
	[ "$(wc -l <seen)" -ge 18 ]
	for cut in 2 5 9 14 20 30 40 55; do parts stream $cut -- -r r.json; done
	parts stream 10 20 30 40 50 60 -- -r r.json
}

@test "scores, pauses and misfits are kept" {
	{
		num 0 resp-rate 26 /min; num 0 spo2 95 %; num 0 o2 0 L/min; num 0 sbp 120 'mm[Hg]'; num 1 acvpu 0 1; num 1 temp 37 Cel; num 2 hr 140 /min
		record x-pause 2.500000 p - rule=news2 for=60s
		num 3 hr 141 /min; num 4 glucose 60 mg/dL; num 5 glucose 3 mmol/L; num 6 glucose 3 mmol/L; num 7 glucose 60 mg/dL; num 8 hr 60 /min; num 9 resp-rate 14 /min; num 20 hr 70 /min
	} >stream
	for cut in 1 6 8 10 11 12 13; do parts stream $cut -- -r news2 -r 'glucose < 70 high reminder 2s'; done
}

@test "the state is that of the rules: what changed begins anew, what is gone is said" {
	{ num 0 hr 30 /min; num 0 spo2 80 %; record end 0.000000 - - signal; } | A --state s -r 'hr < 40' -r 'spo2 < 90' >/dev/null
	run --separate-stderr A --state s -r 'hr < 45 id hr-low' < <(num 1 hr 30 /min; record end 1.000000 - - eof)
	[ $status = 0 ]
	[[ $stderr == *"s:4: warning: rule hr-low: is not what it was: it begins anew"* ]]
	[[ $stderr == *"warning: rule spo2-low: is not among the rules any more: its state is given up"* ]]
	[ "$(of_type alert <<<"$output" | cut -f2,6)" = "$(record 1.000000 on; record 1.000000 open)" ]
}

@test "a source that is over is forgotten, one that was interrupted goes on" {
	{ num 0 hr 30 /min; num 0 hr 30 /min q; record end 0.000000 p - eof; record end 0.000000 q - error; record end 0.000000 - - eof; } | A --state s -r 'hr < 40' >one
	[ "$(grep -c -w open one)" = 2 ]
	run A --state s -r 'hr < 40' < <(num 1 hr 30 /min; num 1 hr 30 /min q; num 2 hr 50 /min q; record end 2.000000 - - eof)
	[ "$(of_type alert <<<"$output" | cut -f2,3,6)" = "$(record 1.000000 p on; record 2.000000 q off; record 1.000000 p open)" ]
}

@test "times before those that were kept: the source begins anew, which is said" {
	{ num 100 hr 30 /min; record end 100.000000 - - signal; } | A --state s -r 'hr < 40' >/dev/null
	run --separate-stderr A --state s -r 'hr < 40' < <(num 1 hr 30 /min; record end 1.000000 - - eof)
	[ "$(of_type alert <<<"$output" | cut -f2,6)" = "$(record 1.000000 on; record 1.000000 open)" ]
	[ "$stderr" = "iomt-alert: s: a source came with times before those that were kept: it began anew" ]
}

@test "a damaged, cut or foreign state is refused with status 4, and stays as it is" {
	{ for i in 1 2 3; do num 0 hr 30 /min s$i; done; record end 0.000000 - - signal; } | A --state good -r 'hr < 40' >/dev/null
	n=$(wc -l <good)
	for i in $(seq 1 "$n"); do
		head -n $((i - 1)) good >s; cp s before
		run -4 A --state s -r 'hr < 40' </dev/null
		[[ $output == "iomt-alert: s:"*"nothing was read: put a good one in its place, or remove it, and all alerts begin anew"* ]]
		cmp s before
		sed "${i}s/[0-9]/7/" good >s
		cmp -s s good || run -4 A --state s -r 'hr < 40' </dev/null
	done
	echo hello >s
	run -4 A --state s -r 'hr < 40' </dev/null
	[[ $output == "iomt-alert: s:1: this is no state that this version wrote;"* ]]
	mkdir dir
	run -4 A --state dir -r 'hr < 40' </dev/null
	run -4 A --state no/such/folder -r 'hr < 40' </dev/null
	[[ $output == *"no/such/folder: No such file or directory: the state is not kept"* ]]
}

@test "live, the state is kept while the pipe waits: a process that is killed has lost nothing" {
	mkfifo in
	A --state s -r 'hr < 40' <in >out 3>&- &
	pid=$!
	exec 4>in
	num 0 hr 30 /min >&4
	wait_for 10 test -s s
	grep -q -w on out
	kill -9 $pid
	wait $pid || true
	exec 4>&-
	run A --state s -r 'hr < 40' < <(num 1 hr 30 /min; num 2 hr 50 /min; record end 2.000000 - - eof)
	[ "$(of_type alert <<<"$output" | cut -f2,6)" = "$(record 2.000000 off)" ]
}
