/* The registry: every row is whole, agrees with the signal dictionary, and does what its fields say. `test_device_table man` prints
 * the rows of the table in iomt-devices(7), which a suite compares. */
#include "device_kit.h"

#include "record/signals.h"

extern const struct device dev_template;

static const struct device *
row(unsigned i)
{
	return i < dev_count ? dev_table[i] : &dev_template;
}

TEST(rows_are_whole)
{
	CHECK(dev_table[dev_count] == NULL);
	CHECK(dev_count >= 2);
	for (unsigned i = 0; i <= dev_count; i++) {
		const struct device *d = row(i);
		CHECK(d->name[0] != '\0' && strspn(d->name, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(d->name));
		CHECK(d->title != NULL && d->gives != NULL && d->check != NULL && d->download != NULL);
		CHECK(strcmp(d->status, "real bytes") == 0 || strcmp(d->status, "computed") == 0 ||
			strcmp(d->status, "unverified") == 0);
		CHECK(d->frame != NULL && d->parse != NULL && d->trace != NULL && d->why != NULL);
		CHECK(d->rate.num > 0 && d->rate.den > 0 && d->length > 0 && d->length <= DEV_FRAME);
		CHECK(d->state_size <= DEV_STATE);
		CHECK((d->baud == 0) == (d->framing == NULL));
		for (unsigned k = 0; k < i; k++)
			CHECK(strcmp(row(k)->name, d->name) != 0);
		CHECK(dev_find(str_of(d->name)) == (i < dev_count ? d : NULL));
	}
	CHECK(dev_find(STR("cms50")) == NULL);
	CHECK(dev_find(STR("")) == NULL);
}

/* A signal's name without its instance, once. */
static void
name_once(char *gives, size_t cap, const char *signal)
{
	size_t n = strcspn(signal, ":"), k = strlen(gives);
	for (const char *p = gives; *p != '\0'; p += strcspn(p, " "), p += *p == ' ')
		if (strcspn(p, " ") == n && strncmp(p, signal, n) == 0)
			return;
	snprintf(gives + k, cap - k, "%s%.*s", k > 0 ? " " : "", (int)n, signal);
}

/* `gives` names the waves, then the numbers, each once and without instances; units are the dictionary's. */
TEST(signals_are_of_the_dictionary)
{
	for (unsigned i = 0; i <= dev_count; i++) {
		const struct device *d = row(i);
		char gives[256] = "";
		unsigned waves = 0, nums = 0;
		for (; d->waves != NULL && d->waves[waves].signal != NULL; waves++) {
			const struct sig_def *s = sig_find(str_of(d->waves[waves].signal));
			CHECK(s != NULL && s->kind == SIG_WAVE);
			/* 1: counts that nothing calibrates */
			if (s != NULL && strcmp(d->waves[waves].unit, "1") != 0)
				CHECK_STR(d->waves[waves].unit, s->unit);
			CHECK(d->waves[waves].rate.num > 0 && d->waves[waves].gain != 0);
			name_once(gives, sizeof gives, d->waves[waves].signal);
		}
		for (; d->nums != NULL && d->nums[nums].signal != NULL; nums++) {
			const struct sig_def *s = sig_find(str_of(d->nums[nums].signal));
			CHECK(s != NULL && s->kind == SIG_NUM);
			if (s != NULL)
				CHECK_STR(d->nums[nums].unit, s->unit);
			name_once(gives, sizeof gives, d->nums[nums].signal);
		}
		CHECK(waves <= DEV_WAVES && nums <= DEV_NUMS);
		CHECK_STR(gives, d->gives);
	}
}

TEST(sessions_are_whole)
{
	for (unsigned i = 0; i < 3 * dev_count; i++) {
		const struct device *d = dev_table[i / 3];
		const struct dev_session *s = i % 3 == 0 ? d->session : i % 3 == 1 ? d->loads : d->clock;
		if (s == NULL)
			continue;
		CHECK(s->start != NULL && s->start[0] != '\0' && (s->keep != NULL) == (s->keep_us > 0) && s->silence_us >= 0);
		CHECK(s->never != NULL); /* what a device must never get is known, or the list says that nothing is: { NULL } */
		CHECK(s->title != NULL && s->open != NULL && s->heard != NULL && s->due != NULL && s->close != NULL);
		/* each row of the never list is found where it stands */
		for (size_t k = 0; s->never != NULL && s->never[k] != NULL; k++) {
			uint8_t b[DEV_SAY + 3] = { 0xff, 0xff };
			size_t n = 2;
			for (const char *p = s->never[k]; p[0] != '\0' && p[1] != '\0' && n < sizeof b - 1; p += 2) {
				char two[] = { p[0], p[1], '\0' };
				b[n++] = p[0] == '.' ? 0x85 : (uint8_t)strtoul(two, NULL, 16);
			}
			CHECK(n > 2);
			CHECK(dev_never(s, b, n + 1) != NULL);
		}
	}
}

TEST(usb_ids)
{
	CHECK(dev_usb_find(0x10c4, 0xea60) != NULL && dev_usb_find(0x10c4, 0xea61) == NULL);
	for (unsigned i = 0; i < dev_usb_count; i++) {
		const struct dev_usb *u = &dev_usb_table[i];
		CHECK(u->confidence == 'H' || u->confidence == 'M' || u->confidence == 'L');
		CHECK(u->name[0] != '\0');
		if (i > 0) /* sorted, each once */
			CHECK((u[-1].vid << 16 | u[-1].pid) < (u->vid << 16 | u->pid));
		CHECK(dev_usb_find(u->vid, u->pid) == u);
		char names[128];
		snprintf(names, sizeof names, "%s", u->device);
		for (char *name = strtok(names, " "); name != NULL; name = strtok(NULL, " "))
			CHECK(dev_find(str_of(name)) != NULL);
	}
}

static void
never(const struct dev_session *s)
{
	for (size_t k = 0; s != NULL && s->never != NULL && s->never[k] != NULL; k++)
		printf("%s%s%s", k == 0 ? "Never sent: " : ", ", s->never[k], s->never[k + 1] == NULL ? ".\n" : "");
}

static const char *const times[] = {
	[DEV_UNDATED] = "seconds only",
	[DEV_DATED] = "the device's own",
	[DEV_CLOCKED] = "put on the host's clock",
};

/* A row's words in mdoc: one `.It Li NAME Ta …` a device. */
static int
man(void)
{
	for (unsigned i = 0; i < dev_count; i++) {
		const struct device *d = dev_table[i];
		printf(".It Li %s Ta %s Ta %s Ta %s Ta %s\n", d->name, d->gives, d->check, d->status, d->download);
	}
	for (unsigned i = 0; i < dev_count; i++) {
		const struct device *d = dev_table[i];
		printf(".It Li %s\n%s.\n", d->name, d->title);
		if (d->baud > 0)
			printf("%u baud, %s.\n", d->baud, d->framing);
		else
			printf("No serial port.\n");
		printf("%s%s.\n", d->session ? "Conversation: " : "Nothing is sent to it", d->session ? d->session->title : "");
		if (d->session != NULL && d->session->keep != NULL)
			printf("Keep-alive: %s, every %g s.\n", d->session->keep, (double)d->session->keep_us / 1e6);
		if (d->session != NULL)
			printf("Begins with %s, ends with %s.\n", d->session->start, d->session->stop ? d->session->stop : "nothing");
		never(d->session);
		if (d->loads != NULL)
			printf("Download: %s; its times are %s.\n", d->loads->title, times[d->loads->times]);
		never(d->loads);
		if (d->clock != NULL)
			printf("Setting the clock: %s.\n", d->clock->title);
		never(d->clock);
	}
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc > 1 && strcmp(argv[1], "man") == 0)
		return man();
	RUN(rows_are_whole);
	RUN(signals_are_of_the_dictionary);
	RUN(sessions_are_whole);
	RUN(usb_ids);
	return unit_done();
}
