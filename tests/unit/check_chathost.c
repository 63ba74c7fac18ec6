/* check_chathost -- a host and a guest in one loop: they talk and give each other files, while any
 * allocation or call fails. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/newfile.h"
#include "fault.h"
#include "serve/chatguest.h"
#include "serve/chathost.h"
#include "suites.h"

enum { FILE_SIZE = 200000, TURNS = 60 };

static struct loop loop;
static struct listeners listeners;
static struct admission admission;
static struct chathost host;
static struct chatguest guest;
static struct buf heard_by_host, heard_by_guest; /* "step nick text|" an event */
static bool host_is_over, guest_is_over;
static char folder[64], file[128];
static struct sock_words words = { .local_port = -1, .ttl = -1, .tos = -1 };
static struct sock_plan plan;

static void tell(struct party *party, const struct party_event *event)
{
	struct buf *heard = party->context;

	buf_puts(heard, name_word(party_steps, (long)event->step));
	buf_putc(heard, ' ');
	buf_put(heard, event->nick.at, event->nick.size);
	buf_putc(heard, ' ');
	buf_put(heard, event->text.at, event->text.size);
	buf_putc(heard, '|');
}

static void be_relieved(struct party *party)
{
	(void)party;
}

static void be_over(struct party *party, const struct err *why)
{
	(void)why;
	*(party->context == &heard_by_host ? &host_is_over : &guest_is_over) = true;
}

static void make_safe(struct buf *to, const char *data, size_t size)
{
	buf_put(to, data, size);
}

static struct party party_of(struct buf *heard, int folder_fd)
{
	return (struct party){ .loop = &loop,
			       .context = heard,
			       .folder = { folder_fd, 1 << 20 },
			       .tell = tell,
			       .relieved = be_relieved,
			       .over = be_over };
}

/* ---- the world ------------------------------------------------------------------------------ */

static bool open_host(int folder_fd, struct err *err)
{
	const struct listen_words listen = {
		.backlog = 16, .max_conns = 100, .max_per_addr = 100, .ready_fd = -1
	};
	struct listen_plan listen_plan;
	struct locator locator = LOCATOR_EMPTY;
	struct locations found = { 0 };
	struct endpoint endpoint;
	char word[64];
	bool fine;

	snprintf(word, sizeof(word), "@check-chathost-%d", (int)getpid());
	fine = admission_make(&admission, &listen, err) &&
	       listen_plan_make(&listen_plan, &words, &listen, err) &&
	       endpoint_parse(&endpoint, word, TRANSPORT_TCP, err) &&
	       locate(&found, &locator, &endpoint, TO_BIND, (struct deadline){ 0 }, err) &&
	       listeners_add(&listeners, &found, 0, &listen_plan, err);
	locations_free(&found);
	locator_free(&locator);
	host = (struct chathost){ .party = party_of(&heard_by_host, folder_fd),
				  .listeners = &listeners,
				  .admission = &admission,
				  .make_safe = make_safe,
				  .room.history_max = 3 };
	return fine && chathost_begin(&host, "alice", err);
}

static bool open_guest(int folder_fd, struct err *err)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	const struct sock_addr *at = &listeners.item[0].at;

	guest = (struct chatguest){ .party = party_of(&heard_by_guest, folder_fd),
				    .plan = &plan,
				    .transport = TRANSPORT_UNIX,
				    .at = *at };
	if (fd >= 0 && connect(fd, &at->at.any, at->size) == 0 &&
	    chatguest_begin(&guest, fd, "bob", err))
		return true;
	if (fd >= 0)
		close(fd);
	return false;
}

static void order(struct party *party, const char *text)
{
	struct chat_order said;

	if (party == &guest.party && guest_is_over)
		return;
	chat_read_order(&said, text, strlen(text));
	party->kind->order(party, &said);
}

static bool has(const struct buf *heard, const char *text)
{
	return heard->size > 0 && memmem(heard->data, heard->size, text, strlen(text));
}

/* What is said when; by then all before has been heard, unless something failed. */
static void follow_script(int turn)
{
	char line[160];

	snprintf(line, sizeof(line), "/send %s", file);
	switch (turn) {
	case 6:
		order(&guest.party, "hello");
		order(&guest.party, "/me waves");
		order(&guest.party, "/nick carol");
		break;
	case 9:
		order(&host.party, "welcome");
		order(&host.party, "/who");
		order(&guest.party, "/who");
		order(&guest.party, line);
		break;
	case 12:
		order(&host.party, "/get 1 by-host");
		break;
	case 30:
		order(&host.party, line);
		break;
	case 33:
		order(&guest.party, "/get 2 by-guest");
		break;
	case 50:
		if (!guest_is_over)
			guest.party.kind->leave(&guest.party, true);
		break;
	case 55:
		host.party.kind->leave(&host.party, true);
		break;
	}
}

static void remove_kept(void)
{
	static const char *const names[] = { "by-host", "by-guest" };
	char name[160];

	for (int i = 0; i < 2; i++) {
		snprintf(name, sizeof(name), "%s/%s", folder, names[i]);
		unlink(name);
	}
}

