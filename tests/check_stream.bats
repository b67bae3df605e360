# iomt-check stream and same.
load helper

good() {
	record iomt 0.000000 - - 1 minor=0 tool=x clock=rel
	record cmd 0.000000 - - iomt-sim/0.1.0 args=x
	record dev 0.000000 a - sim
	record raw 0.000000 a - '<' 0 0180 dev=cms50d
	record raw 0.010000 a - '<' 2 c6
	record wave 0.000000 a ecg mV 4 200 0 0 '1 2 E -4'
	record num 0.500000 a hr 72.5 /min by=ecg
	record tick 1.000000 a -
	record event 1.000000 a ecg gap lost=4
	record wave 2.000000 a ecg mV 4 200 0 8 '5 6 7 8'
	record alert 2.500000 a hr hr-high on high 'HR\x2c high'
	record tick 3.000000 a -
	record alert 3.000000 a hr hr-high off high over
	record num 3.000000 a hr 60 /min by=ecg
	record end 3.000000 a - eof
	record end 3.000000 - - eof
}

finds() { # finds LINE TEXT: check stream on bad says no, with this finding
	run -1 --separate-stderr iomt-check stream bad
	[[ $output == *"bad:$1: "*"$2"* ]] || { echo "$output"; return 1; }
	[ -z "$stderr" ]
}

@test "a good stream: ok and exit 0, silent with -q" {
	good >x
	run -0 iomt-check stream x
	[ "$output" = "x: ok, 16 records" ]
	run -0 iomt-check stream -q x
	[ -z "$output" ]
	[ "$(iomt-check stream <x)" = "standard input: ok, 16 records" ]
	gzip -k x
	run -0 iomt-check stream x x.gz
	[ "${lines[1]}" = "x.gz: ok, 16 records" ]
	sed 's/$/\r/' x >crlf
	run -0 iomt-check stream crlf
	{ cat x; cat x; } >two
	run -0 iomt-check stream two
}

@test "the end: missing, cut, not at the newest time, without LF" {
	good | sed '$d' >bad
	finds "" "no end record: the stream is cut short" || true
	run -1 iomt-check stream bad
	[[ ${lines[0]} == "bad: no end record: the stream is cut short" ]]
	good | sed '$s/eof/cut/' >bad; finds 16 "end cut"
	good | sed '$s/3.0/2.0/' >bad; finds 16 "end is not at the newest TIME, 3.000000"
	good | sed '15s/3.0/2.0/' >bad; finds 15 "end is not at the newest TIME, 3.000000"
	good | head -c -1 >bad; finds 16 "the last line has no end"
	: >bad
	run -1 iomt-check stream bad
	[[ $output == *"bad: no records"* ]]
}

@test "the beginning: no iomt record, another version, a stream in a stream" {
	good | sed 1d >bad; finds 1 "a stream begins without its iomt record"
	good | sed '1s/	1	/	2	/' >bad; finds 1 "version 2"
	{ good | sed '$d'; good; } >bad; finds 16 "a stream begins, and the one before had no end"
}

@test "form: what is no record, number forms, escapes, UTF-8, control characters, length" {
	put() { good | head -6 >bad; printf '%b\n' "$1" >>bad; good | tail -n +7 >>bad; }
	put 'garbage'; finds 7 "not a record"
	put ''; finds 7 "not a record: an empty line"
	put 'num\t0.5\ta\tspo2\t98\t%'; finds 7 "TIME does not have six decimals"
	put 'num\t00.500000\ta\tspo2\t98\t%'; finds 7 "TIME"
	for v in 98.60 +98 098 .5 98. 9e1 -0 -0.50; do put "num\\t0.500000\\ta\\tspo2\\t$v\\t%"; finds 7 ""; [[ $output == *VALUE* ]]; done
	for v in 98.6 0 -1 0.5 -0.5 - 100; do put "num\\t0.500000\\ta\\tspo2\\t$v\\t%"; run -0 iomt-check stream bad; done
	put 'num\t0.500000\ta\tspo2\t98\t%\trr=0.80'; finds 7 "rr is not in the form"
	put 'num\t0.500000\ta\tspo2\t98\t%\tword'; finds 7 "no key=value: 'word'"
	put 'num\t0.500000\ta\tspo2\t98\t%\tby='; finds 7 "key by has no value"
	put 'event\t0.500000\ta\t-\tuser\ttext=\\q'; finds 7 "a backslash that begins no escape"
	put 'event\t0.500000\ta\t-\tuser\ttext=\\x4'; finds 7 "a backslash that begins no escape"
	put 'event\t0.500000\ta\t-\tuser\ttext=\\x41\\t\\\\'; run -0 iomt-check stream bad
	{ good | head -6; printf 'event\t0.500000\ta\t-\tuser\ttext=\xb5V\n'; good | tail -n +7; } >bad; finds 7 "no UTF-8"
	{ good | head -6; printf 'event\t0.500000\ta\t-\tuser\ttext=\x01\n'; good | tail -n +7; } >bad; finds 7 "control character"
	{ good | head -6; printf 'event\t0.500000\ta\t-\tuser\ttext=%4000s\n' x; good | tail -n +7; } >bad; finds 7 "a line of 403"
	{ good | head -6; head -c 2000000 /dev/zero | tr '\0' x; echo; good | tail -n +7; } >bad; finds 7 "over 1 MiB"
	put 'x-own\t0.500000\ta\t-\tanything\tgoes'; run -0 iomt-check stream bad
	put '# a comment'; run -0 iomt-check stream bad
}

