/* answer -- what libc's resolver said, owned, and as bytes from a helper. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/answer.h"

#include <errno.h>
#include <string.h>

#include "base/bytes.h"

void answer_fail(struct answer *answer, enum status kind, const char *text)
{
	answer_free(answer);
	err_set(&answer->err, kind, "%s", text);
}

bool answer_is_no(const struct answer *answer)
{
	return answer->err.kind == STATUS_NOT_FOUND || answer->err.kind == STATUS_NO_DATA;
}

static bool is_among(const struct addr *addrs, size_t count, const struct addr *addr)
{
	enum { WINDOW = 1024 }; /* a hosts file may hold anything */

	for (size_t i = count > WINDOW ? count - WINDOW : 0; i < count; i++)
		if (addr_compare(&addrs[i], addr) == 0)
			return true;
	return false;
}

size_t answer_addrs(struct addr *addrs, size_t count, const struct answer *answer)
{
	for (size_t i = 0; i < answer->count; i++)
		if (!is_among(addrs, count, &answer->item[i].addr))
			addrs[count++] = answer->item[i].addr;
	return count;
}

static void put_item(struct buf *buf, const struct answer_item *item)
{
	bytes_put_number(buf, (uint32_t)item->addr.family);
	buf_put(buf, item->addr.byte, sizeof(item->addr.byte));
	bytes_put_number(buf, item->addr.scope_id);
	bytes_put_number(buf, item->port);
	bytes_put_number(buf, item->flowinfo);
	bytes_put_number(buf, (uint32_t)item->socktype);
	bytes_put_number(buf, (uint32_t)item->protocol);
	bytes_put_number(buf, item->sockaddr_size);
	buf_put(buf, item->sockaddr, sizeof(item->sockaddr));
}

enum { ITEM_SIZE = 7 * 4 + 16 + ANSWER_SOCKADDR_MAX };

void answer_put(struct buf *buf, const struct answer *answer)
{
	uint32_t aliases = 0;

	bytes_put_number(buf, answer->err.kind);
	bytes_put_number(buf, (uint32_t)answer->err.number);
	bytes_put_text(buf, answer->err.text);
	bytes_put_number(buf, (uint32_t)answer->eai);
	bytes_put_text(buf, answer->name);
	bytes_put_text(buf, answer->service);
	for (char **alias = answer->aliases; alias && *alias; alias++)
		aliases++;
	bytes_put_number(buf, aliases);
	for (uint32_t i = 0; i < aliases; i++)
		bytes_put_text(buf, answer->aliases[i]);
	bytes_put_number(buf, (uint32_t)answer->count);
	for (size_t i = 0; i < answer->count; i++)
		put_item(buf, &answer->item[i]);
}

static void read_err(struct err *err, struct bytes *bytes)
{
	uint32_t kind = bytes_number(bytes);
	int number = (int)bytes_number(bytes);
	const char *text = bytes_text(bytes);

	if (kind >= STATUS_COUNT || !text || strlen(text) >= sizeof(err->text)) {
		bytes->failed = true;
		return;
	}
	err_set(err, (enum status)kind, "%s", text);
	err->number = number;
}

static char *read_text(struct arena *arena, struct bytes *bytes)
{
	const char *text = bytes_text(bytes);

	return text ? arena_copy(arena, text, strlen(text)) : NULL;
}

static void read_aliases(struct answer *answer, struct bytes *bytes)
{
	uint32_t count = bytes_number(bytes);

	if (count > bytes->left / sizeof(uint32_t)) { /* each has at least a size */
		bytes->failed = true;
		return;
	}
	answer->aliases = arena_take(&answer->arena, (count + 1) * sizeof(*answer->aliases));
	if (!answer->aliases)
		return;
	for (uint32_t i = 0; i < count; i++) {
		answer->aliases[i] = read_text(&answer->arena, bytes);
		bytes->failed |= !answer->aliases[i];
	}
	answer->aliases[count] = NULL;
}

static void read_item(struct answer_item *item, struct bytes *bytes)
{
	const void *data;

	*item = (struct answer_item){ .addr.family = (int)bytes_number(bytes) };
	data = bytes_data(bytes, sizeof(item->addr.byte));
	if (data)
		memcpy(item->addr.byte, data, sizeof(item->addr.byte));
	item->addr.scope_id = bytes_number(bytes);
	item->port = (uint16_t)bytes_number(bytes);
	item->flowinfo = bytes_number(bytes);
	item->socktype = (int)bytes_number(bytes);
	item->protocol = (int)bytes_number(bytes);
	item->sockaddr_size = (uint8_t)bytes_number(bytes);
	data = bytes_data(bytes, sizeof(item->sockaddr));
	if (data)
		memcpy(item->sockaddr, data, sizeof(item->sockaddr));
	bytes->failed |= (item->addr.family != AF_INET && item->addr.family != AF_INET6) ||
			 item->sockaddr_size > ANSWER_SOCKADDR_MAX;
}

static void read_items(struct answer *answer, struct bytes *bytes)
{
	uint32_t count = bytes_number(bytes);

	if (count != bytes->left / ITEM_SIZE || bytes->left % ITEM_SIZE != 0) {
		bytes->failed = true;
		return;
	}
	answer->item = arena_take(&answer->arena, count * sizeof(*answer->item));
	if (!answer->item)
		return;
	answer->count = count;
	for (uint32_t i = 0; i < count; i++)
		read_item(&answer->item[i], bytes);
}

bool answer_read(struct answer *answer, const void *data, size_t size, struct err *err)
{
	struct bytes bytes = { .at = data, .left = size };
	struct answer fresh = { 0 };

	read_err(&fresh.err, &bytes);
	fresh.eai = (int)bytes_number(&bytes);
	fresh.name = read_text(&fresh.arena, &bytes);
	fresh.service = read_text(&fresh.arena, &bytes);
	read_aliases(&fresh, &bytes);
	read_items(&fresh, &bytes);
	if (fresh.arena.failed)
		err_errno(err, ENOMEM, "cannot keep the resolver's answer");
	else if (bytes.failed || bytes.left > 0)
		err_set(err, STATUS_LACKING, "a resolver helper sent what is no answer");
	if (fresh.arena.failed || bytes.failed || bytes.left > 0) {
		answer_free(&fresh);
		return false;
	}
	*answer = fresh;
	return true;
}

void answer_free(struct answer *answer)
{
	arena_free(&answer->arena);
	*answer = (struct answer){ 0 };
}
