/* sockrow -- a socket of the kernel's tables as fields of a record. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "cli/sockrow.h"

#include "base/buf.h"
#include "net/names.h"
#include "net/socktext.h"

enum { PROCESS_PID, PROCESS_COMMAND, PROCESS_FD };

/* clang-format off */
static const struct field process_fields[] = {
	[PROCESS_PID] = FIELD("pid", FIELD_UINT, 0, 0, "its number", NULL),
	[PROCESS_COMMAND] = FIELD("command", FIELD_TEXT, 0, 0, "its name, as the kernel has it", NULL),
	[PROCESS_FD] = FIELD("fd", FIELD_UINT, 0, 0, "the descriptor that is the socket", NULL),
	{ 0 }
};
const struct shape sockrow_process_shape = { process_fields, "[{command} ]pid {pid} fd {fd}" };

/* clang-format on */

static void put_queues(struct row *row, const struct sockdiag *sock)
{
	if (!(sock->has & SOCKDIAG_HAS_QUEUES))
		return;
	if (sock->state != SOCKSTATE_LISTEN) {
		row_uint(row, SOCKROW_RECV_QUEUE, sock->recv_queue);
		row_uint(row, SOCKROW_SEND_QUEUE, sock->send_queue);
		return;
	}
	row_uint(row, SOCKROW_ACCEPT_QUEUE, sock->recv_queue);
	if (sock->has & SOCKDIAG_HAS_BACKLOG)
		row_uint(row, SOCKROW_BACKLOG, sock->send_queue);
}

static void put_interface(struct row *row, unsigned index)
{
	struct buf text = { 0 };

	if (index == 0 || !row_wants(row, SOCKROW_INTERFACE))
		return;
	socktext_put_interface(&text, index);
	row_part(row, SOCKROW_INTERFACE, &text);
}

static void put_protocol(struct row *row, unsigned protocol)
{
	const char *word = name_word(names_protocol, (long)protocol);
	struct buf text = { 0 };

	if (word)
		buf_puts(&text, word);
	else
		buf_putu(&text, protocol);
	row_part(row, SOCKROW_PROTOCOL, &text);
}

static void put_place(struct row *row, const struct sockdiag *sock)
{
	struct buf local = { 0 }, peer = { 0 };

	socktext_put_local(&local, sock);
	socktext_put_peer(&peer, sock);
	row_part(row, SOCKROW_LOCAL, &local);
	row_part(row, SOCKROW_PEER, &peer);
	row_text(row, SOCKROW_FAMILY, name_word(names_family, sock->family));
	if (sock->family == AF_UNIX)
		return;
	row_addr(row, SOCKROW_LOCAL_ADDRESS, &sock->local);
	row_addr(row, SOCKROW_PEER_ADDRESS, &sock->peer);
	if (sock->local_port)
		row_uint(row, SOCKROW_LOCAL_PORT, sock->local_port);
	if (sock->peer_port)
		row_uint(row, SOCKROW_PEER_PORT, sock->peer_port);
	put_interface(row, sock->index);
	if (sock->has & SOCKDIAG_HAS_V6ONLY)
		row_bool(row, SOCKROW_V6ONLY, sock->v6only);
	if (sock->table == SOCKDIAG_RAW)
		put_protocol(row, sock->protocol);
}

static void put_tcp(struct row *row, const struct sockdiag *sock)
{
	if (sock->timer) {
		row_text(row, SOCKROW_TIMER, name_word(sockdiag_timers, (long)sock->timer));
		row_uint(row, SOCKROW_TIMER_MS, sock->timer_ms);
		row_uint(row, SOCKROW_RETRANSMITS, sock->retransmits);
	}
	if (sock->has & SOCKDIAG_HAS_INFO) {
		row_real(row, SOCKROW_RTT_MS, sock->rtt_us / 1000.0);
		row_uint(row, SOCKROW_CONGESTION_WINDOW, sock->congestion_window);
		row_uint(row, SOCKROW_TOTAL_RETRANSMITS, sock->total_retransmits);
	}
	if (sock->congestion[0])
		row_text(row, SOCKROW_CONGESTION, sock->congestion);
}

static void put_numbers(struct row *row, const struct sockdiag *sock)
{
	struct buf cookie = { 0 };

	if (sock->has & SOCKDIAG_HAS_UID)
		row_uint(row, SOCKROW_UID, sock->uid);
	if (sock->has & SOCKDIAG_HAS_DROPS)
		row_uint(row, SOCKROW_DROPS, sock->drops);
	if (sock->inode)
		row_uint(row, SOCKROW_INODE, sock->inode);
	if (sock->has & SOCKDIAG_HAS_COOKIE)
		buf_printf(&cookie, "%llx", (unsigned long long)sock->cookie);
	row_part(row, SOCKROW_COOKIE, &cookie);
}

void sockrow_put(struct row *row, const struct sockdiag *sock)
{
	row_text(row, SOCKROW_TRANSPORT, sockdiag_transport(sock));
	row_text(row, SOCKROW_STATE, name_word(sockstate_words, (long)sock->state));
	put_place(row, sock);
	put_queues(row, sock);
	put_tcp(row, sock);
	put_numbers(row, sock);
	if (sock->peer_inode)
		row_uint(row, SOCKROW_PEER_INODE, sock->peer_inode);
}

static void put_command(struct row *row, unsigned field, const struct sockowner_process *process)
{
	if (process->command[0])
		row_text(row, field, process->command);
}

void sockrow_put_processes(struct row *row, const struct sockowners *owners,
			   const struct sockowner *owner, size_t count)
{
	const struct sockowner_process *first = &owners->process[owner[0].process];
	size_t more = 0;

	row_uint(row, SOCKROW_PID, (uint64_t)first->pid);
	put_command(row, SOCKROW_COMMAND, first);
	for (size_t i = 0; i < count; i++) {
		const struct sockowner_process *process = &owners->process[owner[i].process];
		struct row *object = row_object(row, SOCKROW_PROCESSES);

		row_uint(object, PROCESS_PID, (uint64_t)process->pid);
		put_command(object, PROCESS_COMMAND, process);
		row_uint(object, PROCESS_FD, (uint64_t)owner[i].fd);
		more += i > 0 && owner[i].process != owner[i - 1].process;
	}
	if (more)
		row_uint(row, SOCKROW_MORE_PROCESSES, more);
}

void sockrow_put_unix_peer(struct row *row, const char *name, size_t size,
			   const struct sockowner_process *process)
{
	struct buf text = { 0 };

	if (name)
		socktext_put_name(&text, name, size);
	row_part(row, SOCKROW_PEER, &text);
	if (!process)
		return;
	row_uint(row, SOCKROW_PEER_PID, (uint64_t)process->pid);
	put_command(row, SOCKROW_PEER_COMMAND, process);
}