@test "waves: samples, rate, gain" {
	put() { good | head -6 >bad; printf '%b\n' "wave\t0.000000\ta\tpleth\t1\t$1" >>bad; good | tail -n +7 >>bad; }
	put '4\t1\t0\t0\t1 2 3'; run -0 iomt-check stream bad
	put '500/3\t1\t0.5\t0\t1'; run -0 iomt-check stream bad
	put '4\t1\t0\t0\t1 x 3'; finds 7 "SAMPLES are not counts"
	put '4\t1\t0\t0\t1  3'; finds 7 "SAMPLES are not counts"
	put '4\t1\t0\t0\t01 2'; finds 7 "SAMPLES are not in the form"
	put '4\t1\t0\t0\t-0 2'; finds 7 "SAMPLES are not in the form"
	put '0\t1\t0\t0\t1'; finds 7 "FS is no rate"
	put '4\t0\t0\t0\t1'; finds 7 "GAIN is 0"
	put '4\t1.0\t0\t0\t1'; finds 7 "GAIN is not in the form"
}

@test "order: time that goes back, ticks, stored records, a clock that is set" {
	good | sed '14i num\t1.500000\ta\thr\t60\t/min\tby=ecg' >bad
	finds 14 "TIME lies before the tick 3.000000 of a"
	{ good | head -7; record num 0.400000 a hr 70 /min by=ecg; good | tail -n +8; } >bad
	finds 8 "TIME goes back: num of a hr had 0.500000 in line 7"
	{ good | head -7; record num 0.400000 a hr 70 /min by=atr; record num 0.400000 a spo2 70 %; record beat 0.400000 a hr N by=ecg; good | tail -n +8; } >bad
	run -0 iomt-check stream bad
	{ good | head -14; record num 0.400000 a hr 70 /min by=ecg stored=1; good | tail -n +15; } >bad
	run -0 iomt-check stream bad
	{ good | head -8; record tick 0.500000 a -; good | tail -n +9; } >bad
	finds 9 "TIME lies before the tick"
	{ good | head -8; record event 0.900000 a - clock-step; record num 0.100000 a hr 70 /min by=ecg; good | tail -n +9; } >bad
	run -0 iomt-check stream bad
}

@test "gaps: INDEX that jumps needs an event, before or after; a lower one is a new start" {
	good | grep -v gap >bad; finds 9 "INDEX of a ecg jumps from 4 to 8 and no event tells the gap"
	{ good | grep -v gap | head -9; record event 2.000000 a - gap lost=4; good | tail -n +11; } >bad
	run -0 iomt-check stream bad
	{ good | grep -v gap | head -9; record event 2.000000 a pleth gap lost=4; good | tail -n +11; } >bad
	finds 9 "no event tells"
	{ good | grep -v gap | head -9; record wave 3.000000 a ecg mV 4 200 0 12 1; record event 3.000000 a ecg gap; good | tail -n +11; } >bad
	finds 9 "no event tells"
	{ good | head -14; record wave 3.000000 a ecg mV 4 200 0 0 '5 6 7 8'; good | tail -n +15; } >bad
	run -0 iomt-check stream bad
	good | sed '5s/	2	/	3	/' >bad; finds 5 "OFFSET is not 2: 3"
	good | sed '4s/0180/018/' >bad; finds 4 "HEX is not"
	good | sed '5s/c6/C6/' >bad; finds 5 "HEX is not"
}

@test "alerts: every on has its off or open, no off without on" {
	good | sed 13d >bad; finds 14 "alert hr-high of a, on since line 11, has neither off nor open"
	good | sed '13s/off/open/' >bad; run -0 iomt-check stream bad
	good | sed 11d >bad; finds 12 "alert hr-high of a was not on: off"
	good | sed '12i alert\t2.750000\ta\thr\thr-high\ton\thigh\tagain' >bad; finds 12 "is on since line 11"
	good | sed '12i alert\t2.750000\ta\thr\thr-high\tlatched\thigh\tx\nalert\t2.750000\ta\thr\thr-high\ton\thigh\tagain\trestart=1' >bad
	run -0 iomt-check stream bad
	good | sed -e '13d' -e '15d' >bad # the end of the stream ends every source
	finds 14 "has neither off nor open"
}

@test "rotate: the next file goes on" {
	good | head -12 >one
	record end 3.000000 - - rotate >>one
	{ good | head -1; good | tail -n +13; } >two
	run -0 iomt-check stream one two
	run -1 iomt-check stream two
	[[ $output == *"was not on"* ]]
}

