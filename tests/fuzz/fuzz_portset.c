/* fuzz_portset -- lists of ports: what is read is written as a list that reads as the same ports.
 */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "net/portlist.h"

int fuzz_portset(const uint8_t *data, size_t size)
{
	struct database services = { .path = NULL };
	struct portset ports = { 0 }, back = { 0 };
	char *text = malloc(size + 1);
	struct portlist ranges = { 0 };
	struct buf list = { 0 };
	struct err err = { 0 };

	if (!text)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (portset_read(&ports, text, &services, "tcp", &err)) {
		FUZZ_HOLDS(portset_next(&ports, 0) > 0 && !portset_has(&ports, 0));
		portlist_add_set(&ranges, &ports);
		portlist_put(&list, &ranges);
		FUZZ_HOLDS(portset_read(&back, buf_text(&list), &services, "tcp", &err));
		FUZZ_HOLDS(memcmp(&ports, &back, sizeof(back)) == 0);
	} else {
		FUZZ_HOLDS(portset_next(&ports, 0) == 0);
	}
	database_free(&services);
	portlist_free(&ranges);
	buf_free(&list);
	free(text);
	return 0;
}
