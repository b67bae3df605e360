#!/bin/sh
# demo.sh: the main job from end to end without hardware and without a download. `make demo` runs it. Prints what it runs, the
# lines that matter, and a summary; exits 1 when an alert that must come did not come.
set -u
BUILD=${BUILD:-build}
case $BUILD in /*) ;; *) BUILD=$PWD/$BUILD ;; esac
PATH=$BUILD:$PATH
export PATH
KEEP=${DEMO_DIR:-}
DIR=${KEEP:-$(mktemp -d "${TMPDIR:-/tmp}/iomt-demo.XXXXXX")} || exit 4
mkdir -p "$DIR" && cd "$DIR" || exit 4
SIM=

# shellcheck disable=SC2317 # called by the trap
finish() {
	[ -z "$SIM" ] || kill "$SIM" 2>/dev/null
	[ -n "$KEEP" ] || rm -rf "$DIR"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

title() { printf '\n== %s\n\n' "$1"; }
show() { # a command line, continued on the next arguments
	printf '  $ %s\n' "$1"
	shift
	[ $# -eq 0 ] || printf '        %s\n' "$@"
}
failed=0
fail() {
	printf '  FAILED: %s\n' "$1"
	failed=1
}

title "1. A pulse oximeter: its bytes, an alert, a table"
echo "A simulated Contec CMS50 talks its real protocol on a pseudo-terminal, four times as fast as life. Its oxygen"
echo "saturation falls below 90 % at 18 s and is 92 % again at 43 s; the rule asks for 5 s below 90."
echo
show "iomt-sim cms50v7 --pty ./cms50 --scenario desaturation --duration 50s --speed 4 &"
iomt-sim cms50v7 --pty ./cms50 --scenario desaturation --duration 50s --speed 4 3>&- &
SIM=$!
n=0
while [ ! -L cms50 ]; do
	n=$((n + 1))
	[ $n -lt 100 ] || { fail "no ./cms50 after 5 s"; exit 1; }
	sleep 0.05
done
show "iomt-capture -d cms50v7 ./cms50 | iomt-decode |" \
	"iomt-alert -r 'spo2 < 90 for 5s clear 92 high' | iomt-export -f csv --time rel > oximeter.csv"
echo
echo "  (its alerts as they come, about 12 s)"
echo "  time,source,signal,type,value,unit,text,alerts"
# iomt-capture says that the device is gone and exits 5 at its end: that is how this recording is meant to end.
iomt-capture -q -d cms50v7 ./cms50 2>capture.err | iomt-decode |
	iomt-alert -r 'spo2 < 90 for 5s clear 92 high' | iomt-export -f csv --time rel |
	tee oximeter.csv | awk -F, '$4 == "alert" { print "  " $0; fflush() }'
wait "$SIM" || fail "iomt-sim ended with $?"
SIM=
echo
echo "  the table around the start of the alert:"
awk -F, '$4 == "num" && $3 == "spo2"' oximeter.csv | awk -F, '$1 >= 21.5 && $1 <= 25.5 { print "  " $0 }'
awk -F, '
	$4 == "num" && $3 == "spo2" { n++; if (low == "" || $5 < low) low = $5 }
	$4 == "wave" { samples++ }
	$4 == "alert" { if ($7 ~ / on /) on[++ons] = $1; else off[++offs] = $1 }
	END {
		printf "\n  %d samples of the pulse wave, %d saturations, lowest %s %%; alert from %.1f s to %.1f s\n", samples, n, low, on[1], off[1]
		exit !(ons == 1 && offs == 1 && on[1] > 22.5 && on[1] < 23.7 && off[1] > 42.5 && off[1] < 43.7)
	}' oximeter.csv || fail "one alert, on at 23 s and off at 43 s, was to come"

title "2. An ECG with premature beats and fibrillation: beats, heart rate, alerts, a table"
show "iomt-sim ecg --duration 5m --hr 70:150 --ectopic 8% --af 1m30s:2m30s --pause 45s:50s --noise 18dB > ecg.iomt"
show "iomt-hr ecg.iomt | iomt-alert -r vitals | iomt-export -f csv > ecg.csv"
iomt-sim ecg --duration 5m --hr 70:150 --ectopic 8% --af 1m30s:2m30s --pause 45s:50s --noise 18dB >ecg.iomt || fail "iomt-sim: $?"
iomt-hr ecg.iomt >hr.iomt || fail "iomt-hr: $?"
iomt-alert -r vitals hr.iomt >alert.iomt || fail "iomt-alert: $?"
iomt-export -f csv alert.iomt >ecg.csv || fail "iomt-export: $?"
echo
echo "  its alerts:"
awk -F, 'NR == 1 || $4 == "alert" { print "  " $0 }' ecg.csv
echo
# Beats found against beats put in: within 150 ms, as EC57 counts.
awk -F'\t' '
	$1 == "beat" && $3 == "truth" { t[++nt] = $2; v += $5 == "V" }
	$1 == "beat" && $3 != "truth" { d[++nd] = $2 }
	END {
		i = 1
		for (j = 1; j <= nd; j++) {
			while (i <= nt && t[i] < d[j] - 0.15) i++
			if (i <= nt && t[i] <= d[j] + 0.15) { hit++; i++ }
		}
		printf "  %d beats put in (%d premature ventricular), %d found, %d of them right\n", nt, v, nd, hit
		exit !(nt > 400 && hit >= 0.98 * nt && hit >= 0.98 * nd)
	}' hr.iomt || fail "the beats found are not the beats put in"
awk -F, '$4 == "alert" && $7 ~ / on / { n++ } END { printf "  %d alerts by the rules of the pack vitals\n", n; exit !n }' ecg.csv ||
	fail "an alert was to come"

title "Done"
[ -z "$KEEP" ] || echo "Everything is in $DIR."
if [ $failed = 0 ]; then
	echo "Both alerts came where they were to come. With a device of your own: iomt-capture --list"
else
	echo "Something did not come as it should: see FAILED above."
fi
exit $failed
