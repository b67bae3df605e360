# What holds for every command, whatever it does. A new command is walked by being built; what it needs on its command line to read a
# stream stands in the table below.
load helper

# Arguments with which a command reads a stream from standard input.
filter_args() {
	case $1 in
	iomt-decode | iomt-filter | iomt-hr) echo "" ;;
	iomt-alert) echo "-r vitals" ;;
	iomt-export) echo "-f jsonl" ;;
	*) return 1 ;;
	esac
}

commands() { for c in "$BUILD"/iomt-*; do case $c in *.*) ;; *) basename "$c" ;; esac done; }

filters() { for c in $(commands); do filter_args "$c" >/dev/null && echo "$c"; done; }

stream() { # an ECG with beats and values, 20 s, complete
	iomt-sim ecg --duration 20s --hr 70 --seed 5 --no-cmd >"$BATS_TEST_TMPDIR/ecg" &&
		awk -F'\t' -v OFS='\t' '$1 == "end" && $3 == "-" { for (i = 0; i < 20; i++) printf "num\t%d.000000\tcms50\tspo2\t%d\t%%\n", i, 98 - i; print "end\t19.000000\tcms50\t-\teof" } { print }' "$BATS_TEST_TMPDIR/ecg"
}

@test "there are the commands of the toolkit" {
	for c in capture decode filter hr alert export sim check; do
		commands | grep -qx "iomt-$c"
	done
}

@test "--help: on stdout, exit 0, at most 60 lines, usage, three examples, -h the same" {
	for c in $(commands); do
		"$c" --help >help 2>err
		[ ! -s err ]
		[ "$(wc -l <help)" -le 60 ] || { echo "$c --help has $(wc -l <help) lines"; return 1; }
		head -1 help | grep -q "^usage: $c"
		[ "$(sed -n '/^examples/,/^$/p' help | grep -c 'iomt')" -ge 3 ] || { echo "$c: fewer than three examples"; return 1; }
		awk 'length > 132' help | { ! grep . ; }
		"$c" -h | cmp - help
	done
}

