# The rules of the house that a machine can check.
load helper

objects() { find "$BUILD/lib/$1" -name '*.o'; }

imports() { nm -u "$@" | awk '/ U /{ sub(/@.*/, "", $2); print $2 }' | sort -u; }

forbidden() { # forbidden ROOM PATTERN: no object of the room imports a symbol of the pattern
	local found
	[ -n "$(objects "$1")" ] || return 0
	found=$(imports $(objects "$1") | grep -E -x "$2") || return 0
	echo "lib/$1 imports: $found"
	return 1
}

STDIO='(v?f?printf|v?s?n?printf|__.*printf_chk|put[sc]|putchar|fput[sc]|fopen|fdopen|fread|fwrite|fgets|getline|perror|stdin|stdout|stderr|fflush|scanf|sscanf)'
PROCESS='(exit|_exit|abort|getenv|secure_getenv|setenv|time|gettimeofday|clock_gettime|clock|localtime(_r)?|mktime|setlocale|rand|random|srand|srandom|system|signal|sigaction)'
HEAP='(malloc|calloc|realloc|free|strdup|strndup)'

@test "below cmd/ only core, link and export print" {
	for room in record device format dsp beat glucose mood alert check sim capture; do
		[ -d "$BUILD/lib/$room" ] || continue
		forbidden $room "$STDIO"
	done
}

@test "no clock, environment, locale, random or exit below cmd/ but in core and link" {
	for room in record device format dsp beat glucose mood alert export check sim capture; do
		[ -d "$BUILD/lib/$room" ] || continue
		forbidden $room "$PROCESS"
	done
}

@test "decoders, effects and detectors use no heap" {
	for room in device dsp beat; do
		[ -d "$BUILD/lib/$room" ] || continue
		forbidden $room "$HEAP"
	done
}

@test "only what IEEE 754 makes exact is used from libm" {
	run imports $(find "$BUILD/lib" "$BUILD/cmd" -name '*.o')
	! grep -E -x '(sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|exp|exp2|expm1|exp10|log|log2|log10|log1p|pow|cbrt|hypot|erf|gamma|lgamma|tgamma)[fl]?' <<<"$output"
}

@test "only iomt-capture needs libserialport and libusb" {
	for c in "$BUILD"/iomt-*; do
		case $c in *.* ) continue ;; esac
		run readelf -d "$c"
		case $c in
		*/iomt-capture) grep -q libserialport <<<"$output"; grep -q libusb <<<"$output" ;;
		*) ! grep -E -q 'libserialport|libusb' <<<"$output" ;;
		esac
	done
}

@test "arrows point down: a room includes only what stands above it in the table" {
	declare -A may=(
		[core]=core [record]="core record" [device]="core record device" [link]="core link" [capture]="core record device link capture" [format]="core record format"
		[dsp]="core dsp" [beat]="core record dsp beat" [glucose]="core record dsp glucose" [mood]="core record dsp mood"
		[alert]="core record alert" [export]="core record format export" [check]="core record format check" [sim]="core record device dsp sim" [capture]="core record device link capture"
	)
	bad=0
	for dir in "$TOP"/lib/*/; do
		room=$(basename "$dir")
		for inc in $(sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$dir"*.[ch] | sort -u); do
			case " ${may[$room]} " in *" $inc "*) ;; *) echo "lib/$room includes $inc/"; bad=1 ;; esac
		done
	done
	[ $bad = 0 ]
}

@test "files stay small: a command under 200 lines, a file of the library under 400 unless it is a table" {
	bad=0
	for f in "$TOP"/cmd/*.c; do
		[ "$(wc -l <"$f")" -lt 200 ] || { echo "$f has $(wc -l <"$f") lines"; bad=1; }
	done
	for f in "$TOP"/lib/*/*.[ch]; do
		case $f in *table* | *weights* | *.def) continue ;; esac
		[ "$(wc -l <"$f")" -le 400 ] || { echo "$f has $(wc -l <"$f") lines"; bad=1; }
	done
	[ $bad = 0 ]
}

@test "nothing at top level that does not belong there" {
	cd "$TOP"
	[ -d .git ] || [ -f .git ] || skip "not a checkout"
	run git ls-files
	! cut -d/ -f1 <<<"$output" | sort -u | grep -v -E -x 'cmd|lib|completions|man|tests|Makefile|README.md|LICENSE|CONTRIBUTING.md|CHANGELOG.md|\.clang-format|\.ci|\.gitignore'
}

@test "completions are what the option tables say" {
	BUILD=$BUILD sh "$TOP/tests/docs.sh" check
}

@test "make install and uninstall are each other's opposite" {
	cd "$TOP"
	make -s install BUILD="$BUILD" DESTDIR="$BATS_TEST_TMPDIR/root" PREFIX=/usr >/dev/null
	[ -x "$BATS_TEST_TMPDIR/root/usr/bin/iomt-decode" ]
	[ -f "$BATS_TEST_TMPDIR/root/usr/share/man/man1/iomt-decode.1" ]
	[ -f "$BATS_TEST_TMPDIR/root/usr/share/man/man5/iomt-stream.5" ]
	[ -f "$BATS_TEST_TMPDIR/root/usr/share/bash-completion/completions/iomt-decode" ]
	make -s uninstall BUILD="$BUILD" DESTDIR="$BATS_TEST_TMPDIR/root" PREFIX=/usr >/dev/null
	[ -z "$(find "$BATS_TEST_TMPDIR/root" -type f)" ]
}

@test "what is missing is named, with the one command to type, and nothing is installed under NO_INSTALL=1" {
	mkdir bin
	for c in sh id echo env grep sed cat; do ln -s "$(command -v $c)" bin/; done
	printf '#!/bin/sh\ntouch "%s/called"\n' "$BATS_TEST_TMPDIR" >bin/apt-get
	chmod +x bin/apt-get
	run -1 env PATH="$PWD/bin" NO_INSTALL=1 sh "$TOP/.ci/packages.sh" check
	[[ $output == *"missing packages: "*gcc*libjansson-dev*bats* ]]
	[[ $output == *"type: "*"apt-get install -y --no-install-recommends"*gcc* ]]
	[ ! -e called ]
	NO_INSTALL=1 run -0 sh "$TOP/.ci/packages.sh" build
	[ -z "$output" ]
}

@test "make dist makes an archive that holds the whole source" {
	[ -e "$TOP/.git" ] || skip "not a checkout"
	cd "$TOP"
	make -s dist BUILD="$BATS_TEST_TMPDIR/b" >/dev/null
	run tar -tzf "$BATS_TEST_TMPDIR"/b/iomt-*.tar.gz
	grep -q '/Makefile$' <<<"$output"
	grep -q '/lib/record/signals.def$' <<<"$output"
	! grep -q '/build/' <<<"$output"
}
