/* fuzz_secret -- any bytes as a line that was typed: a secret is inside it, behind where it was
 * looked for, and a redacted line is the line outside its secrets. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "record/secret.h"

static void check_redacted(struct word line)
{
	struct buf redacted = { 0 }, expected = { 0 };
	struct word secret;
	size_t from = 0;

	secret_redact(&redacted, line);
	while (secret_find(&secret, line, from)) {
		size_t start = (size_t)(secret.at - line.at);

		FUZZ_HOLDS(start >= from && start + secret.size <= line.size);
		FUZZ_HOLDS(start + secret.size > from || from == line.size);
		buf_put(&expected, line.at + from, start - from);
		buf_puts(&expected, "***");
		from = start + secret.size;
	}
	buf_put(&expected, line.at + from, line.size - from);
	if (!redacted.failed && !expected.failed)
		FUZZ_HOLDS(redacted.size == expected.size &&
			   (redacted.size == 0 ||
			    memcmp(redacted.data, expected.data, expected.size) == 0));
	buf_free(&redacted);
	buf_free(&expected);
}

int fuzz_secret(const uint8_t *data, size_t size)
{
	char *line = malloc(size + 1);

	if (!line)
		return 0;
	memcpy(line, data, size);
	check_redacted((struct word){ line, size });
	free(line);
	return 0;
}
