# iomt-check: requirements, reports for programs, exit statuses.
load helper

good() { record iomt 0.000000 - - 1; record num 1.000000 a hr 60 /min; record end 1.000000 a - eof; record end 1.000000 - - eof; }

setup() {
	cd "$BATS_TEST_TMPDIR"
	good >want
	good | sed 's/	60	/	66	/' >got
	good | sed '2s/60/60.0/' >bad
}

@test "TAP: plan, points, why in YAML, figures as comments; nothing else on stdout" {
	run -1 iomt-check nums --ref want --require 'worst<=6' --require 'missing>0' --require 'a/bias<1' --report tap got
	[ "${lines[0]}" = "TAP version 13" ]
	[ "${lines[1]}" = "1..3" ]
	[ "$(grep -c -E '^(not )?ok [0-9]+ - ' <<<"$output")" = 3 ]
	[ "$(grep -c '^ok' <<<"$output")" = 1 ]
	[[ $output == *"ok 1 - worst<=6: 6"*"not ok 2 - missing>0"*"message: \"0\""*"not ok 3 - a/bias<1"*"message: \"6 in a\""* ]]
	# every line is of the protocol
	! grep -v -E '^(TAP version 13|1\.\.[0-9]+|(not )?ok [0-9]+ - .*|# .*|  ---|  [a-z]+: .*|  \.\.\.)$' <<<"$output"
	[[ $output == *"# nums a hr expected=1 compared=1"* ]]
	run -0 iomt-check stream --report tap want
	[ "${lines[1]}" = "1..1" ]
}

@test "a perl prove reads it" {
	need prove
	printf '#!/bin/sh\ncat %s/tap\n' "$PWD" >t.t
	iomt-check nums --ref want --require 'worst<=6' --report tap:tap got
	run -0 prove -e sh t.t
	iomt-check nums --ref want --require 'worst<=5' --report tap:tap got || true
	run -1 prove -e sh t.t
}

