# iomt-capture -d auto: listens, is sure, or offers; writes nothing.
load helper

teardown() {
	kill_own iomt-capture iomt-sim ptydev
}

device() { # device LINK SCRIPT
	"$BUILD/tools/ptydev" "$1" <<<"$2" >"$1.heard" 2>"$1.words" 3>&- &
	device=$!
	wait_for 5 test -e "$1"
}

bytes() { iomt-sim "$1" --duration "$2" | od -An -v -tx1 | tr -d ' \n'; } # bytes DEVICE TIME: as hex

@test "a protocol with a check is recognised: dev again with its name, offsets from 0, the rest decodes" {
	device a "open
send $(bytes nonin2 20s)"
	run -5 --separate-stderr iomt-capture --no-cmd -d auto a
	[[ $stderr == *"a: this is nonin2: "* ]]
	[ "$(of_type dev <<<"$output" | field 5 | paste -sd' ')" = "- nonin2" ]
	[ "$(of_type dev <<<"$output" | field 3 | sort -u)" = a ]
	awk -F'\t' '$1=="dev" { at = 0; n++ } $1=="raw" { if ($6 != at || (n == 2) != ($0 ~ /\tdev=nonin2/)) exit 1; at += length($7) / 2 }' <<<"$output"
	# no byte is lost, and the decoder shows values of what came after
	[ "$(of_type raw <<<"$output" | field 7 | tr -d '\n')" = "$(bytes nonin2 20s)" ]
	iomt-decode --no-cmd <<<"$output" | of_type num | grep -q "${T}spo2${T}"
	# nothing was written, and nothing could have been
	wait $device
	[ -z "$(cat a.heard)" ]
}

@test "the same choice however the bytes came, and as iomt-decode makes" {
	bytes nonin7 3s >hex
	device a "open
$(sed 's/.\{14\}/send &\n/g; s/$/\n/' hex | grep '^send')"
	run -5 iomt-capture --no-cmd -d auto a
	[[ $output == *"a: this is nonin7: "* ]]
}

@test "a protocol without a check is offered, never chosen: status 5, the bytes kept" {
	iomt-sim berry --duration 20s >bytes
	run -5 --separate-stderr iomt-capture --no-cmd -d auto bytes
	[[ $stderr == *"bytes: not recognised for sure; it could be "*berry*": name it with -d"* ]]
	[[ $stderr == *"bytes: no device was recognised"* ]]
	[ "$(grep -c "; it could be" <<<"$stderr")" -eq 1 ]
	[ "$(of_type dev <<<"$output" | field 5)" = "-" ]
	[ "$(of_type raw <<<"$output" | field 7 | tr -d '\n')" = "$(od -An -v -tx1 bytes | tr -d ' \n')" ]
	head -c 20000 /dev/urandom >noise
	run -5 --separate-stderr iomt-capture --no-cmd -d auto noise
	[[ $stderr != *"this is"* ]]
}

@test "auto for one of two ports; a real port is tried at the bauds of the table" {
	iomt-sim nonin2 --duration 20s >n
	iomt-sim berry --duration 1s >b
	run -0 --separate-stderr iomt-capture --no-cmd -d auto -d berry n b
	[ "$(of_type dev <<<"$output" | cut -f3,5 | paste -sd' ')" = "n${T}- berry${T}berry n${T}nonin2" ]

	local san=
	! ldd "$BUILD/iomt-capture" | grep -q libasan || san=$(ldd "$BUILD/iomt-capture" | awk '/libasan/{print $3}')
	device a "open
send 00
sleep 2500
send 00
shut"
	SHIM_REAL=1 LD_PRELOAD="$san $BUILD/tools/shim_serial.so" iomt-capture --no-cmd -d auto a >out 2>err 3>&- &
	capture=$!
	two() { [ "$(of_type dev <out | wc -l)" -ge 2 ]; }
	wait_for 20 two
	kill -TERM $capture
	wait $capture || [ $? -eq 143 ]
	# another baud or framing, told before the bytes that came with it
	[ "$(of_type dev <out | cut -f7- | sort -u | wc -l)" -eq 2 ]
	[ -z "$(cat a.heard)" ]
}
