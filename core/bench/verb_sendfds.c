/* verb_sendfds -- hand descriptors over a Unix socket: SCM_RIGHTS, unix(7). */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <string.h>

#include "base/num.h"
#include "bench/sending.h"
#include "bench/verb.h"
#include "bench/verbrow.h"

/* clang-format off */
static const struct operand operands[] = {
	VERB_OPERAND_SOCKET,
	{ "FD[,FD...]", 1, 1, OFFER_NOTHING, "descriptors by number, or sockets by name" },
	{ "DATA", 0, MANY, OFFER_NOTHING, "bytes that carry them; a NUL without it" },
	{ 0 },
};

static const struct example examples[] = {
	EXAMPLE("a, b = socketpair; sendfds a 1 \"take my stdout\"", "one descriptor, and some bytes"),
	{ 0 },
};
/* clang-format on */

static bool read_one(int *fd, const struct run *run, const char *word, struct err *err)
{
	const struct bench_sock *sock;
	uint64_t number;

	if (num_digits(&number, word, strlen(word), INT32_MAX)) {
		*fd = (int)number;
		return true;
	}
	sock = bench_find(verb_bench(run), word, err);
	if (sock)
		*fd = sock->fd;
	return sock;
}

static bool read_all(struct control_out *control, const struct run *run, const char *words,
		     struct err *err)
{
	int fd[RECEIVED_FDS];
	size_t count = 0;

	for (;;) {
		size_t size = strcspn(words, ",");
		char word[BENCH_NAME_MAX] = "";

		if (size == 0 || size >= sizeof(word))
			return err_set(err, STATUS_INVALID, "'%s' is no descriptor", words);
		if (count == RECEIVED_FDS)
			return err_set(err, STATUS_INVALID,
				       "more than %d descriptors in one message", RECEIVED_FDS);
		memcpy(word, words, size);
		if (!read_one(&fd[count++], run, word, err))
			return false;
		if (!words[size])
			break;
		words += size + 1;
	}
	return control_add_fds(control, fd, count, err);
}

/* Without data a NUL carries them: nothing would over a stream. */
static void sendfds_run(struct run *run)
{
	const struct bench_sock *sock = verbrow_socket(run);
	struct control_out control = { 0 };
	struct sending sending = { .words = run->operand + 2,
				   .bare = { "", 1 },
				   .control = &control };
	struct err err = { 0 };

	if (!sock)
		return;
	if (verbrow_is_text(run, run->operand[1], &err) &&
	    read_all(&control, run, run->operand[1], &err))
		sending_run(&sending, run, sock, &err);
	if (err.number == EBADF)
		err_errno(&err, EBADF, "'%s' are not all open", run->operand[1]);
	sending_tell(&sending, run, sock, &err);
}

const struct applet verb_sendfds = {
	.name = "sendfds",
	.summary = "hand descriptors over a Unix socket",
	.group = GROUP_SOCKET,
	.operands = operands,
	.records = verbrow_count,
	.statuses =
		STATUS_BIT(STATUS_CLOSED) | STATUS_BIT(STATUS_RESET) | STATUS_BIT(STATUS_REFUSED),
	.examples = examples,
	.flags = VERB_FLAGS | APPLET_STOP_AT_OPERAND,
	.run = sendfds_run,
};
