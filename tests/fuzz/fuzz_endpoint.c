/* fuzz_endpoint -- endpoint words: the canonical text is read back as the same value. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "net/endpoint.h"

static void round_trip(const char *word, enum transport fallback)
{
	struct endpoint endpoint, back;
	struct err err = { 0 };
	struct buf text = { 0 }, again = { 0 };

	if (!endpoint_parse(&endpoint, word, fallback, &err)) {
		FUZZ_HOLDS(err.kind == STATUS_INVALID);
		return;
	}
	FUZZ_HOLDS(!endpoint.has_port || !transport_is_unix(endpoint.transport));
	FUZZ_HOLDS(!*endpoint.service || endpoint.port == 0);
	endpoint_format(&text, &endpoint);
	FUZZ_HOLDS(endpoint_parse(&back, buf_text(&text), TRANSPORT_TCP, &err));
	if (endpoint.kind != ENDPOINT_LOOPBACK)
		FUZZ_HOLDS(memcmp(&endpoint, &back, sizeof(back)) == 0);
	endpoint_format(&again, &back);
	FUZZ_HOLDS(strcmp(buf_text(&text), buf_text(&again)) == 0);
	buf_free(&text);
	buf_free(&again);
}

int fuzz_endpoint(const uint8_t *data, size_t size)
{
	char *word = malloc(size + 1);

	if (word) {
		memcpy(word, data, size);
		word[size] = '\0';
		round_trip(word, TRANSPORT_TCP);
		round_trip(word, TRANSPORT_UDP);
		round_trip(word, TRANSPORT_SEQPACKET);
	}
	free(word);
	return 0;
}