@test "findings beyond 100 are counted" {
	{ good | sed '$d'; for i in $(seq 150); do echo x; done; good | tail -1; } >bad
	run -1 iomt-check stream bad
	[ "${#lines[@]}" = 102 ]
	[ "${lines[100]}" = "bad: … and 50 more" ]
	[ "${lines[101]}" = "bad: 150 findings in 16 records" ]
	printf 'x\x1b[31m\n' >bad
	run -1 iomt-check stream bad
	[[ $output != *$'\x1b'* ]]
}

@test "a damaged gzip is a finding; a missing file is exit 4; wrong command lines exit 2" {
	good | gzip >x.gz
	head -c 100 x.gz >bad
	run -1 iomt-check stream bad
	run -4 --separate-stderr iomt-check stream /nonexistent/x
	[[ $stderr == "iomt-check: /nonexistent/x: No such file or directory" ]]
	good >x
	run -4 iomt-check stream /nonexistent/x x
	[[ $output == *"x: ok, 16 records"* ]]
	run -2 iomt-check
	run -2 --separate-stderr iomt-check streem x
	[[ $stderr == *"unknown command 'streem' (did you mean 'stream'?)"* ]]
	run -2 iomt-check same x
	run -2 iomt-check same x x x
	run -4 bash -c 'iomt-check stream x >/dev/full'
}

@test "same: cmd records, comments and CRLF are looked over; differences are shown" {
	good >x
	{ good | grep -v ^cmd; } | sed 's/$/\r/' >y
	sed -i '2i # note' y
	run -0 iomt-check same x y
	[ -z "$output" ]
	run -0 iomt-check same x - <y
	sed 's/72.5/72.6/' x >z
	run -1 iomt-check same x z
	[ "${#lines[@]}" = 3 ]
	[[ ${lines[0]} == "x:7 z:7: differ from byte 22" ]]
	[[ ${lines[1]} == "< num 0.500000 a hr 72.5 /min by=ecg" ]]
	[[ ${lines[2]} == "> num 0.500000 a hr 72.6 /min by=ecg" ]]
	sed '$d' x >z
	run -1 iomt-check same x z
	[[ ${lines[0]} == "x:16: not in z" ]]
	run -1 iomt-check same z x
	[[ ${lines[0]} == "x:16: not in z" ]]
	[[ ${lines[1]} == "> end 3.000000 - - eof" ]]
	head -c -1 x >z
	run -1 iomt-check same x z
	[[ ${lines[0]} == *"a line without its end"* ]]
	seq 100 | sed 's/.*/num\t&.000000\ta\thr\t&\t\/min/' >p
	seq 100 | sed 's/.*/num\t&.000000\ta\thr\t1&\t\/min/' >q
	run -1 iomt-check same p q
	[ "${lines[30]}" = "reading ends here: more may differ" ]
	run -4 iomt-check same x /nonexistent/z
}

@test "same: a line too many or too few is one difference, and what follows is compared again" {
	for i in $(seq 1000); do record num "$i.000000" a hr "$((i * 7919 % 200))" /min; done >x
	sed '500d' x >less
	run -1 iomt-check same x less
	[ "${#lines[@]}" = 2 ]
	[ "${lines[0]}" = "x:500: not in less" ]
	run -1 iomt-check same less x
	[ "${lines[0]}" = "x:500: not in less" ]
	sed -e '100,102d' -e '300s/hr/pulse/' -e '600i num\t599.500000\ta\tspo2\t97\t%' -e '900,950d' x >y
	run -1 iomt-check same x y --require 'records-a==1000'
	[ "${lines[0]}" = "x:100: not in y" ]
	[[ ${lines[6]} == "x:300 y:297: differ from byte 1"* ]]
	[[ ${lines[9]} == "y:597: not in x" ]]
	[ "$(grep -c 'not in' <<<"$output")" = 9 ]
	[[ $output == *"reading ends here: more may differ"* ]]
	# nothing in common within the look-ahead: line by line
	seq 3000 | sed 's/.*/num\t&.000000\ta\thr\t1\t\/min/' >p
	seq 3000 | sed 's/.*/num\t&.000000\ta\thr\t2\t\/min/' >q
	run -1 iomt-check same p q
	[ "${lines[0]}" = "p:1 q:1: differ from byte 19" ]
	[ "${lines[30]}" = "reading ends here: more may differ" ]
	: >none
	run -1 iomt-check same none less
	[ "${lines[0]}" = "less:1: not in none" ]
	run -0 iomt-check same none none
}

@test "what the tools write is a good stream" {
	need_data mitdb-ds1
	iomt-decode -a atr "$IOMT_DATA/mitdb-ds1/119" >x
	run -0 iomt-check stream x
	run -0 iomt-check same x <(iomt-decode -a atr "$IOMT_DATA/mitdb-ds1/119")
}
