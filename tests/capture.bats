# iomt-capture: ports to records, on pseudo-terminals that a script plays (tests/tools/ptydev).
load helper

DEV="$BUILD/tools/ptydev"
START=7d81a7808080808080 # what the CMS50 V7 conversation begins with
STOP=7d81a2808080808080  # and what ends it
FRAME=0180c6ba89c8e2d981 # one live frame

# A device at LINK that does what standard input says; its own log goes to LINK.heard.
device() {
	"$DEV" "$1" <&0 >"$1.heard" 2>"$1.words" 3>&- & # without "<&0" a background job reads /dev/null
	device=$!
	wait_for 5 test -e "$1"
}

# iomt-capture in the background, its records in out.
start() {
	iomt-capture --no-cmd "$@" >out 2>err 3>&- &
	capture=$!
}

ends() { # ends STATUS: the capture in the background ends with this status
	local rc=0
	wait $capture || rc=$?
	[ $rc -eq "$1" ] || { echo "status $rc, wanted $1"; cat out err; return 1; }
}

bytes() { of_type raw <out | awk -F'\t' -v d="$1" '$5==d' | field 7 | tr -d '\n'; } # bytes '<': all that came

has() { grep -q -- "$1" "$2"; }

teardown() {
	local p
	kill_own iomt-capture iomt-sim ptydev ptymany socat
}

@test "one read is one record, with its offset and decoder" {
	device a <<<"open
send 0102
sleep 100
send 030405
sleep 100"
	run -5 --separate-stderr iomt-capture --no-cmd -d cms50d a
	grep -P '^raw\t\d+\.\d{6}\tcms50d\t-\t<\t0\t0102\tdev=cms50d$' <<<"$output"
	grep -P '^raw\t\d+\.\d{6}\tcms50d\t-\t<\t2\t030405\tdev=cms50d$' <<<"$output"
	grep -P '^dev\t\d+\.\d{6}\tcms50d\t-\tcms50d\tport=a\tbaud=19200\tframing=8N1$' <<<"$output"
	grep -P '^iomt\t.*\tclock=utc$' <<<"$(head -1 <<<"$output")"
}

@test "an unplug is an event, an end of the source, and status 5" {
	device a <<<"open
send $FRAME"
	start a
	ends 5
	[ "$(of_type event <out | field 5 | paste -sd' ')" = "connect disconnect" ]
	[ "$(of_type end <out | cut -f3,5 | paste -sd' ')" = "a${T}error -${T}error" ]
	has "a: unplugged or hung up" err
	[ "$(bytes '<')" = $FRAME ]
}

@test "a large read is split: 1900 bytes a record, more=1 on all but the last" {
	device a <<<"open
sleep 100
fill 4000"
	start a
	ends 5
	want=$(for i in $(seq 0 3999); do printf '%02x' $((i % 256)); done)
	[ "$(bytes '<')" = "$want" ]
	awk 'length($0) >= 4000 { exit 1 }' out
	# OFFSET counts; a record that is not full has no more=1, and each with more=1 holds 1900 bytes
	of_type raw <out | awk -F'\t' '{ if ($6 != sum) exit 1; sum += length($7) / 2; more = ($0 ~ /more=1/)
		if (more && length($7) != 3800) exit 1 } END { exit sum != 4000 || more }'
	of_type raw <out | grep -q 'more=1'
}

@test "a tick a second for every source, silent or not, at whole seconds" {
	device a <<<"open
shut"
	device b <<<"open
send 01
sleep 1500
send 02
shut"
	start --duration 3200ms a b
	ends 0
	for s in a b; do
		n=$(of_type tick <out | awk -F'\t' -v s=$s '$3==s' | field 2 | tee ticks | wc -l)
		[ "$n" -eq 3 ] || [ "$n" -eq 4 ]
		awk '{ if ($1 != int($1) || (NR > 1 && $1 != last + 1)) exit 1; last = $1 }' ticks
	done
	# everything before a tick has an earlier TIME, everything behind it has not
	awk -F'\t' '$1=="raw" && t[$3] != "" && $2 < t[$3] { exit 1 } $1=="tick" { if ($2 < raw[$3]) exit 1; t[$3] = $2 }
		$1=="raw" { raw[$3] = int($2) }' out
	[ "$(of_type end <out | cut -f3,5 | paste -sd' ')" = "a${T}eof b${T}eof -${T}eof" ]
}

