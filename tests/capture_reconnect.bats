# iomt-capture --reconnect: the same device again, and no other.
load helper

START=7d81a7808080808080

teardown() {
	kill_own iomt-capture iomt-sim ptydev
}

device() { # device LINK SCRIPT
	"$BUILD/tools/ptydev" "$1" <<<"$2" >"$1.heard" 2>"$1.words" 3>&- &
	device=$!
	wait_for 5 test -e "$1"
}

has() { grep -qs -- "$1" "$2"; }
count() { [ "$(grep -cs -- "$1" "$3")" -ge "$2" ]; } # count WORD AT-LEAST FILE

ends() {
	local rc=0
	wait $capture || rc=$?
	[ $rc -eq "$1" ] || { echo "status $rc, wanted $1"; cat out err; return 1; }
}

@test "an unplug and a replug: events, dev again, offsets from 0, the conversation from its beginning" {
	mkdir -p dev/serial/by-id
	port=dev/serial/by-id/usb-Contec_1-if00
	iomt-sim cms50v7 --pty $port --duration 2s 3>&- &
	wait_for 5 test -e $port
	iomt-capture --no-cmd --reconnect -d cms50v7 $port >out 2>err 3>&- &
	capture=$!
	wait_for 20 has "disconnect" out
	[ ! -e $port ]
	sleep 1
	iomt-sim cms50v7 --pty $port 3>&- &
	wait_for 20 count "${T}connect" 2 out
	wait_for 20 has "waiting for the device to come back" err
	frames() { awk -F'\t' '$1=="dev" {d++} d==2 && $1=="raw" && $5=="<"' out | grep -c . ; }
	enough() { [ "$(frames)" -ge 30 ]; }
	wait_for 20 enough
	kill -TERM $capture
	ends 143
	[ "$(of_type event <out | field 5 | paste -sd' ')" = "connect disconnect connect" ]
	[ "$(of_type dev <out | wc -l)" -eq 2 ]
	# after each dev the offsets of both directions begin at 0 and count on
	awk -F'\t' '$1=="dev" { delete next_ } $1=="raw" { if ($6 != next_[$5] + 0) exit 1; next_[$5] += length($7) / 2 }' out
	awk -F'\t' -v s=$START '$1=="dev" { first = 1 } $1=="raw" && $5==">" && first { first = 0; n++; if (index($7, s) != 1) exit 1 }
		END { exit n != 2 }' out
	# a tick for every second of the outage: the source is still there
	of_type tick <out | field 2 | awk 'NR > 1 && $1 != last + 1 { exit 1 } { last = $1 }'
	has "back after" err
	# decoded: one gap, and INDEX went on by what the time without samples is worth
	iomt-decode --no-cmd out >dec
	[ "$(of_type event <dec | grep -c "${T}gap${T}")" -eq 1 ]
	gap=$(of_type event <dec | grep "${T}gap${T}" | key lost)
	of_type wave <dec | awk -F'\t' -v gap="$gap" 'NR > 1 && $9 != next_ { jump = $9 - next_; jumps++; since = $2 - last }
		{ next_ = $9 + split($10, x, " "); last = $2 + (next_ - $9) / $6 }
		END { exit !(jumps == 1 && jump == gap && jump > 60 && jump - since * 60 < 2 && since * 60 - jump < 2) }'
	[ "$(of_type wave <dec | field 10 | tr ' ' '\n' | grep -c .)" -ge 120 ]
}

@test "the end comes while the device is away: end error, status 5; a source that came back ends like any" {
	mkdir -p dev/serial/by-id
	port=dev/serial/by-id/usb-x-if00
	device $port "open
send 01"
	iomt-capture --no-cmd --reconnect --duration 1500ms $port >out 2>err 3>&- &
	capture=$!
	ends 5
	[ "$(of_type event <out | field 5 | paste -sd' ')" = "connect disconnect" ]
	[ "$(of_type end <out | cut -f3,5 | paste -sd' ')" = "usb-x-if00${T}error -${T}error" ]

	device $port "open
send 01"
	rm out # the shell in the background empties it too late
	iomt-capture --no-cmd --reconnect $port >out 2>err 3>&- &
	capture=$!
	wait_for 5 has "disconnect" out
	device $port "open
send 02
shut"
	wait_for 10 count "^raw" 2 out
	kill -TERM $capture
	ends 143
	[ "$(of_type raw <out | field 7 | paste -sd' ')" = "01 02" ]
	[ "$(of_type end <out | cut -f3,5 | paste -sd' ')" = "usb-x-if00${T}signal -${T}signal" ]
}

@test "a device that stops answering is closed and opened anew" {
	mkdir -p dev/serial/by-id
	port=dev/serial/by-id/usb-x-if00
	device $port "open
want $START
shut
sleep 5000"
	iomt-capture --no-cmd --reconnect --patience 300ms -d cms50v7 $port >out 2>err 3>&- &
	capture=$!
	wait_for 20 count "${T}connect" 2 out
	kill -TERM $capture
	ends 143
	grep -q "disconnect${T}text=no answer" out
}

