#!/usr/bin/env python3
"""Makes tests/filter/in.iomt and what scipy makes of it (*.want), by the rules of iomt-filter(1).

    cd tests/filter && python3 make.py

Independent of our code: scipy.signal designs and filters; this script does restarts, E samples and the rounding. The first line of
a .want file is the chain. The tests do not run this.
"""
from fractions import Fraction

import numpy as np
from scipy import signal

rng = np.random.default_rng(1)


def ecg(n, fs, gain, base):
    fs = float(fs)
    t = np.arange(n) / fs
    x = 0.3 * np.sin(2 * np.pi * 0.2 * t) + 0.2 * np.sin(2 * np.pi * 50 * t) + 0.02 * rng.standard_normal(n)
    for beat in np.arange(0.4, n / fs, 0.8):
        x += 1.2 * np.exp(-(((t - beat) / 0.012) ** 2)) + 0.25 * np.exp(-(((t - beat - 0.28) / 0.05) ** 2))
    return np.rint(x * gain + base).astype(int)


# (source, signal, unit, FS, GAIN, BASE, first TIME in s, [(INDEX, samples)])
def line_times(first, index0, index, fs):
    return first + Fraction(index - index0) / fs


def fmt_time(t):
    us = t * 1000000
    n = int(us + Fraction(1, 2) if us >= 0 else us - Fraction(1, 2))  # half away from zero; no ties in this file
    return f"{'-' if n < 0 else ''}{abs(n) // 1000000}.{abs(n) % 1000000:06d}"


def blocks(index, xs, size):
    out = []
    at = 0
    while at < len(xs):
        n = min(size - index % size, len(xs) - at)
        out.append((index, xs[at:at + n]))
        index += n
        at += n
    return out


def mark(xs, spans):
    xs = [int(v) for v in xs]
    for at, n, what in spans:
        xs[at:at + n] = [what] * n
    return xs


a = mark(ecg(1500, 250, 200, 1024), [(100, 5, "E"), (300, 25, "E"), (600, 26, "E"), (700, 1, "U"), (701, 2, "L"), (900, 80, "E")])
b = mark(ecg(900, Fraction(500, 3), -100, 0.5), [(0, 3, "E"), (895, 5, "E")])
wave_a = blocks(0, a[:800], 250) + blocks(810, a[800:1300], 250) + blocks(0, a[1300:], 250)
wave_b = blocks(7, b, 166)
signals = [("p1", "ecg:II", "mV", "250", 200, "1024", Fraction(10), wave_a), ("p1", "ecg:V", "mV", "500/3", -100, "0.5", Fraction(10), wave_b)]


def lines(per_signal, gain_factor, base_text):
    rows = []
    for source, sig, unit, fs, gain, base, first, _ in signals:
        for k, (index, xs, when, flags) in enumerate(per_signal[sig]):
            rows.append((when, k, "\t".join(["wave", fmt_time(when), source, sig, unit, fs, str(gain * gain_factor), base_text or base, str(index), " ".join(map(str, xs))])
                         + (f"\tflags={flags}" if flags else "") + "\tlot=7"))
    return [r[2] for r in sorted(rows, key=lambda r: (r[0]))]


def timed(sig):
    fs, first, waves = Fraction(sig[3]), sig[6], sig[7]
    out = []
    offset = Fraction(0)
    last = None
    for index, xs in waves:
        if last is not None and index < last:  # a new start: time goes on
            offset = line_times(first, waves[0][0], last, fs) + Fraction(1) - line_times(first, waves[0][0], index, fs)
        out.append((index, xs, line_times(first, waves[0][0], index, fs) + offset, ""))
        last = index + len(xs)
    return out


source_lines = {s[1]: timed(s) for s in signals}
with open("in.iomt", "w") as f:
    print("iomt\t10.000000\t-\t-\t1\tminor=0\tclock=rel", file=f)
    for row in lines(source_lines, 1, None):
        print(row, file=f)
    print("end\t20.000000\tp1\t-\teof\nend\t20.000000\t-\t-\teof\trecords=1\terrors=0", file=f)


def run(sos, sig):
    fs, gain, base = Fraction(sig[3]), sig[4], float(sig[5])
    hold = int(Fraction(1, 10) * fs + Fraction(1, 2))
    zi1 = signal.sosfilt_zi(sos)
    zi, last, held, expect = None, 0.0, 0, None
    out = []
    for index, xs, when, _ in source_lines[sig[1]]:
        if index != expect:
            zi = None
        ys = []
        for v in xs:
            if not isinstance(v, str):
                last, held = v - base, 0
                if zi is None:
                    zi = zi1 * last
                y, zi = signal.sosfilt(sos, [last], zi=zi)
                ys.append(int(np.rint(y[0] * 16)))
                continue
            if zi is not None:
                held += 1
                if held > hold:
                    zi = None
                else:
                    _, zi = signal.sosfilt(sos, [last], zi=zi)
            ys.append(v)
        expect = index + len(xs)
        out.append((index, ys, when, ""))
    return out


def chain(fs, text):
    words, sos = text.split(), []
    while words:
        name, args = words.pop(0), []
        while words and words[0][0].isdigit():
            args.append(float(words.pop(0)))
        if name == "notch":
            b, a = signal.iirnotch(args[0], args[1] if len(args) > 1 else 30, float(fs))
            sos.append(np.concatenate((b, a))[None])
        else:
            n = 2 if name.startswith("band") else 1
            order = int(args[n]) if len(args) > n else 2
            sos.append(signal.butter(order, args[:n] if n == 2 else args[0], name, fs=float(fs), output="sos"))
    return np.concatenate(sos)


for name, text in (("hp", "highpass 0.5"), ("lp", "lowpass 40 4"), ("band", "bandpass 5 15 3"), ("stop", "bandstop 48 52"), ("notch", "notch 50"), ("first", "lowpass 10 1"),
                   ("chain", "highpass 0.5 2 notch 50 30 lowpass 40 3")):
    with open(name + ".want", "w") as f:
        print("#", text, file=f)
        for row in lines({s[1]: run(chain(Fraction(s[3]), text), s) for s in signals}, 16, "0"):
            print(row, file=f)
