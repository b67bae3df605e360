# iomt-alert -r: every rule type in words, as one has it in a file.
load helper

@test "each type in words is the same rule as in a file" {
	while IFS='|' read -r words json; do
		echo "{\"version\": 1, \"rules\": [$json]}" >r.json
		iomt-alert -r "$words" --explain >a || { echo "$words"; false; }
		iomt-alert -r r.json --explain >b || { echo "$json"; false; }
		diff a b || { echo "$words"; false; }
	done <<-'E'
		hr outside 50 to 120/min for 5s low|{"id":"hr-range","type":"range","signal":"hr","low":50,"high":120,"unit":"/min","for":"5s","priority":"low"}
		glucose rate <= -3 mg/dL in 15m max-gap 11m|{"id":"glucose-rate-low","type":"rate","signal":"glucose","op":"<=","threshold":-3,"unit":"mg/dL","window":"15m","max_gap":"11m","priority":"medium"}
		glucose predict <= 55 ahead 20m in 15m min-samples 4 high|{"id":"glucose-predict-low","type":"predict","signal":"glucose","op":"<=","threshold":55,"ahead":"20m","window":"15m","min_samples":4,"priority":"high"}
		glucose noise > 10 in 15m|{"id":"glucose-noise-high","type":"noise","signal":"glucose","op":">","threshold":10,"window":"15m","priority":"medium"}
		sbp mean of 12 >= 135 mm[Hg] in 7d low|{"id":"sbp-mean-high","type":"mean","signal":"sbp","op":">=","threshold":135,"unit":"mm[Hg]","count":12,"window":"7d","priority":"low"}
		weight change > 2kg in 3d|{"id":"weight-change-high","type":"change","signal":"weight","op":">","threshold":2,"unit":"kg","window":"3d","priority":"medium"}
		beats rr > 1.5 count 5 high|{"id":"beats-high","type":"beats","key":"rr","op":">","threshold":1.5,"count":5,"priority":"high"}
		beats rate > 100 /min count 5 codes V high|{"id":"beats-high","type":"beats","key":"rate","op":">","threshold":100,"count":5,"codes":"V","priority":"high"}
		asystole after 4s high|{"id":"asystole","type":"asystole","after":"4s","priority":"high"}
		ecg-lost 4s|{"id":"ecg-lost","type":"ecg-lost","after":"4s","priority":"medium"}
		errors checksum > 5 in 1m low|{"id":"checksum-errors-high","type":"errors","error":"checksum","op":">","threshold":5,"window":"1m","priority":"low"}
		errors > 5 in 1m|{"id":"errors-high","type":"errors","op":">","threshold":5,"window":"1m","priority":"medium"}
		event lead-off until lead-on for 10s escalate 50s high|{"id":"lead-off-event","type":"event","event":"lead-off","until":"lead-on","for":"10s","escalate":{"after":"50s","priority":"high"},"priority":"medium"}
		annotation AFIB for 30s rearm 1h|{"id":"AFIB-annotation","type":"annotation","label":"AFIB","for":"30s","rearm":"1h","priority":"medium"}
		score news2 >= 7 high|{"id":"news2-score","type":"score","table":"news2","inputs":{"resp":"resp-rate","spo2":"spo2","o2":"o2","sbp":"sbp","hr":"hr","acvpu":"acvpu","temp":"temp"},"levels":[{"op":">=","threshold":7,"priority":"high"}]}
		hr > 120 when age >= 18 when age < 65 when sex = F when source = 'bed-*'|{"id":"hr-high","type":"threshold","signal":"hr","op":">","threshold":120,"priority":"medium","when":{"age":{">=":18,"<":65},"sex":"F","source":"bed-*"}}
	E
}

@test "rules on other rules in words name those before them" {
	run -0 iomt-alert -r 'hr > 120' -r 'spo2 < 90' -r 'all of hr-high,spo2-low high id both' -r 'any hr-high,both' -r 'inhibit spo2-low while hr-high' --explain
	[ "$(tail -3 <<<"$output")" = "both (high, physiological): alerts when there is an alert of hr-high and spo2-low; over when that has ended.
any (medium, physiological): alerts when there is an alert of hr-high or both; over when that has ended.
inhibit: marks (and never drops) the alerts of spo2-low while there is one of hr-high." ]
}

@test "what is wrong in words is said with what was probably meant" {
	while IFS='|' read -r words want; do
		run -2 iomt-alert -r "$words" --explain
		[[ $output == *"$want"* ]] || { echo "$words: $output"; false; }
	done <<-'E'
		hr outsied 5 to 9|not 'outsied' (did you mean 'outside'?)
		hr outside 5 9|outside has two numbers
		spo2 maen of 3 < 90|(did you mean 'mean'?)
		spo2 mean of x < 90 in 1m|a whole number is missing after count
		spo2 mean of 3 < 90|window is missing
		glucose rate -3 in 15m|<, <=, > or >= is missing before '-3'
		beats rp > 3|after beats comes rr or rate
		asystole after|a duration is missing after asystole
		score news3 >= 7|no pack has a score 'news3'
		score news2 > 7|a score is held against >= only
		score news2 >= x|a whole number is missing after >=
		errors checksum 5|<, <=, > or >= is missing before '5'
		all of a,b|of names 'a', which is no rule before this one
		inhibit spo2-low|'while' is missing
		hr > 3 when age|when is a fact and what it is
		hr > 3 when age >= x|not a number after >=: x
		hr > 3 escalate 5|a duration
		hr > 3 lacth|unknown word 'lacth' (did you mean 'latch'?)
	E
}
