/* Signal formats 508, 516 and 524: one FLAC stream with a channel a signal (signal(5), WFDB Applications Guide). Through libFLAC, where
 * the build found it. Its rate field says 96000 whatever the record's is, and is not looked at. */
#include "format/wfdb_unpack.h"

#if IOMT_FLAC

#include <FLAC/stream_decoder.h>

#include <stdlib.h>
#include <string.h>

const bool wfdb_flac = true;

struct wfdb_flac {
	struct wfdb_unpack *u;
	FLAC__StreamDecoder *decoder;
	unsigned bits, channels;
	size_t spf;
	size_t within; /* samples of a channel in the frame that is being filled */
	int32_t *frame;
	int32_t *out; /* whole frames */
	size_t n, cap;
	long error; /* of the source */
	const char *fault;
};

static FLAC__StreamDecoderReadStatus
read_flac(const FLAC__StreamDecoder *d, FLAC__byte b[], size_t *n, void *arg)
{
	struct wfdb_flac *f = arg;
	long got = wfdb_unpack_read(f->u, b, *n);

	(void)d;
	*n = got > 0 ? (size_t)got : 0;
	if (got < 0) {
		f->error = got;
		return FLAC__STREAM_DECODER_READ_STATUS_ABORT;
	}
	return got > 0 ? FLAC__STREAM_DECODER_READ_STATUS_CONTINUE : FLAC__STREAM_DECODER_READ_STATUS_END_OF_STREAM;
}

static bool
room(struct wfdb_flac *f, size_t more)
{
	size_t cap = f->n + more;
	int32_t *larger;

	if (cap <= f->cap)
		return true;
	larger = realloc(f->out, cap * sizeof(*larger));
	if (!larger) {
		f->fault = "no memory for a block of the FLAC stream";
		return false;
	}
	f->out = larger;
	f->cap = cap;
	return true;
}

/* A block: the same count of samples of every channel. A damaged one would come as silence: none is taken once an error was told. */
static FLAC__StreamDecoderWriteStatus
write_flac(const FLAC__StreamDecoder *d, const FLAC__Frame *block, const FLAC__int32 *const b[], void *arg)
{
	struct wfdb_flac *f = arg;
	size_t n = block->header.blocksize;

	(void)d;
	if (f->fault)
		return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT;
	if (block->header.channels != f->channels || block->header.bits_per_sample != f->bits) {
		f->fault = block->header.channels != f->channels
				   ? "the FLAC stream has another number of channels than the header has signals"
				   : "the FLAC stream has another number of bits than the header says";
		return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT;
	}
	if (!room(f, (n + f->spf) * f->channels))
		return FLAC__STREAM_DECODER_WRITE_STATUS_ABORT;
	for (size_t i = 0; i < n; i++) {
		for (unsigned c = 0; c < f->channels; c++)
			f->frame[c * f->spf + f->within] = b[c][i];
		if (++f->within == f->spf) {
			memcpy(f->out + f->n, f->frame, f->spf * f->channels * sizeof(*f->out));
			f->n += f->spf * f->channels;
			f->within = 0;
		}
	}
	return FLAC__STREAM_DECODER_WRITE_STATUS_CONTINUE;
}

static void
error_flac(const FLAC__StreamDecoder *d, FLAC__StreamDecoderErrorStatus status, void *arg)
{
	struct wfdb_flac *f = arg;

	(void)d;
	if (!f->fault)
		f->fault = status == FLAC__STREAM_DECODER_ERROR_STATUS_FRAME_CRC_MISMATCH
				   ? "a block of the FLAC stream fails its check"
				   : "the FLAC stream is damaged";
}

struct wfdb_flac *
wfdb_flac_start(struct wfdb_unpack *u, unsigned bits, const struct wfdb_unpack_signal *signal, size_t nsignals)
{
	struct wfdb_flac *f = calloc(1, sizeof(*f));

	if (!f)
		return NULL;
	f->u = u;
	f->bits = bits;
	f->channels = (unsigned)nsignals;
	f->spf = (size_t)signal[0].spf;
	f->frame = malloc(f->spf * nsignals * sizeof(*f->frame));
	f->decoder = FLAC__stream_decoder_new();
	if (f->frame && f->decoder &&
		FLAC__stream_decoder_init_stream(f->decoder, read_flac, NULL, NULL, NULL, NULL, write_flac, NULL, error_flac, f) ==
			FLAC__STREAM_DECODER_INIT_STATUS_OK)
		return f;
	wfdb_flac_stop(f);
	return NULL;
}

void
wfdb_flac_stop(struct wfdb_flac *f)
{
	if (f->decoder)
		FLAC__stream_decoder_delete(f->decoder);
	free(f->frame);
	free(f->out);
	free(f);
}

long
wfdb_flac_more(struct wfdb_flac *f, const int32_t **out)
{
	f->n = 0;
	*out = f->out;
	while (f->n == 0) {
		bool went = FLAC__stream_decoder_process_single(f->decoder);

		*out = f->out;
		if (f->error < 0)
			return f->error;
		if (f->fault || !went || FLAC__stream_decoder_get_state(f->decoder) == FLAC__STREAM_DECODER_END_OF_STREAM)
			break;
	}
	return (long)f->n;
}

const char *
wfdb_flac_fault(const struct wfdb_flac *f)
{
	return f->fault;
}

#else

const bool wfdb_flac = false;

struct wfdb_flac *
wfdb_flac_start(struct wfdb_unpack *u, unsigned bits, const struct wfdb_unpack_signal *signal, size_t nsignals)
{
	(void)u, (void)bits, (void)signal, (void)nsignals;
	return NULL;
}

void
wfdb_flac_stop(struct wfdb_flac *f)
{
	(void)f;
}

long
wfdb_flac_more(struct wfdb_flac *f, const int32_t **out)
{
	(void)f, (void)out;
	return 0;
}

const char *
wfdb_flac_fault(const struct wfdb_flac *f)
{
	(void)f;
	return NULL;
}

#endif
