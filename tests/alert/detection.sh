#!/bin/bash
# Detection on real signals: the alerts of the pack `cardiac` from our own beats (iomt-decode | iomt-hr --rhythm | iomt-alert) against those of
# the same rules on the reference beats and, for atrial fibrillation, the rhythm labels, over all records of mitdb-ds1. Prints a table, a row a
# rule:
#   ref found missed  alerts of the reference; an alert of ours has a part in common with it, or comes within 10 s of it; none does
#   ours true false   our alerts, counted likewise; false/h over the hours of all records
#   in-vf             of ours that are in no way true: those that begin in flutter or fibrillation of the ventricles, where the reference has no
#                     beats (EC57 leaves these segments out); they are not counted as false
#   on-true -late -missed -extra  `iomt-check alerts --window 10`: each beginning paired with one
# HR_OPTIONS are more options of iomt-hr. Fails where more than 0.5 an hour are false, or fewer are found than were before (`floor`). Needs IOMT_DATA.
set -eu
: "${IOMT_DATA:?names the folder of the real data}"
BUILD=$(cd "${BUILD:-build}" && pwd)
export LC_ALL=C PATH=$BUILD:$PATH
dir=$(mktemp -d "${TMPDIR:-/tmp}/iomt-detection-XXXXXX")
trap 'rm -rf "$dir"' EXIT

for head in "$IOMT_DATA"/mitdb-ds1/*.hea; do
	record=${head%.hea}
	iomt-decode -q --no-cmd -a atr "$record" | iomt-filter -q --no-cmd --type dev,beat,ann,tick,end >"$dir/truth"
	iomt-alert -q --no-cmd -r cardiac --only "$dir/truth" >>"$dir/ref"
	awk -F'\t' -v OFS='\t' '$1 == "ann" && $6 == "VF" { if ($5 == "-") from = $2; else print $3, from, $2 }' "$dir/truth" >>"$dir/vf"
	iomt-decode -q --no-cmd "$record" | iomt-hr -q --no-cmd --rhythm ${HR_OPTIONS:-} | iomt-alert -q --no-cmd -r cardiac --only >>"$dir/ours"
	iomt-decode -q --no-cmd "$record" | awk -F'\t' '$1 == "end" && $3 != "-" { print $2 / 3600 }' >>"$dir/hours"
done
iomt-check alerts --ref "$dir/ref" --window 10 --require 'alerts.on-extra>=0' --report "json:$dir/check.json" "$dir/ours" >"$dir/check"

awk -F'\t' -v OFS='\t' -v dir="$dir" '
	function take(file, n, t, k) { # the alerts of a file: who[k] source, rule; from[k], to[k]
		while ((getline < file) > 0) {
			if ($1 != "alert") continue
			k = $3 "\t" $5
			if ($6 == "on" && !(k in open)) { open[k] = $2 }
			else if (($6 == "off" || $6 == "open") && (k in open)) { who[++n] = k; from[n] = open[k]; to[n] = $2; delete open[k] }
		}
		return n
	}
	function in_vf(source, t, i) {
		for (i = 1; i <= nvf; i++) if (vf[i, 1] == source && t >= vf[i, 2] && t <= vf[i, 3] + 10) return 1
		return 0
	}
	BEGIN {
		while ((getline < (dir "/vf")) > 0) { vf[++nvf, 1] = $1; vf[nvf, 2] = $2; vf[nvf, 3] = $3 }
		while ((getline h < (dir "/hours")) > 0) hours += h
		nref = take(dir "/ref", 0); nall = take(dir "/ours", nref)
		for (i = 1; i <= nref; i++) for (j = nref + 1; j <= nall; j++)
			if (who[i] == who[j] && from[j] - 10 <= to[i] && to[j] + 10 >= from[i]) { hit[i] = 1; hit[j] = 1 }
		for (i = 1; i <= nall; i++) {
			split(who[i], w, "\t"); r = w[2]
			if (i <= nref) { ref[r]++; found[r] += hit[i] } else { ours[r]++; right[r] += hit[i]; v = !hit[i] && in_vf(w[1], from[i]); apart[r] += v; if (!hit[i] && !v) print "# false: " who[i], from[i] > (dir "/false") }
		}
		# pairs of beginnings, from the rows of iomt-check
		while ((getline < (dir "/check")) > 0) {
			n = split($0, c, /[ \t]+/); if (c[1] == "source") { for (i = 1; i <= n; i++) col[c[i]] = i; continue }
			if (!("on-true" in col) || c[1] == "all" || n < col["on-extra"]) continue
			t[c[2]] += c[col["on-true"]]; l[c[2]] += c[col["on-late"]]; m[c[2]] += c[col["on-missed"]]; x[c[2]] += c[col["on-extra"]]
		}
		print "rule", "ref", "found", "missed", "ours", "true", "in-vf", "false", "false/h", "on-true", "on-late", "on-missed", "on-extra"
		split("asystole pause extreme-brady extreme-tachy vt af", rules, " ")
		split("0 2 1 6 10 15", floor, " ")
		for (i = 1; i in rules; i++) {
			r = rules[i]; n = ours[r] - right[r] - apart[r]; f = n / hours
			print r, ref[r] + 0, found[r] + 0, ref[r] - found[r], ours[r] + 0, right[r] + 0, apart[r] + 0, n, sprintf("%.2f", f), t[r] + 0, l[r] + 0, m[r] + 0, x[r] + 0
			if (f > 0.5) { wrong = wrong "; " r ": " sprintf("%.2f", f) " false an hour" }
			if (found[r] + 0 < floor[i]) wrong = wrong "; " r ": " found[r] + 0 " found, not " floor[i]
		}
		printf "# %.2f h\n", hours
		close(dir "/false"); while ((getline < (dir "/false")) > 0) print
		if (wrong) { print "FAILED" wrong; exit 1 }
	}'
