# Whole commands against whole outputs. tests/golden/MANIFEST has a line a case: name | exit status | command. The output is in
# tests/golden/NAME; UPDATE=1 writes it anew (read the difference before you commit it).
load helper

@test "every golden output is what the command prints" {
	local bad=0 name status command got rc line
	cd "$TOP/tests/golden"
	while IFS= read -r line; do
		case $line in '' | '#'*) continue ;; esac
		name=$(echo "${line%%|*}" | tr -d ' ')
		line=${line#*|}
		status=$(echo "${line%%|*}" | tr -d ' ')
		command=${line#*|}
		got=$BATS_TEST_TMPDIR/$name
		rc=0
		bash -c "$command" >"$got" 2>"$got.stderr" </dev/null || rc=$?
		if [ -n "${UPDATE:-}" ]; then
			cp "$got" "$name"
		elif ! diff -u "$name" "$got" >"$got.diff"; then
			echo "$name: $command"
			head -20 "$got.diff"
			bad=1
		fi
		if [ "$rc" != "$status" ]; then
			echo "$name: exit status $rc, not $status: $command"
			cat "$got.stderr"
			bad=1
		fi
	done <MANIFEST
	[ $bad = 0 ]
}

@test "every file in tests/golden belongs to a case or is its input" {
	cd "$TOP/tests/golden"
	for f in *; do
		case $f in MANIFEST | *.in | *.hex) continue ;; esac
		grep -q "^$f *|" MANIFEST || { echo "$f is in no line of MANIFEST"; return 1; }
	done
}