@test "--version: name and version, then one line of build facts" {
	for c in $(commands); do
		run -0 "$c" --version
		[[ ${lines[0]} =~ ^$c\ [0-9]+\.[0-9]+\.[0-9]+$ ]]
		[ ${#lines[@]} -eq 2 ]
		[ "$("$c" -V)" = "$output" ]
	done
}

@test "--help and --version to a full disk are exit 4" {
	for c in $(commands); do
		run -4 bash -c "$c --help >/dev/full"
		run -4 bash -c "$c --version >/dev/full"
	done
}

@test "a wrong option: two lines on stderr, nothing on stdout, exit 2" {
	for c in $(commands); do
		run -2 --separate-stderr "$c" --no-such-thing
		[ -z "$output" ]
		[ "${#stderr_lines[@]}" -eq 2 ]
		[[ ${stderr_lines[0]} == "$c: unknown option '--no-such-thing'"* ]]
		[ "${stderr_lines[1]}" = "Try '$c --help'." ]
		run -2 --separate-stderr "$c" --outptu x
		[ "${stderr_lines[0]}" = "$c: unknown option '--outptu' (did you mean '--output'?)" ]
		run -2 "$c" -Z
		run -2 --separate-stderr "$c" -o
		[[ ${stderr_lines[0]} == *"needs a value"* ]]
		run -2 "$c" --help=yes
	done
}

@test "standard input a terminal and no file: a hint in two lines, exit 2" {
	need script
	for c in $(filters); do
		run script -qec "$c $(filter_args "$c")" /dev/null
		[ "$status" -eq 2 ]
		[[ $output == *"standard input is a terminal"*"Try '$c --help'."* ]]
	done
}

@test "a missing file: its name and why on stderr, exit 4, and the next file is read" {
	stream >s
	for c in $(filters); do
		run -4 --separate-stderr "$c" $(filter_args "$c") /nonexistent/x
		[[ $stderr == *"/nonexistent/x"*"No such file or directory"* ]]
		run -4 --separate-stderr "$c" $(filter_args "$c") /nonexistent/x s
		[[ $output == *"cms50"* ]]
		run -4 --separate-stderr "$c" $(filter_args "$c") "$BATS_TEST_TMPDIR"
		[[ $stderr == *"directory"* ]]
	done
}

@test "a full disk is exit 4 with a message" {
	stream >s
	for c in $(filters); do
		run -4 bash -c "$c $(filter_args "$c") <s 2>err >/dev/full"
		grep -q "No space left on device" err
		run -4 "$c" $(filter_args "$c") -o /dev/full s
		run -4 --separate-stderr "$c" $(filter_args "$c") -o /nonexistent/folder/x s
		[[ $stderr == *"/nonexistent/folder/x"* ]]
	done
}

@test "a pipe that closes early ends a filter without a word" {
	for i in 1 2 3 4 5 6 7 8; do stream; done >s
	for i in 1 2 3 4; do cat s s >t; mv t s; done
	for c in $(filters); do
		run -0 bash -c "{ $c $(filter_args "$c") <s; echo \${PIPESTATUS[0]} >rc; } 2>err | head -c 10 >/dev/null; cat err"
		[ -z "$output" ]
		[ "$(cat rc)" = 141 ] || { echo "$c: $(cat rc)"; return 1; }
	done
}

@test "the same bytes from a file, a pipe, byte by byte, gzipped, and in another locale" {
	stream >s
	gzip -k s
	for c in $(filters); do
		args=$(filter_args "$c")
		"$c" --no-cmd $args s >want
		[ -s want ]
		cat s | "$c" --no-cmd $args | cmp - want
		head -c 20000 s >part
		"$c" --no-cmd $args part >want.part 2>/dev/null || true
		dd if=part bs=1 status=none | "$c" --no-cmd $args 2>/dev/null | cmp - want.part
		"$c" --no-cmd $args s.gz | cmp - want
		LC_ALL=de_DE.UTF-8 LANG=de_DE.UTF-8 TZ=Asia/Kolkata "$c" --no-cmd $args s | cmp - want
		"$c" --no-cmd $args -o out s && cmp out want
		"$c" --no-cmd $args -o out.gz s && zcat out.gz | cmp - want
	done
}

@test "CRLF, NUL bytes, a line of 2 MiB, garbage: the good records stay, exit 3 where something was damaged" {
	stream >s
	sed 's/$/\r/' s >crlf
	{ sed -n '1,5p' s; head -c 2097152 /dev/zero | tr '\0' x; echo; sed -n '6,$p' s; } >long
	{ sed -n '1,5p' s; printf 'num\t1.0\0zero\n\0\0\n'; sed -n '6,$p' s; } >nul
	{ head -c 100000 "$BUILD/iomt-hr"; echo; cat s; } >garbage
	for c in $(filters); do
		args=$(filter_args "$c")
		"$c" --no-cmd $args crlf | tr -d '\r' | cmp - <("$c" --no-cmd $args s)
		for bad in long nul garbage; do
			run -3 --separate-stderr "$c" --no-cmd $args $bad
			[[ $stderr == "$c: "* ]]
			[ "$(grep -c spo2 <<<"$output")" -ge 20 ]
		done
	done
}

@test "an empty input and a truncated one" {
	stream >s
	: >empty
	for c in $(filters); do
		run -0 "$c" $(filter_args "$c") empty
		n=$(($(wc -c <s) - 31)) # in the middle of a record
		head -c $n s >cut
		run -3 --separate-stderr "$c" $(filter_args "$c") cut
		[[ $stderr == *"the last line has no end"* ]]
		sed '$d' s >noend
		run -0 --separate-stderr "$c" $(filter_args "$c") noend
		case $c in iomt-export) ;; *) [[ $stderr == *"without an end record"* ]]; tail -1 <<<"$output" | grep -q "${T}cut" ;; esac
	done
}

@test "progress: on a terminal, over a file, after two seconds; not with -q" {
	need script
	stream >s
	for i in 1 2 3 4 5 6 7 8 9 10; do cat s; done >t
	for i in 1 2 3 4 5 6 7 8; do cat t; done >big
	for c in $(filters); do
		slow="$c $(filter_args "$c") -v big | { sleep 2.5; cat >/dev/null; }"
		run script -qec "$slow" /dev/null
		grep -q "$c: *[0-9]* %  *[0-9.]* MB/s  *[0-9]*:[0-9][0-9] left" <<<"$output" || { echo "$c: $output"; return 1; }
		run script -qec "${slow/-v/-q}" /dev/null
		! grep -q 'MB/s' <<<"$output"
	done
	iomt-filter big 2>err >/dev/null
	[ ! -s err ]
}

