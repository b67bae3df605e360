/* Made by tests/unit/fn_table.py: do not edit. */
/* clang-format off */
#ifndef IOMT_DSP_FN_CONST_H
#define IOMT_DSP_FN_CONST_H

#include <stdint.h>

/* ln 2: 41 bits, so that a product with an exponent is exact, and the rest */
#define LN2_A 0x1.62e42fefa3000p-1
#define LN2_B 0x1.3de6af278ece6p-42
#define LOG2E 0x1.71547652b82fep+0

/* pi / 2: three pieces of 33 bits, so that a product with an integer below 2^20 is exact, and the rest */
#define PIO2_A 0x1.921fb54400000p+0
#define PIO2_B 0x1.0b4611a600000p-34
#define PIO2_C 0x1.3198a2e000000p-69
#define PIO2_D 0x1.b839a252049c1p-104
#define TWO_PI_INV 0x1.45f306dc9c883p-1 /* 2 / pi */

#define PIO2_H 0x1.921fb54442d18p+0
#define PIO2_L 0x1.1a62633145c07p-54
#define PI_H 0x1.921fb54442d18p+1
#define PI_L 0x1.1a62633145c07p-53
#define THIRD_H 0x1.5555555555555p-2
#define THIRD_L 0x1.5555555555555p-56
#define FIFTH_H 0x1.999999999999ap-3
#define FIFTH_L -0x1.999999999999ap-57
#define SIXTH_H 0x1.5555555555555p-3
#define SIXTH_L 0x1.5555555555555p-57

/* atan(k / 8), high and low part */
static const double fn_atan8[9][2] = {
	{ 0x0.0p+0, 0x0.0p+0 },
	{ 0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59 },
	{ 0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57 },
	{ 0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56 },
	{ 0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56 },
	{ 0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58 },
	{ 0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56 },
	{ 0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56 },
	{ 0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55 },
};

/* 2 / pi in binary: 64 zero bits, then the 1,216 bits after its point, 32 a word */
static const uint32_t fn_two_pi_inv[40] = {
	0x00000000, 0x00000000, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041,
	0xfe5163ab, 0xdebbc561, 0xb7246e3a, 0x424dd2e0, 0x06492eea, 0x09d1921c, 0xfe1deb1c, 0xb129a73e,
	0xe88235f5, 0x2ebb4484, 0xe99c7026, 0xb45f7e41, 0x3991d639, 0x835339f4, 0x9c845f8b, 0xbdf9283b,
	0x1ff897ff, 0xde05980f, 0xef2f118b, 0x5a0a6d1f, 0x6d367ecf, 0x27cb09b7, 0x4f463f66, 0x9e5fea2d,
	0x7527bac7, 0xebe5f17b, 0x3d0739f7, 0x8a5292ea, 0x6bfb5fb1, 0x1f8d5d08, 0x56033046, 0xfc7b6bab,
};

#endif
