#!/usr/bin/env python3
"""Makes lib/dsp/fn_const.h (constants of the elementary functions) and tests/unit/fn_table.h (their reference values).

    python3 tests/unit/fn_table.py const > lib/dsp/fn_const.h
    python3 tests/unit/fn_table.py table > tests/unit/fn_table.h

Needs mpmath, which works to 2,000 bits here. Neither the build nor the tests run this.
"""
import math
import random
import sys

from mpmath import mp, mpf

mp.prec = 2000


def nearest(v):
    return float(v)  # mpmath rounds to nearest, ties to even


def pair(v):
    hi = nearest(v)
    return hi, nearest(v - mpf(hi))


def pieces(v, bits, n):
    """v as n pieces of at most `bits` significant bits and a last one of 53."""
    out = []
    for _ in range(n):
        m, e = math.frexp(nearest(v))
        p = math.ldexp(math.trunc(m * 2.0 ** bits), e - bits)
        out.append(p)
        v = v - mpf(p)
    return out + [nearest(v)]


def show(v):
    return float(v).hex() if math.isfinite(v) else ("NAN" if math.isnan(v) else ("-INFINITY" if v < 0 else "INFINITY"))


def const():
    print("/* Made by tests/unit/fn_table.py: do not edit. */\n/* clang-format off */")
    print("#ifndef IOMT_DSP_FN_CONST_H\n#define IOMT_DSP_FN_CONST_H\n")
    print("#include <stdint.h>\n")
    print("/* ln 2: 41 bits, so that a product with an exponent is exact, and the rest */")
    a, b = pieces(mp.log(2), 41, 1)
    print(f"#define LN2_A {show(a)}\n#define LN2_B {show(b)}")
    print(f"#define LOG2E {show(1 / mp.log(2))}\n")
    print("/* pi / 2: three pieces of 33 bits, so that a product with an integer below 2^20 is exact, and the rest */")
    for name, v in zip("ABCD", pieces(mp.pi / 2, 33, 3)):
        print(f"#define PIO2_{name} {show(v)}")
    print(f"#define TWO_PI_INV {show(2 / mp.pi)} /* 2 / pi */\n")
    for name, v in (("PIO2", mp.pi / 2), ("PI", mp.pi), ("THIRD", mpf(1) / 3), ("FIFTH", mpf(1) / 5), ("SIXTH", mpf(1) / 6)):
        hi, lo = pair(v)
        print(f"#define {name}_H {show(hi)}\n#define {name}_L {show(lo)}")
    print("\n/* atan(k / 8), high and low part */")
    print("static const double fn_atan8[9][2] = {")
    for k in range(9):
        hi, lo = pair(mp.atan(mpf(k) / 8))
        print(f"\t{{ {show(hi)}, {show(lo)} }},")
    print("};\n")
    print("/* 2 / pi in binary: 64 zero bits, then the 1,216 bits after its point, 32 a word */")
    bits = int(mp.floor((2 / mp.pi) * mpf(2) ** 1216))
    words = [0, 0] + [(bits >> (1216 - 32 * (i + 1))) & 0xFFFFFFFF for i in range(38)]
    print(f"static const uint32_t fn_two_pi_inv[{len(words)}] = {{")
    for i in range(0, len(words), 8):
        print("\t" + " ".join(f"0x{w:08x}," for w in words[i:i + 8]))
    print("};\n\n#endif")


ONE = {"sin": mp.sin, "cos": mp.cos, "tan": mp.tan, "exp": mp.exp, "log": mp.log, "atan": mp.atan}


