# The files of iomt-capture: parts, power cuts, full disks; nothing is overwritten.
load helper

teardown() {
	kill_own iomt-capture iomt-sim
}

sim() { # sim LINK DEVICE [OPTION…]
	iomt-sim "$2" --pty "$1" "${@:3}" 3>&- &
	sim=$!
	wait_for 5 test -e "$1"
}

parts() { ls night-*."$1" 2>/dev/null | wc -l; }
at_least() { [ "$(parts "$1")" -ge "$2" ]; } # at_least EXTENSION N

@test "--rotate: parts named by their begin, each whole, together the same signals as one file; nothing overwritten" {
	for ext in iomt iomt.gz; do
		rm -f night* a
		sim a berry
		iomt-capture --no-cmd -d berry a --rotate 1s -o night.$ext 3>&- &
		capture=$!
		wait_for 20 at_least $ext 4
		kill -TERM $capture
		wait $capture || [ $? -eq 143 ]
		kill $sim
		[ ! -e night.$ext ]
		list=$(ls night-*.$ext)
		for f in $list; do
			[[ $f =~ ^night-[0-9]{8}T[0-9]{6}Z\.$ext$ ]]
			cat=cat && [ $ext = iomt ] || cat="gzip -dc"
			$cat $f >part
			# it begins as a stream does, at the time in its name, and is well-formed by itself
			[ "$(head -1 part | cut -f1)" = iomt ]
			stamp=${f#night-} && stamp=${stamp%%.*}
			[ "$(date -ud "@$(head -1 part | cut -f2 | cut -d. -f1)" +%Y%m%dT%H%M%SZ)" = "$stamp" ]
			iomt-decode --no-cmd part >/dev/null
			tail -1 part | cut -f1,3,5 >>ends
			[ "$(tail -1 part | field 2)" = "$(sort -t"$T" -k2,2n -s part | tail -1 | field 2)" ]
		done
		# all but the last say that more follows; the boundaries are whole seconds
		[ "$(sort ends | uniq -c | awk '{ print $1, $NF }' | paste -sd' ')" = "$(($(wc -w <<<"$list") - 1)) rotate 1 signal" ]
		rm ends
		iomt-decode --no-cmd $list >dec
		[ "$(of_type event <dec | field 5 | paste -sd' ')" = connect ] # no gap, no reconnect
		of_type wave <dec | awk -F'\t' 'NR > 1 && $9 != next_ { exit 1 } { next_ = $9 + split($10, x, " ") } END { exit NR < 8 }'
		[ "$(of_type err <dec | wc -l)" -eq 0 ]
	done
}

@test "--rotate: a name that exists is kept, and the next number taken" {
	echo x >f
	for s in $(seq 0 5); do echo mine >night-$(date -ud "+$s sec" +%Y%m%dT%H%M%SZ).iomt; done
	iomt-capture f --rotate 1d -o night.iomt
	[ "$(grep -lx mine night-*Z.iomt | wc -l)" -eq 6 ]
	[ "$(ls night-*-2.iomt | wc -l)" -eq 1 ]
	[ "$(tail -1 night-*-2.iomt | cut -f1,5)" = "end${T}eof" ]
	mkdir sub.d
	iomt-capture f --rotate 1d -o sub.d/.hidden
	[ "$(ls -A sub.d | grep -c '^\.hidden-[0-9T]*Z$')" -eq 1 ]
}

@test "--rotate: a next part that cannot be begun ends the capture with status 4, and what was written is whole" {
	mkdir d
	sim a berry
	iomt-capture --no-cmd a --rotate 1s -o d/night.iomt 2>err 3>&- &
	capture=$!
	some() { ls d/night-* >/dev/null 2>&1; }
	wait_for 5 some
	mv d e # the folder is gone; the open file is not
	rc=0
	wait $capture || rc=$?
	[ $rc -eq 4 ]
	grep -q "night-.*: No such file" err
	[ "$(tail -qn1 e/night-* | tail -1 | cut -f1,3,5)" = "end${T}-${T}error" ]
}

@test "--rotate and its fellows: wrong command lines" {
	echo x >f
	for o in "--rotate 1s" "--rotate 1s -o -" "--rotate 1s -o x --append" "--rotate 1500ms -o x" "--rotate 0.2s -o x"; do
		run -2 iomt-capture f $o
		[ ! -e x ]
	done
	run -2 iomt-capture --replay f --rotate 1s
	run -2 iomt-capture --replay f --sync
}

@test "a killed capture reads back to its last whole record, compressed or not; --sync puts it on the disk once a second" {
	need strace
	for ext in iomt iomt.gz; do
		for sync in --sync ""; do
			rm -f a n.$ext
			sim a berry
			strace -f -o trace -e trace=fsync,fdatasync,openat iomt-capture --no-cmd -d berry $sync a -o n.$ext 3>&- &
			tracer=$!
			readable() { { if [ $ext = iomt ]; then cat n.$ext; else gzip -dc n.$ext 2>/dev/null; fi || true; } >out; [ "$(of_type tick <out | wc -l)" -ge "$1" ]; }
			wait_for 20 readable 2
			kill -KILL $(ps --ppid $tracer -o pid=)
			wait $tracer || true
			kill $sim
			readable 2
			rc=0
			iomt-decode --no-cmd n.$ext >dec 2>words || rc=$?
			[ $rc -eq 0 ] || [ $rc -eq 3 ]
			[ "$(tail -1 dec | cut -f1,3,5)" = "end${T}-${T}cut" ]
			[ "$(of_type wave <dec | wc -l)" -ge 4 ]
			# every whole raw record is in it: the decoder got all their frames
			if [ -n "$sync" ]; then [ "$(grep -c 'fsync([0-9]*) *= 0' trace)" -ge 3 ]; else [ "$(grep -c fsync trace)" -eq 0 ]; fi
		done
	done
}

@test "a full disk: status 4, what was written stays readable" {
	for ext in iomt iomt.gz; do
		rm -f a n.$ext
		iomt-sim berry --duration 60s >bytes
		(
			ulimit -f 40 # of 1 KiB
			rc=0
			iomt-capture --no-cmd -d berry --sync bytes -o n.$ext 2>err || rc=$?
			[ $rc -eq 4 ] || [ $ext = iomt.gz ]
			[ $rc -ne 4 ] || grep -q "n.$ext: File too large" err
		)
	done
	[ "$(stat -c %s n.iomt)" -eq 40960 ]
	rc=0
	iomt-decode --no-cmd n.iomt >dec 2>words || rc=$?
	[ $rc -eq 0 ] || [ $rc -eq 3 ]
	[ "$(of_type wave <dec | wc -l)" -ge 8 ]
	[ "$(tail -1 dec | cut -f1,3,5)" = "end${T}-${T}cut" ]
}

@test "a full disk, on a small file system" {
	need unshare
	unshare -rm sh -c 'mkdir -p t && mount -t tmpfs -o size=64k none t' 2>/dev/null || skip "no mount namespaces here"
	head -c 300000 /dev/urandom >bytes # does not compress
	for ext in iomt iomt.gz; do
		rc=0
		unshare -rm sh -c 'mount -t tmpfs -o size=64k none t
			rc=0; iomt-capture --no-cmd bytes -o t/n.$0 2>err || rc=$?
			cp t/n.$0 . ; exit $rc' $ext || rc=$?
		[ $rc -eq 4 ]
		grep -q "t/n.$ext: No space left on device" err
		rc=0
		iomt-filter --no-cmd n.$ext >got 2>words || rc=$?
		[ $rc -eq 0 ] || [ $rc -eq 3 ]
		of_type raw <got | field 7 | tr -d '\n' >hex
		[ "$(stat -c %s hex)" -ge 40000 ]
		head -c $(($(stat -c %s hex) / 2)) bytes | od -An -v -tx1 | tr -d ' \n' | cmp - hex
	done
}
