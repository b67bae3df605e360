# iomt-sim: what its options say is in what it writes; a simulated device on a pseudo-terminal behaves as one on a cable.
load helper

teardown() {
	[ -z "${SIM:-}" ] || { kill "$SIM" 2>/dev/null; wait "$SIM" 2>/dev/null || true; }
}

ecg() { iomt-sim ecg --no-cmd "$@"; }

beats() { of_type beat | awk -F'\t' '$3 == "truth"'; }

start_device() { # start_device ARGS…: in the background, its link ./port there
	iomt-sim "$@" --pty port 3>&- &
	SIM=$!
	wait_for 5 test -L port
}

bytes() { timeout "${2:-10}" cat "$1" 3>&- | od -An -v -tx1 -w"${3:-9}"; } # bytes FILE [SECONDS [WIDTH]]: as hex, a frame a line

@test "the stream is well-formed, complete, and the same each time" {
	ecg --duration 20s --ectopic 10% --af 5s:10s --pause 12s:15s --noise 6dB --signals ecg,pleth,resp >a
	ecg --duration 20s --ectopic 10% --af 5s:10s --pause 12s:15s --noise 6dB --signals ecg,pleth,resp >b
	cmp a b
	run -0 iomt-check stream a
	ecg --duration 20s --ectopic 10% --af 5s:10s --pause 12s:15s --noise 6dB --signals ecg,pleth,resp --seed 2 >b
	! cmp -s a b
	[ "$(tail -3 a | cut -f1,3,5)" = "end${T}sim${T}eof"$'\n'"end${T}truth${T}eof"$'\n'"end${T}-${T}eof" ]
	iomt-sim ecg --duration 1s | of_type cmd | grep -q "args=ecg --duration 1s"
}

@test "beats in the stream stand on the highest sample of the first lead" {
	ecg --duration 30s --leads II >s
	# sample values by index, then each beat against its neighbours
	awk -F'\t' '$1 == "wave" { n = split($10, x, " "); for (i = 1; i <= n; i++) v[$9 + i - 1] = x[i] }
		$1 == "beat" { for (i = 5; i <= NF; i++) if ($i ~ /^index=/) at[++k] = substr($i, 7); code[k] = $5 }
		END { for (j = 1; j <= k; j++) for (d = -8; d <= 8; d++)
			if ((at[j] + d) in v && v[at[j] + d] > v[at[j]]) { print "beat " j " at " at[j]; bad = 1 }
			if (k < 34 || k > 38) { print k " beats"; bad = 1 }
			exit bad }' s
	# TIME is the index over the rate, rr the difference of two
	of_type beat <s | awk -F'\t' '{ i = 0; rr = ""; for (f = 6; f <= NF; f++) { if ($f ~ /^index=/) i = substr($f, 7); if ($f ~ /^rr=/) rr = substr($f, 4) }
		if (sprintf("%.6f", i / 250) != $2) exit 1
		if (NR > 1 && (rr - ($2 - last)) ^ 2 > 1e-12) exit 1; last = $2 }'
}

@test "--hr, a rate and a ramp" {
	[ "$(ecg --duration 2m --hr 60 --sdnn 0 | beats | wc -l)" = 120 ]
	[ "$(ecg --duration 2m --hr 120 --sdnn 0 | beats | wc -l)" = 240 ]
	ecg --duration 2m --hr 60:180 --sdnn 0 | beats | awk -F'\t' '{ n[int($2 / 60)]++ } END { exit !(n[0] >= 88 && n[0] <= 92 && n[1] >= 148 && n[1] <= 152) }'
}

