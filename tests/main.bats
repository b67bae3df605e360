# The main job from end to end: a real recording, and a device that is simulated but talks its protocol live.
load helper

PATH=$BUILD/tools:$PATH

@test "a real recording with bigeminy: beats, heart rate and alerts as CSV" {
	need_data mitdb-ds1
	iomt-decode "$IOMT_DATA/mitdb-ds1/119" | iomt-hr | iomt-alert -r vitals | iomt-export -f csv >119.csv
	head -1 119.csv | grep -qx 'time,source,signal,type,value,unit,text,alerts'
	mlr --icsv --ojson cat 119.csv >119.json
	n=$(mlr --icsv --onidx filter '$type == "beat"' then count 119.csv)
	[ "$n" -ge 1977 ] && [ "$n" -le 1997 ] # the reference has 1,987
	[ "$(mlr --icsv --onidx filter '$type == "num" && $signal =~ "^hr"' then count 119.csv)" -ge 1790 ]
	mean=$(mlr --icsv --onidx filter '$type == "num" && $signal =~ "^hr" && is_not_empty($value)' then stats1 -a mean -f value 119.csv)
	awk -v m="$mean" 'BEGIN { exit !(m > 60 && m < 72) }'
	# every alert that began has an end
	iomt-decode "$IOMT_DATA/mitdb-ds1/119" | iomt-hr | iomt-alert -r vitals | iomt-check stream -
}

@test "an alert on a real recording comes where the heart is slow" {
	need_data mitdb-ds1
	iomt-decode "$IOMT_DATA/mitdb-ds1/119" | iomt-hr | iomt-alert -r 'hr < 50 for 3s clear 55 medium' >119.iomt
	iomt-check stream 119.iomt
	# evidence: each alert's value is that of the hr record before it, and below the limit
	awk -F'\t' '$1 == "num" && $4 ~ /^hr/ { v = $5 } $1 == "alert" && $6 == "on" { n++; split($9, a, "="); if (a[2] != v || v >= 50) bad = 1 }
		END { exit bad }' 119.iomt
}

@test "live: one desaturation on a pty raises and clears exactly one alert, at the second that the scenario says, without delay" {
	iomt-sim cms50v7 --pty ./cms50 --scenario desaturation --duration 60s 3>&- &
	sim=$!
	wait_for 5 test -L ./cms50
	# Stamps in front of the JSON; capture ends when the device goes, with 5.
	bash -c 'iomt-capture -d cms50v7 ./cms50 2>capture.err; echo $? >capture.rc' | iomt-decode | iomt-alert -r 'spo2 < 90 for 5s clear 92 high' |
		iomt-export -f jsonl 3>&- | stamp >lines
	wait $sim
	[ "$(cat capture.rc)" = 5 ]
	cut -f2- lines >out.jsonl
	jq -c 'select(.type == "alert")' out.jsonl >alerts
	[ "$(wc -l <alerts)" = 2 ]
	[ "$(jq -r .edge alerts | tr '\n' ' ')" = "on off " ]
	# SpO2 falls to 89 % at 18 s of the scenario and rises to 92 % at 43 s; `for 5s`: on at 23 s, off at 43 s.
	jq -r 'select(.type == "num" and .signal == "spo2") | "\(.time) \(.value)"' out.jsonl >spo2
	below=$(awk '$2 < 90 { print $1; exit }' spo2)
	above=$(awk -v b="$below" '$1 > b && $2 >= 92 { print $1; exit }' spo2)
	jq -r .time alerts | awk -v b="$below" -v a="$above" 'NR == 1 && ($1 < b + 4.9 || $1 > b + 6.1) { bad = 1 } NR == 2 && $1 - a > 0.001 { bad = 1 } END { exit bad }'
	first=$(jq -r 'select(.type == "num") | .time' out.jsonl | head -1)
	awk -v b="$below" -v f="$first" 'BEGIN { exit !(b - f > 16.5 && b - f < 18.6) }'
	# no byte was lost on the way
	! jq -e 'select(.type == "err")' out.jsonl
	# From the record's own time to the end of the pipe: num, event, alert as they come; a wave when its last sample is there.
	jq -Rr 'split("\t") as $l | ($l[0] | tonumber) as $at | ($l[1:] | join("\t") | fromjson) |
		select(.type == "num" or .type == "event" or .type == "alert" or .type == "wave") |
		if .type == "wave" then ($at - .time - ((.samples | length) - 1) / 60) else ($at - .time) end' lines >late
	sort -g late >sorted
	n=$(wc -l <sorted)
	echo "latency of $n records, s: median $(sed -n "$((n / 2))p" sorted), 99 % $(sed -n "$((n * 99 / 100))p" sorted), worst $(tail -1 sorted)"
	[ "$n" -ge 300 ]
	awk -v n="$n" 'NR == int(n / 2) && $1 > 0.05 { bad = 1 } NR == int(n * 0.99) && $1 > 0.1 { bad = 1 } END { exit bad }' sorted
}

@test "the same bytes live through a pty in random chunks and from a file give the same records" {
	iomt-sim cms50v7 --scenario desaturation --duration 40s --seed 3 >bytes
	iomt-decode --no-cmd -d cms50v7 bytes >want
	n=$(wc -c <bytes)
	mkdir live
	mkfifo live/bytes
	for seed in 1 2 3; do
		# in pieces of 1 to 600 bytes, some of them after a pause, into a pty and from there into the decoder as they come
		awk -v seed=$seed -v n="$n" 'BEGIN { srand(seed); while (n > 0) { k = 1 + int(rand() * 600); print k, rand() < 0.1; n -= k } }' >pieces
		cat >feed <<'F'
exec 8<pieces
while read -r k pause <&8; do dd bs="$k" count=1 status=none; [ "$pause" = 0 ] || sleep 0.01; done
sleep 0.5
F
		iomt-decode --no-cmd -d cms50v7 live/bytes >got 3>&- &
		decode=$!
		socat -u -b 512 EXEC:'bash feed',pty,raw,echo=0,stderr STDOUT <bytes >live/bytes 2>err 3>&- || true
		wait $decode
		cmp got want
	done
}

@test "a capture decodes to the same records live, from its file, and replayed" {
	iomt-sim cms50v7 --pty ./cms50 --scenario finger-out --duration 24s --seed 2 3>&- &
	sim=$!
	wait_for 5 test -L ./cms50
	iomt-capture -d cms50v7 ./cms50 2>/dev/null | tee capture.iomt | iomt-decode --no-cmd >live || true
	wait $sim
	iomt-decode --no-cmd capture.iomt >file
	cmp live file
	iomt-capture --replay capture.iomt --speed max | iomt-decode --no-cmd | grep -v '^cmd' >again
	grep -v '^cmd' file | cmp - again
	grep -q finger-off file
	iomt-check stream file
}