static void live(void)
{
	struct err err = { 0 };
	int folder_fd = -1;

	loop = (struct loop)LOOP_CLOSED;
	listeners = (struct listeners){ 0 };
	host = (struct chathost){ .party.loop = NULL };
	guest = (struct chatguest){ .party.loop = NULL };
	heard_by_host = heard_by_guest = (struct buf){ 0 };
	host_is_over = guest_is_over = false;
	plan.words = &words;
	if (newfile_folder(&folder_fd, folder, &err) && loop_open(&loop, &err) &&
	    open_host(folder_fd, &err) && open_guest(folder_fd, &err))
		for (int i = 0; i < TURNS && !host_is_over; i++) {
			follow_script(i);
			loop_turn(&loop, deadline_in(1), &err);
		}
	chatguest_free(&guest);
	chathost_free(&host);
	listeners_close(&listeners);
	loop_close(&loop);
	if (folder_fd >= 0)
		close(folder_fd);
}

static void end(void)
{
	buf_free(&heard_by_host);
	buf_free(&heard_by_guest);
	remove_kept();
}

/* ---- tests ---------------------------------------------------------------------------------- */

static void make_world(void)
{
	char data[1000];
	int fd;

	strcpy(folder, "/tmp/check_chathost.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(file, sizeof(file), "%s/given", folder);
	fd = open(file, O_CREAT | O_WRONLY, 0600);
	for (int i = 0; i < FILE_SIZE / 1000; i++) {
		memset(data, 'a' + i % 26, sizeof(data));
		ck_assert_int_eq(write(fd, data, sizeof(data)), sizeof(data));
	}
	close(fd);
}

static void end_world(void)
{
	unlink(file);
	remove_kept();
	ck_assert_int_eq(rmdir(folder), 0);
}

static bool is_same(const char *name)
{
	char path[160], a[4096], b[4096];
	int one = open(file, O_RDONLY), other;
	ssize_t size;
	bool same = true;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	other = open(path, O_RDONLY);
	do {
		size = read(one, a, sizeof(a));
		same = same && read(other, b, sizeof(b)) == size && memcmp(a, b, (size_t)size) == 0;
	} while (same && size > 0);
	close(one);
	close(other);
	return same;
}

static const char *const told_host[] = {
	"joined bob ",          "message bob hello|", "action bob waves|",
	"renamed bob carol|",   "here alice host|",   "here carol unix:(unnamed)|",
	"offered carol given|", "received  by-host|", "offered alice given|",
	"sent  given|",         "left carol quit|",
};
static const char *const told_guest[] = {
	"entered bob |",
	"entered carol |",
	"message alice welcome|",
	"here alice host|",
	"here carol unix:(unnamed)|",
	"offered carol given|",
	"sent  given|",
	"offered alice given|",
	"received  by-guest|",
};

START_TEST(all_goes_well)
{
	make_world();
	live();
	for (size_t i = 0; i < sizeof(told_host) / sizeof(told_host[0]); i++)
		ck_assert_msg(has(&heard_by_host, told_host[i]), "%s: %s", told_host[i],
			      buf_text(&heard_by_host));
	for (size_t i = 0; i < sizeof(told_guest) / sizeof(told_guest[0]); i++)
		ck_assert_msg(has(&heard_by_guest, told_guest[i]), "%s: %s", told_guest[i],
			      buf_text(&heard_by_guest));
	ck_assert(host_is_over && guest_is_over);
	ck_assert(is_same("by-host") && is_same("by-guest"));
	ck_assert(!has(&heard_by_host, "failed") && !has(&heard_by_guest, "failed"));
	end();
	end_world();
}
END_TEST

/* What is told to be there is there; nothing is there that is not whole. */
static void ck_kept(const struct buf *heard, const char *told, const char *name)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (has(heard, told) || access(path, F_OK) == 0)
		ck_assert(is_same(name));
}

static void live_with_fault(void)
{
	live();
	fault_disarm();
	ck_kept(&heard_by_host, "received  by-host|", "by-host");
	ck_kept(&heard_by_guest, "received  by-guest|", "by-guest");
	end();
}

START_TEST(any_call_may_fail)
{
	static const struct {
		const char *call;
		int number;
	} faults[] = {
		{ "malloc", ENOMEM },     { "recv", ECONNRESET },  { "recv", EAGAIN },
		{ "send", EPIPE },        { "send", EAGAIN },      { "accept4", EMFILE },
		{ "socket", EMFILE },     { "connect", EAGAIN },   { "connect", ECONNREFUSED },
		{ "epoll_ctl", ENOMEM },  { "epoll_wait", EINTR }, { "getsockopt", ENOBUFS },
		{ "shutdown", ENOTCONN }, { "open", EMFILE },      { "close", EIO },
	};

	make_world();
	ck_assert_uint_gt(fault_sweep(faults[_i].call, faults[_i].number, live_with_fault), 0);
	end_world();
}
END_TEST

Suite *chathost_suite(void)
{
	Suite *suite = suite_create("chathost");
	TCase *tcase = tcase_create("chathost");

	tcase_set_timeout(tcase, 120);
	tcase_add_test(tcase, all_goes_well);
	tcase_add_loop_test(tcase, any_call_may_fail, 0, 15);
	suite_add_tcase(suite, tcase);
	return suite;
}
