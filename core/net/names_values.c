/* names_values -- what socket options of SOL_SOCKET and the byte of TOS are set to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stddef.h>

#include "net/names.h"

/* clang-format off */
/* Numbers where the headers of Debian 12 have no word yet. */
const struct name names_timestamping[] = {
	{ "SOF_TIMESTAMPING_TX_HARDWARE", 1 << 0, "SO_TIMESTAMPING: when the device sent it" },
	{ "SOF_TIMESTAMPING_TX_SOFTWARE", 1 << 1, "SO_TIMESTAMPING: when the driver got it to send" },
	{ "SOF_TIMESTAMPING_RX_HARDWARE", 1 << 2, "SO_TIMESTAMPING: when the device received it" },
	{ "SOF_TIMESTAMPING_RX_SOFTWARE", 1 << 3, "SO_TIMESTAMPING: when the kernel received it" },
	{ "SOF_TIMESTAMPING_SOFTWARE", 1 << 4, "SO_TIMESTAMPING: tell the kernel's times" },
	{ "SOF_TIMESTAMPING_SYS_HARDWARE", 1 << 5, "SO_TIMESTAMPING: obsolete, without effect" },
	{ "SOF_TIMESTAMPING_RAW_HARDWARE", 1 << 6, "SO_TIMESTAMPING: tell the device's times" },
	{ "SOF_TIMESTAMPING_OPT_ID", 1 << 7, "SO_TIMESTAMPING: number what is sent" },
	{ "SOF_TIMESTAMPING_TX_SCHED", 1 << 8, "SO_TIMESTAMPING: when it was queued to be sent" },
	{ "SOF_TIMESTAMPING_TX_ACK", 1 << 9, "SO_TIMESTAMPING: when the peer acknowledged it" },
	{ "SOF_TIMESTAMPING_OPT_CMSG", 1 << 10, "SO_TIMESTAMPING: with packet information" },
	{ "SOF_TIMESTAMPING_OPT_TSONLY", 1 << 11, "SO_TIMESTAMPING: times without the packet" },
	{ "SOF_TIMESTAMPING_OPT_STATS", 1 << 12, "SO_TIMESTAMPING: with TCP's counters" },
	{ "SOF_TIMESTAMPING_OPT_PKTINFO", 1 << 13, "SO_TIMESTAMPING: with the device that received it" },
	{ "SOF_TIMESTAMPING_OPT_TX_SWHW", 1 << 14, "SO_TIMESTAMPING: both times of sending" },
	{ "SOF_TIMESTAMPING_BIND_PHC", 1 << 15, "SO_TIMESTAMPING: times of one clock of the device" },
	{ "SOF_TIMESTAMPING_OPT_ID_TCP", 1 << 16, "SO_TIMESTAMPING: number bytes of TCP from 0" },
	{ "SOF_TIMESTAMPING_OPT_RX_FILTER", 1 << 17, "SO_TIMESTAMPING: only times that were asked for" },
	{ "SOF_TIMESTAMPING_TX_COMPLETION", 1 << 18, "SO_TIMESTAMPING: when the device said that it is sent" },
	{ NULL, 0, NULL },
};

const struct name names_buf_lock[] = {
	{ "SOCK_SNDBUF_LOCK", 1, "SO_BUF_LOCK: the send buffer was set" },
	{ "SOCK_RCVBUF_LOCK", 2, "SO_BUF_LOCK: the receive buffer was set" },
	{ NULL, 0, NULL },
};

const struct name names_txrehash[] = {
	{ "SOCK_TXREHASH_DEFAULT", 255, "SO_TXREHASH: as net.core.txrehash says" },
	{ "SOCK_TXREHASH_DISABLED", 0, "SO_TXREHASH: keep the path" },
	{ "SOCK_TXREHASH_ENABLED", 1, "SO_TXREHASH: choose another" },
	{ NULL, 0, NULL },
};
/* clang-format on */
