# iomt-capture --replay: a recorded stream as records, and as a device on a pseudo-terminal.
load helper

# A recording of N reads, 100 ms apart, with ticks, a conversation and a second source that has no bytes.
recording() {
	awk -v n="${1:-10}" 'BEGIN { OFS = "\t"; t = 1700000000
		printf "iomt\t%.6f\t-\t-\t1\tminor=0\ttool=x\tclock=utc\n", t
		printf "dev\t%.6f\tdev\t-\tcms50v7\tport=/dev/ttyUSB0\tbaud=115200\n", t
		printf "raw\t%.6f\tdev\t-\t>\t0\t7d81a18080808080\tdev=cms50v7\n", t
		for (i = 0; i < n; i++) {
			printf "raw\t%.6f\tdev\t-\t<\t%d\t%02x11%02x13ff00\tdev=cms50v7\n", t + i / 10, i * 6, i % 256, 255 - i % 256
			if (i % 10 == 9) printf "tick\t%.6f\tdev\t-\t-\n", t + int(i / 10) + 1
		}
		printf "# a comment\nx-new\t%.6f\tdev\t-\tfoo\tkey=value\n", t + n / 10
		printf "end\t%.6f\tdev\t-\teof\nend\t%.6f\t-\t-\teof\n", t + n / 10, t + n / 10 }'
}

bytes() { of_type raw | awk -F'\t' '$5=="<"' | field 7 | tr -d '\n'; }

seconds() { # seconds COMMAND…: how long it took, in milliseconds, into $ms
	local a b
	a=$(date +%s%N)
	"$@"
	b=$(date +%s%N)
	ms=$(((b - a) / 1000000))
}

reader() { # reader LINK: what a program gets from the pseudo-terminal, as hex
	wait_for 5 test -e "$1" && iomt-capture "$1" 2>/dev/null | bytes
}

teardown() {
	local p
	kill_own iomt-capture iomt-sim ptydev ptymany socat
}

@test "as records: every line as it was but the end, which is ours" {
	recording 500 >in
	iomt-capture --replay in --speed max --no-cmd >out
	cmp <(head -n -1 in) <(head -n -1 out)
	[ "$(tail -1 out | cut -f1-5)" = "$(tail -1 in)" ]
	gzip -k in
	iomt-capture --replay in.gz --speed max --no-cmd | cmp - out
	iomt-capture --replay - --speed max --no-cmd <in | cmp - out
	iomt-capture --replay in --speed max --no-cmd -o out.gz
	gzip -dc out.gz | cmp - out
	run -4 iomt-capture --replay in --speed max -o out.gz
	[ "$(iomt-capture --replay in --speed max | of_type cmd | field 5)" = "iomt-capture/$(iomt-capture -V | head -1 | cut -d' ' -f2)" ]
}

@test "as records: the pace of the recording, times N" {
	recording 11 >in
	seconds iomt-capture --replay in --no-cmd -o out1
	[ $ms -ge 1050 ] && [ $ms -lt 3000 ]
	seconds iomt-capture --replay in --no-cmd --speed 4 -o out4
	[ $ms -ge 260 ] && [ $ms -lt 1040 ]
	cmp out1 out4
	# a record leaves when it is due, not at the end
	iomt-capture --replay in --no-cmd >live 3>&- &
	wait_for 3 grep -q "^raw.*${T}06" live
	! grep -q '^end' live
	wait $!
}

@test "as records: stopped by a signal it ends as such; a reader that goes away is SIGPIPE" {
	recording 100 >in
	iomt-capture --replay in --no-cmd >out 3>&- &
	sleep 0.5
	kill -TERM $!
	rc=0
	wait $! || rc=$?
	[ $rc -eq 143 ]
	[ "$(tail -1 out | cut -f1,3,5)" = "end${T}-${T}signal" ]
	[ "$(wc -l <out)" -lt 50 ]
	run bash -c 'iomt-capture --replay in 3>&- | head -5 >/dev/null; exit ${PIPESTATUS[0]}'
	[ "$status" -eq 141 ]
}

@test "a cut recording ends with end cut, a damaged line is an err record and status 3" {
	recording 5 | head -n -1 >cut
	run -0 --separate-stderr iomt-capture --replay cut --speed max --no-cmd
	[ "$(tail -1 <<<"$output" | cut -f1,3,5)" = "end${T}-${T}cut" ]
	[[ $stderr == *"without an end record"* ]]
	recording 5 | sed '6s/.*/garbage/' >bad
	run -3 --separate-stderr iomt-capture --replay bad --speed max --no-cmd
	[ "$(of_type err <<<"$output" | wc -l)" -eq 1 ]
	[ "$(of_type raw <<<"$output" | wc -l)" -eq 5 ]
	run -4 iomt-capture --replay missing
	run -4 bash -c 'iomt-capture --replay cut --speed max >/dev/full'
}

@test "on a pseudo-terminal: the bytes in are the bytes out, at every speed" {
	for i in $(seq 0 255); do printf '%02x' $i; done >all
	{ recording 300 | head -n -2; record raw 1700000030.100000 dev - '<' 1800 "$(cat all)"; record end 1700000031.000000 - - eof; } >in
	want=$(bytes <in)
	for speed in max 20; do
		iomt-capture --replay in --pty ./p --speed $speed 3>&- &
		[ "$(reader p)" = "$want" ]
		wait $!
		[ ! -e p ] && [ ! -L p ]
	done
}

