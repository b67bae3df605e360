# Rule files to the C table of lib/alert/packs.h: awk -f pack.awk rules/*.json > packs.c
function name(path) { sub(/.*\//, "", path); sub(/\.json$/, "", path); return path }
BEGIN {
	print "/* written by lib/alert/rules/pack.awk */\n#include \"alert/packs.h\"\n"
}
FNR == 1 {
	if (n++) print "\t;\n"
	pack[n] = name(FILENAME)
	printf "static const char pack_%d[] =\n", n
}
{
	gsub(/[\\"?]/, "\\\\&")
	print "\t\"" $0 "\\n\""
}
END {
	if (n) print "\t;\n"
	print "const struct rule_pack rule_packs[] = {"
	for (i = 1; i <= n; i++)
		printf "\t{ \"%s\", pack_%d, sizeof(pack_%d) - 1 },\n", pack[i], i, i
	print "};"
	print "const size_t rule_pack_count = sizeof(rule_packs) / sizeof(rule_packs[0]);"
}
