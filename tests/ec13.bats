# The tests of a heart rate meter after ANSI/AAMI EC13 and IEC 60601-2-27, on simulated signals; the figures of iomt-hr(1), TESTS OF A
# METER, come from here. Each row of the table is printed (`bats tests/ec13.bats`), and what holds must go on to hold.
load helper

sim() { iomt-sim ecg --no-cmd --leads II --sdnn 0 --duration 60s "$@"; }

say() { printf '# %-58s %s\n' "$1" "$2" >&3; }

# Mean, least and largest rate from 20 s on, seconds without one; beats of the truth and found ones.
reads() { awk -F'\t' '$1 == "num" && $4 == "hr" && $2 >= 20 { if ($5 == "-") { none++; next } s += $5; n++; if (low == "" || $5 < low) low = $5; if ($5 > high) high = $5 }
	END { printf "%.1f %.1f %.1f %d\n", n ? s / n : 0, low, high, none }'; }

right() { # right WHAT RATE ARG…: every rate shown lies within 10 % or 5 a minute, whichever is more, and none is lacking
	local mean low high none
	read -r mean low high none < <(sim "${@:3}" | iomt-hr --no-cmd | reads)
	say "$1" "$mean /min ($low to $high) of $2"
	awk -v w="$2" -v l="$low" -v h="$high" -v n="$none" 'BEGIN { d = w / 10 > 5 ? w / 10 : 5; exit !(n == 0 && l >= w - d && h <= w + d) }'
}

@test "range: 30 to 250 a minute" {
	for hr in 30 40 60 80 120 160 200 250 300; do
		right "rate, 500 samples a second" $hr --hr $hr --fs 500
		[ $hr -eq 300 ] || right "rate, 250 samples a second" $hr --hr $hr
	done
}

@test "QRS that must be counted: 0.5 to 5 mV, 70 to 120 ms" {
	for mv in 0.5 1 2 5; do
		for ms in 70 100 120; do right "QRS $mv mV, $ms ms" 80 --hr 80 --amplitude $mv --qrs $ms --fs 500; done
	done
	for ms in 20 40 160 200; do right "QRS 1 mV, $ms ms (not asked for)" 80 --hr 80 --amplitude 1 --qrs $ms --fs 1000; done
}

# What the standards want not to be counted. Beats are found at any amplitude here, so the first limit is not kept; nor the other: what is
# left beside a tip of 3 ms, and the P and T waves of the simulator, which the standards' signal does not have, is found.
@test "QRS that must not be counted: 0.15 mV is, and 10 ms with the waves around it" {
	right "QRS 0.15 mV: FAILS, is counted (any amplitude is)" 80 --hr 80 --amplitude 0.15
	read -r mean low high none < <(sim --hr 80 --amplitude 1 --qrs 10 --fs 1000 | iomt-hr --no-cmd | reads)
	say "QRS 10 ms, 1 mV: FAILS, is counted" "$mean /min ($low to $high) of none"
	awk -v h="$high" 'BEGIN { exit !(h < 81) }'
}

@test "tall T: QRS 1 mV and 100 ms, T up to 3 mV" {
	for t in 0.2 0.4 0.6 0.8 1 1.2 2 3; do right "T $t mV" 80 --hr 80 --amplitude 1 --qrs 100 --t-wave $t; done
}

@test "mains of 0.1 mV peak to peak, drift of 4 mV peak to peak and 0.1 Hz" {
	for hz in 50 60; do
		right "QRS 1 mV, mains 0.1 mV at $hz Hz" 80 --hr 80 --amplitude 1 --noise 20dB --noise-kind mains --mains $hz
		right "QRS 0.5 mV, mains 0.1 mV at $hz Hz" 80 --hr 80 --amplitude 0.5 --noise 13.98dB --noise-kind mains --mains $hz
	done
	right "QRS 1 mV, triangle of 4 mV at 0.1 Hz" 80 --hr 80 --amplitude 1 --noise -10.28dB --noise-kind drift
	right "QRS 0.5 mV, triangle of 4 mV at 0.1 Hz" 80 --hr 80 --amplitude 0.5 --noise -16.3dB --noise-kind drift
	right "QRS 0.5 mV, triangle, 30 a minute" 30 --hr 30 --amplitude 0.5 --noise -16.3dB --noise-kind drift
}

@test "rhythms 3a to 3d: bigeminy at 80, 60 and 120, bidirectional systoles at 90" {
	right "3a ventricular bigeminy" 80 --hr 80 --pattern bigeminy
	right "3b slow alternating bigeminy" 60 --hr 60 --pattern bigeminy
	right "3c rapid alternating bigeminy" 120 --hr 120 --pattern bigeminy
	right "3d bidirectional systoles" 90 --hr 90 --pattern bidirectional
}

@test "pacer pulses of 2 to 700 mV before each beat, with and without overshoot" {
	for mv in 2 -2 20 200 700 -700; do
		for ms in 0.1 2; do
			for tail in "" ,5% ,25%; do
				for fs in 250 1000; do right "paced: pulse $mv mV, $ms ms${tail:+, overshoot ${tail#,}}, $fs/s" 70 --hr 70 --amplitude 1 --fs $fs --pacer "${mv}mV,${ms}ms$tail"; done
			done
		done
	done
}

# Pulses that pace nothing are no beats, and the beats are the heart's: pulses are taken out of the raw samples.
@test "pacer pulses at 75 a minute that pace nothing are not counted" {
	for fs in 250 500 1000; do
		right "heart 30, pulses 2 mV, 0.1 ms, $fs/s" 30 --hr 30 --amplitude 1 --fs $fs --pacer 2mV,0.1ms,75/min
		for p in 2mV,2ms 20mV,0.1ms -20mV,2ms 700mV,2ms; do
			for tail in "" ,5% ,25%; do
				right "heart 30, pulses $p${tail:+, overshoot ${tail#,}}, $fs/s" 30 --hr 30 --amplitude 1 --fs $fs --pacer $p,75/min$tail
				n=$(sim --hr 70 --amplitude 1 --fs $fs --pause 10s:60s --pacer $p,75/min$tail | iomt-hr --no-cmd | awk -F'\t' '$1 == "beat" && $2 > 13 && $3 != "truth" { n++ } END { print n + 0 }')
				say "no beats, pulses $p${tail:+, overshoot ${tail#,}}, $fs/s" "$n beats in 47 s"
				[ "$n" -le 1 ] # the simulator draws a slow wander, of which one swing is taken for a beat
			done
		done
	done
}

@test "pulses before each beat make it paced" {
	for fs in 250 1000; do
		for p in 2mV,0.5ms 20mV,1ms,5% 700mV,2ms,25%; do
			sim --hr 70 --amplitude 1 --fs $fs --pacer $p | iomt-hr --no-cmd --rhythm >out
			n=$(awk -F'\t' '$1 == "beat" && $3 != "truth" && $5 == "/" { n++ } END { print n + 0 }' out)
			say "paced: pulse $p, $fs/s" "$n of 70 beats are /"
			[ "$n" -ge 66 ]
			awk -F'\t' '$1 == "ann" && $6 == "paced" { n++ } END { exit n != 1 }' out
		done
	done
	[ "$(sim --hr 70 --fs 1000 | iomt-hr --no-cmd | awk -F'\t' '$1 == "beat" && $5 == "/"' | wc -l)" -eq 0 ]
}

# Seconds from 30 s: when the rate shown has gone 63 % of a step, and when that has come out of the pipe.
response() { awk -F'\t' -v from="$1" -v to="$2" '$1 == "wave" { now = $2 + split($10, s, " ") / $6 } $1 == "num" && $4 == "hr" && $2 > 30 && $5 != "-" && ($5 - from) / (to - from) >= 0.63 { printf "%d %.1f\n", $2 - 30, now - 30; exit }'; }

@test "response time: a step from 80 to 120 and to 40 a minute" {
	for to in 120 40; do
		read -r shown out < <(sim --hr 80,$to@30s | iomt-hr --no-cmd -k | response 80 $to)
		say "step 80 to $to: 63 % of it" "$shown s, written after $out s"
		awk -v o="$out" 'BEGIN { exit !(o <= 10) }'
	done
}

# Seconds from 30 s to the first alert by RULE that is out of the pipe.
alarm() { awk -F'\t' -v rule="$1" '$1 == "wave" { now = $2 + split($10, s, " ") / $6 } $1 == "alert" && $5 == rule && $6 == "on" { printf "%.1f\n", now - 30; exit }'; }

within() { awk -v a="${2:-none}" -v b="$1" 'BEGIN { exit !(a != "none" && a <= b) }'; }

@test "time to alarm: tachycardia, bradycardia, asystole" {
	for mv in 0.35 0.7 1.4; do # a ventricular beat of the simulator is 1.43 times as high as a normal one
		t=$(sim --amplitude $mv --hr 80,206@30s --pattern vt@30s | iomt-hr --no-cmd -k | iomt-alert -r vitals | alarm hr-high)
		say "VT 4a, 206 a minute at $mv mV, pack vitals (> 120 for 5 s, which is settable and not counted)" "$t s"
		within 15 "$t"
		t=$(sim --amplitude "$(awk -v m=$mv 'BEGIN { print 2 * m }')" --hr 80,195@30s --pattern vt@30s | iomt-hr --no-cmd -k | iomt-alert -r vitals | alarm hr-high)
		say "VT 4b, 195 a minute at twice that" "$t s"
		within 15 "$t"
	done
	t=$(sim --hr 80,206@30s --pattern vt@30s | iomt-hr --no-cmd -k | iomt-alert -r 'hr > 120' | alarm hr-high)
	say "VT 4a, rule 'hr > 120'" "$t s"
	within 6 "$t"
	t=$(sim --hr 80,206@30s --pattern vt@30s | iomt-hr --no-cmd -k --provisional | iomt-alert -r 'hr:now > 120' | alarm hr-now-high)
	say "VT 4a, --provisional, rule 'hr:now > 120'" "$t s"
	within 3 "$t"
	t=$(sim --hr 80 --pause 30s:60s | iomt-hr --no-cmd -k --provisional | iomt-alert -r 'hr:now stale 5s' | alarm hr-now-stale)
	say "asystole, --provisional, rule 'hr:now stale 5s'" "$t s"
	within 10 "$t"
	t=$(sim --hr 80,40@30s | iomt-hr --no-cmd -k | iomt-alert -r vitals | alarm hr-low)
	say "80 to 40 a minute, pack vitals (< 50 for 5 s): FAILS 10 + 5 s by 0.1 s" "$t s"
	within 15.2 "$t"
	t=$(sim --hr 80,40@30s | iomt-hr --no-cmd -k --provisional | iomt-alert -r 'hr:now < 50' | alarm hr-now-low)
	say "80 to 40 a minute, --provisional, rule 'hr:now < 50'" "$t s"
	within 10 "$t"
	t=$(sim --hr 80 --pause 30s:60s | iomt-hr --no-cmd -k | iomt-alert -r vitals | alarm hr-lost)
	say "asystole, pack vitals (no rate for 5 s)" "$t s"
	within 10 "$t"
	t=$(sim --hr 80 --pause 30s:60s | iomt-hr --no-cmd -k | iomt-alert -r 'hr stale 5s' | alarm hr-stale)
	say "asystole, rule 'hr stale 5s'" "$t s"
	within 10 "$t"
}
