/* What each board of ProtoCentral sends: tables for protocentral.c, where the frame is described. Values are as the firmware sends
 * them, filtered and uncalibrated: their unit is 1.
 *
 *	healthypi3   02,20  125/s  i16 ECG, i16 respiration, i32 IR, i32 red, u16 temperature x 100, u8 breaths, SpO2, HR, then a constant
 *	                    80 and another byte that are no blood pressure, u8 status: 1 electrodes off, 2 finger out
 *	healthypi4   02,20  125/s  the same, but status is the ADS1292R's: its low 5 bits electrodes off
 *	healthypi5   02,22  128/s  i32 ECG, i32 bioimpedance, u8 (0: that is a sample), i32 red, i32 IR, u16 temperature, u8 SpO2, HR, breaths
 *	healthypi5-ov3 03,50 128/s 8 i32 ECG, 4 i32 bioimpedance, u8 HR, breaths;
 *	             04,19         8 u16 PPG, u8 SpO2, u16 temperature (a fault of the firmware: both bytes are the high one: then none)
 *	heartypatch  03,48  128/s  u32 number, seconds, microseconds, R-R (unit unproven, not used), 8 ECG of 18 bits; ends F0 0B
 *	ads1292r     02,9   125/s  i16 ECG, i16 respiration, u16 breaths, u16 HR, u8 0
 *	max30003     02,12  128/s  i32 ECG, u32 R-R ms, u32 HR; 02,17: the same behind 5 bytes of no meaning
 *	max30001     02,9          i32 ECG, i32 bioimpedance, u8 (0: that is a sample)
 *	afe4490      02,10         u32 IR, u32 red, u8 SpO2, u8 pulse
 *	ads1293      02,12         3 i32 ECG
 *
 * Documented: openview2's plotSerial.dart, the boards' firmware and examples (sources in protocentral.c). Guessed: that PPG of
 * healthypi5-ov3 comes as often as ECG. The rates of the last three are not documented: --fs says them. */
#include "device/protocentral.h"

extern const struct device dev_protocentral;

#define FIELDS(table) .field = table, .fields = sizeof table / sizeof table[0]
#define WAVE(a, f, w, n)                                                                                                           \
	{                                                                                                                          \
		.at = a, .times = 1, .form = f, .use = PC_WAVE, .to = w, .name = n                                                 \
	}
#define NUM(a, f, w, m, n)                                                                                                         \
	{                                                                                                                          \
		.at = a, .times = 1, .form = f, .use = PC_NUM, .to = w, .most = m, .name = n                                       \
	}
#define SPO2(a, w)                                                                                                                 \
	{                                                                                                                          \
		.at = a, .times = 1, .form = PC_U8, .use = PC_SPO2, .to = w, .most = 100, .name = "spo2"                           \
	}
#define TEMP(a, w)                                                                                                                 \
	{                                                                                                                          \
		.at = a, .times = 1, .form = PC_U16, .use = PC_TEMP, .to = w, .name = "temp"                                       \
	}
#define CHANNEL(s, r)                                                                                                              \
	{                                                                                                                          \
		.signal = s, .unit = "1", .rate = { r, 1 }, .gain = 1                                                              \
	}
#define END                                                                                                                        \
	{                                                                                                                          \
		.signal = NULL                                                                                                     \
	}

static const struct dev_num all_nums[] = { { "spo2", "%" }, { "hr", "/min" }, { "resp-rate", "/min" }, { "temp", "Cel" },
	{ NULL, NULL } };
static const struct dev_num breath_nums[] = { { "hr", "/min" }, { "resp-rate", "/min" }, { NULL, NULL } };
static const struct dev_num rr_nums[] = { { "hr", "/min" }, { "rr", "ms" }, { NULL, NULL } };
static const struct dev_num oxi_nums[] = { { "spo2", "%" }, { "pulse", "/min" }, { NULL, NULL } };

