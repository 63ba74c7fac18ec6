/* fuzz_sequence -- any payload as a numbered message: what is read is what stands there. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "fuzz.h"
#include "proto/sequence.h"

/* What was read, written again and read again, is the same; and of our own kind it is what stood
 * there, but for zeros in front. */
static void check_back(const struct sequence *sequence)
{
	struct sequence back;
	struct buf buf = { 0 };

	sequence_put(&buf, sequence);
	FUZZ_HOLDS(!buf.failed && sequence_read(&back, buf.data, buf.size));
	FUZZ_HOLDS(back.sender == sequence->sender && back.number == sequence->number);
	buf_free(&buf);
}

int fuzz_sequence(const uint8_t *data, size_t size)
{
	struct sequence sequence = { 4711, 4712 };
	char *copy = calloc(1, size ? size : 1); /* of just its size: a byte too many is seen */

	if (!copy)
		return 0;
	if (size > 0)
		memcpy(copy, data, size);
	if (sequence_read(&sequence, copy, size)) {
		FUZZ_HOLDS(size >= 1 && (copy[0] == 's' || copy[0] == 'S'));
		FUZZ_HOLDS(sequence.number <= INT64_MAX);
		check_back(&sequence);
	} else {
		FUZZ_HOLDS(sequence.sender == 4711 && sequence.number == 4712);
	}
	free(copy);
	return 0;
}
