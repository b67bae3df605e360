#!/usr/bin/env python3
"""Makes tests/unit/design_table.h: coefficients, impulse and step responses of the filters by scipy.signal.

    python3 tests/unit/design_table.py > tests/unit/design_table.h

Neither the build nor the tests run this.
"""
import numpy as np
import scipy
from scipy import signal

cases = []
for order in (1, 2, 3, 4, 5, 8, 12):
    for kind, corners in (("lowpass", (40, 100, 5, 150)), ("highpass", (0.5, 0.05, 100, 160))):
        for c in corners:
            if order > 5 and (c < 0.5 or c == 5):  # more than doubles hold
                continue
            cases.append((kind, order, c, 0, 360))
    for kind in ("bandpass", "bandstop"):
        for lo, hi in ((0.5, 40), (8, 20), (48, 52), (5, 15), (1, 150)):
            if order > 4 and (lo < 5 or lo > 40):
                continue
            cases.append((kind, order, lo, hi, 360))
cases += [("lowpass", 2, 62.4, 0, 125), ("highpass", 2, 1, 0, 1000), ("lowpass", 4, 15, 0, 62.5), ("bandpass", 2, 0.5, 8, 500 / 3), ("lowpass", 2, 90, 0, 360)]
for f, q, fs in ((50, 30, 360), (60, 30, 360), (50, 2, 250), (60, 100, 1000), (0.5, 5, 100), (124, 30, 250), (62.5, 10, 250)):
    cases.append(("notch", q, f, 0, fs))

print("/* Made by tests/unit/design_table.py with scipy", scipy.__version__ + ": do not edit. */")
print("/* clang-format off */")
print("static const struct design_row {\n\tconst char *kind;\n\tdouble order, low, high, fs;\n\tint sections;\n\tdouble sos[12][5], impulse[8], step[4];\n} design_rows[] = {")
for kind, order, lo, hi, fs in cases:
    if kind == "notch":
        b, a = signal.iirnotch(lo, order, fs)
        sos = np.array([np.concatenate((b, a))])
    else:
        sos = signal.butter(order, [lo, hi] if hi else lo, kind, fs=fs, output="sos")
    at = [0, 1, 2, 3, 10, 50, 200, 999]
    impulse = signal.sosfilt(sos, np.eye(1, 1000)[0])[at]
    step = signal.sosfilt(sos, np.ones(1000))[[0, 5, 50, 999]]
    rows = ", ".join("{ " + ", ".join(repr(float(v)) for v in (*s[:3], *s[4:])) + " }" for s in sos)
    print(f"\t{{ \"{kind}\", {order}, {lo!r}, {hi!r}, {fs!r}, {len(sos)}, {{ {rows} }},")
    print("\t  { " + ", ".join(repr(float(v)) for v in impulse) + " }, { " + ", ".join(repr(float(v)) for v in step) + " } },")
print("};")
print("static const int design_impulse_at[8] = {", ", ".join(map(str, at)), "};")
print("static const int design_step_at[4] = { 0, 5, 50, 999 };")