@test "--sdnn, --lfhf and --resp-rate shape the intervals" {
	sd() { beats | key rr | awk 'NR > 1 { s += $1; q += $1 * $1; n++ } END { print int(1000 * sqrt(q / n - (s / n) ^ 2) + 0.5) }'; }
	n=$(ecg --duration 10m --hr 60 --sdnn 50 --fs 500 --leads II | sd); [ "$n" -ge 47 ] && [ "$n" -le 53 ]
	n=$(ecg --duration 10m --hr 60 --sdnn 20 --fs 500 --leads II | sd); [ "$n" -ge 18 ] && [ "$n" -le 22 ]
	# turns of the interval a minute: at a ratio of 0 breathing alone, at a high one 0.1 Hz alone
	turns() { beats | key rr | awk 'NR > 2 { d = $1 - last; if (d * was < 0) t++; if (d) was = d } { last = $1 } END { print int(t / 20 + 0.5) }'; }
	n=$(ecg --duration 10m --hr 100 --sdnn 40 --lfhf 0 --resp-rate 12 --fs 1000 --leads II | turns); [ "$n" -ge 11 ] && [ "$n" -le 13 ]
	n=$(ecg --duration 10m --hr 100 --sdnn 40 --lfhf 0 --resp-rate 20 --fs 1000 --leads II | turns); [ "$n" -ge 19 ] && [ "$n" -le 21 ]
	n=$(ecg --duration 10m --hr 100 --sdnn 40 --lfhf 1000 --fs 1000 --leads II | turns); [ "$n" -ge 5 ] && [ "$n" -le 9 ]
}

@test "--ectopic and --atrial: their share; half is bigeminy" {
	ecg --duration 20m --ectopic 10% --atrial 5% --leads II --fs 100 | beats | awk -F'\t' '{ n[$5]++ }
		END { t = n["N"] + n["A"] + n["V"]; exit !(n["V"] / t > 0.08 && n["V"] / t < 0.12 && n["A"] / t > 0.035 && n["A"] / t < 0.065) }'
	! ecg --duration 5m | beats | cut -f5 | grep -v N
	[ "$(ecg --duration 1m --ectopic 50% | beats | cut -f5 | tr -d '\n' | sed 's/^N\?\(VN\)*V\?$//')" = "" ]
}

@test "--af and --pause: annotated, irregular, without beats" {
	ecg --duration 3m --af 1m:2m --pause 2m30s:2m35s --leads II >s
	[ "$(of_type ann <s)" = "$(record ann 60.000000 truth - 60 AFIB by=ecg:II; record ann 150.000000 truth - 5 pause by=ecg:II)" ]
	beats <s | awk -F'\t' '$2 > 150 && $2 < 154.99 { exit 1 }'
	beats <s | cut -f2 | awk '$1 >= 154.99 && $1 <= 155.01 { found = 1 } END { exit !found }'
	spread() { awk -F'\t' -v a="$1" -v b="$2" '$2 > a && $2 < b { for (i = 6; i <= NF; i++) if ($i ~ /^rr=/) { x = substr($i, 4); s += x; q += x * x; n++ } } END { print int(1000 * sqrt(q / n - (s / n) ^ 2)) }'; }
	[ "$(beats <s | spread 5 60)" -lt 50 ]
	[ "$(beats <s | spread 62 119)" -gt 120 ]
	# cut off at the end; one that begins later is not there
	[ "$(ecg --duration 30s --af 20s:1h --leads II | of_type ann | cut -f5)" = 10 ]
	[ -z "$(ecg --duration 30s --af 40s:1h --leads II | of_type ann)" ]
}

@test "--fs, --leads, --source, --start, --no-truth" {
	ecg --duration 2s --fs 360 --leads MLII,V5 --source ward/bed-3 --start 2026-01-01T00:00:00Z >s
	[ "$(of_type wave <s | cut -f3-8 | sort -u)" = "$(printf 'ward/bed-3\tecg:MLII\tmV\t360\t1000\t0\nward/bed-3\tecg:V5\tmV\t360\t1000\t0')" ]
	[ "$(of_type wave <s | head -1 | cut -f2)" = 1767225600.000000 ]
	of_type iomt <s | grep -q clock=utc
	[ "$(of_type beat <s | cut -f3,4 | sort -u)" = "truth${T}-" ]
	[ "$(of_type beat <s | key by | sort -u)" = ecg:MLII ]
	[ "$(of_type wave <s | awk -F'\t' '$4 == "ecg:V5" { n += split($10, x, " ") } END { print n }')" = 720 ]
	! ecg --duration 2s --no-truth | grep -q truth
	[ "$(ecg --duration 2s --fs 500/3 --leads II | of_type wave | cut -f6 | sort -u)" = 500/3 ]
	[ "$(ecg --duration 2s --signals ecg,pleth,resp --leads II | of_type wave | cut -f4 | sort -u | paste -sd,)" = ecg:II,pleth,resp ]
	run -0 iomt-check stream s
}

