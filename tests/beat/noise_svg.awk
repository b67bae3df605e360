# Draws noise.txt: Se and +P over the signal-to-noise ratio. LC_ALL=C awk -f tests/beat/noise_svg.awk tests/beat/noise.txt >tests/beat/noise.svg
# Beside it, hollow, a quick study's trees on record 118 of the noise stress test (electrode motion), which had not seen it: 24, 6 and 0 dB.
BEGIN {
	FS = "\t"
	colour["bw"] = "#1b6ca8"; colour["ma"] = "#c0392b"; colour["sim"] = "#2e8b57"; colour["study"] = "#777777"
	name["bw"] = "baseline and electrode (nstdb bw)"; name["ma"] = "muscle (nstdb ma)"; name["sim"] = "simulated mix"; name["study"] = "quick study, record 118, electrode motion"
	split("24 6 0", sdb, " "); split("100 97.91 90.71", sse, " "); split("100 83.23 74.02", sppv, " ")
	low = 70; high = 101
	print "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"880\" height=\"420\" font-family=\"sans-serif\" font-size=\"12\">"
	print "<rect width=\"880\" height=\"420\" fill=\"white\"/>"
	panel(0, "Sensitivity, %"); panel(1, "Positive predictive value, %")
}
function px(p, db) { return sprintf("%.1f", 60 + 430 * p + (24 - db) / 30 * 350) }
function py(v) { return sprintf("%.1f", 40 + (high - v) / (high - low) * 280) }
function panel(p, title,  v, db) {
	printf "<text x=\"%s\" y=\"25\" font-size=\"14\">%s</text>\n", px(p, 24), title
	for (v = 70; v <= 100; v += 5) {
		printf "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" stroke=\"#dddddd\"/>\n", px(p, 24), py(v), px(p, -6), py(v)
		printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%d</text>\n", px(p, 24) - 6, py(v) + 4, v
	}
	for (db = 24; db >= -6; db -= 6)
		printf "<text x=\"%s\" y=\"340\" text-anchor=\"middle\">%d dB</text>\n", px(p, db), db
}
function dot(p, k, db, v) { printf "<circle cx=\"%s\" cy=\"%s\" r=\"3.5\" stroke=\"%s\" fill=\"%s\"/>\n", px(p, db), py(v), colour[k], k == "study" ? "white" : colour[k] }
NR > 1 {
	if (!($1 in line0)) order[++kinds] = $1
	line0[$1] = line0[$1] " " px(0, $2) "," py($6); line1[$1] = line1[$1] " " px(1, $2) "," py($7)
	dot(0, $1, $2, $6); dot(1, $1, $2, $7)
}
END {
	for (i = 1; i <= 3; i++) { dot(0, "study", sdb[i], sse[i]); dot(1, "study", sdb[i], sppv[i]) }
	order[++kinds] = "study"
	for (i = 1; i <= kinds; i++) {
		k = order[i]
		if (k != "study")
			printf "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"/>\n<polyline points=\"%s\" fill=\"none\" stroke=\"%s\"/>\n", substr(line0[k], 2), colour[k], substr(line1[k], 2), colour[k]
		printf "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>\n", i % 2 ? 60 : 460, i < 3 ? 370 : 390, colour[k], name[k]
	}
	print "<text x=\"60\" y=\"410\" font-size=\"10\">Noise mixed into records 101, 112, 115, 122 of mitdb-ds1; weights that have seen the records and noise of these kinds.</text>"
	print "</svg>"
}