@test "the conversation: start, keep-alive bytes as records, stop" {
	device a <<<"open
want $START
send $FRAME
sleep 600
send $FRAME
shut"
	start -d cms50v7 --duration 1500ms a
	ends 0
	wait $device
	[ "$(bytes '>')" = "$(cat a.heard)" ]
	case $(cat a.heard) in $START*$STOP) ;; *) cat a.heard; return 1 ;; esac
	of_type raw <out | awk -F'\t' '$5==">" { if ($6 != sum) exit 1; sum += length($7) / 2 } END { exit sum == 0 }'
}

@test "nothing is written where no device was named, nor with --no-write; the port is then open for reading only" {
	device a <<<"open
send $FRAME
shut"
	start a
	wait_for 5 has "^raw" out
	fd=$(find /proc/$capture/fd -lname '/dev/pts/*' | head -1)
	[ $(($(awk '$1=="flags:"{print $2}' "/proc/$capture/fdinfo/${fd##*/}") & 3)) -eq 0 ]
	kill -INT $capture || true
	kill -TERM $capture
	ends 143
	wait $device
	[ -z "$(cat a.heard)" ]

	device b <<<"open
send $FRAME
shut"
	start -d cms50v7 --no-write --duration 1200ms b
	ends 0
	wait $device
	[ -z "$(cat b.heard)" ]
	[ -z "$(bytes '>')" ]
	[ "$(bytes '<')" = $FRAME ]
}

@test "a device that does not answer: an event, then patience ends with status 5" {
	device a <<<"open
shut"
	start -d cms50v7 --patience 500ms a
	ends 5
	grep -P '^event\t\S+\tcms50v7\t-\tdevice-error\ttext=no answer$' out
	has "a: cms50v7 does not answer" err
	grep -P '^end\t\S+\tcms50v7\t-\terror$' out
	# one that sends is kept, whatever it leaves unanswered
	device b <<<"open
$(for i in $(seq 16); do echo "send 0c80"; echo "sleep 200"; done)
shut"
	start -d cms50v7 --patience 500ms --duration 3s b
	ends 0
}

@test "SIGTERM and SIGINT: the device is stopped, the file complete" {
	for sig in TERM INT; do
		rm -f a* x.iomt.gz
		device a <<<"open
want $START
send $FRAME
shut"
		# a shell starts its background jobs with SIGINT ignored
		env --default-signal=INT iomt-capture -d cms50v7 a -o x.iomt.gz 2>err 3>&- &
		capture=$!
		wait_for 5 test -s x.iomt.gz
		sleep 1.2
		kill -$sig $capture
		: >out
		ends $((128 + $(kill -l $sig)))
		wait $device
		case $(cat a.heard) in *$STOP) ;; *) cat a.heard; return 1 ;; esac
		gzip -t x.iomt.gz
		gzip -dc x.iomt.gz >out
		[ "$(bytes '<')" = $FRAME ]
		[ "$(bytes '>')" = "$(cat a.heard)" ]
		[ "$(tail -1 out | cut -f1,3,5)" = "end${T}-${T}signal" ]
		grep -P '^end\t\S+\tcms50v7\t-\tsignal$' out
	done
}

@test "a killed capture leaves a .gz that can be read up to the last second" {
	device a <<<"open
send $FRAME
shut"
	iomt-capture a -o x.iomt.gz 3>&- &
	capture=$!
	sleep 2.3
	kill -KILL $capture
	wait $capture || true
	gzip -dc x.iomt.gz >out 2>/dev/null || true
	[ "$(bytes '<')" = $FRAME ]
	[ "$(of_type tick <out | wc -l)" -ge 1 ]
}

@test "an output that exists is refused and kept; --append adds to it" {
	echo mine >x.iomt
	echo data >f
	run -4 iomt-capture f -o x.iomt
	[[ $output == *"x.iomt: exists already"* ]]
	[ "$(cat x.iomt)" = mine ]
	iomt-capture f -o x.iomt --append
	[ "$(head -1 x.iomt)" = mine ]
	[ "$(tail -1 x.iomt | cut -f1,5)" = "end${T}eof" ]
}

@test "where no port could be opened no file is left in the way" {
	run -5 iomt-capture --wait 0 nowhere -o x.iomt
	[ ! -e x.iomt ]
	run -5 --separate-stderr iomt-capture --wait 0 nowhere
	[ "$(tail -1 <<<"$output" | cut -f1,3,5)" = "end${T}-${T}error" ]
}