@test "JUnit: well-formed XML, counts that fit, escapes" {
	cp got 'a&b<"c">.iomt'
	run -1 iomt-check stream --report junit:out.xml want bad 'a&b<"c">.iomt' --require 'findings<=0'
	[ "$(grep -c '<testcase' out.xml)" = 4 ]
	grep -q 'tests="4" failures="2" errors="0"' out.xml
	[ "$(grep -c '<failure' out.xml)" = 2 ]
	grep -q 'name="a&amp;b&lt;&quot;c&quot;&gt;.iomt"' out.xml
	grep -q 'file="bad" line="2"' out.xml
	grep -q '<property name="all/stream.findings" value="1"/>' out.xml
	# each element that opens closes, in order
	awk '{ while (match($0, /<[^>]*>/)) { tag = substr($0, RSTART + 1, RLENGTH - 2); $0 = substr($0, RSTART + RLENGTH)
		if (tag ~ /^[?]/ || tag ~ /\/$/) continue
		if (tag ~ /^\//) { if (stack[n--] != substr(tag, 2)) exit 1 } else { split(tag, w, " "); stack[++n] = w[1] } } } END { exit n != 0 }' out.xml
	if command -v xmllint; then xmllint --noout out.xml; fi
	if command -v python3; then python3 -c 'import sys, xml.dom.minidom as m; m.parse("out.xml")'; fi
}

@test "JSON: one document with cases and tables; null for a figure that does not exist" {
	need jq
	run -1 iomt-check nums --ref want --tol hr=1 --report json got
	jq -e '.tool == "iomt-check" and .command == "nums" and .status == 1 and .ok == false' <<<"$output"
	jq -e '.cases == [{"verdict": "no", "name": "a/hr", "text": "0 of 1 within the tolerance, 1 outside, 0 without a partner"}]' <<<"$output"
	jq -e '.tables.nums[0] | .source == "a" and .signal == "hr" and .worst == 6 and .sd == null' <<<"$output"
	printf 'a "quoted\\" \xff name\n' >'q"\.iomt'
	run -1 iomt-check stream --report json 'q"\.iomt'
	jq -e '.cases[0].file == "q\"\\.iomt"' <<<"$output"
}

@test "Markdown: tables whose rows have as many cells as their heads" {
	cp bad 'a|b'
	run -1 iomt-check stream --report md 'a|b' want --require 'records>=1'
	[[ ${lines[0]} == "## iomt-check stream: no" ]]
	[[ $output == *'| **not ok** | a\|b | a\|b:2: '* ]]
	[[ $output == *'| ok | records&gt;=1 |'* ]]
	sed 's/\\|//g' <<<"$output" | awk -F'|' '/^\|/ { if (in_table && NF != n) exit 1; n = NF; in_table = 1; next } { in_table = 0 }'
}

@test "GitHub: an ::error a failure with file and line, escaped; a ::notice at the end" {
	cp bad 'x,y:z%.iomt'
	run -1 iomt-check stream --report github 'x,y:z%.iomt' want
	[[ ${lines[0]} == "::error file=x%2Cy%3Az%25.iomt,line=2,title=iomt-check stream::x,y:z%25.iomt: "* ]]
	[ "${lines[1]}" = "::notice title=iomt-check stream::no, 1 of 2 ok" ]
	! grep -v '^::' <<<"$output"
	run -1 iomt-check same want got --report github
	[[ ${lines[0]} == "::error file=want,line=2,title=iomt-check same::want: differs from got:2 from byte "* ]]
}

@test "several reports at once; one without a file takes the place of the text, also in -o; the same bytes each time" {
	run -0 iomt-check nums --ref want --require 'worst<=6' --report tap:a.tap --report junit:a.xml --report json:a.json --report md:a.md --report github:- -o out got
	[ -z "$output" ]
	[ "$(cat out)" = "::notice title=iomt-check nums::yes, 1 of 1 ok" ]
	for f in a.tap a.xml a.json a.md; do [ -s $f ]; done
	iomt-check nums --ref want --require 'worst<=6' --report tap:b.tap --report junit:b.xml --report json:b.json --report md:b.md got | head -1 | grep -q "^source${T}signal"
	for f in tap xml json md; do cmp a.$f b.$f; done
	run -2 iomt-check nums --ref want --report tap --report json got
	for r in xml tap: '' TAP; do run -2 iomt-check nums --ref want --report "$r" got; done
	run -4 iomt-check nums --ref want --report tap:/nonexistent/x got
	run -4 iomt-check nums --ref want --report tap:/dev/full got
	run -4 bash -c 'iomt-check nums --ref want --report json got >/dev/full'
}

@test "faults are in the reports: what is missing or damaged is no success" {
	need jq
	run -4 --separate-stderr iomt-check nums --ref want --report json nothing
	jq -e '.status == 4 and .ok == false and .cases[0].verdict == "fault" and .cases[0].file == "nothing"' <<<"$output"
	run -4 --separate-stderr iomt-check beats --ref nothing --report junit got
	grep -q '<error message=' <<<"$output"
	run -4 --separate-stderr iomt-check same want nothing --report github
	[[ ${lines[0]} == "::error file=nothing,title=iomt-check same::nothing: "* ]]
	{ good; printf '\x01\xff\0garbage\n'; } >dirt
	run -3 --separate-stderr iomt-check nums --ref want --report json dirt
	jq -e '.status == 3 and .cases[0].verdict == "fault"' <<<"$output"
}

@test "exit statuses: 0, 1 only for a no, 2, 3, 4, and a no is not masked by damage" {
	run -0 iomt-check nums --ref want --tol hr=6 got
	run -1 iomt-check nums --ref want --tol hr=5 got
	run -1 iomt-check nums --ref want --require 'worst<6' got
	run -0 iomt-check stream want
	run -1 iomt-check stream bad
	run -1 iomt-check stream want --require 'records>100'
	run -0 iomt-check stream want --require 'want/records>=4' --require 'findings==0'
	run -0 iomt-check same want want --require 'records-a==3' || run -0 iomt-check same want want --require 'records-a==4'
	run -1 iomt-check same want got
	run -2 iomt-check nums --ref want --require 'nothing>1' got
	run -2 iomt-check nothing
	run -2 iomt-check same want
	{ cat got; echo garbage; } >dirt
	run -3 --separate-stderr iomt-check nums --ref want --require 'worst<=6' dirt
	run -1 --separate-stderr iomt-check nums --ref want --require 'worst<=5' dirt
	run -3 --separate-stderr iomt-check nums --ref dirt --tol hr=1 got # a damaged reference judges nobody
	gzip -c want | head -c 60 >cut.gz
	run -3 --separate-stderr iomt-check nums --ref want --require 'expected==1' cut.gz || [ "$status" = 1 ]
	run -4 iomt-check nums --ref want nothing
	run -4 iomt-check alerts --ref nothing want
}

@test "names of figures in the manual: all that the tables print" {
	for c in beats nums alerts; do
		case $c in
		beats) iomt-check beats --ref got --ref-by none --matrix --runs --episodes <(record beat 1.000000 a - N index=1 fs=250; record end 1.000000 - - eof) >t 2>&1 || true ;;
		*) iomt-check $c --ref want got >t ;;
		esac
		awk -F'\t' 'NR == 1 || last == "" { for (i = 1; i <= NF; i++) print $i } { last = $0 }' t
	done | grep -E '^[a-z][a-z0-9-]*$' | sort -u >names
	[ "$(wc -l <names)" -gt 60 ]
	sed 's/\\-/-/g' "$TOP/man/iomt-check.1" | tr ' ,()|' '\n' | sort -u >words
	comm -23 names words >gone
	[ ! -s gone ] || { cat gone; return 1; }
}
