# iomt-capture and what a port is set to, locked and closed like; the status line of a terminal.
load helper

teardown() {
	kill_own iomt-capture iomt-sim ptydev
}

device() { # device LINK SCRIPT
	"$BUILD/tools/ptydev" "$1" <<<"$2" >"$1.heard" 2>"$1.words" 3>&- &
	device=$!
	wait_for 5 test -e "$1"
}

has() { grep -q -- "$1" "$2"; }

shimmed() { # with the shim in front of the C library, behind the sanitizer's
	local san=
	! ldd "$BUILD/iomt-capture" | grep -q libasan || san=$(ldd "$BUILD/iomt-capture" | awk '/libasan/{print $3}')
	SHIM_LOG=$PWD/log LD_PRELOAD="$san $BUILD/tools/shim_serial.so" iomt-capture --no-cmd "$@" >out 2>err
}

@test "framing and parity that a pty cannot keep are no error, and are said with -v" {
	for setting in 19200,8,o,1 9600,7,e,1 9600,7,o,2; do
		device a "open
send 01
shut"
		run -0 --separate-stderr iomt-capture --no-cmd --serial $setting --duration 200ms a
		[ -z "$stderr" ]
		[ "$(of_type raw <<<"$output" | field 7)" = 01 ]
		wait $device
		device a "open
shut"
		run -0 --separate-stderr iomt-capture --no-cmd -v --serial $setting --duration 100ms a
		[[ $stderr == *"the port keeps "*" where "*" was asked for"* ]]
		wait $device
	done
}

@test "each device's own baud and framing reach the port, flow control off" {
	while read -r name baud framing; do
		rm -f log
		device a "open
shut"
		shimmed -d "$name" --no-write --duration 50ms a
		wait $device
		has "set bits=${framing:0:1} parity=${framing:1:1} stop=${framing:2:1} crtscts=0 ixon=0" log
		! has "crtscts=1" log && ! has "ixon=1" log
		grep -q "^dev.*${T}baud=$baud${T}framing=" out
	done < <(awk '/^\.It Li / { name = $3 } /^[0-9]+ baud, / { sub(/\.$/, "", $3); if (!($1 $3 in seen)) print name, $1, $3; seen[$1 $3] = 1 }' "$TOP/man/iomt-devices.7")
}

@test "flow control where --serial asks for it" {
	device a "open
shut"
	shimmed --serial 9600,8,n,1,rtscts --duration 50ms a
	has "^dev.*${T}flow=rtscts" out
	wait $device
	for flow in rtscts xonxoff; do # without libserialport
		device a "open
shut"
		iomt-capture --no-cmd --serial 9600,$flow --duration 50ms a >out
		has "^dev.*${T}flow=$flow" out
		wait $device
	done
	device a "open
shut"
	iomt-capture --no-cmd --serial 9600 --duration 50ms a >out
	! has "flow=" out
}

@test "a real port is opened exclusively; before it is closed what has not left is thrown away, so that the close cannot hang" {
	device a "open
send 01
shut"
	SHIM_REAL=1 shimmed --duration 300ms a
	[ "$(of_type raw <out | field 7)" = 01 ]
	# exclusive first; then, at the end, the flush of both directions and only then the close
	[ "$(grep -E '^(exclusive|flush both|shared|close)' log | awk '/exclusive/ { on = 1 } on' | head -4 | paste -sd,)" = "exclusive,flush both,shared,close" ]
	[ "$(of_type end <out | cut -f3,5 | tail -1)" = "-${T}eof" ]
}

@test "a line on a terminal: rate, frames, lost, bad, jitter; words take its place; none without a terminal, on it, or with -q" {
	need script
	iomt-sim cms50v7 --pty a --duration 3s 3>&- &
	wait_for 5 test -e a
	script -qec "iomt-capture --no-cmd -d cms50v7 a >out" log </dev/null >/dev/null 3>&- || true
	grep -qP '\riomt-capture: 1 port, [0-9.]+ frames/s, \d+ frames, 0 lost, 0 bad, jitter [0-9.]+ ms\x1b\[K' log
	grep -qP '\r\x1b\[Kiomt-capture: a: unplugged or hung up' log
	# the frames counted are those that came
	shown=$(grep -aoP '\d+(?= frames,)' log | tail -1)
	came=$(iomt-decode --no-cmd out | of_type stat | key frames | awk '{ n += $1 } END { print n }')
	[ "$shown" -le "$came" ] && [ "$shown" -gt $((came - 120)) ]
	rate=$(grep -aoP '[0-9.]+(?= frames/s)' log | sort -n | sed -n 2p)
	awk -v r="$rate" 'BEGIN { exit !(r > 30 && r < 90) }'
	# bytes of a device that nobody named; two ports together
	device b "open
send 0102
sleep 2500"
	device c "open
send 030405
sleep 2500"
	script -qec "iomt-capture --no-cmd --duration 2500ms b c >out" log </dev/null >/dev/null 3>&- || true
	grep -qP '\riomt-capture: 2 ports, .*bytes/s, 5 bytes\x1b' log
	device d "open
sleep 1500"
	script -qec "iomt-capture -q --duration 1500ms d >out" log </dev/null >/dev/null 3>&- || true
	! grep -q "frames\|bytes" log
	device e "open
sleep 1500"
	script -qec "iomt-capture --no-cmd --duration 1500ms e" log </dev/null >/dev/null 3>&- || true
	! grep -q "bytes" log
	device f "open
sleep 1500"
	run -0 --separate-stderr iomt-capture --duration 1200ms f
	[ -z "$stderr" ]
}
