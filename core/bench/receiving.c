/* receiving -- what came to a socket of the workbench, waited for and told. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench/receiving.h"

#include <errno.h>
#include <poll.h>

#include "base/num.h"
#include "bench/verb.h"
#include "bench/verbrow.h"
#include "lang/literal.h"
#include "net/names.h"

/* ---- words -------------------------------------------------------------------------------- */

const struct operand receiving_operands[] = {
	VERB_OPERAND_SOCKET,
	{ "SIZE", 1, 1, OFFER_NOTHING, "bytes at most, up to 16M" },
	{ "FLAGS", 0, 1, OFFER_CONSTANT, "of recv(2), such as MSG_PEEK|MSG_DONTWAIT" },
	{ 0 },
};

bool receiving_read_size(size_t *size, const char *word, struct err *err)
{
	uint64_t bytes;

	if (!num_size(&bytes, word, err))
		return false;
	if (bytes > RECEIVING_MAX)
		return err_set(err, STATUS_INVALID, "'%s' is more than 16M", word);
	*size = (size_t)bytes;
	return true;
}

bool receiving_read(struct receiving *receiving, struct run *run)
{
	struct err err = { 0 };

	*receiving = (struct receiving){ .sock = verbrow_socket(run) };
	if (!receiving->sock)
		return false;
	if (receiving_read_size(&receiving->size, run->operand[1], &err) &&
	    (run->operand_count < 3 ||
	     literal_flags(&receiving->flags, names_msg_flags, "flag", run->operand[2], &err)))
		return true;
	verbrow_fail(run, receiving->sock, &err);
	return false;
}

/* ---- receiving ---------------------------------------------------------------------------- */

static bool refuse(const struct bench_sock *sock, int number, struct err *err)
{
	if (number == ECONNREFUSED && !adopt_is_stream(sock))
		return err_errno(err, number,
				 "'%s': nobody took what was sent: an ICMP error came back",
				 sock->name);
	if (number == ENOTCONN)
		return err_errno(err, number, "'%s' is not connected%s", sock->name,
				 sock->listens ? ": it listens, and accept takes connections" : "");
	return err_errno(err, number, "'%s' cannot receive", sock->name);
}

static bool ended(struct bench_sock *sock, struct err *err)
{
	sock->read_ended = true;
	return err_set(err, STATUS_CLOSED, "'%s': EOF, the peer has ended its side", sock->name);
}

/* What TCP was told to throw away it does not give. */
static void throw_away(struct received *received, const struct receiving *receiving)
{
	bool is_tcp = adopt_is_stream(receiving->sock) && receiving->sock->family != AF_UNIX;

	if (is_tcp && receiving->flags & MSG_TRUNC)
		received->data.size = 0;
}

bool receiving_run(struct received *received, struct run *run, const struct receiving *receiving,
		   struct err *err)
{
	struct bench_sock *sock = receiving->sock;
	int flags = receiving->flags;

	if (receiving->size == 0 && adopt_is_stream(sock)) {
		received_free(received);
		return true;
	}
	while (!received_take(received, sock->fd, sock->type, receiving->size, flags)) {
		bool stays = flags & (MSG_DONTWAIT | MSG_ERRQUEUE) && errno == EAGAIN;

		if (!stays && verbrow_again(run, sock, flags & MSG_OOB ? POLLPRI : POLLIN, err))
			continue;
		if (err->kind != STATUS_OK)
			return false;
		if (errno != EAGAIN)
			bench_tell(sock, POLLIN | POLLRDHUP | POLLERR);
		return refuse(sock, errno, err);
	}
	throw_away(received, receiving);
	bench_tell(sock, POLLIN);
	return !received->is_end || ended(sock, err);
}

/* ---- telling ------------------------------------------------------------------------------ */

struct word receiving_bytes(const struct received *received)
{
	return (struct word){ received->data.size ? received->data.data : "", received->data.size };
}

/* "3 bytes", "10 of 100 bytes, truncated". */
static void put_size(struct buf *text, size_t size, size_t true_size)
{
	if (true_size > size)
		buf_printf(text, "%zu of ", size);
	verbrow_put_bytes(text, true_size);
	if (true_size > size)
		buf_puts(text, ", truncated");
}

/* People see text as it is, other bytes in hexadecimal. */
static void put_shown(struct row *row, struct word bytes, size_t true_size)
{
	struct buf size = { 0 }, shown = { 0 };

	put_size(&size, bytes.size, true_size);
	if (bytes.size > 0 && literal_is_text(bytes)) {
		row_part(row, DATAROW_REMARK, &size);
		return;
	}
	if (bytes.size > 0)
		literal_put_hex(&shown, bytes);
	else
		buf_puts(&shown, "\"\"");
	buf_printf(&shown, " (%s)", buf_text(&size));
	buf_free_part(&size, &shown);
	row_part(row, DATAROW_SHOWN, &shown);
}

struct row *receiving_begin(struct run *run, const struct bench_sock *sock, struct word bytes,
			    size_t true_size)
{
	struct row *row = out_record(run->out, verbrow_data);

	row_text(row, DATAROW_SOCKET, sock->name);
	row_bytes(row, DATAROW_DATA, bytes.at, bytes.size);
	row_uint(row, DATAROW_SIZE, bytes.size);
	row_text(row, DATAROW_SOCKTYPE, name_word(names_socktype, sock->type));
	if (!adopt_is_stream(sock) || true_size > bytes.size) {
		row_uint(row, DATAROW_TRUE_SIZE, true_size);
		row_uint(row, DATAROW_LOST, true_size - bytes.size);
		row_bool(row, DATAROW_TRUNCATED, true_size > bytes.size);
	}
	put_shown(row, bytes, true_size);
	return row;
}

void receiving_done(struct run *run, struct word value)
{
	struct err err = { 0 };

	if (shell_value_bytes(&verb_bench(run)->result, value)) {
		out_done(run->out, STATUS_OK);
		return;
	}
	err_errno(&err, ENOMEM, "no room for the value");
	out_fail(run->out, &err);
}