@test "a full disk is status 4, and the device is stopped" {
	device a <<<"open
want $START
send $FRAME
shut"
	rc=0
	iomt-capture -d cms50v7 a >/dev/full 2>err || rc=$?
	[ $rc -eq 4 ]
	has "No space left" err
	wait $device
	case $(cat a.heard) in *$STOP) ;; *) cat a.heard; return 1 ;; esac
}

@test "a reader that goes away: the device is stopped, then SIGPIPE" {
	device a <<<"open
want $START
send $FRAME
shut"
	run bash -c 'iomt-capture -d cms50v7 a 3>&- | head -4 >/dev/null; exit ${PIPESTATUS[0]}'
	[ "$status" -eq 141 ]
	wait $device
	case $(cat a.heard) in *$STOP) ;; *) cat a.heard; return 1 ;; esac
}

@test "missing: status 5 and where to look; one that appears within --wait is taken" {
	run -5 iomt-capture --wait 0 /nonexistent/port
	[[ $output == *"no such port"*"--list"* ]]
	start --wait 5s --duration 300ms late
	sleep 0.3
	device late <<<"open
send $FRAME
shut"
	ends 0
	[ "$(bytes '<')" = $FRAME ]
}

@test "not a port: status 4, each with its word" {
	mkdir d
	for p in d:directory /dev/null:"not a serial port" /dev/tty:"terminal for people"; do
		run -4 iomt-capture "${p%%:*}"
		[[ $output == *"${p#*:}"* ]]
	done
}

@test "busy: status 4 and who has it" {
	device a <<<"open
shut"
	start --duration 2s a
	wait_for 5 has "^event" out
	run -4 iomt-capture a
	[[ $output == *"a: busy: iomt-capture (pid $capture) has it open"* ]]
	ends 0
}

@test "a program that has the port open without a lock is named" {
	device a <<<"open
shut"
	sleep 5 <a 3>&- &
	other=$!
	run -0 --separate-stderr iomt-capture --duration 200ms a
	[[ $stderr == *"a: sleep (pid $other) has it open too"* ]]
	run -0 --separate-stderr iomt-capture -q --duration 200ms a
	[ -z "$stderr" ]
}

@test "permission: status 4, the group read from the node" {
	[ "$(id -u)" = 0 ] || skip "needs root, to become nobody"
	need setpriv
	device a <<<"open
shut"
	chgrp dialout "$(readlink a)"
	chmod 0660 "$(readlink a)"
	chmod 0755 . .. ../.. ../../.. 2>/dev/null || true
	cp "$BUILD/iomt-capture" "$BATS_TEST_TMPDIR/bin-capture" # the build folder may be closed to others
	rc=0
	node=$(readlink a)
	(cd / && setpriv --reuid=65534 --regid=65534 --clear-groups -- "$BATS_TEST_TMPDIR/bin-capture" "$node") >out 2>err || rc=$?
	[ $rc -eq 4 ] || { cat err; [ $rc -eq 126 ] && skip "the test folder is closed to others"; return 1; }
	has "permission denied (group dialout, mode 0660; you are not in dialout): sudo usermod -aG dialout" err
	chmod 0600 "$(readlink a)"
	(cd / && setpriv --reuid=65534 --regid=65534 --clear-groups -- "$BATS_TEST_TMPDIR/bin-capture" "$node") >out 2>err || true
	has "mode 0600): install the rules that 'iomt-capture --udev' prints" err
}

@test "one port that fails does not stop the others" {
	device a <<<"open
send $FRAME
shut"
	start --wait 0 --duration 500ms nowhere a
	ends 5
	[ "$(bytes '<')" = $FRAME ]
	[ "$(of_type end <out | cut -f3,5 | paste -sd' ')" = "a${T}eof -${T}error" ]
}

@test "one of two is unplugged: the other goes on" {
	device a <<<"open
send 01"
	device b <<<"open
sleep 600
send 02
shut"
	start -d cms50d --duration 1200ms a b
	ends 5
	[ "$(of_type dev <out | field 3 | paste -sd' ')" = "cms50d cms50d@2" ]
	grep -P '^raw\t\S+\tcms50d@2\t-\t<\t0\t02\t' out
	[ "$(of_type end <out | cut -f3,5 | paste -sd' ')" = "cms50d${T}error cms50d@2${T}eof -${T}error" ]
}

