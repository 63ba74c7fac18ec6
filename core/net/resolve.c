/* resolve -- libc's resolver with a deadline: queries go to forked helpers. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "net/resolve.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/fd.h"
#include "net/ask.h"
#include "net/calls.h"

/* A message is its size, then so many bytes. */
typedef uint32_t message_size;
enum { QUERY_MAX = 4096, ANSWER_MAX = 64 << 20, READ_STEP = 16384 };

static void message_begin(struct buf *message)
{
	buf_clear(message);
	buf_fill(message, '\0', sizeof(message_size));
}

/* False when memory was out, or the message is larger than MAX. */
static bool message_end(struct buf *message, size_t max)
{
	size_t size = message->size - sizeof(message_size);
	message_size prefix = (message_size)size;

	if (message->failed || size > max)
		return false;
	memcpy(message->data, &prefix, sizeof(prefix));
	return true;
}

/* ---- the helper's side ------------------------------------------------------------------ */

static bool read_whole(int fd, void *data, size_t size)
{
	char *next = data;

	while (size > 0) {
		long done = fd_read(fd, next, size);

		if (done <= 0)
			return false;
		next += done;
		size -= (size_t)done;
	}
	return true;
}

static bool serve_one(int fd)
{
	char data[QUERY_MAX];
	struct query query;
	struct answer answer = { 0 };
	struct buf message = { 0 };
	message_size size;
	bool fine;

	if (!read_whole(fd, &size, sizeof(size)) || size > sizeof(data) ||
	    !read_whole(fd, data, size) || !query_read(&query, data, size))
		return false;
	ask_libc(&answer, &query);
	message_begin(&message);
	answer_put(&message, &answer);
	fine = message_end(&message, ANSWER_MAX) && fd_write(fd, message.data, message.size);
	buf_free(&message);
	answer_free(&answer);
	return fine;
}

/* libc complains to stderr of what it finds in host.conf, with the bytes as they are. Where calls
 * are told, stderr stays: they are told there. */
static void silence_libc(void)
{
	int nowhere = calls_are_told() ? -1 : open("/dev/null", O_WRONLY | O_CLOEXEC);

	if (nowhere >= 0)
		dup2(nowhere, STDERR_FILENO);
	fd_close(&nowhere);
}

/* Of what its parent has open it keeps its own end, as descriptor 3, and the standard ones: whoever
 * waits for the end of anything else must not wait for a helper too. */
static int keep_only(int fd)
{
	const int kept = STDERR_FILENO + 1;

	if (dup2(fd, kept) != kept)
		_exit(0);
	close_range((unsigned)kept + 1, UINT_MAX, 0);
	return kept;
}

static _Noreturn void serve(int fd, pid_t parent)
{
	fd = keep_only(fd);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	silence_libc();
	if (getppid() == parent) /* else it died before the line above */
		while (serve_one(fd))
			;
	_exit(0);
}

/* ---- starting and ending helpers -------------------------------------------------------- */

static void helper_forget(struct resolver_helper *helper)
{
	if (helper->pid)
		fd_close(&helper->fd);
	*helper = (struct resolver_helper){ 0 };
}