@test "--motion: steps in the pulse wave from a time on, in the strength and cadence that were asked for; no beat moves" {
	wave() { of_type wave | awk -F'\t' '$4 == "pleth" { n = split($10, x, " "); for (i = 1; i <= n; i++) print x[i] }'; }
	ecg --duration 60s --signals ecg,pleth >still
	ecg --duration 60s --signals ecg,pleth --motion 2,100:160@20s >moved
	run -0 iomt-check stream moved
	cmp <(beats <still) <(beats <moved)
	cmp <(of_type wave <still | awk -F'\t' '$4 != "pleth"') <(of_type wave <moved | awk -F'\t' '$4 != "pleth"')
	[ "$(of_type ann <moved)" = "$(record ann 20.000000 truth - - motion by=pleth)" ]
	! grep -q motion <(of_type ann <still)
	# nothing before; behind it a root mean square of two pulses of 1000 counts, and as many steps as the ramp has, within a few
	paste <(wave <still) <(wave <moved) | awk '{ d = $2 - $1 } NR <= 5000 && d { exit 1 } NR > 5000 { q += d * d; n++; a = a + (d - a) / 20 }
		END { r = sqrt(q / n) / 1000; print r; exit r < 1.5 || r > 2.6 }'
	ecg --duration 60s --signals ecg,pleth --motion 1,90 >slow
	paste <(wave <still) <(wave <slow) | awk '{ d = $2 - $1; x[NR] = d } END { for (lag = 100; lag <= 400; lag++) { s = 0; for (i = lag + 1; i <= NR; i++) s += x[i] * x[i - lag]; if (s > best) { best = s; at = lag } } print at; exit (at < 155 || at > 180) && (at < 315 || at > 350) }'
	[ "$(ecg --duration 5s --signals ecg,pleth --motion 1 --seed 2 | wave | md5sum)" != "$(ecg --duration 5s --signals ecg,pleth --motion 1 | wave | md5sum)" ]
	for bad in 0 -1 x 1,20 1,100:300 101 1@ 1,@5s 2,100:170@90s; do run -2 ecg --duration 60s --signals ecg,pleth --motion "$bad"; done
	run -2 ecg --duration 0 --signals ecg,pleth --motion 1,100:170
	run -2 ecg --motion 1
}

@test "--amplitude, --qrs and --t-wave" {
	top() { of_type wave | cut -f10 | tr ' ' '\n' | sort -n | sed -n '$p'; }
	a=$(ecg --duration 10s --leads II --amplitude 1.5 | top)
	b=$(ecg --duration 10s --leads II --amplitude 3 | top)
	[ $((b - 2 * a)) -ge -3 ] && [ $((b - 2 * a)) -le 3 ]
	[ "$(ecg --duration 10s --leads II --t-wave 2.5 | top)" -ge 2200 ]
	wide() { of_type wave | cut -f10 | tr ' ' '\n' | awk '$1 > 600 { n++ } END { print n }'; } # samples above 0.6 mV
	a=$(ecg --duration 20s --leads II --qrs 60 --fs 1000 | wide)
	b=$(ecg --duration 20s --leads II --qrs 120 --fs 1000 | wide)
	[ $((10 * b / a)) -ge 19 ] && [ $((10 * b / a)) -le 21 ]
}

@test "--hr with steps: the rate changes at once" {
	ecg --duration 30s --hr 60,120@10s,40@20s --sdnn 0 | beats | awk -F'\t' '{ for (i = 6; i <= NF; i++) if ($i ~ /^rr=/) { rr = substr($i, 4); from = $2 - rr; want = from < 9.99 ? 1 : from < 19.99 ? 0.5 : 1.5; if (rr - want > 0.005 || want - rr > 0.005) { print; exit 1 } n++ } } END { exit n < 30 }'
}

