/* message -- what an echo client sends, and whether the same comes back. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "serve/message.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/num.h"
#include "base/random.h"
#include "base/texts.h"

enum { SHIFTS = 251 }; /* a prime: no multiple of what servers read at once */

/* ---- making them ---------------------------------------------------------------------------- */

static bool make(struct messages *messages, size_t size, uint32_t shifts, bool numbered,
		 struct err *err)
{
	char *room;

	if (size > MESSAGE_MAX)
		return err_set(err, STATUS_INVALID, "a message has at most %d bytes", MESSAGE_MAX);
	room = malloc(size + shifts);
	if (!room)
		return err_errno(err, ENOMEM, "cannot make a message of %zu bytes", size);
	*messages = (struct messages){ room, size, shifts, numbered && size >= MESSAGE_HEAD };
	return true;
}

bool messages_set(struct messages *messages, const void *data, size_t size, const char *ending,
		  struct err *err)
{
	size_t more = strlen(ending);
	struct messages fresh;

	if (!make(&fresh, size + more, 1, false, err))
		return false;
	if (size > 0)
		memcpy(fresh.room, data, size);
	memcpy(fresh.room + size, ending, more);
	messages_free(messages);
	*messages = fresh;
	return true;
}

bool messages_fixed(struct messages *messages, const void *data, size_t size, struct err *err)
{
	struct messages fresh = { 0 };

	if (!messages_set(&fresh, data, size, "", err))
		return false;
	*messages = fresh;
	return true;
}

bool messages_repeat(struct messages *messages, const struct buf *data, size_t size, bool numbered,
		     struct err *err)
{
	size_t head, at;

	if (!make(messages, size, 1, numbered, err))
		return false;
	head = messages->numbered ? MESSAGE_HEAD : 0;
	memset(messages->room, 0, head);
	for (at = head; at < size; at += data->size)
		memcpy(messages->room + at, data->data,
		       size - at < data->size ? size - at : data->size);
	return true;
}

bool messages_random(struct messages *messages, uint64_t seed, size_t size, bool numbered,
		     struct err *err)
{
	struct random random = { seed };
	size_t room = size + SHIFTS, at;

	if (!make(messages, size, SHIFTS, numbered, err))
		return false;
	if (numbered && !messages->numbered)
		messages->shifts = 1; /* answers are told apart by nothing */
	for (at = 0; at < room; at += sizeof(uint64_t)) {
		uint64_t number = random_next(&random);

		memcpy(messages->room + at, &number,
		       room - at < sizeof(number) ? room - at : sizeof(number));
	}
	return true;
}

static bool put_hex(struct buf *pattern, const char *digit, struct err *err)
{
	struct buf bytes = { 0 };

	for (; digit[0]; digit += 2) {
		int high = num_digit(digit[0]), low = num_digit(digit[1]);

		if (high < 0 || low < 0)
			break;
		buf_putc(&bytes, (char)(high << 4 | low));
	}
	if (digit[0] == '\0')
		buf_put(pattern, bytes.data, bytes.size);
	buf_free_part(&bytes, pattern);
	return digit[0] == '\0' || err_set(err, STATUS_INVALID,
					   "a pattern takes pairs of hexadecimal digits behind 0x");
}

bool message_pattern(struct buf *pattern, const char *text, struct err *err)
{
	size_t before = pattern->size;

	if (!text_begins(text, "0x"))
		buf_puts(pattern, text);
	else if (!put_hex(pattern, text + 2, err))
		return false;
	if (pattern->failed)
		return err_errno(err, ENOMEM, "cannot read a pattern");
	return pattern->size > before || err_set(err, STATUS_INVALID, "an empty pattern");
}

void messages_free(struct messages *messages)
{
	free(messages->room);
	*messages = (struct messages){ 0 };
}

/* ---- one of them ---------------------------------------------------------------------------- */

static size_t head_size(const struct messages *messages)
{
	return messages->numbered ? MESSAGE_HEAD : 0;
}

const char *message_body(const struct messages *messages, uint32_t seq)
{
	return messages->room + seq % messages->shifts + head_size(messages);
}

static void put_number(char *to, uint32_t number)
{
	for (int i = 0; i < 4; i++)
		to[i] = (char)(number >> (24 - 8 * i));
}

static uint32_t get_number(const char *from)
{
	uint32_t number = 0;

	for (int i = 0; i < 4; i++)
		number = number << 8 | (unsigned char)from[i];
	return number;
}

size_t message_head(const struct messages *messages, char head[static MESSAGE_HEAD],
		    uint32_t cookie, uint32_t seq)
{
	if (!messages->numbered)
		return 0;
	put_number(head, cookie);
	put_number(head + 4, seq);
	return MESSAGE_HEAD;
}

void message_put(const struct messages *messages, char *to, uint32_t cookie, uint32_t seq)
{
	size_t head = message_head(messages, to, cookie, seq);

	memcpy(to + head, message_body(messages, seq), messages->size - head);
}

bool message_seq(uint32_t *seq, const struct messages *messages, uint32_t cookie, const void *data,
		 size_t size)
{
	if (!messages->numbered || size < MESSAGE_HEAD || get_number(data) != cookie)
		return false;
	*seq = get_number((const char *)data + 4);
	return true;
}

size_t message_match(const struct messages *messages, uint32_t seq, size_t offset, const char *data,
		     size_t size)
{
	const char *expected = message_body(messages, seq) + offset;
	size_t same = 0;

	if (memcmp(expected, data, size) == 0)
		return size;
	while (expected[same] == data[same])
		same++;
	return same;
}
