/* fuzz_script -- transcripts of any bytes: read with a reason or refused with one, and played. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "pipe/replay.h"

/* Two sides of one script agree with each other, whatever pieces the bytes come in. */
static void play(const struct script *script, bool messages)
{
	struct replay side[] = {
		{ .script = script, .side = SIDE_CLIENT, .messages = messages },
		{ .script = script, .side = SIDE_SERVER, .messages = messages },
	};
	size_t turns = 0, most = 4 * (script->count + script->data.size) + 16;
	struct err err = { 0 };
	bool over = false;

	while (!over && turns++ < most) {
		over = true;
		for (int i = 0; i < 2; i++) {
			struct replay *us = &side[i], *them = &side[1 - i];
			const char *data;
			size_t size;

			switch (replay_turn(us, &data, &size)) {
			case REPLAY_SAY:
				if (!messages && size > 1)
					size = 1 + size / 2;
				FUZZ_HOLDS(replay_hear(them, data, size, &err));
				replay_said(us, size);
				over = false;
				break;
			case REPLAY_SHUT:
				FUZZ_HOLDS(replay_hear_end(them, &err));
				replay_said(us, 0);
				over = false;
				break;
			case REPLAY_RESET:
				FUZZ_HOLDS(replay_hear_reset(them, &err));
				replay_said(us, 0);
				over = false;
				break;
			case REPLAY_WAIT:
			case REPLAY_DONE:
				break;
			}
		}
	}
	FUZZ_HOLDS(replay_is_done(&side[0]) && replay_is_done(&side[1]));
	FUZZ_HOLDS(replay_lacks(&side[0]) == 0 && replay_lacks(&side[1]) == 0);
}

int fuzz_script(const uint8_t *data, size_t size)
{
	char *text = malloc(size ? size : 1);
	struct script script;
	struct err err = { 0 };

	if (!text)
		return 0;
	memcpy(text, data, size);
	if (script_read(&script, text, size, &err)) {
		FUZZ_HOLDS(script.count > 0);
		for (size_t i = 0; i < script.count; i++)
			FUZZ_HOLDS(script.step[i].at + script.step[i].size <= script.data.size);
		play(&script, false);
		play(&script, true);
	} else {
		FUZZ_HOLDS(err.kind == STATUS_INVALID && err.text[0]);
		FUZZ_HOLDS(!script.step);
	}
	script_free(&script);
	free(text);
	return 0;
}
