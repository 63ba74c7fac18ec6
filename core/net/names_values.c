/* names_values -- what socket options of SOL_SOCKET and the byte of TOS are set to. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <stddef.h>

#include "net/names.h"

/* clang-format off */
/* Numbers where the headers of Debian 12 have no word yet. */
const struct name names_timestamping[] = {
	NAME("SOF_TIMESTAMPING_TX_HARDWARE", 1 << 0, "SO_TIMESTAMPING: when the device sent it"),
	NAME("SOF_TIMESTAMPING_TX_SOFTWARE", 1 << 1, "SO_TIMESTAMPING: when the driver got it to send"),
	NAME("SOF_TIMESTAMPING_RX_HARDWARE", 1 << 2, "SO_TIMESTAMPING: when the device received it"),
	NAME("SOF_TIMESTAMPING_RX_SOFTWARE", 1 << 3, "SO_TIMESTAMPING: when the kernel received it"),
	NAME("SOF_TIMESTAMPING_SOFTWARE", 1 << 4, "SO_TIMESTAMPING: tell the kernel's times"),
	NAME("SOF_TIMESTAMPING_SYS_HARDWARE", 1 << 5, "SO_TIMESTAMPING: obsolete, without effect"),
	NAME("SOF_TIMESTAMPING_RAW_HARDWARE", 1 << 6, "SO_TIMESTAMPING: tell the device's times"),
	NAME("SOF_TIMESTAMPING_OPT_ID", 1 << 7, "SO_TIMESTAMPING: number what is sent"),
	NAME("SOF_TIMESTAMPING_TX_SCHED", 1 << 8, "SO_TIMESTAMPING: when it was queued to be sent"),
	NAME("SOF_TIMESTAMPING_TX_ACK", 1 << 9, "SO_TIMESTAMPING: when the peer acknowledged it"),
	NAME("SOF_TIMESTAMPING_OPT_CMSG", 1 << 10, "SO_TIMESTAMPING: with packet information"),
	NAME("SOF_TIMESTAMPING_OPT_TSONLY", 1 << 11, "SO_TIMESTAMPING: times without the packet"),
	NAME("SOF_TIMESTAMPING_OPT_STATS", 1 << 12, "SO_TIMESTAMPING: with TCP's counters"),
	NAME("SOF_TIMESTAMPING_OPT_PKTINFO", 1 << 13, "SO_TIMESTAMPING: with the device that received it"),
	NAME("SOF_TIMESTAMPING_OPT_TX_SWHW", 1 << 14, "SO_TIMESTAMPING: both times of sending"),
	NAME("SOF_TIMESTAMPING_BIND_PHC", 1 << 15, "SO_TIMESTAMPING: times of one clock of the device"),
	NAME("SOF_TIMESTAMPING_OPT_ID_TCP", 1 << 16, "SO_TIMESTAMPING: number bytes of TCP from 0"),
	NAME("SOF_TIMESTAMPING_OPT_RX_FILTER", 1 << 17, "SO_TIMESTAMPING: only times that were asked for"),
	NAME("SOF_TIMESTAMPING_TX_COMPLETION", 1 << 18, "SO_TIMESTAMPING: when the device said that it is sent"),
	NAMES_END,
};

const struct name names_buf_lock[] = {
	NAME("SOCK_SNDBUF_LOCK", 1, "SO_BUF_LOCK: the send buffer was set"),
	NAME("SOCK_RCVBUF_LOCK", 2, "SO_BUF_LOCK: the receive buffer was set"),
	NAMES_END,
};

const struct name names_txrehash[] = {
	NAME("SOCK_TXREHASH_DEFAULT", 255, "SO_TXREHASH: as net.core.txrehash says"),
	NAME("SOCK_TXREHASH_DISABLED", 0, "SO_TXREHASH: keep the path"),
	NAME("SOCK_TXREHASH_ENABLED", 1, "SO_TXREHASH: choose another"),
	NAMES_END,
};
/* clang-format on */
