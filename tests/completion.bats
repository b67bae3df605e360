# Completions as each shell uses them.
load helper

complete_bash() { # complete_bash WORD…: what bash offers for the last word
	bash --norc -c '
		. /usr/share/bash-completion/bash_completion
		name=$1
		. "$0/completions/bash/$name"
		COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}
		f=$(complete -p "$name" | sed "s/.*-F \([^ ]*\).*/\1/")
		"$f" "$name" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
		printf "%s\n" "${COMPREPLY[@]}"' "$TOP" "$@"
}

@test "bash offers options, choices and files" {
	[ -e /usr/share/bash-completion/bash_completion ] || skip "no bash-completion"
	run complete_bash iomt-hr --ver
	[[ $output == *--verbose* && $output == *--version* ]]
	run complete_bash iomt-export -f ''
	[[ $output == *csv* && $output == *jsonl* ]]
	run complete_bash iomt-decode --completion f
	[ "$output" = fish ]
	touch recording.hea
	run complete_bash iomt-decode rec
	[ "$output" = recording.hea ]
}

@test "fish offers options with their help" {
	need fish
	for c in "$TOP"/completions/fish/*.fish; do
		name=$(basename "$c" .fish)
		run fish --no-config -c "source $c; complete -C '$name --ver'"
		[[ $output == *--version* && $output == *--verbose* ]]
	done
}

@test "zsh parses every file and completes an option" {
	need zsh
	for c in "$TOP"/completions/zsh/_*; do zsh -n "$c"; done
	cat >z.zsh <<'Z'
zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1=; fpath=($1/completions/zsh \$fpath); autoload -Uz compinit; compinit -u -d $2/dump; PATH=$3:\$PATH; echo REA''DY"
zpty -r -m z line '*READY*'
zpty -w -n z $'iomt-hr --vers\t'
zpty -r -m z line '*--version*' && echo FOUND
zpty -d z
Z
	BATS_TEST_TIMEOUT=30 run timeout 30 zsh -f z.zsh "$TOP" "$BATS_TEST_TMPDIR" "$BUILD"
	[[ $output == *FOUND* ]]
}