@test "sources: --source once or once each, the port's name without a device, numbers only where needed" {
	for f in x y z; do echo $f >$f; done
	sources() { iomt-capture "$@" | of_type dev | field 3 | paste -sd' '; }
	[ "$(sources x y z)" = "x y z" ]
	[ "$(sources --source p x y z)" = "p p@2 p@3" ]
	[ "$(sources --source p --source q --source p x y z)" = "p q p@2" ]
	[ "$(sources --source p --source p@2 --source p x y z)" = "p p@2 p@3" ]
	[ "$(sources -d cms50d -d cms50v7 -d cms50d x y z)" = "cms50d cms50v7 cms50d@2" ]
	mkdir sub && echo w >"sub/x y"
	[ "$(sources x "sub/x y")" = "x x_y" ]
	long=$(printf 'n%.0s' {1..64})
	[ "$(sources --source $long x y)" = "$long ${long:2}@2" ]
}

@test "files, FIFOs and standard input end with eof and status 0" {
	printf 'abc' >f
	mkfifo q
	{ printf 'def' >q; } 3>&- &
	run -0 --separate-stderr iomt-capture --no-cmd f q - < <(printf 'ghi')
	grep -P '^raw\t\S+\tf\t-\t<\t0\t616263$' <<<"$output"
	grep -P '^raw\t\S+\tq\t-\t<\t0\t646566$' <<<"$output"
	grep -P '^raw\t\S+\tstdin\t-\t<\t0\t676869$' <<<"$output"
	[ "$(tail -1 <<<"$output" | cut -f1,3,5)" = "end${T}-${T}eof" ]
}

@test "tcp: a serial server; its closing is an unplug, a refusal status 5" {
	need socat
	port=$((20000 + RANDOM % 20000))
	socat TCP-LISTEN:$port,bind=127.0.0.1,reuseaddr EXEC:"printf hello" 3>&- &
	sleep 0.3
	run -5 --separate-stderr iomt-capture --no-cmd tcp:127.0.0.1:$port
	grep -P "^raw\t\S+\ttcp:127.0.0.1:$port\t-\t<\t0\t68656c6c6f$" <<<"$output"
	grep -P "^event\t\S+\ttcp:127.0.0.1:$port\t-\tdisconnect\ttext=the connection was closed$" <<<"$output"
	run -5 iomt-capture --wait 0 tcp:127.0.0.1:$port
	[[ $output == *"cannot connect: Connection refused"* ]]
}

@test "--serial in place of the device's own; what a pty cannot keep is said with -v" {
	device a <<<"open
shut"
	start -v -d cms50d --no-write --serial 4800,7,e,2 --duration 200ms a
	ends 0
	grep -P '^dev\t.*\tbaud=4800\tframing=8N2$' out
	has "the port keeps 4800 baud 8N2 where 4800 7E2 was asked for" err
}

@test "the path of real ports: libserialport opens, sets and closes" {
	device a <<<"open
want $START
send $FRAME
shut"
	san=
	! ldd "$BUILD/iomt-capture" | grep -q libasan || san=$(ldd "$BUILD/iomt-capture" | awk '/libasan/{print $3}')
	SHIM_LOG=$PWD/log LD_PRELOAD="$san $BUILD/tools/shim_serial.so" start -d cms50v7 --serial 9600,7,e,1 --duration 600ms a
	ends 0
	wait $device
	[ "$(bytes '<')" = $FRAME ]
	case $(cat a.heard) in *$STOP) ;; *) cat a.heard; return 1 ;; esac
	has "set bits=7 parity=E stop=1 crtscts=0 ixon=0" log
	has "lines rts=1 dtr=1" log
	grep -P '^dev\t.*\tbaud=9600\t' out
}

@test "a step of the wall clock is an event; times go on" {
	device a <<<"open
send 01
sleep 1500
send 02
shut"
	san=
	! ldd "$BUILD/iomt-capture" | grep -q libasan || san=$(ldd "$BUILD/iomt-capture" | awk '/libasan/{print $3}')
	echo 0 >offset
	SHIM_CLOCK=$PWD/offset LD_PRELOAD="$san $BUILD/tools/shim_serial.so" start --duration 2500ms a
	sleep 0.5
	echo -3600 >offset.new && mv offset.new offset
	ends 0
	step=$(of_type event <out | grep clock-step | key step)
	awk -v s="$step" 'BEGIN { exit !(s < -3599.9 && s > -3600.1) }'
	[ "$(of_type event <out | grep -c clock-step)" -eq 1 ]
	of_type raw <out | awk -F'\t' '{ t[NR] = $2 } END { exit !(NR == 2 && t[2] - t[1] > 1 && t[2] - t[1] < 3) }'
}

