# What `make demo` shows is true, and it says so when it is not.
load helper

@test "the demonstration ends well, in time, and shows both alerts" {
	start=$(date +%s)
	DEMO_DIR=$PWD/kept run -0 sh "$TOP/tests/demo.sh"
	[ $(($(date +%s) - start)) -le 30 ]
	[ "$(grep -c "spo2-low on high" <<<"$output")" = 1 ]
	[ "$(grep -c "spo2-low off high" <<<"$output")" = 1 ]
	grep -q "beats put in" <<<"$output"
	! grep -q FAILED <<<"$output"
	# the tables are whole, and every number of the summary is in them
	[ "$(awk -F, '$4 == "wave"' kept/oximeter.csv | wc -l)" = 3000 ]
	[ "$(head -1 kept/ecg.csv)" = time,source,signal,type,value,unit,text,alerts ]
	[ ! -e kept/cms50 ]
}

@test "an alert that does not come is said, and is exit 1" {
	mkdir bin
	for c in "$BUILD"/iomt-*; do case $c in *.*) ;; *) ln -s "$c" bin/ ;; esac done
	rm bin/iomt-alert
	printf '#!/bin/sh\nexec cat\n' >bin/iomt-alert # passes everything on and alerts nobody
	chmod +x bin/iomt-alert
	BUILD=$PWD/bin run -1 sh "$TOP/tests/demo.sh"
	[ "$(grep -c FAILED <<<"$output")" -ge 2 ]
}