@test "on a pseudo-terminal: at the recorded times, from when a reader came" {
	recording 11 >in
	iomt-capture --replay in --pty p 3>&- &
	replay=$!
	wait_for 5 test -e p
	sleep 1
	iomt-capture p 2>/dev/null >out || true
	wait $replay
	# reads 100 ms apart: on the schedule, without drift, on a machine that is busy too
	of_type raw <out | awk -F'\t' 'NR == 1 { t = $2 } { d = $2 - t - (NR - 1) / 10; if (d < -0.25 || d > 0.25) { print NR, d; exit 1 } }
		END { exit NR != 11 }'
}

@test "on a pseudo-terminal: a slow reader gets everything before the line hangs up" {
	awk 'BEGIN { printf "iomt\t0.000000\t-\t-\t1\tclock=rel\n"; for (i = 0; i < 60; i++) {
		printf "raw\t0.000000\ta\t-\t<\t%d\t", i * 1000; for (k = 0; k < 1000; k++) printf "%02x", (i + k) % 256; print "" }
		printf "end\t0.000000\t-\t-\teof\n" }' >in
	iomt-capture --replay in --pty p --speed max 3>&- &
	wait_for 5 test -e p
	(while dd bs=512 count=1 status=none 2>/dev/null | od -An -v -tx1; do
		[ $((n += 1)) -lt 118 ] || sleep 0.3
		[ $n -lt 130 ] || break
	done <p) 3>&- | tr -d ' \n' >got || true
	wait $! || true
	# dd on a terminal that hung up fails; what it read before is what counts
	[ "$(cat got)" = "$(bytes <in)" ]
}

@test "on a pseudo-terminal: what the program sends is taken and dropped; its leaving is status 4" {
	need socat
	recording 50 >in
	iomt-capture --replay in --pty p 2>err 3>&- &
	replay=$!
	wait_for 5 test -e p
	head -c 100000 /dev/zero | timeout 1 socat -u - ./p,raw,echo=0 || true
	rc=0
	wait $replay || rc=$?
	[ $rc -eq 4 ]
	grep -q "p: the reader closed the port before the end" err
	[ ! -L p ]
}

@test "on a pseudo-terminal: one source, chosen or the first; packets belong to no port" {
	{
		record iomt 0.000000 - - 1 clock=rel
		record raw 0.000000 a - '<' 0 aaaa
		record raw 0.000000 b - '<' 0 bbbb
		record raw 0.000000 a - '<' 0 cccc ep=81
		record raw 0.100000 a - '<' 2 aabb
		record end 0.200000 - - eof
	} >in
	iomt-capture --replay in --pty p 2>err 3>&- &
	[ "$(reader p)" = aaaaaabb ]
	wait $!
	grep -q -- "--source chooses another" err
	iomt-capture --replay in --pty p --source b 2>err 3>&- &
	[ "$(reader p)" = bbbb ]
	wait $!
	[ ! -s err ]
	run -4 timeout 5 iomt-capture --replay in --pty p --source c
	[[ $output == *"holds no bytes of source c"* ]]
}

@test "the link: an old one of a dead process is replaced, anything else refused" {
	recording 2 >in
	ln -s /dev/pts/99999 p
	iomt-capture --replay in --pty p --speed max 3>&- &
	wait_for 5 test -e p
	[ "$(reader p)" = "$(bytes <in)" ]
	wait $!
	echo precious >p
	run -4 iomt-capture --replay in --pty p
	[[ $output == *"p: exists already"* ]]
	[ "$(cat p)" = precious ]
	iomt-capture --replay in --pty q 3>&- &
	wait_for 5 test -e q
	kill -INT $! || true
	kill -TERM $!
	rc=0
	wait $! || rc=$?
	[ $rc -eq 143 ]
	[ ! -L q ]
}

@test "--drop and --corrupt: the same for the same seed, offsets as a receiver counts, packets whole" {
	recording 400 >in
	damaged() { iomt-capture --replay in --speed max --no-cmd "$@"; }
	damaged --drop 0.1 --corrupt 0.05 --seed 3 >a
	damaged --drop 0.1 --corrupt 0.05 --seed 3 >b
	cmp a b
	damaged --drop 0.1 --corrupt 0.05 --seed 4 >b
	! cmp -s a b
	n=$(($(bytes <a | wc -c) / 2))
	[ $n -gt 2050 ] && [ $n -lt 2270 ] # 2400 less a tenth
	of_type raw <a | awk -F'\t' '$5=="<" { if ($6 != sum || $0 !~ /\tdev=cms50v7$/) exit 1; sum += length($7) / 2 }'
	# what did not come from the device is as it was
	cmp <(grep -v -P '^raw\t\S+\tdev\t-\t<|^end\t\S+\t-\t' in) <(grep -v -P '^raw\t\S+\tdev\t-\t<|^end\t\S+\t-\t' a)
	[ -z "$(damaged --drop 1 | bytes)" ]
	damaged --drop 0 --corrupt 1 >c
	[ "$(bytes <c | wc -c)" -eq 4800 ]
	! cmp -s in c
	{ recording 0 | head -3; for i in $(seq 200); do record raw 1700000000.500000 hid - '<' 0 00112233 ep=81; done; } >in
	damaged --drop 0.5 2>/dev/null | of_type raw | awk -F'\t' '$3=="hid" { n++; if (length($7) != 8) exit 1 } END { exit n < 60 || n > 140 }'
	# the same damage on a pseudo-terminal
	recording 400 >in
	iomt-capture --replay in --pty p --speed max --drop 0.1 --corrupt 0.05 --seed 3 3>&- &
	[ "$(reader p)" = "$(bytes <a)" ]
	wait $!
}
