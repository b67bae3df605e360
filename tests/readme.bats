# The README's examples are run and their outputs compared. UPDATE=1 writes the outputs anew into the README.
load helper

# Prints the README with every console block's outputs as they really are.
rerun() {
	local line block=0 command=
	while IFS= read -r line; do
		if [ $block = 0 ]; then
			printf '%s\n' "$line"
			[ "$line" = '```console' ] && block=1
			continue
		fi
		case $line in
		'```') block=0; printf '%s\n' "$line" ;;
		'$ '*) printf '%s\n' "$line"; bash -o pipefail -c "${line#\$ }" 2>&1 </dev/null || echo "(exit status $?)" ;;
		esac
	done <"$TOP/README.md"
}

@test "what the README shows is what the commands print" {
	rerun >got
	if [ -n "${UPDATE:-}" ]; then cp got "$TOP/README.md"; fi
	diff -u "$TOP/README.md" got
}

@test "the README says in its first lines that this is no medical device" {
	head -8 "$TOP/README.md" | grep -q "not a medical device"
}