@test "no identity: status 2, two lines, nothing opened" {
	device a "open
send 01"
	mkfifo q
	for p in a q - tcp:127.0.0.1:1 usb:1:2 /nonexistent/ttyUSB0; do
		run -2 --separate-stderr iomt-capture --reconnect "$p"
		[ -z "$output" ]
		[ "${#stderr_lines[@]}" -eq 2 ]
		[[ $stderr == *"--reconnect: $p: "* ]]
	done
	run -2 iomt-capture --reconnect --replay x
}

# A machine of our own: sys/ and dev/ as the kernel and udev would make them, seen as /sys and /dev by what runs `inside`.
plug() { # plug NODE PTY SERIAL
	local d=sys/devices/usb1/$1
	mkdir -p $d/$1:1.0 sys/class/tty/$1
	echo 10c4 >$d/idVendor
	echo ea60 >$d/idProduct
	echo "$3" >$d/serial
	ln -sfn ../../../devices/usb1/$1/$1:1.0 sys/class/tty/$1/device
	ln -sfn "$(readlink "$2")" dev/$1
}

unplug() { rm -rf sys/devices/usb1/$1 sys/class/tty/$1 dev/$1; }

by_id() { # by_id NODE NAME
	mkdir -p dev/serial/by-id
	ln -sfn ../../$1 dev/serial/by-id/$2
}

own_machine() {
	need unshare
	mkdir -p sys/class/tty sys/devices dev/pts
	touch dev/null
	unshare -rm sh -c 'mount --rbind /dev/pts dev/pts && mount --rbind sys /sys' 2>/dev/null || skip "no mount namespaces here"
}

inside() {
	exec unshare -rm sh -c 'mount --bind /dev/null dev/null && mount --rbind /dev/pts dev/pts && mount --rbind dev /dev &&
		mount --rbind sys /sys && exec iomt-capture "$@"' sh "$@"
}

@test "by serial number: found under another name, and the device that got the old name is left alone" {
	own_machine
	device a "open
send 01"
	first=$device
	plug ttyUSB0 a AAA
	inside --no-cmd --reconnect /dev/ttyUSB0 >out 2>err 3>&- &
	capture=$!
	wait_for 5 has "^raw" out
	unplug ttyUSB0
	wait $first
	wait_for 5 has disconnect out
	device b "open
send ff
shut"
	plug ttyUSB0 b BBB
	ticks=$(grep -c "^tick" out) || true
	wait_for 10 count "^tick" $((ticks + 2)) out # it has tried several times by now
	[ "$(grep -c "^raw" out)" -eq 1 ]
	device c "open
send 02
shut"
	plug ttyUSB1 c AAA
	wait_for 5 count "^raw" 2 out
	kill -TERM $capture
	ends 143
	[ "$(of_type raw <out | field 7 | paste -sd" ")" = "01 02" ]
}

@test "by a by-id name: what it leads to must be the same device too" {
	own_machine
	device a "open
send 01"
	first=$device
	plug ttyUSB0 a AAA
	by_id ttyUSB0 usb-Labs-if00
	inside --no-cmd --reconnect /dev/serial/by-id/usb-Labs-if00 >out 2>err 3>&- &
	capture=$!
	wait_for 5 has "^raw" out
	unplug ttyUSB0
	wait $first
	wait_for 5 has disconnect out
	device b "open
send ff
shut"
	plug ttyUSB0 b BBB # the link leads there now
	ticks=$(grep -c "^tick" out) || true
	wait_for 10 count "^tick" $((ticks + 2)) out
	[ "$(grep -c "^raw" out)" -eq 1 ]
	device c "open
send 02
shut"
	plug ttyUSB1 c AAA
	by_id ttyUSB1 usb-Labs-if00
	wait_for 5 count "^raw" 2 out
	kill -TERM $capture
	ends 143
	[ "$(of_type raw <out | field 7 | paste -sd" ")" = "01 02" ]
}

@test "ports with and without what tells them apart" {
	own_machine
	device a "open
shut"
	plug ttyUSB0 a ""
	run -2 inside --reconnect /dev/ttyUSB0
	[[ $output == *"neither a serial number nor a name in /dev/serial/by-id"* ]]
	run -2 inside --reconnect usb:10c4:ea60
	plug ttyUSB0 a S7
	plug ttyUSB1 a S8
	run -0 inside --reconnect --duration 100ms usb:10c4:ea60:S7
	device e "open
shut"
	plug ttyUSB0 e S7
	plug ttyUSB1 e S7
	run -2 inside --reconnect /dev/ttyUSB0
	[[ $output == *"several ports have this serial number"* ]]
	by_id ttyUSB0 usb-Labs_S7-if00
	device c "open
shut"
	plug ttyUSB0 c S7
	run -0 --separate-stderr inside --reconnect --duration 100ms /dev/ttyUSB0
	[ -z "$stderr" ]
	unplug ttyUSB1
	device d "open
shut"
	plug ttyUSB0 d ""
	run -0 inside --reconnect --duration 100ms /dev/ttyUSB0
	[[ $output == *"no serial number: another of its make would be taken"* ]]
}
