# Loop-back of every simulated device, from the simulators' own table: simulator → pseudo-terminal → capture → decode → its truth; and
# what happens to bytes on their way. Damage frame by frame is tested in tests/unit/test_device_each.c.
load helper

rate() { [ "$1" != numbers ] || echo --fs 100; } # what the device does not tell

devices() { iomt-sim --list=jsonl | jq -r 'select(.kind == "device") | .name'; }

sum() { of_type stat | key "$1" | awk '{ n += $1 } END { print n + 0 }'; } # sum KEY: over all stat records

teardown() {
	kill_own iomt-sim iomt-capture
}

@test "every device on a pseudo-terminal: its decoded numbers are the truth" {
	local d bad=0 pids=
	for d in $(devices); do
		mkdir "$d"
		# one without a serial port is decoded from its bytes
		if iomt-capture --no-write -d "$d" "$d/none" --wait 0 2>&1 | grep -q 'no serial port'; then
			iomt-sim "$d" --duration 12s --truth "$d/t" --no-cmd >"$d/truth"
			iomt-decode --no-cmd -d "$d" "$d/truth" >"$d/out"
			continue
		fi
		{
			iomt-sim "$d" --pty "$d/port" --duration 12s --speed 4 --truth "$d/t" --no-cmd 2>"$d/simerr" 3>&- &
			wait_for 20 test -L "$d/port"
			iomt-capture -q -d "$d" $(rate "$d") "$d/port" --source truth --no-cmd 2>/dev/null 3>&- | iomt-decode --no-cmd --time device >"$d/out" || true
			wait
		} 3>&- &
		pids+=" $!"
	done
	wait $pids || true # by name: the watchdog of the test is a job, too
	for d in $(devices); do
		# a board that shows no numbers shows its waves, from its start on and whole
		if ! of_type num <"$d/t" | grep -q .; then
			grep -q "${T}stored=1" "$d/out" && ! grep '^err' "$d/out" && continue # or what it remembers
			[ "$(of_type wave <"$d/out" | wc -l)" -ge 8 ] && ! grep -E "^err|${T}gap${T}" "$d/out" || { echo "$d: no waves"; bad=1; }
			continue
		fi
		[ "$(of_type num <"$d/out" | wc -l)" -ge 2 ] || { echo "$d: no numbers"; bad=1; }
		grep -v "${T}stored=1" "$d/out" >"$d/live" # what a device remembers is no part of the truth
		iomt-check nums --from-start --ref "$d/t" --require 'worst<=0' --require 'missing==0' "$d/live" >"$d/answer" || { echo "$d:"; cat "$d/answer"; bad=1; }
	done
	[ $bad = 0 ]
}

@test "every device with damaged bytes: as many frames as arrived, and no more than its check lets through" {
	local d p bad=0
	for d in $(devices); do
		for p in 0.1% 1% 10%; do
			iomt-sim "$d" --duration 60s --fault corrupt=$p --truth t --no-cmd | iomt-decode --no-cmd -d "$d" >out || [[ $? = [35] ]] # 5: of what it remembers some is missing
			awk -v d="$d" -v p=$p -v got="$(sum frames <out)" -v sent="$(sum frames <t)" -v hurt="$(sum bad <t)" 'BEGIN {
				# replies of a conversation are frames too; what is invented can hide one
				low = sent - (d == "bitalino" ? 0.25 : 0.1) * hurt - 2; # its frames need one that follows
				high = 1.05 * sent + hurt + 2
				printf "# %s %s: %d arrived, %d damaged, %d decoded\n", d, p, sent, hurt, got
				exit got < low || got > high }' || bad=1
		done
	done
	[ $bad = 0 ]
}