@test "600 ports in one process" {
	mkdir p
	"$BUILD/tools/ptymany" 600 p 5 >many 3>&- &
	wait_for 20 has ready many
	start -q $(seq -f p/%.0f 0 599)
	ends 5
	# every port gave its own bytes, all of them, in order
	of_type raw <out | awk -F'\t' '{ b[$3] = b[$3] $7 } END { for (s in b) { n++; w = ""
		for (k = 0; k < 5; k++) { h = sprintf("%04x%04x", s, k); for (i = 1; i <= 8; i++) w = w sprintf("3%s", substr(h, i, 1)) }
		gsub(/3a/, "61", w); gsub(/3b/, "62", w); gsub(/3c/, "63", w); gsub(/3d/, "64", w); gsub(/3e/, "65", w); gsub(/3f/, "66", w)
		if (b[s] != w) { print s, b[s], w; exit 1 } } exit n != 600 }'
	[ "$(of_type end <out | wc -l)" -eq 601 ]
}

@test "descriptors above 1024" {
	device a <<<"open
send $FRAME
shut"
	"$BUILD/tools/highfd" 1500 iomt-capture --duration 300ms a >out
	[ "$(bytes '<')" = $FRAME ]
}

@test "each record leaves at once; a silent port costs no processor" {
	device a <<<"open
sleep 200
send $FRAME
shut"
	iomt-capture a > >(while IFS= read -r line; do echo "$line"; done >seen) 3>&- &
	capture=$!
	wait_for 5 has "^raw" seen
	sleep 2
	[ "$(awk '{print $14 + $15}' /proc/$capture/stat)" -le 4 ] # hundredths of a second, with its start
	kill -TERM $capture
	wait $capture || true
	wait_for 5 has "^end" seen
}

@test "wrong command lines: status 2, two lines, nothing opened" {
	device a <<<"open
shut"
	wrong() {
		run -2 --separate-stderr iomt-capture "$@"
		[ -z "$output" ]
		[ "${#stderr_lines[@]}" -eq 2 ]
	}
	wrong
	wrong -d nosuch a
	wrong -d cms50d7 a && [[ $stderr == *"did you mean 'cms50d'"* || $stderr == *"did you mean 'cms50v7'"* ]]
	wrong -d cms50d -d cms50d a b c
	wrong --source p --source q a b c
	wrong --source 'a b' a
	wrong --serial 9600,9,n,1 a
	wrong --append a
	wrong --speed 2 a
	wrong --pty x a
	wrong --drop 0.1 a
	wrong --list a
	wrong --list --udev
	wrong --replay x a
	wrong --replay x --speed 0
	wrong --replay x --drop 2
	wrong --replay x --source y
	wrong --replay x --pty y -o z
	wrong a a
	[ -z "$(bytes '>' 2>/dev/null)" ]
}

@test "--udev: a rule for the USB device and one for its port, for every id of the table; ModemManager kept away; FTDI latency" {
	iomt-capture --udev >rules
	ids=$(sed -n 's/^USB(0x\(....\), 0x\(....\),.*/\1 \2/p' "$TOP/lib/device/usb_ids.def")
	[ -n "$ids" ]
	while read -r v p; do
		grep -q "^ATTR{idVendor}==\"$v\", ATTR{idProduct}==\"$p\", .*ID_MM_DEVICE_IGNORE.*uaccess" rules
		grep -q "^ATTRS{idVendor}==\"$v\", ATTRS{idProduct}==\"$p\", .*uaccess" rules
	done <<<"$ids"
	grep -q 'SUBSYSTEM=="tty"' rules && grep -q 'SUBSYSTEM=="hidraw"' rules && grep -q 'SUBSYSTEM=="usb"' rules
	grep -q 'DRIVER=="ftdi_sio", ATTR{latency_timer}="1"' rules
	# every label that is jumped to stands there, and every line is a comment or assignments
	for l in $(grep -o 'GOTO="[a-z_]*"' rules | cut -d'"' -f2 | sort -u); do [ "$(grep -c "^LABEL=\"$l\"" rules)" -eq 1 ]; done
	! grep -v -E '^(#.*|([A-Z_]+(\{[A-Za-z_]+\})?(==|\+?=)"[^"]*"(, )?)+)?$' rules
	iomt-capture --udev -o rules2 && cmp rules rules2
	run -4 bash -c 'iomt-capture --udev >/dev/full'
}