def table():
    random.seed(1)
    rows = []
    trig = [0.5, 1.0, 2.0, 3.0, math.pi / 4, math.pi / 2, math.pi, 3 * math.pi / 2, 2 * math.pi, 100 * math.pi, 1e5, 1e6, 1e7, 1e15,
            1e22, 1e100, 1e300, 1.7976931348623157e308, 1e-300, 5e-324, 1e-8, 7.45e-9, 0.78539816339744828, 0.78539816339744839,
            6381956970095103 * 2.0 ** 797,  # the double nearest to a multiple of pi / 2
            5319372648326541 * 2.0 ** 797, 6411027962775774 * 2.0 ** -45, 1647099.0, 1647100.0, 1048576.0 * 1.5707963]
    trig += [n * math.pi / 2 for n in (5, 11, 51, 1001, 65537, 1048575, 1048577, 987654321)]
    trig += [random.uniform(-7, 7) for _ in range(30)] + [random.uniform(-1e6, 1e6) for _ in range(15)]
    trig += [math.ldexp(random.uniform(0.5, 1), random.randint(-60, 1024)) for _ in range(25)]
    exps = [0.0, 1.0, -1.0, 0.34657359027997264, 0.34657359027997270, 709.78271289338397, -708.39641853226408, -709.0, -740.0, -745.13321910194110,
            1e-20, -1e-20, 1e-10, 88.0, 5e-324, 0.6931471805599453] + [random.uniform(-745, 709) for _ in range(25)]
    exps += [random.uniform(-1, 1) for _ in range(25)] + [math.ldexp(random.uniform(-1, 1), -random.randint(0, 60)) for _ in range(10)]
    logs = [1.0, 2.0, 0.5, math.e, 10.0, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 0.99999999999999989, 1.0000000000000002,
            0.70710678118654746, 0.70710678118654757, 1.4142135623730949, 1.4142135623730951, 0.7, 1.42, 3.0]
    logs += [random.uniform(0.5, 2) for _ in range(30)] + [math.ldexp(random.uniform(0.5, 1), random.randint(-1073, 1024)) for _ in range(25)]
    logs += [1 + random.uniform(-1, 1) * 2.0 ** -random.randint(2, 52) for _ in range(15)]
    atans = [0.0625, 0.06249999999999999, 0.1875, 0.5, 1.0, 0.9999999999999999, 1.0000000000000002, 2.0, 16.0, 1e8, 1e17, 1e300, 5e-324, 1e-300, 1e-9,
             1.7976931348623157e308] + [random.uniform(-1, 1) for _ in range(30)] + [math.ldexp(random.uniform(-1, 1), random.randint(-60, 70)) for _ in range(30)]
    for name, xs in (("sin", trig), ("cos", trig), ("tan", trig), ("exp", exps), ("log", logs), ("atan", atans)):
        for x in xs:
            rows.append((name, x, 0.0, ONE[name](mpf(x))))
    pows = [(2.0, 0.5), (10.0, 300.0), (10.0, -300.0), (10.0, -320.0), (1.0000000000000002, 3e18), (0.9999999999999999, 6e18), (1.0000000001, 7e12), (0.5, 1074.0),
            (2.0, 1023.0), (3.0, 40.0), (-3.0, 3.0), (-2.0, 5.0), (-1.5, 4.0), (1e-308, 1.01), (5e-324, 0.5), (5e-324, 1.0), (1e308, 1.0), (7.0, 1e-20), (1.1, 1e-5)]
    while len(pows) < 110:
        x = math.ldexp(random.uniform(0.5, 1), random.choice([0, 1, random.randint(-1073, 1024)]))
        y = random.uniform(-1, 1) * 745 / abs(math.log(x)) if x != 1 else 1.0
        if -1.0e-323 < y < 1.0e-323 or not -740 < y * math.log(x) < 709:
            continue
        pows.append((x, y))
    for x, y in pows:
        rows.append(("pow", x, y, mpf(x) ** mpf(y)))
    pairs = [(1.0, 1.0), (1.0, -1.0), (-1.0, -1.0), (-1.0, 1.0), (1e-300, 1e300), (1e300, 1e-300), (5e-324, 5e-324), (5e-324, 1e-323), (1.7e308, 1.7e308), (1.7e308, -1e308),
             (1e-320, -1.0), (-1e-320, -1.0), (3.0, 1e-20), (1e-20, 3.0), (5e-324, 2.0), (1e-310, 0.3)]
    for _ in range(60):
        pairs.append((random.uniform(-1, 1), random.uniform(-1, 1)))
        e = random.randint(-1000, 1000)
        pairs.append((math.ldexp(random.uniform(-1, 1), e), math.ldexp(random.uniform(-1, 1), e + random.randint(-20, 20))))
    for y, x in pairs:
        rows.append(("atan2", y, x, mp.atan2(mpf(y), mpf(x))))
    print("/* Made by tests/unit/fn_table.py: do not edit. Function, arguments, the nearest double, what is missing to the true value. */\n/* clang-format off */")
    for name, x, y, v in rows:
        hi, lo = pair(v)
        print(f"{{ \"{name}\", {show(x)}, {show(y)}, {show(hi)}, {show(lo)} }},")


{"const": const, "table": table}[sys.argv[1]]()
