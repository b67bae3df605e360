#!/bin/sh
# docs.sh write|check: what is generated from the tables and committed: completions. `check` tells what is not as it would be written.
set -u
cd "$(dirname "$0")/.." || exit 1
BUILD=${BUILD:-build}
bad=0

keep() { # keep FILE: standard input is what the file should hold
	if [ "$mode" = write ]; then
		mkdir -p "$(dirname "$1")"
		cat >"$1"
	elif ! diff -u "$1" - ; then
		echo "$1 is not what the table says: make docs"
		bad=1
	fi
}

mode=${1:-check}
for c in "$BUILD"/iomt-*; do
	case $c in *.*) continue ;; esac
	name=$(basename "$c")
	"$c" --completion bash >"$BUILD/completion.tmp" && keep "completions/bash/$name" <"$BUILD/completion.tmp"
	"$c" --completion zsh >"$BUILD/completion.tmp" && keep "completions/zsh/_$name" <"$BUILD/completion.tmp"
	"$c" --completion fish >"$BUILD/completion.tmp" && keep "completions/fish/$name.fish" <"$BUILD/completion.tmp"
done
rm -f "$BUILD/completion.tmp"
exit $bad