static const struct protocentral_field hp4[] = {
	WAVE(0, PC_I16, 0, "ecg"),
	WAVE(2, PC_I16, 1, "resp"),
	WAVE(4, PC_I32, 2, "ppg-ir"),
	WAVE(8, PC_I32, 3, "ppg-red"),
	SPO2(15, 0),
	NUM(16, PC_U8, 1, 255, "hr"),
	NUM(14, PC_U8, 2, 255, "resp-rate"),
	TEMP(12, 3),
};
static const struct protocentral_field hp5[] = {
	WAVE(0, PC_I32, 0, "ecg"),
	{ .at = 4, .times = 1, .form = PC_I32, .use = PC_WAVE, .to = 1, .valid = 9, .name = "resp" },
	WAVE(13, PC_I32, 2, "ppg-ir"),
	WAVE(9, PC_I32, 3, "ppg-red"),
	SPO2(19, 0),
	NUM(20, PC_U8, 1, 255, "hr"),
	NUM(21, PC_U8, 2, 255, "resp-rate"),
	TEMP(17, 3),
};
static const struct protocentral_field ov3[] = {
	{ .at = 0, .times = 8, .form = PC_I32, .use = PC_WAVE, .to = 0, .name = "ecg" },
	{ .at = 32, .times = 4, .form = PC_I32, .use = PC_WAVE, .to = 1, .name = "resp" },
	NUM(48, PC_U8, 1, 255, "hr"),
	NUM(49, PC_U8, 2, 255, "resp-rate"),
};
static const struct protocentral_field ov3_ppg[] = {
	{ .at = 0, .times = 8, .form = PC_U16, .use = PC_WAVE, .to = 2, .name = "pleth" },
	SPO2(16, 0),
	TEMP(17, 3),
};
static const struct protocentral_field hearty[] = {
	{ .at = 16, .times = 8, .form = PC_ECG18, .use = PC_WAVE, .to = 0, .name = "ecg" },
};
static const struct protocentral_field ads1292r[] = {
	WAVE(0, PC_I16, 0, "ecg"),
	WAVE(2, PC_I16, 1, "resp"),
	NUM(6, PC_U16, 0, 400, "hr"),
	NUM(4, PC_U16, 1, 255, "resp-rate"),
};
static const struct protocentral_field max30003[] = {
	WAVE(0, PC_I32, 0, "ecg"),
	NUM(8, PC_U32, 0, 400, "hr"),
	NUM(4, PC_U32, 1, 10000, "rr"),
};
static const struct protocentral_field max30003_17[] = {
	WAVE(5, PC_I32, 0, "ecg"),
	NUM(13, PC_U32, 0, 400, "hr"),
	NUM(9, PC_U32, 1, 10000, "rr"),
};
static const struct protocentral_field max30001[] = {
	WAVE(0, PC_I32, 0, "ecg"),
	{ .at = 4, .times = 1, .form = PC_I32, .use = PC_WAVE, .to = 1, .valid = 9, .name = "resp" },
};
static const struct protocentral_field afe4490[] = {
	WAVE(0, PC_U32, 0, "ppg-ir"),
	WAVE(4, PC_U32, 1, "ppg-red"),
	SPO2(8, 0),
	NUM(9, PC_U8, 1, 255, "pulse"),
};
static const struct protocentral_field ads1293[] = {
	WAVE(0, PC_I32, 0, "ecg:1"),
	WAVE(4, PC_I32, 1, "ecg:2"),
	WAVE(8, PC_I32, 2, "ecg:3"),
};

static const struct dev_wave hp4_waves[] = { CHANNEL("ecg", 125), CHANNEL("resp", 125), CHANNEL("ppg-ir", 125),
	CHANNEL("ppg-red", 125), END };
static const struct dev_wave hp5_waves[] = { CHANNEL("ecg", 128), CHANNEL("resp", 128), CHANNEL("ppg-ir", 128),
	CHANNEL("ppg-red", 128), END };
static const struct dev_wave ov3_waves[] = { CHANNEL("ecg", 128),
	{ .signal = "resp", .unit = "1", .rate = { 64, 1 }, .gain = 1, .loose = true },
	{ .signal = "pleth", .unit = "1", .rate = { 128, 1 }, .gain = 1, .loose = true }, END };
static const struct dev_wave hearty_waves[] = { CHANNEL("ecg", 128), END };
static const struct dev_wave ads1292r_waves[] = { CHANNEL("ecg", 125), CHANNEL("resp", 125), END };
static const struct dev_wave bioz_waves[] = { CHANNEL("ecg", 128), CHANNEL("resp", 128), END };
static const struct dev_wave afe_waves[] = { CHANNEL("ppg-ir", 128), CHANNEL("ppg-red", 128), END };
static const struct dev_wave three_waves[] = { CHANNEL("ecg:1", 128), CHANNEL("ecg:2", 128), CHANNEL("ecg:3", 128), END };

/* A board's device: the frames of its own shapes only. */
#define BOARD(id, number, hz, w, m, bytes, speed, fs, lw, ln, bad)                                                                 \
	static int frame_##id(const uint8_t *b, size_t n)                                                                          \
	{                                                                                                                          \
		return protocentral_frame_as(b, n, number);                                                                        \
	}                                                                                                                          \
	static void parse_##id(void *state, struct dev_emit *e, const uint8_t *b, size_t n)                                        \
	{                                                                                                                          \
		struct protocentral *s = state;                                                                                    \
		s->board = number + 1;                                                                                             \
		protocentral_parse_as(s, e, b, n);                                                                                 \
	}                                                                                                                          \
	static const struct device dev_##id = {                                                                                    \
		.name = "protocentral",                                                                                            \
		.title = #id,                                                                                                      \
		.check = "sync bytes",                                                                                             \
		.status = "computed",                                                                                              \
		.download = "no",                                                                                                  \
		.baud = speed,                                                                                                     \
		.framing = "8N1",                                                                                                  \
		.rate = { hz, 1 },                                                                                                 \
		.length = bytes + PROTOCENTRAL_HEAD + PROTOCENTRAL_TAIL,                                                           \
		.waves = w,                                                                                                        \
		.nums = m,                                                                                                         \
		.lead_waves = lw,                                                                                                  \
		.lead_nums = ln,                                                                                                   \
		.state_size = sizeof(struct protocentral),                                                                         \
		.frame = frame_##id,                                                                                               \
		.why = protocentral_why,                                                                                           \
		.parse = parse_##id,                                                                                               \
		.trace = protocentral_trace,                                                                                       \
		.takes_fs = fs,                                                                                                    \
		.wrong = bad,                                                                                                      \
	};