@test "--list: USB ports and devices that udev shows, the console left alone" {
	need umockdev-run
	cat >usb.umockdev <<-'D'
	P: /devices/pci0000:00/0000:00:14.0/usb1/1-1
	N: bus/usb/001/005
	E: DEVNAME=/dev/bus/usb/001/005
	E: DEVTYPE=usb_device
	E: DRIVER=usb
	E: SUBSYSTEM=usb
	E: BUSNUM=001
	E: DEVNUM=005
	E: MAJOR=189
	E: MINOR=4
	A: bNumConfigurations=1\n
	A: busnum=1\n
	A: devnum=5\n
	A: speed=12\n
	A: bConfigurationValue=1\n
	A: idVendor=173a\n
	A: idProduct=21d5\n
	A: manufacturer=Roche\n
	A: product=Guide\n
	A: serial=A77\n
	H: descriptors=12010002000000403a17d52100010102030109022000010100803209040000020f0000000705810240000007050202400000

	P: /devices/pci0000:00/0000:00:14.0/usb1/1-2
	N: bus/usb/001/006
	E: DEVNAME=/dev/bus/usb/001/006
	E: DEVTYPE=usb_device
	E: DRIVER=usb
	E: SUBSYSTEM=usb
	E: BUSNUM=001
	E: DEVNUM=006
	E: MAJOR=189
	E: MINOR=5
	A: bNumConfigurations=1\n
	A: busnum=1\n
	A: devnum=6\n
	A: speed=12\n
	A: bConfigurationValue=1\n
	A: idVendor=10c4\n
	A: idProduct=ea60\n
	A: manufacturer=Silicon Labs\n
	A: product=CP2102 USB to UART Bridge Controller\n
	A: serial=0001\n
	H: descriptors=1201000200000040c41060ea0001010203010902200001010080320904000002ff0000000705810240000007050202400000

	P: /devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/ttyUSB0/tty/ttyUSB0
	N: ttyUSB0
	E: DEVNAME=/dev/ttyUSB0
	E: SUBSYSTEM=tty
	L: device=../../../ttyUSB0
	D
	export ASAN_OPTIONS=${ASAN_OPTIONS:-}:verify_asan_link_order=0
	run -0 --separate-stderr umockdev-run -d usb.umockdev -- iomt-capture --list=jsonl
	echo "$output"
	[ "$(jq -r 'select(.port=="/dev/ttyUSB0") | .vid + ":" + .pid + " " + .serial + " " + .guess[0]' <<<"$output")" = "10c4:ea60 0001 cms50v7" ]
	[ "$(jq -r 'select(.kind=="usb") | .port + " " + .maker' <<<"$output")" = "usb:173a:21d5:A77 Roche" ]
	run -0 umockdev-run -d usb.umockdev -- iomt-capture --list
	[[ $output == *"/dev/ttyUSB0"*"10c4:ea60"*"cms50v7 or cms50d or berry or protocentral?"* ]]
	[[ $output == *"usb:173a:21d5:A77"*"personal health device"* ]]
}

@test "--list with nothing plugged in: status 1" {
	need unshare
	unshare -rm true 2>/dev/null || unshare -m true 2>/dev/null || skip "no mount namespaces here"
	run -1 unshare -rm sh -c 'mount -t tmpfs none /sys && exec iomt-capture --list'
	[[ $output == *"no serial port"* ]]
}

@test "the same records live through a pipe and from the file, however the bytes were cut" {
	# 600 frames of a live stream, in pieces of 1 to 25 bytes
	{
		echo open
		echo "want $START"
		awk 'BEGIN { srand(3); for (i = 0; i < 600; i++) all = all sprintf("01808%x%02x8%xe0e2d981", i % 9, 128 + i % 100, i % 16)
			while (all != "") { n = 2 * (1 + int(rand() * 25)); print "send " substr(all, 1, n); all = substr(all, n + 1)
				if (rand() < 0.2) print "sleep 5" } }'
	} >script
	device a <script
	iomt-capture -q --no-cmd -d cms50v7 a | tee cap.iomt | iomt-decode --no-cmd >live 3>&-
	iomt-decode --no-cmd cap.iomt | cmp - live
	[ "$(of_type num <live | grep -c spo2)" -ge 1 ]
	[ "$(of_type err <live | wc -l)" -eq 0 ]
	[ "$(of_type wave <live | awk -F'\t' '$4=="pleth"' | field 10 | tr ' ' '\n' | grep -c .)" -eq 600 ]
}