@test "SIGINT in mid-stream: a filter in a pipe reads on to the end and says 130" {
	stream >s
	for c in $(filters); do
		"$c" --no-cmd $(filter_args "$c") s >want
		mkfifo "p.$c"
		# background jobs of a script ignore SIGINT: env gives the default back
		env --default-signal=INT "$c" --no-cmd $(filter_args "$c") <"p.$c" >got 2>err 3>&- &
		pid=$!
		exec 9>"p.$c"
		head -n 20 s >&9
		sleep 0.2
		kill -INT $pid
		sleep 0.2
		tail -n +21 s >&9
		exec 9>&-
		rc=0
		wait $pid || rc=$?
		[ $rc = 130 ] || { echo "$c: exit status $rc"; return 1; }
		cmp got want
	done
}

@test "unknown types, unknown keys and comments pass byte for byte through what writes records" {
	stream >s
	{ sed -n '1,3p' s; printf 'x-ward\t0.000000\tcms50\t-\tanything at all\tk=v\n# a comment \xff\nnum\t0.000000\tcms50\tpi\t3.45\t%%\tfuture=1\n'; sed -n '4,$p' s; } >odd
	for c in $(filters); do
		[ "$c" = iomt-export ] && continue
		"$c" --no-cmd $(filter_args "$c") odd >got
		grep -a -q "^x-ward${T}0.000000${T}cms50${T}-${T}anything at all${T}k=v\$" got
		grep -a -q $'^# a comment \xff$' got
		grep -a -q "future=1\$" got
	done
}

@test "the output of each filter is a well-formed stream" {
	stream >s
	for c in $(filters); do
		[ "$c" = iomt-export ] && continue
		"$c" $(filter_args "$c") s >got
		run -0 iomt-check stream got
		[ "$(grep -c "^cmd" got)" -ge 1 ]
		[ "$(tail -1 got | cut -f1,3)" = "end${T}-" ]
	done
}

@test "the option table, --help and the man page name the same options" {
	for c in $(commands); do
		[ -f "$TOP/man/$c.1" ] || { echo "no man/$c.1"; return 1; }
		"$c" --help | sed -n 's/^  \(-., \|    \)--\([a-z0-9-]*\).*/\2/p' | sort -u >table
		[ -s table ]
		sed -n 's/^\.It .*Fl Fl \([a-z0-9-]*\).*/\1/p; s/^\.It .*Fl -\([a-z][a-z0-9-]*\).*/\1/p' "$TOP/man/$c.1" | sort -u >page
		diff table page || { echo "$c: < only in the table, > only in the man page"; return 1; }
	done
}

@test "man pages are clean and have the sections that a user looks for" {
	need mandoc
	for page in "$TOP"/man/*.[157]; do
		run mandoc -T lint -W warning "$page"
		[ "$status" -eq 0 ] || { echo "$output"; return 1; }
		case $page in *.1)
			for section in NAME SYNOPSIS DESCRIPTION OPTIONS "EXIT STATUS" EXAMPLES "SEE ALSO"; do
				grep -q "^\.Sh $section" "$page" || { echo "$page has no $section"; return 1; }
			done
			;;
		esac
	done
	for page in iomt.7 iomt-stream.5 iomt-rules.5 iomt-devices.7; do [ -f "$TOP/man/$page" ]; done
}

@test "--list, where there is one, is a table for people and JSON lines for programs" {
	need jq
	for c in $(commands); do
		"$c" --help | grep -q -- '--list' || continue
		rc=0; "$c" --list >table || rc=$?
		[ $rc -le 1 ] # iomt-capture: 1 where there is no port
		"$c" --list=jsonl >lines || rc=$?
		[ ! -s table ] || jq -e 'type == "object"' <lines >/dev/null
		run -2 "$c" --list=nonsense
	done
}

@test "the README names every command and every option that it uses exists" {
	for c in $(commands); do grep -q "$c" "$TOP/README.md"; done
	grep -o 'iomt-[a-z]* [^|`>]*' "$TOP/README.md" | while read -r c rest; do
		command -v "$c" >/dev/null || continue
		for word in $rest; do
			case $word in --?*) o=${word%%=*}; o=${o//[^a-z0-9-]/}; "$c" --help | grep -q -- "$o" || { echo "README: $c has no $o"; exit 1; } ;; esac
		done
	done
}