static const char *
need_fs(const struct dev_options *o)
{
	return o->fs.num > 0 ? NULL : "--board: how many samples a second this one sends is not documented: --fs says it";
}

BOARD(healthypi3, 0, 125, hp4_waves, all_nums, 20, 115200, false, 3, 6, NULL)
BOARD(healthypi4, 1, 125, hp4_waves, all_nums, 20, 115200, false, 3, 6, NULL)
BOARD(healthypi5, 2, 128, hp5_waves, all_nums, 22, 115200, false, 0, 0, NULL)
BOARD(healthypi5_ov3, 3, 128, ov3_waves, all_nums, 6, 115200, false, 0, 0, NULL)
BOARD(heartypatch, 4, 128, hearty_waves, NULL, 6, 115200, false, 0, 0, NULL)
BOARD(ads1292r, 5, 125, ads1292r_waves, breath_nums, 9, 57600, true, 0, 0, NULL)
BOARD(max30003, 6, 128, hearty_waves, rr_nums, 12, 57600, true, 0, 0, NULL)
BOARD(max30001, 7, 128, bioz_waves, NULL, 9, 57600, true, 0, 0, need_fs)
BOARD(afe4490, 8, 128, afe_waves, oxi_nums, 10, 57600, true, 0, 0, need_fs)
BOARD(ads1293, 9, 128, three_waves, NULL, 12, 57600, true, 0, 0, need_fs)
BOARD(healthypi, 10, 125, hp4_waves, all_nums, 20, 115200, false, 3, 6, NULL)

const struct protocentral_board protocentral_board_table[] = {
	{ "healthypi3", &dev_healthypi3, false,
		{ { 0x02, 20, 0x00, FIELDS(hp4), .samples = 1, .status = 20, .lead_mask = 0x01, .finger_mask = 0x02 } } },
	{ "healthypi4", &dev_healthypi4, false,
		{ { 0x02, 20, 0x00, FIELDS(hp4), .samples = 1, .status = 20, .lead_mask = 0x1f } } },
	{ "healthypi5", &dev_healthypi5, false, { { 0x02, 22, 0x00, FIELDS(hp5), .samples = 1 } } },
	{ "healthypi5-ov3", &dev_healthypi5_ov3, false,
		{ { 0x03, 50, 0x00, FIELDS(ov3), .samples = 8 }, { 0x04, 19, 0x00, FIELDS(ov3_ppg) } } },
	{ "heartypatch", &dev_heartypatch, false, { { 0x03, 48, 0xf0, FIELDS(hearty), .samples = 8, .sequence = 1 } } },
	{ "ads1292r", &dev_ads1292r, false, { { 0x02, 9, 0x00, FIELDS(ads1292r), .samples = 1 } } },
	{ "max30003", &dev_max30003, false,
		{ { 0x02, 12, 0x00, FIELDS(max30003), .samples = 1 }, { 0x02, 17, 0x00, FIELDS(max30003_17), .samples = 1 } } },
	{ "max30001", &dev_max30001, true, { { 0x02, 9, 0x00, FIELDS(max30001), .samples = 1 } } },
	{ "afe4490", &dev_afe4490, true, { { 0x02, 10, 0x00, FIELDS(afe4490), .samples = 1 } } },
	{ "ads1293", &dev_ads1293, true, { { 0x02, 12, 0x00, FIELDS(ads1293), .samples = 1 } } },
	/* one of the first two, nobody said which */
	{ "healthypi", &dev_healthypi, false, { { 0x02, 20, 0x00, FIELDS(hp4), .samples = 1, .status = 20, .lead_mask = 0x1f } } },
};
const unsigned protocentral_board_count = sizeof protocentral_board_table / sizeof protocentral_board_table[0];

const struct dev_board protocentral_boards[] = {
	{ "healthypi3", "HealthyPi v3", &dev_healthypi3 },
	{ "healthypi4", "HealthyPi v4", &dev_healthypi4 },
	{ "healthypi5", "HealthyPi 5, OpenView", &dev_healthypi5 },
	{ "healthypi5-ov3", "HealthyPi 5, OpenView 3", &dev_healthypi5_ov3 },
	{ "heartypatch", "HeartyPatch", &dev_heartypatch },
	{ "ads1292r", "ADS1292R shield", &dev_ads1292r },
	{ "max30003", "MAX30003 board", &dev_max30003 },
	{ "max30001", "MAX30001 board", &dev_max30001 },
	{ "afe4490", "AFE4490 board", &dev_afe4490 },
	{ "ads1293", "ADS1293 board", &dev_ads1293 },
	{ .name = NULL },
};