@test "--download: every stored recording, the oldest first, and the device is never told to erase; decoded with and without --tz" {
	iomt-sim cms50v7 --pty ./port --speed 20 3>&- &
	wait_for 5 test -e port
	iomt-capture --no-cmd --download -d cms50v7 ./port -o got.iomt
	iomt-check stream got.iomt
	head -1 got.iomt | grep -q "clock=utc.times=dated"
	of_type raw <got.iomt | awk -F'\t' '$5==">" {print $7}' >said
	! grep -E '^7d..(ae|b1|b2)|^04' said
	iomt-decode --no-cmd got.iomt >rel
	iomt-check stream rel
	head -1 rel | grep -q "iomt.0.000000.*clock=rel"
	grep -q "event.*download.want=1301.got=1301" rel
	iomt-decode --no-cmd --tz +02:00 got.iomt >utc
	iomt-check stream utc
	[ "$(grep -c "spo2.*stored=1" utc)" = 1301 ]
	grep "spo2.*stored=1" utc | head -1 | cut -f2 | grep -x 1710453487.000000 # 2024-03-14T23:58:07+02:00
	grep "spo2.*stored=1" utc | cut -f2 | sort -c -n
}

@test "--download --since: only the recordings from then on" {
	iomt-sim cms50v7 --pty ./port --speed 20 3>&- &
	wait_for 5 test -e port
	iomt-capture --no-cmd --download --since 2024-03-15T22:30:00 -d cms50v7 ./port | iomt-decode --no-cmd >got
	grep -q "download.want=1000.got=1000" got
	! grep -q 2024-03-14 got
}

@test "--download cut in the middle: status 5 in both, what came is kept" {
	iomt-sim cms50v7 --pty ./port 3>&- &
	sim=$!
	wait_for 5 test -e port
	start --download -d cms50v7 ./port
	wait_for 10 grep -q 0f80 out
	kill -9 $sim
	ends 5
	iomt-decode --no-cmd --tz Z out >got && return 1 || [ $? -eq 5 ]
	grep -q "download.want=1301.got=" got
	grep -q "stored=1" got
}

@test "--set-clock: the host's civil time, nothing else is set" {
	TZ=UTC-2 iomt-sim cms50v7 --pty ./port 3>&- &
	wait_for 5 test -e port
	TZ=UTC-2 iomt-capture --no-cmd --set-clock -d cms50v7 ./port >got
	grep -q "<.*0b81b280" got
	grep -q "<.*0b81b180" got
	[ "$(of_type raw <got | grep -c '>.*7d..ae')" = 0 ]
}

@test "--download, --since and --set-clock that cannot be: status 2" {
	for words in "--download ./p" "--download -d berry ./p" "--since 2024-01-01 -d cms50v7 ./p" "--download --set-clock -d cms50v7 ./p" \
		"--download --since yesterday -d cms50v7 ./p" "--download --since 2024-01-01T00:00:00Z -d cms50v7 ./p" \
		"--download --no-write -d cms50v7 ./p" "--set-clock -d berry ./p"; do
		run iomt-capture $words
		[ "$status" -eq 2 ]
	done
}

@test "--download from the 5-byte generation: its recording, then live again" {
	iomt-sim cms50d --pty ./port --speed 5 3>&- &
	wait_for 5 test -e port
	iomt-capture --no-cmd --download -d cms50d ./port -o got.iomt
	head -1 got.iomt | grep -q "times=undated"
	of_type raw <got.iomt | awk -F'\t' '$5==">" {print $7}' | sort -u >said
	diff said - <<<$'f5f5\nf6f6f6'
	iomt-decode --no-cmd --tz Z got.iomt >rel
	iomt-check stream rel
	grep -q "download.want=400.got=400" rel
	grep -q "clock=rel" rel
	[ "$(grep -c "stored=1" rel)" = 800 ]
}
