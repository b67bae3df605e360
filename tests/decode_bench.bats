# iomt-decode for the bench: --guess, -d auto, --trace.
load helper

sim() { iomt-sim "$@" --duration 20s; }

raw() { # raw SOURCE DEVICE [KEY]: standard input as raw records of 20 bytes, with a dev record of that name
	record dev 1.000000 "$1" - "$2"
	od -An -v -tx1 -w20 | tr -d ' ' | awk -v s="$1" -v key="${3:-}" '{ printf "raw\t%.6f\t%s\t-\t<\t%d\t%s%s\n", 1 + NR / 20, s, n, $0, key; n += length($0) / 2 }'
	record end 30.000000 "$1" - eof
}

@test "--guess: a table with scores and reasons; what has no check is offered, not chosen" {
	sim nonin2 >n.bin
	run -0 iomt-decode --guess n.bin
	[ "$(head -1 <<<"$output" | tr -s ' ')" = "guess score frames wrong resyncs odd explained check why" ]
	grep -q -E '^nonin2 +100 +1501 +0 +0 +0 +100 % +sum 8 bits +chosen: the check of 1501 frames is right, of 0 wrong$' <<<"$output"
	sim cms50d >c.bin
	run -1 iomt-decode --guess c.bin
	grep -q -E '^cms50d +100 .*offered: no check, -d cms50d if you know that it is one$' <<<"$output"
	grep -q -E '^berry +100 .*offered' <<<"$output"
	iomt-decode --guess=jsonl n.bin c.bin >out || [ $? -eq 1 ]
	[ "$(jq -r 'select(.source == "n.bin" and (.why | startswith("chosen"))) | .name + .score' out)" = nonin2100 ]
	[ "$(jq -r 'select(.source == "c.bin") | .name' out | head -1)" = cms50d ]
	cmp <(iomt-decode --guess <n.bin) <(iomt-decode --guess n.bin)
	run -1 iomt-decode --guess </dev/null
	run -0 --separate-stderr iomt-decode --guess --hex "$(head -c 40 n.bin | od -An -v -tx1 | tr -d '\n')"
	run -2 iomt-decode --guess -d cms50d n.bin
	run -2 iomt-decode --guess --trace n.bin
}

@test "--guess of a stream: a table a source, whatever its records say" {
	{ sim nonin7 | raw a cms50d; sim conteceb | raw b -; } >s
	run -0 iomt-decode --guess s
	[ "$(grep -E 'chosen' <<<"$output" | awk '{ print $1, $NF }' | paste -sd,)" = "nonin7 a,conteceb b" ]
	run -1 iomt-decode --guess <(sim cms50d | raw c -)
}

@test "-d auto on bytes: as with the name, from a file, a pipe, drop by drop" {
	for d in nonin2 nonin7 conteceb; do
		sim $d >x.bin
		iomt-decode --no-cmd -d $d x.bin >want
		cmp want <(iomt-decode --no-cmd -d auto x.bin)
		iomt-decode --no-cmd -d $d <x.bin >want
		cmp want <(iomt-decode --no-cmd -d auto <x.bin)
		{ head -c 100 x.bin; sleep 0.05; tail -c +101 x.bin; } | iomt-decode --no-cmd -d auto - | cmp want -
	done
	sim cms50d >c.bin
	run -3 --separate-stderr iomt-decode --no-cmd -d auto c.bin
	[[ $stderr == *"c.bin: no device is sure: it could be cms50d; see --guess"* ]]
	[[ $output != *num* ]]
	# one that is sure does not make another so
	sim nonin2 >n.bin
	iomt-decode --no-cmd -d auto n.bin c.bin >out 2>err || [ $? -eq 3 ]
	of_type num <out | cut -f3 | sort -u | grep -x n.bin
}

@test "-d auto on a live line decides before its end" {
	mkfifo p
	iomt-decode --no-cmd -d auto p >out 3>&- &
	decode=$!
	exec 7>p
	sim nonin2 | head -c 2000 >&7
	wait_for 60 grep -q "^num" out
	exec 7>&-
	wait $decode || [ $? -eq 3 ] # the last frame is cut
}

@test "-d auto on a stream: named sources as they say, the others by their bytes, held until they tell" {
	sim nonin2 >n.bin
	{ raw a nonin2 <n.bin; sim cms50d | raw b cms50d; } >named
	{ raw a - <n.bin; sim cms50d | raw b cms50d; } >unnamed
	iomt-decode --no-cmd named >want
	iomt-decode --no-cmd -d auto unnamed >got
	cmp <(grep -v '^dev' want) <(grep -v '^dev' got)
	# one that cannot be told passes on, and is said
	sim cms50d | raw c - >c
	iomt-decode --no-cmd -d auto c >out
	[ "$(of_type raw <out | wc -l)" = "$(of_type raw <c | wc -l)" ]
	of_type event <out | grep -q "unsupported${T}text=no device is sure: raw records pass on"
	# a source that ends early is told at its end
	{ raw a - <n.bin | head -12; record end 30.000000 a - eof; } | iomt-decode --no-cmd -d auto >out || [ $? -eq 3 ] # in mid-frame
	[ "$(of_type num <out | wc -l)" -ge 2 ]
}

@test "--trace has the status of the decode, on sound and on damaged bytes" {
	for d in nonin2 cms50d masimo; do
		sim $d >x.bin
		run -0 iomt-decode --trace -d $d x.bin
		{ head -c 500 x.bin; printf '\001\002\003'; tail -c +501 x.bin; } >bad.bin
		status_of a iomt-decode -d $d bad.bin >/dev/null
		status_of b iomt-decode --trace -d $d bad.bin >/dev/null
		[ $a = 3 ] && [ $b = 3 ]
		raw s $d <bad.bin >s
		status_of b iomt-decode --trace s >/dev/null
		[ $b = 3 ]
	done
	# a value that cannot be is damage in both, though its frame is whole
	run -3 iomt-decode -d cms50d --hex '85 34 07 48 70'
	run -3 iomt-decode --trace -d cms50d --hex '85 34 07 48 70'
	run -0 iomt-decode --trace -d auto <(sim nonin2)
}
