# The pack `vitals`, rule by rule: what raises it, what just does not, and what ends it. And what the manual pages show.
load helper

# each RULE SIGNAL UNIT FOR GOOD JUST-GOOD BAD BAND OVER: JUST-GOOD raises nothing; BAD, held for FOR seconds, raises RULE and no other rule;
# BAND does not end it; OVER does.
each() {
	local rule=$1 signal=$2 unit=$3 hold=$4 good=$5 just=$6 bad=$7 band=$8 over=$9 t=0 want
	{
		for v in $good $just $just $bad $(((hold > 0)) && for ((i = 1; i < hold; i++)); do echo "$bad"; done) $just $good; do
			printf 'num\t%d.000000\tp\t%s\t%s\t%s\n' $t "$signal" "$v" "$unit"
			[ "$v" = "$bad" ] && [ "$hold" = 0 ] && break # a single reading is enough
			t=$((t + 1))
		done
		if [ "$hold" != 0 ]; then
			for ((i = 0; i <= hold; i++)); do
				printf 'num\t%d.000000\tp\t%s\t%s\t%s\n' $t "$signal" "$bad" "$unit"
				t=$((t + 1))
			done
		else
			t=$((t + 1))
		fi
		echo "#on by $((t - 1))"
		for v in $band $over; do
			printf 'num\t%d.000000\tp\t%s\t%s\t%s\n' $t "$signal" "$v" "$unit"
			t=$((t + 1))
		done
		record end $t.000000 - - eof
	} >in
	want=$(sed -n 's/^#on by //p' in)
	iomt-alert --no-cmd -r vitals in | of_type alert | cut -f2,4,5,6 >got
	diff <(record "$want.000000" "$signal" "$rule" on; record "$((t - 1)).000000" "$signal" "$rule" off) got || { echo "$*"; return 1; }
}

@test "every rule of the pack at its limit, and its clear level" {
	each spo2-low spo2 % 10 97 90 89 91.9 92
	each hr-low hr /min 5 60 50 49.9 54.9 55
	each hr-high hr /min 5 80 120 120.1 115.1 115
	each pulse-low pulse /min 5 60 50 49 54 55
	each pulse-high pulse /min 5 80 120 121 116 115
	each resp-low resp-rate /min 10 12 5 4 5.9 6
	each resp-high resp-rate /min 10 12 30 31 29 28
	each sbp-low sbp 'mm[Hg]' 0 120 90 89 "" 90
	each sbp-high sbp 'mm[Hg]' 0 120 160 161 "" 160
	each dbp-low dbp 'mm[Hg]' 0 80 50 49 "" 50
	each dbp-high dbp 'mm[Hg]' 0 80 90 91 "" 90
	each map-low map 'mm[Hg]' 0 90 60 59 "" 60
	each map-high map 'mm[Hg]' 0 90 110 111 "" 110
	each temp-low temp Cel 0 37 35 34.9 35.1 35.2
	each temp-high temp Cel 0 37 39 39.1 38.9 38.8
}

@test "a severe desaturation is high and comes before the plain one" {
	{ for t in 0 1 2 3 4 5 6 7 8 9 10; do record num $t.000000 p spo2 79 %; done; record num 11.000000 p spo2 82 %; record num 12.000000 p spo2 92 %; record end 12.000000 - - eof; } >in
	[ "$(iomt-alert --no-cmd -r vitals in | of_type alert | cut -f2,5-7)" = "$(record 5.000000 spo2-desat on high; record 10.000000 spo2-low on medium
		record 11.000000 spo2-desat off high; record 12.000000 spo2-low off medium)" ]
}

@test "a lost signal is technical, ten seconds after its last value; the heart rate's, none itself for 4 s by then, five" {
	{ for s in spo2 pulse hr; do record num 0.000000 p $s 70 "$([ $s = spo2 ] && echo % || echo /min)"; done
		record tick 4.999999 p -; record tick 5.000000 p -; record tick 9.999999 p -; record tick 10.000000 p -; record end 10.000000 p - eof; } | sed 's/spo2\t70/spo2\t97/' >in
	iomt-alert --no-cmd -r vitals in | of_type alert >out
	[ "$(cut -f2,5,6 out | grep -w on)" = "$(record 5.000000 hr-lost on; for r in spo2-lost pulse-lost; do record 10.000000 $r on; done)" ]
	[ "$(key kind <out | sort -u)" = technical ]
	[ "$(key age <out | sort -un | paste -sd' ')" = "5 10" ]
}

@test "the test above has every rule of the pack" {
	iomt-alert --list=jsonl | jq -r 'select(.pack == "vitals") | .rules[]' | sort >rules
	sed -n 's/^\teach \([a-z0-9-]*\) .*/\1/p' "$BATS_TEST_FILENAME" | cat - <(printf '%s\n' spo2-desat spo2-lost pulse-lost hr-lost) | sort >tested
	diff rules tested
}

@test "the rule file and the words that iomt-rules(5) shows are accepted" {
	sed -n '/^{ "version": 1,$/,/^\.Ed/p' "$TOP/man/iomt-rules.5" | grep -v '^\.Ed' >example.json
	run iomt-alert --check example.json
	[ "$output" = "example.json: 2 rules, nothing wrong" ]
	sed -n '/^spo2 < 90 for 10s clear 92 latch high$/,/^\.Ed/p' "$TOP/man/iomt-rules.5" | grep -v '^\.Ed' >words
	[ "$(wc -l <words)" -ge 5 ]
	while IFS= read -r line; do
		iomt-alert -r "$line" --explain </dev/null
	done <words
}

@test "every key of a rule is on the page iomt-rules(5)" {
	for key in version title defaults rules $(sed -n 's/^\t{ "\([a-z_]*\)", .*/\1/p' "$TOP/lib/alert/rulekey.c"); do
		grep -q -E "^\.It Cm (.*, )?$key( |$)" "$TOP/man/iomt-rules.5" || { echo "$key is not on the page"; return 1; }
	done
	for pack in "$TOP"/lib/alert/rules/*.json; do
		grep -q "^\.It Cm $(basename "$pack" .json)\$" "$TOP/man/iomt-rules.5"
	done
}

@test "the loop of the manual page tells each alert as it begins" {
	printf 'num\t0.000000\tp\thr\t30\t/min\nnum\t1.000000\tp\thr\t60\t/min\nend\t1.000000\t-\t-\teof\n' | iomt-alert -r 'hr < 40 "too slow"' --only |
		while IFS="$(printf '\t')" read -r type time source signal rule edge priority message rest; do
			[ "$type/$edge" = alert/on ] || continue
			echo "$time $source $signal $rule $priority: $message"
		done >told
	[ "$(cat told)" = "0.000000 p hr hr-low medium: too slow" ]
}
