# iomt-alert: what it prints and does not write: what rules would do (--dry-run), limits from a baseline (--baseline).
load helper

each() { # each SIGNAL UNIT FROM TO EVERY VALUE [SOURCE]: records; VALUE is an awk expression of the time t
	awk -v s="$1" -v u="$2" -v f="$3" -v e="$4" -v y="$5" -v p="${7:-p}" \
		'BEGIN { for (t = f; t < e; t += y) printf "num\t%d.000000\t%s\t%s\t%s\t%s\n", t, p, s, ('"$6"'), u }' </dev/null
}
ends() { record end "$1" - - eof; }
limits() { jq -r '.rules[] | [.id, .signal, .op, .threshold, .hysteresis // "-", .when.source] | join(" ")' "$@"; }

@test "--baseline proposes the limits of a monitor's table around the median, rounded inwards" {
	need jq
	{ each hr:ecg /min 0 600 1 't % 100 ? 70 + t % 3 : 200'; ends 600.000000; } >hr
	{ each resp-rate /min 0 600 2 15; ends 600.000000; } >resp
	{ each sbp 'mm[Hg]' 0 600 200 '118 + t / 100'; each dbp 'mm[Hg]' 0 600 200 70; each map 'mm[Hg]' 0 600 200 90; ends 600.000000; } >bp
	run --separate-stderr -0 iomt-alert --baseline 10m hr resp bp
	[ -z "$stderr" ]
	[ "$(limits <<<"$output")" = "auto-hr-low hr:ecg < 57 5 p
auto-hr-high hr:ecg > 88 5 p" ] # the end of the first file ends the recording
	run -0 iomt-alert --baseline 10m resp
	[ "$(limits <<<"$output")" = "auto-resp-rate-low resp-rate < 8 1 p
auto-resp-rate-high resp-rate > 22 2 p" ]
	run -0 iomt-alert --baseline 10m bp
	[ "$(limits <<<"$output")" = "auto-sbp-low sbp < 92 - p
auto-sbp-high sbp > 141 - p
auto-dbp-low dbp < 54 - p
auto-dbp-high dbp > 90 - p
auto-map-low map < 70 - p" ] # dbp 0.86 * 70 + 32 is 92.2: the pack has 90
}

@test "what --baseline proposes passes --check, and holds for its source only" {
	{ each hr /min 0 600 1 60 a; each hr /min 0 600 1 100 b; } | sort -s -t"$(printf '\t')" -k2,2n >in
	ends 600.000000 >>in
	run --separate-stderr -0 iomt-alert --baseline 10m in -o auto.json
	[ -z "$output$stderr" ]
	run -0 iomt-alert --check auto.json
	[ "$output" = "auto.json: 4 rules, nothing wrong" ]
	run -0 --separate-stderr iomt-alert --no-cmd --only -r vitals -r auto.json < <(each hr /min 700 720 1 95 a; each hr /min 700 720 1 95 b; ends 720.000000)
	[ "$(of_type alert <<<"$output" | cut -f3,5,6)" = "$(record a auto-hr-high on; record a auto-hr-high open)" ]
}

@test "--baseline changes nothing of the stream: it prints rules and no record" {
	run --separate-stderr -0 iomt-alert --baseline 1m < <(each hr /min 0 60 1 70; ends 60.000000)
	[ "$(head -c 1 <<<"$output")" = "{" ]
	! grep -q "^num" <<<"$output"
}

@test "a limit is never wider than the pack's, and its clear level is where the patient was" {
	need jq
	run --separate-stderr -0 iomt-alert --baseline 10m < <(each hr /min 0 600 1 53; ends 600.000000)
	[ "$(limits <<<"$output")" = "auto-hr-low hr < 50 3 p
auto-hr-high hr > 66 5 p" ]
	[[ $output == *"it would be wider, and is that of the pack vitals"* ]]
	run --separate-stderr -0 iomt-alert --baseline 10m < <(each pulse /min 0 600 1 110; ends 600.000000)
	[ "$(limits <<<"$output" | tail -1)" = "auto-pulse-high pulse > 120 5 p" ]
}

@test "--baseline refuses what is no baseline, with the reason, and exits 1 when nothing is left" {
	while IFS='|' read -r args want; do
		{ eval "each $args"; ends 600.000000; } >in
		run --separate-stderr -1 iomt-alert --baseline 10m in
		[ -z "$output" ]
		[[ $stderr == "iomt-alert: p "*": no limit: $want"*"iomt-alert: no limit to propose" ]] || { echo "$args: $stderr"; false; }
	done <<-'Q'
		hr /min 0 19 1 70|too few good values: 19, and 20 are needed
		hr /min 0 400 1 70|its good values cover 66 % of the time, and 80 % are needed
		hr /min 0 600 60 70|too few good values: 10, and 20 are needed
		sbp 'mm[Hg]' 0 600 300 120|too few good values: 2, and 3 are needed
		hr /min 0 600 1 130|its median 130 is not below the limit 120 of the pack vitals
		hr /min 0 600 1 45|its median 45 is not above the limit 50 of the pack vitals
		hr /min 0 600 1 't % 2 ? 60 : 90'|its values spread by 22.239 around 75: too much for the limit 60
		hr bpm 0 600 1 70|its unit is bpm, and the limits are in /min
		hr /min 0 600 1 '(t > 300 ? 70 : "-")'|its good values cover 49 % of the time, and 80 % are needed
	Q
	{ each hr /min 0 600 1 70 | sed 's/$/\tflags=noise/'; ends 600.000000; } >in
	run --separate-stderr -1 iomt-alert --baseline 10m in
	[ "$stderr" = "iomt-alert: p hr: no limit: too few good values: 0, and 20 are needed
iomt-alert: no limit to propose" ] || [ "$stderr" = "iomt-alert: no limit to propose" ]
}

@test "--baseline ends where the recording ends and where its clock is set" {
	for at in 'end	300.000000	p	-	eof' 'event	300.000000	p	-	clock-step'; do
		{ each hr /min 0 300 1 70; echo "$at"; each hr /min 300 600 1 70; ends 600.000000; } >in
		run --separate-stderr -1 iomt-alert --baseline 10m in
		[[ $stderr == *"cover 49 % of the time"* ]]
	done
}

@test "--baseline takes its duration and files, and nothing else" {
	for args in '-r vitals' '--dry-run' '--only' '--fail-on low' '-c hr' '--state s' '--profiles .' '--explain'; do
		run -2 iomt-alert --baseline 10m $args in
	done
	run -2 iomt-alert --baseline 0 in
	run -2 iomt-alert --baseline 10 in
}

@test "--dry-run prints what the rules would do, and no record" {
	{ each spo2 % 0 30 1 't >= 5 && t < 20 || t == 25 ? 85 : 95'; ends 30.000000; } >in
	run --separate-stderr -0 iomt-alert -r 'spo2 < 90 clear 92 high "SpO2 {value} {unit}"' -r 'hr > 120' -r 'spo2 < 50' --dry-run in
	[ -z "$stderr" ]
	[ "$output" = "TIME              SOURCE    SIGNAL    RULE                  EDGE     PRIORITY  MESSAGE
5.000000          p         spo2      spo2-low              on       high      SpO2 85 %
20.000000         p         spo2      spo2-low              off      high      ended: Oxygen saturation 95 %
25.000000         p         spo2      spo2-low              on       high      SpO2 85 %
26.000000         p         spo2      spo2-low              off      high      ended: Oxygen saturation 95 %

RULE                  ALERTS  TOTAL     LONGEST   FIRST             LAST
spo2-low              2       16s       15s       5.000000          25.000000
hr-high               0       nothing that it looks at came
spo2-low-2            0" ]
}

@test "--dry-run tells the same edges as the records would" {
	{ each spo2 % 0 600 1 '85 + (t * 7) % 13'; each hr /min 600 900 1 '60 + t % 90'; ends 900.000000; } >in
	iomt-alert --no-cmd --only -r vitals -r 'spo2 < 88 for 2s latch reminder 30s' in | of_type alert | cut -f2-8 >a
	run -0 iomt-alert -r vitals -r 'spo2 < 88 for 2s latch reminder 30s' --dry-run in
	sed '1d; /^$/,$d' <<<"$output" | awk '{ print $1, $2, $3, $4, $5, $6 }' >b
	[ -s b ]
	diff <(cut -f1-6 a | tr '\t' ' ') b
}

@test "--dry-run tells a rule that cannot be evaluated, takes -c, -o, --fail-on, and no state" {
	{ each glucose mmol/L 0 3 1 2; ends 3.000000; } >in
	run -3 iomt-alert -r 'glucose < 55 mg/dL' --dry-run in
	[[ $output == *"glucose-low           0       could not be evaluated"* ]]
	run -0 iomt-alert -r 'glucose < 3.1 mmol/L' -c hr --dry-run in -o out
	[ -z "$output" ]
	grep -q "^glucose-low  *0  *nothing that it looks at came$" out
	run -1 iomt-alert -r 'glucose < 3.1 mmol/L' --fail-on medium --dry-run in
	for args in --only '--state s' --explain; do
		run -2 iomt-alert -r 'glucose < 3.1 mmol/L' --dry-run $args in
	done
	[ ! -e s ]
}
