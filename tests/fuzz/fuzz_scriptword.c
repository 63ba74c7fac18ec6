/* fuzz_scriptword -- any bytes that were received, as a recorded test writes them: they read back
 * as the same word, and as an expectation that those bytes meet. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "../unit/roundtrip.h"
#include "fuzz.h"

int fuzz_scriptword(const uint8_t *data, size_t size)
{
	struct word bytes = { (const char *)data, size };

	if (size <= ROUNDTRIP_MAX)
		FUZZ_HOLDS(roundtrip_holds(bytes));
	return 0;
}
