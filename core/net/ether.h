/* ether -- what an IP address means on an Ethernet: MAC addresses, EUI-64, multicast. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef NET_ETHER_H
#define NET_ETHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/addr.h"

enum {
	MAC_SIZE = 6,
	MAC_TEXT_MAX = 18 /* "00:1e:52:74:04:0e", and a NUL */
};

/* Read 00:1e:52:74:04:0e, 00-1e-..., 001e.5274.040e or twelve bare digits. On failure MAC is
 * untouched. */
bool mac_parse(uint8_t mac[static MAC_SIZE], const char *text);

size_t mac_format(char text[static MAC_TEXT_MAX], const uint8_t mac[static MAC_SIZE]);

/* The MAC address that frames to the group ADDR go to: RFC 1112 section 6.4, RFC 2464 section 7.
 * False where ADDR is no multicast address. */
bool ether_multicast(uint8_t mac[static MAC_SIZE], const struct addr *addr);

/* The group that neighbours ask for the IPv6 address ADDR: RFC 4291 section 2.7.1. False for
 * IPv4 and for multicast. */
bool ether_solicited_node(struct addr *group, const struct addr *addr);

/* The MAC address inside the modified EUI-64 that ADDR ends with: RFC 4291 appendix A. False
 * where there is none. */
bool ether_mac_of(uint8_t mac[static MAC_SIZE], const struct addr *addr);

/* Fill the last 64 bits of ADDR with the modified EUI-64 of MAC. */
void ether_eui64(struct addr *addr, const uint8_t mac[static MAC_SIZE]);

#endif