@test "--pattern: bigeminy, bidirectional, vt, from a time on" {
	codes() { beats | cut -f5 | tr -d '\n'; }
	[[ $(ecg --duration 10s --hr 60 --pattern bigeminy@5s | codes) =~ ^N{5,6}(VN)+V?$ ]]
	[[ $(ecg --duration 10s --hr 120 --pattern vt@5s | codes) =~ ^N{10,11}V+$ ]]
	[ "$(ecg --duration 60s --hr 90 --pattern bigeminy --sdnn 0 | codes | wc -c)" -eq 90 ]
	ecg --duration 20s --hr 90 --pattern bidirectional --sdnn 0 --leads II >out
	# up and down by turns: the sample of each beat's truth has the other sign than the last one's
	awk -F'\t' '$1 == "wave" { n = split($10, s, " "); for (i = 1; i <= n; i++) x[$9 + i - 1] = s[i] } $1 == "beat" { for (i = 6; i <= NF; i++) if ($i ~ /^index=/) k[++m] = substr($i, 7) }
		END { for (i = 3; i < m; i++) if (x[k[i]] * x[k[i - 1]] > -90000) exit 1; exit m < 28 }' out
	cmp <(ecg --duration 5s --pattern plain) <(ecg --duration 5s)
}

@test "--pacer: pulses before beats or at their own rate, as high and long as said, with an overshoot of the other sign" {
	wave() { of_type wave | cut -f10 | tr ' ' '\n'; }
	pulses() { paste <(ecg --leads II --fs 1000 "$@" | wave) <(ecg --leads II --fs 1000 "${@:1:$#-2}" | wave) | awk '{ print $1 - $2 }'; } # what --pacer, given last, adds
	# 1 ms of 2 mV at 60 a minute: the charge of each is 2000 counts, in at most two samples, at whole seconds
	pulses --duration 10s --pacer 2mV,1ms,60/min | awk '{ s += $1 } $1 > 0 && (NR - 1) % 1000 > 1 { exit 1 } END { exit s < 19990 || s > 20010 }'
	pulses --duration 10s --pacer -700mV,2ms,60/min | awk '{ s += $1 } END { exit s < -14000100 || s > -13999900 }'
	# 50 ms before each beat
	[ "$(pulses --duration 10s --hr 60 --sdnn 0 --pacer 5mV,1ms | awk '$1 > 2400' | wc -l)" -ge 10 ]
	pulses --duration 3s --pacer 10mV,1ms,60/min,20% | awk 'NR == 3 { exit !($1 < -1700 && $1 > -2000) }'
	cmp <(ecg --duration 5s --pacer 2mV,1ms | beats) <(ecg --duration 5s | beats)
}

@test "--noise: the ratio measured is the ratio asked for, in every kind, and no beat moves" {
	of_wave() { of_type wave | cut -f10 | tr ' ' '\n'; }
	ecg --duration 2m --leads II >clean
	for kind in mix baseline muscle mains white drift; do
		ecg --duration 2m --leads II --noise 6dB --noise-kind $kind >noisy
		paste <(of_wave <clean) <(of_wave <noisy) | awk -v k=$kind '{ d = ($2 - $1) / 1000; q += d * d; n++ }
			END { db = 10 * log(1.5 * 1.5 / 8 / (q / n)) / log(10); if (db < 5.4 || db > 6.6) { print k, db; exit 1 } }'
		cmp <(beats <clean) <(beats <noisy)
	done
	cmp <(ecg --duration 5s --noise 6) <(ecg --duration 5s --noise 6dB)
	ecg --duration 20s --leads II --noise 6dB --noise-kind mains --mains 60 >m60
	! cmp -s m60 <(ecg --duration 20s --leads II --noise 6dB --noise-kind mains)
}

@test "--duration 0 goes on until it is stopped, and then ends in order" {
	env --default-signal=INT iomt-sim ecg --duration 0 --no-cmd --speed 20 -o out 3>&- &
	SIM=$!
	sleep 0.5
	kill -INT $SIM
	status_of rc wait $SIM
	SIM=
	[ $rc = 130 ]
	[ "$(tail -1 out | cut -f1,3,5)" = "end${T}-${T}signal" ]
	run -0 iomt-check stream out
	[ "$(of_type wave <out | wc -l)" -ge 20 ]
}

@test "--speed paces" {
	start=$(date +%s%N)
	ecg --duration 10s --speed 20 >s
	took=$((($(date +%s%N) - start) / 1000000))
	[ $took -ge 450 ]
	cmp s <(ecg --duration 10s)
	start=$(date +%s%N)
	[ "$(iomt-sim cms50d --duration 5s --speed 10 | wc -c)" = 1500 ]
	took=$((($(date +%s%N) - start) / 1000000))
	[ $took -ge 450 ]
}

