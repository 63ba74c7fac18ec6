/* keys -- bytes of a terminal on their way to the editor: what must not come in pieces is held
 * until it is whole, so that the editor never has to wait for the rest. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "line/keys.h"

#include "base/utf8.h"

/* Bracketed paste, as xterm's control sequences have it. */
static const char paste_begins[] = "\033[200~", paste_ends[] = "\033[201~";
enum { MARK_SIZE = sizeof(paste_begins) - 1 };

/* Whether BYTE completes MARK. An ESC begins it anew wherever it stands. */
static bool completes(struct keys *keys, const char *mark, char byte)
{
	if (byte == mark[keys->matched])
		keys->matched++;
	else
		keys->matched = byte == mark[0];
	if (keys->matched < MARK_SIZE)
		return false;
	keys->matched = 0;
	return true;
}

static void hold(struct keys *keys, char byte)
{
	if (keys->held.size >= KEYS_PASTE_MAX || keys->held.failed)
		keys->spilled = true;
	else
		buf_putc(&keys->held, byte);
}

/* The editor is inside the paste's first mark, whose '~' is held: an empty paste it is. */
static void drop_paste(struct keys *keys)
{
	buf_free(&keys->held);
	buf_putc(&keys->held, '~');
	buf_puts(&keys->held, paste_ends);
}

static enum keys_step add_pasted(struct keys *keys, char byte)
{
	hold(keys, byte);
	if (!completes(keys, paste_ends, byte))
		return KEYS_WAIT;
	keys->pasting = false;
	if (!keys->spilled && !keys->held.failed)
		return KEYS_GO;
	keys->spilled = false;
	drop_paste(keys);
	return KEYS_LOST;
}

/* Whether it is the beginning of one character, and no more. */
static bool is_open(const struct buf *held)
{
	return held->size > 0 && utf8_open_tail(held->data, held->size) == held->size;
}

enum keys_step keys_add(struct keys *keys, char byte)
{
	if (keys->pasting)
		return add_pasted(keys, byte);
	buf_putc(&keys->held, byte);
	if (completes(keys, paste_begins, byte)) {
		keys->pasting = true;
		return KEYS_WAIT;
	}
	return keys->utf8 && is_open(&keys->held) ? KEYS_WAIT : KEYS_GO;
}

int keys_next(struct keys *keys)
{
	int byte = -1;

	if (keys_wait(keys))
		byte = (unsigned char)keys->held.data[keys->taken++];
	if (!keys_wait(keys))
		keys_free(keys);
	return byte;
}

bool keys_wait(const struct keys *keys)
{
	return keys->taken < keys->held.size;
}

void keys_drop(struct keys *keys)
{
	keys_free(keys);
	keys->matched = 0;
	keys->pasting = keys->spilled = false;
}

void keys_free(struct keys *keys)
{
	buf_free(&keys->held);
	keys->taken = 0;
}