static void helper_kill(struct resolver_helper *helper)
{
	if (helper->pid && helper->owner == getpid()) {
		kill(helper->pid, SIGKILL);
		while (waitpid(helper->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	helper_forget(helper);
}

static bool helper_start(struct resolver_helper *helper, struct err *err)
{
	pid_t owner = getpid(), pid;
	int pair[2];

	if (helper->pid && helper->owner == owner)
		return true;
	helper_forget(helper);
	if (call_pair_open(pair) < 0)
		return err_errno(err, errno, "cannot start a resolver helper");
	pid = fork();
	if (pid == 0)
		serve(pair[1], owner);
	fd_close(&pair[1]);
	if (pid < 0) {
		err_errno(err, errno, "cannot start a resolver helper");
		err->kind = STATUS_LACKING;
		fd_close(&pair[0]);
		return false;
	}
	*helper = (struct resolver_helper){ .fd = pair[0], .pid = pid, .owner = owner };
	return true;
}

void resolver_free(struct resolver *resolver)
{
	for (size_t i = 0; i < RESOLVER_HELPERS; i++)
		helper_kill(&resolver->helper[i]);
}

/* ---- one query on its way ------------------------------------------------------------ */

struct pending {
	struct resolver_helper *helper;
	const struct query *query;
	struct answer *answer;
	struct buf message; /* what has come of the answer */
	bool waiting;
};

static bool send_query(int fd, const struct query *query)
{
	struct buf message = { 0 };
	bool fine;

	message_begin(&message);
	query_put(&message, query);
	fine = message_end(&message, QUERY_MAX) && call_pair_send(fd, message.data, message.size);
	buf_free(&message);
	return fine;
}

/* A helper may have died since its last answer: then a new one is asked. */
static void pending_begin(struct pending *pending, const struct query *query)
{
	enum { TRIES = 2 };

	for (int i = 0; i < TRIES && !pending->waiting; i++) {
		if (!helper_start(pending->helper, &pending->answer->err))
			return;
		pending->waiting = send_query(pending->helper->fd, query);
		if (!pending->waiting)
			helper_kill(pending->helper);
	}
	if (!pending->waiting)
		err_set(&pending->answer->err, STATUS_LACKING,
			"no resolver helper takes the query");
}

static void pending_fail(struct pending *pending, enum status kind, const char *text)
{
	helper_kill(pending->helper);
	answer_fail(pending->answer, kind, text);
	pending->waiting = false;
}

static void pending_finish(struct pending *pending)
{
	const struct buf *message = &pending->message;
	struct err err = { 0 };

	pending->waiting = false;
	if (!answer_read(pending->answer, message->data + sizeof(message_size),
			 message->size - sizeof(message_size), &err))
		pending_fail(pending, err.kind, err.text);
}

static void pending_read(struct pending *pending)
{
	struct buf *message = &pending->message;
	message_size size;
	long done;

	if (!buf_reserve(message, READ_STEP)) {
		pending_fail(pending, STATUS_LACKING, "out of memory for the resolver's answer");
		return;
	}
	done = fd_read(pending->helper->fd, message->data + message->size, READ_STEP);
	if (done <= 0) {
		pending_fail(pending, STATUS_LACKING, "a resolver helper died");
		return;
	}
	message->size += (size_t)done;
	if (message->size < sizeof(size))
		return;
	memcpy(&size, message->data, sizeof(size));
	if (size > ANSWER_MAX || message->size - sizeof(size) >= size)
		pending_finish(pending);
}

/* ---- all of them ------------------------------------------------------------------------ */

/* The call that a helper never came back from is the one that --calls is asked for. */
static void tell_unfinished(const struct query *query)
{
	static const char *const calls[] = {
		[QUERY_INFO] = "getaddrinfo",
		[QUERY_NAME] = "getnameinfo",
		[QUERY_HOST] = "gethostbyname2_r",
		[QUERY_ADDRESS] = "gethostbyaddr_r",
	};
	bool by_address = query->addr.family != 0;
	char address[ADDR_TEXT_MAX] = "";

	if (by_address)
		addr_format(address, &query->addr);
	calls_unfinished(calls[query->kind], by_address ? address : query->host,
			 by_address ? query->addr.family : query->family);
}

/* NUMBER is an errno, or 0. */
static void fail_waiting(struct pending *pending, size_t count, enum status kind, int number,
			 const char *text)
{
	for (size_t i = 0; i < count; i++) {
		if (!pending[i].waiting)
			continue;
		if (calls_are_told())
			tell_unfinished(pending[i].query);
		pending_fail(&pending[i], kind, text);
		pending[i].answer->err.number = number;
	}
}

/* Wait until something has come or nobody waits any more; false when nothing is waited for. */
static bool wait_some(struct pending *pending, size_t count, int cancel_fd, struct deadline until)
{
	struct pollfd fds[RESOLVER_HELPERS + 1];
	bool waiting = false;

	for (size_t i = 0; i < count; i++) {
		fds[i] = (struct pollfd){ .fd = pending[i].waiting ? pending[i].helper->fd : -1,
					  .events = POLLIN };
		waiting |= pending[i].waiting;
	}
	fds[count] = (struct pollfd){ .fd = cancel_fd, .events = POLLIN };
	if (!waiting)
		return false;
	if (poll(fds, count + 1, deadline_poll_ms(until)) < 0) {
		if (errno != EINTR)
			fail_waiting(pending, count, STATUS_LACKING, errno,
				     "cannot wait for the resolver");
		for (size_t i = 0; i <= count; i++)
			fds[i].revents = 0;
	}
	if (fds[count].revents)
		fail_waiting(pending, count, STATUS_LACKING, EINTR,
			     "stopped before there was an answer");
	for (size_t i = 0; i < count; i++)
		if (fds[i].revents && pending[i].waiting)
			pending_read(&pending[i]);
	if (deadline_passed(until))
		fail_waiting(pending, count, STATUS_TIMEOUT, 0, "no answer in time");
	return true;
}

/* Answer without a helper what needs none. */
static bool answer_here(struct answer *answer, const struct query *query)
{
	struct query numeric = *query;

	if (!query_check(query, &answer->err))
		return true;
	if (!query_may_be_numeric(query))
		return false;
	if (query->kind == QUERY_INFO && query->host)
		numeric.flags |= AI_NUMERICHOST;
	ask_libc(answer, &numeric);
	answer->is_from_text = true;
	if (answer->eai != EAI_NONAME || numeric.flags == query->flags)
		return true;
	answer_free(answer); /* a name after all, such as 1password.example */
	return false;
}

void resolver_ask(struct resolver *resolver, struct answer *answer, const struct query *query,
		  size_t count, struct deadline until)
{
	struct pending pending[RESOLVER_HELPERS] = { 0 };
	int cancel_fd = resolver->cancel_fd ? *resolver->cancel_fd : -1;

	for (size_t i = 0; i < count; i++) {
		pending[i].helper = &resolver->helper[i];
		pending[i].query = &query[i];
		pending[i].answer = &answer[i];
		if (!answer_here(&answer[i], &query[i]))
			pending_begin(&pending[i], &query[i]);
	}
	while (wait_some(pending, count, cancel_fd, until))
		;
	for (size_t i = 0; i < count; i++)
		buf_free(&pending[i].message);
}