@test "wrong words are refused with what would be right, exit 2" {
	for words in "" "ecg ecg" "cms51d" "ecg --hr 10" "ecg --hr 60:" "ecg --hr 60:80 --duration 0" "ecg --hr x" "ecg --ectopic 5" "ecg --ectopic 60%" \
		"ecg --ectopic 30% --atrial 30%" "ecg --af 5s" "ecg --af 9s:5s" "ecg --af 5:9" "ecg --af 5s:9s --af 7s:8s" "ecg --noise x" \
		"ecg --noise 6dB --noise-kind pink" "ecg --noise 6dB --noise-kind mains --fs 100" "ecg --leads X1" "ecg --leads II,II" "ecg --signals pleth" \
		"ecg --fs 10" "ecg --amplitude 0" "ecg --qrs 2" "ecg --hr 80,120" "ecg --hr 80,120@x" "ecg --hr 80,10@9s" "ecg --hr 80,90@9s,70@5s" "ecg --pattern trigeminy" "ecg --pattern vt@" "ecg --pattern vt@-1s" "ecg --pacer 2mV" "ecg --pacer 2,1" "ecg --pacer 2mV,2mV,1ms" "ecg --pacer 2mV,9ms" "ecg --pacer 2000mV,1ms" "ecg --pacer 0mV,1ms" "ecg --pacer 2mV,1ms,0/min" "ecg --pacer 2mV,1ms,60%" "ecg --sdnn 500" "ecg --lfhf -1" "ecg --resp-rate 1" "ecg --source truth" "ecg --source a\ b" \
		"ecg --start 2026-01-01" "ecg --speed -1" "ecg --pty x" "ecg --scenario normal" "ecg --truth x" "cms50d --hr 60" "cms50d --fs 100" \
		"cms50d --af 1s:2s" "cms50d --no-truth" "cms50d --scenario nonsense" "cms50d --pty x --speed 0" "cms50d --pty x -o y" "cms50d --truth -"; do
		eval "run -2 --separate-stderr iomt-sim $words"
		[ -z "$output" ] || { echo "$words"; return 1; }
		[ "${#stderr_lines[@]}" -eq 2 ] || { echo "$words: $stderr"; return 1; }
	done
	run -2 --separate-stderr iomt-sim ecg --af 5s
	[[ ${stderr_lines[0]} == "iomt-sim: --af takes FROM:TO as 10m:20m"* ]]
	[ ! -e x ]
}

@test "--list names what can be simulated and every scenario" {
	iomt-sim --list >table
	for w in ecg cms50d cms50v7 normal desaturation finger-out searching unplugged; do grep -q " $w " table; done
	iomt-sim --list=jsonl | { ! grep -v '^{"kind":"[a-z]*","name":"[a-z0-9-]*","title":"[^"\\]*"}$'; }
	[ "$(iomt-sim --list=jsonl | wc -l)" = "$(wc -l <table)" ]
}

@test "a full disk and a missing folder are exit 4" {
	run -4 bash -c "iomt-sim ecg --duration 10s >/dev/full"
	run -4 bash -c "iomt-sim cms50d >/dev/full"
	run -4 iomt-sim ecg --duration 1s -o /nonexistent/x
	run -4 iomt-sim cms50d --truth /nonexistent/x
	run -4 iomt-sim cms50d --pty /nonexistent/x
}

@test "bare bytes: 60 frames a second, as the protocols say; truth beside them" {
	[ "$(iomt-sim cms50d --duration 10s | wc -c)" = 3000 ]
	[ "$(iomt-sim cms50v7 --duration 10s --truth t --no-cmd | wc -c)" = 5400 ]
	[ "$(iomt-sim cms50d | wc -c)" = 18000 ]
	run -0 iomt-check stream t
	[ "$(of_type num <t | head -3 | cut -f2-6)" = "$(printf '0.000000\ttruth\tspo2\t97\t%%\n0.000000\ttruth\tpulse\t%s\t/min\n0.000000\ttruth\tpi\t3.45\t%%' "$(of_type num <t | sed -n 2p | cut -f5)")" ]
	iomt-sim cms50v7 --scenario desaturation --truth t >/dev/null
	[ "$(of_type num <t | awk -F'\t' '$4 == "spo2" && $5 < 90 { print $2; exit }')" = 18.000000 ]
	[ "$(of_type num <t | awk -F'\t' '$4 == "spo2" && $5 < 90 { low = 1 } $4 == "spo2" && low && $5 >= 92 { print $2; exit }')" = 43.000000 ]
	# the last frame of the scenario is torn
	[ "$(iomt-sim cms50v7 --scenario unplugged | wc -c)" = $((20 * 540 + 4)) ]
}

