#!/bin/sh
# run.sh [WORD…]: each fuzz target with libFuzzer, ASan and UBSan for FUZZ_SECONDS. New inputs and finds go to build-fuzz/.
set -u
cd "$(dirname "$0")/../.." || exit 1
seconds=${FUZZ_SECONDS:-60}
out=build-fuzz
bad=0
mkdir -p $out
flags="-std=c17 -D_GNU_SOURCE -ffp-contract=off -g -O1 -Ilib -I$out/gen -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined"
make --no-print-directory -j2 CC=clang BUILD=$out OPTIM=-O1 WARN= SANFLAGS="-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined" \
	$out/libiomt.a >$out/build.log 2>&1 || { cat $out/build.log; exit 1; }
for source in tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	name=${name#fuzz_}
	if [ $# -gt 0 ]; then
		for word; do case $name in *"$word"*) break ;; *) false ;; esac done || continue
	fi
	# shellcheck disable=SC2086
	clang $flags -fsanitize=fuzzer,address,undefined -o "$out/$name" "$source" $out/libiomt.a $(pkg-config --libs jansson) $(pkg-config --silence-errors --libs flac) -lz || { bad=1; continue; }
	mkdir -p "$out/new-$name" "tests/fuzz/corpus/$name"
	echo "fuzz $name: $seconds s"
	if ! "$out/$name" -max_total_time="$seconds" -seed=1 -timeout=10 -rss_limit_mb=1024 -max_len=65536 -artifact_prefix="$out/find-$name-" \
		"$out/new-$name" "tests/fuzz/corpus/$name" >"$out/$name.log" 2>&1; then
		tail -30 "$out/$name.log"
		bad=1
	else
		grep -a 'DONE' "$out/$name.log" | tail -1
	fi
done
exit $bad
