# Devices: the manual's table, and what decoders may import. Their bytes are tested in tests/unit/test_device_*.
load helper

table() { "$BUILD/unit/test_device_table" man; }

page() { # page MARK: the lines between `.\" MARK` and `.\" end`
	sed -n "/^\.\\\\\" $1\$/,/^\.\\\\\" end\$/p" "$TOP/man/iomt-devices.7" | sed '1d;$d'
}

@test "the manual's table and list are the registry's" {
	if [ "${UPDATE:-}" = 1 ]; then
		{
			sed '/^\.\\" table$/q' "$TOP/man/iomt-devices.7"
			table | grep ' Ta '
			sed -n '/^\.\\" end$/,/^\.\\" list$/p' "$TOP/man/iomt-devices.7" | sed '/^\.\\" list$/q'
			table | grep -v ' Ta '
			awk '/^\.\\" list$/ { list = 1; next } list && /^\.\\" end$/ { on = 1 } on' "$TOP/man/iomt-devices.7"
		} >new.7
		cp new.7 "$TOP/man/iomt-devices.7"
	fi
	diff <(page table) <(table | grep ' Ta ')
	diff <(page list) <(table | grep -v ' Ta ')
}

@test "every device of devices.def is in the table, and its file says where it is documented" {
	for d in $(sed -n 's/^DEVICE(\(.*\))$/\1/p' "$TOP/lib/device/devices.def"); do
		table | grep -q "^.It Li $d Ta "
		sed -n '1,/\*\//p' "$TOP/lib/device/$d.c" >head
		grep -q 'Documented' head
		grep -E -q 'Guessed|guessed' head || grep -q 'differently' head
	done
}

@test "decoders and sessions import nothing but memory functions and this library" {
	for o in "$BUILD"/lib/device/*.o; do
		nm -u "$o" | awk '/ U /{ sub(/@.*/, "", $2); print $2 }' |
			{ ! grep -v -E -x '(memcpy|memmove|memset|memcmp|memchr|strlen|strcmp|__stack_chk_fail|__asan_.*|__ubsan_.*|__sanitizer_.*|_GLOBAL_OFFSET_TABLE_)|(cms50d|cms50v7|nonin[0-9]*|openbci|protocentral|bitalino|numbers|numline|column|columns|textline|dev|emit|field|fit|guess|run|trace|bare|rawdec|listing|num|opt|pump|str|tm|rate|map|in|out|rec|recin|recw|smp|wave|wavew|sig|st)_[a-z0-9_]*'; }
	done
}

@test "a new device is one file and one line" {
	mkdir tree
	cp -r "$TOP/lib" "$TOP/tests" "$TOP/Makefile" tree
	sed 's/"template"/"thermo"/; s/dev_template/dev_thermo/g' "$TOP/lib/device/template.c" >tree/lib/device/thermo.c
	echo 'DEVICE(thermo)' >>tree/lib/device/devices.def
	cd tree
	make CC="${CC:-cc}" BUILD=b b/unit/test_device_table >log 2>&1 || { tail -20 log; false; }
	b/unit/test_device_table
	b/unit/test_device_table man | grep '^.It Li thermo Ta pleth temp Ta sum 8 bits Ta unverified Ta no$'
}

@test "nothing that a source still has to say when it ends lies before the tick that was written" {
	# frames up to 0.95 s, the tick of the second, and the end: the last stat tells of samples before that tick
	{
		printf 'iomt\t1.000000\t-\t-\t1\tminor=0\tclock=utc\ndev\t1.000000\tox\t-\tcms50d\n'
		iomt-sim cms50d --duration 1s --seed 1 | od -An -v -tx1 -w5 | tr -d ' ' |
			awk 'NR < 58 { printf "raw\t1.%06d\tox\t-\t<\t%d\t%s\tdev=cms50d\n", (NR - 1) * 1000000 / 60, (NR - 1) * 5, $0 }'
		printf 'tick\t2.000000\tox\t-\nend\t2.100000\tox\t-\teof\nend\t2.100000\t-\t-\teof\n'
	} >capture
	iomt-decode --no-cmd capture >decoded
	grep -q "^stat" decoded
	iomt-check stream decoded
}
@test "a source that is decoded ends at its newest time, where its last sample lies behind the capture's end" {
	{
		printf 'iomt\t1.000000\t-\t-\t1\tminor=0\tclock=utc\ndev\t1.000000\tox\t-\tcms50d\n'
		iomt-sim cms50d --duration 1s --seed 1 | od -An -v -tx1 -w5 | tr -d ' ' |
			awk 'NR < 58 { printf "raw\t1.%06d\tox\t-\t<\t%d\t%s\tdev=cms50d\n", (NR - 1) * 1000000 / 60, (NR - 1) * 5, $0 }'
		printf 'tick\t2.000000\tox\t-\nend\t1.900000\tox\t-\teof\nend\t2.000000\t-\t-\teof\n'
	} >capture
	iomt-decode --no-cmd capture >decoded
	iomt-check stream decoded
	[ "$(grep '^end' decoded | head -1)" = "end${T}2.000000${T}ox${T}-${T}eof" ]
}