@test "on a pseudo-terminal: the 5-byte device streams by itself, every byte arrives, the link goes" {
	start_device cms50d --duration 2s
	[ "$(readlink port | cut -c1-9)" = /dev/pts/ ]
	start=$(date +%s%N)
	cat port >got 3>&- || true # a hang-up may be an error to cat
	took=$((($(date +%s%N) - start) / 1000000))
	wait $SIM
	SIM=
	cmp got <(iomt-sim cms50d --duration 2s)
	[ $took -ge 1900 ] && [ $took -le 6000 ]
	[ ! -e port ] && [ ! -L port ]
}

@test "on a pseudo-terminal: the V7 device is silent until it is started, answers, and stops when told" {
	need python3
	start_device cms50v7 --duration 5s
	cat >host.py <<'EOF'
import os, select, sys, time
fd = os.open("port", os.O_RDWR | os.O_NOCTTY)
def hear(s):
    got, end = b"", time.monotonic() + s
    while time.monotonic() < end:
        if select.select([fd], [], [], 0.02)[0]:
            got += os.read(fd, 4096)
    return got
def say(h): os.write(fd, bytes.fromhex(h))
assert hear(0.3) == b"", "it is silent"
say("7d81a7808080808080"); assert hear(0.3) == bytes.fromhex("0c80")
say("7d81b0808080808080"); assert hear(0.3) == bytes.fromhex("118081818080808080")
say("7d81a1808080808080"); got = hear(1.0)
assert 20 * 9 <= len(got) <= 90 * 9 and len(got) % 9 == 0 and got[0] == 1, len(got)
say("7d81a2808080808080"); got = hear(0.5); assert got.endswith(bytes.fromhex("0c80")), got.hex()
assert hear(0.3) == b"", "it stopped"
EOF
	python3 host.py
}

@test "--speed on a pseudo-terminal: a minute in a few seconds, nothing lost to a slow reader" {
	start_device cms50d --speed 30
	{ sleep 0.5; head -c 9000 | cmp - <(iomt-sim cms50d --duration 30s); } <port
}

@test "a device waits for its reader, and outlives one" {
	start_device cms50d
	sleep 0.3
	bytes port 0.3 5 >first || true
	head -1 first | grep -q "^ 86" # the first frame of all: nothing was sent before
	kill -0 $SIM
	bytes port 0.3 5 >second || true
	[ -s second ]
	kill -TERM $SIM
	status_of rc wait $SIM
	SIM=
	[ $rc = 143 ]
	[ ! -L port ]
}

@test "an existing file of the link's name is kept; a dead link is replaced" {
	echo precious >port
	run -4 --separate-stderr iomt-sim cms50d --pty port
	[[ $stderr == *"port: exists already"* ]]
	[ "$(cat port)" = precious ]
	rm port
	ln -s /dev/pts/4000000 port
	start_device cms50d --duration 1s
	wait_for 5 test -c port
}

@test "unplugged: the reader sees the line hang up in the middle of a frame" {
	start_device cms50v7 --scenario unplugged --speed 20
	iomt-capture -d cms50v7 port -o c.iomt --no-cmd 3>&- || rc=$?
	[ "$rc" = 5 ]
	wait $SIM
	SIM=
	[ "$(of_type event <c.iomt | cut -f5 | paste -sd,)" = connect,disconnect ]
	hex=$(of_type raw <c.iomt | awk -F'\t' '$5 == "<" { printf "%s", $7 }')
	[[ $hex == *01????????????????01?????? ]]
}

@test "--truth beside a pseudo-terminal, on standard output too" {
	iomt-sim cms50d --pty port --duration 1s --truth - --no-cmd >t 3>&- &
	SIM=$!
	wait_for 5 test -L port
	cat port >/dev/null || true
	wait $SIM
	SIM=
	iomt-sim cms50d --duration 1s --truth want --no-cmd >/dev/null
	cmp t want
}