@test "--fault: dropped, repeated, torn and miscounted frames, each as often as asked for" {
	frames() { iomt-sim nonin2 --duration 60s --fault "$1" --truth t --no-cmd | iomt-decode --no-cmd -d nonin2 >out || [ $? -eq 3 ]; }
	[ "$(iomt-sim nonin2 --duration 60s | wc -c)" = 22501 ]
	near() { [ "$1" -ge "$2" ] && [ "$1" -le "$3" ]; }
	frames drop=10%
	near "$(sum lost <t)" 380 520
	[ "$(sum frames <out)" = $(($(sum frames <t) + 1)) ] # and the acknowledgement
	near "$(iomt-sim nonin2 --duration 60s --fault repeat=10% | wc -c)" 24400 25100
	frames tear=0.1
	near "$(sum bad <t)" 280 460 # a fifth of them is torn before the first byte
	near "$(sum lost <t)" 50 140
	[ "$(sum bad <out)" -ge 250 ]
	frames checksum=5%
	near "$(sum bad <t)" 180 270
	[ "$(of_type err <out | field 5 | sort -u)" = checksum ]
	frames corrupt=0.01
	near "$(sum bad <t)" 180 270
	# the same seed, the same bytes; another, others
	cmp <(iomt-sim nonin2 --fault corrupt=1% --seed 3) <(iomt-sim nonin2 --fault corrupt=1% --seed 3)
	! cmp -s <(iomt-sim nonin2 --fault corrupt=1% --seed 3) <(iomt-sim nonin2 --fault corrupt=1% --seed 4)
	for wrong in drop drop=2 drop=-1 drop=101% drop= flood=1% =1%; do run -2 iomt-sim nonin2 --fault "$wrong"; done
}

@test "a scenario file: values, states and faults at their times" {
	printf '0: spo2 95 # %%\n0: rate 80\n0: pi 2\n\n# later\n5: unplug\n8: plug\n10: corrupt 50%%\n11: corrupt 0\n12: finger out\n14: finger in\n18: gone\n' >s
	iomt-sim nonin2 --scenario s --truth t --duration 30s --no-cmd >bytes
	[ "$(of_type num <t | awk -F'\t' '$4 == "spo2" { print $5; exit }')" = 95 ]
	of_type num <t | awk -F'\t' '$2 > 5.1 && $2 < 8 || $2 > 18 { exit 1 }'
	of_type num <t | awk -F'\t' '$2 > 12.1 && $2 < 14 && $5 != "-" { exit 1 }'
	[ "$(sum lost <t)" -ge 220 ]
	[ "$(sum lost <t)" -le 226 ]
	iomt-decode --no-cmd -d nonin2 bytes >out || [ $? -eq 3 ]
	of_type event <out | field 5 | grep -x finger-off
	for wrong in 'x: spo2 90' '5 spo2 90' '-1: spo2 90' '5: spo2 900' '5: spo2' '5: rate 300' '5: finger' '5: finger up' '5: drop 2' '5: fall' '5: unplug now' '5: spo2 90 91'; do
		echo "$wrong" >w
		run -2 --separate-stderr iomt-sim nonin2 --scenario w
		[[ $stderr == *"w:1: "* ]] || { echo "$wrong: $stderr"; return 1; }
	done
	printf '5: spo2 90\n4: spo2 91\n' >w
	run -2 --separate-stderr iomt-sim nonin2 --scenario w
	[[ $stderr == *"w:2: lines stand in the order of their times"* ]]
}

@test "unplugged and plugged in again: the terminal hangs up, and is there again under its name" {
	printf '2: unplug\n4: plug\n' >s
	iomt-sim cms50d --pty port --scenario s --duration 6s --speed 2 --truth t --no-cmd 3>&- &
	sim=$!
	wait_for 10 test -L port
	first=$(readlink -f port)
	cat port >a 3>&- || true # until it hangs up
	wait_for 10 test -c port
	cat port >b 3>&- || true
	wait $sim || true
	[ -n "$first" ] && [ -s a ] && [ -s b ]
	[ "$(($(wc -c <a) % 5))" = 2 ] # in mid-frame
	[ "$(sum lost <t)" -ge 115 ]
}

@test "--batch: bytes come together, all of them; --drift: the clock runs off" {
	iomt-sim cms50d --pty port --batch 100ms --duration 2s --drift 50000 3>&- &
	sim=$!
	wait_for 10 test -L port
	iomt-capture -q -d cms50d port --no-cmd >c 2>/dev/null 3>&- || true
	wait $sim || true
	[ "$(of_type raw <c | awk -F'\t' '{ n += length($7) / 2 } END { print n }')" = 600 ]
	# six frames a tenth of a second: not in 120 pieces
	[ "$(of_type raw <c | wc -l)" -le 40 ]
	cmp <(iomt-sim cms50d --batch 16ms --duration 5s) <(iomt-sim cms50d --duration 5s)
	run -2 iomt-sim cms50d --drift 100
	run -2 iomt-sim ecg --batch 16ms
}
