/* fuzz_addr -- address text: the same answer as inet_pton(3) and inet_ntop(3) for any bytes. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "net/addr.h"

static void agree(const char *text, size_t size)
{
	struct addr addr = { 0 };
	uint8_t theirs[16];
	char word[INET6_ADDRSTRLEN], ours[ADDR_TEXT_MAX];
	bool fine = addr_read(&addr, text, size);
	bool inet = inet_pton(AF_INET, text, theirs) == 1;
	bool inet6 = !inet && inet_pton(AF_INET6, text, theirs) == 1;

	FUZZ_HOLDS(fine == (inet || inet6));
	if (!fine)
		return;
	FUZZ_HOLDS(addr.family == (inet ? AF_INET : AF_INET6));
	FUZZ_HOLDS(memcmp(addr.byte, theirs, addr_size(addr.family)) == 0);
	addr_format(ours, &addr);
	FUZZ_HOLDS(strcmp(ours, inet_ntop(addr.family, theirs, word, sizeof(word))) == 0);
}

/* Whatever can be parsed, zone included, is read back from its own text. */
static void round_trip(const char *text)
{
	struct addr addr = { 0 }, back = { 0 };
	struct err err = { 0 };
	char ours[ADDR_TEXT_MAX];

	if (!addr_parse(&addr, text, &err)) {
		FUZZ_HOLDS(err.kind != STATUS_OK);
		return;
	}
	FUZZ_HOLDS(addr_format(ours, &addr) < ADDR_TEXT_MAX);
	FUZZ_HOLDS(addr_parse(&back, ours, &err));
	FUZZ_HOLDS(addr_compare(&addr, &back) == 0);
}

int fuzz_addr(const uint8_t *data, size_t size)
{
	char *bytes = malloc(size ? size : 1), *text = malloc(size + 1);
	struct addr addr;

	if (bytes && text) {
		memcpy(bytes, data, size);
		memcpy(text, data, size);
		text[size] = '\0';
		addr_read(&addr, bytes, size);
		agree(text, strlen(text));
		round_trip(text);
	}
	free(bytes);
	free(text);
	return 0;
}
