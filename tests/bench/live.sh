#!/bin/bash
# A live pipe: how late a record leaves the end of capture | decode | alert, and what an idle capture of ten devices costs. For run.sh.
set -u
BUILD=$(cd "${BUILD:-build}" && pwd)
export LC_ALL=C PATH=$BUILD:$BUILD/tools:$PATH
dir=$(mktemp -d "${TMPDIR:-/tmp}/iomt-live-XXXXXX") || exit 1
trap 'kill $(jobs -p) 2>/dev/null; rm -rf "$dir"' EXIT
cd "$dir" || exit 1

# TIME under --time host is when the capture's read of the frame's last byte returned.
iomt-sim cms50v7 --scenario desaturation --speed 1 --pty a --duration "${1:-20}s" &
until [ -e a ]; do sleep 0.02; done
iomt-capture -q -d cms50v7 a | iomt-decode -q --time host | iomt-alert -q -r 'spo2 < 101' | stamp |
	awk -F'\t' '$2 == "num" || $2 == "beat" || $2 == "event" || $2 == "alert" { print ($1 - $3) * 1000 }' | sort -n |
	awk '{ v[NR] = $1 } END { if (NR) printf "live: read to the end of capture | decode | alert, %d records: median %.2f ms, worst %.2f ms (at most 20 and 100)\n", NR, v[int((NR + 1) / 2)], v[NR] }'

for i in 1 2 3 4 5 6 7 8 9 10; do
	printf 'open\nsleep 60000\n' | ptydev p$i >/dev/null 2>&1 &
done
for i in 1 2 3 4 5 6 7 8 9 10; do until [ -e p$i ]; do sleep 0.02; done; done
seconds=10
TIMEFORMAT='%U %S'
{ time iomt-capture -q --duration ${seconds}s p? p10 >/dev/null; } 2>&1 |
	awk -v s=$seconds '{ printf "live: idle capture of ten devices: %.2f %% of a processor, its start included (at most 1)\n", ($1 + $2) * 100 / s }'
