/* bare_ipconv -- the physical limit of `ipconv --get address,packed -`: getline, inet_pton,
 * inet_ntop and hex, nothing else. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put_hex(const unsigned char *byte, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	char text[2 * sizeof(struct in6_addr)];

	for (size_t i = 0; i < size; i++) {
		text[2 * i] = digits[byte[i] >> 4];
		text[2 * i + 1] = digits[byte[i] & 15];
	}
	fwrite_unlocked(text, 1, 2 * size, stdout);
}

static void convert(const char *line)
{
	unsigned char byte[sizeof(struct in6_addr)];
	char text[INET6_ADDRSTRLEN];
	int family = strchr(line, ':') ? AF_INET6 : AF_INET;

	if (inet_pton(family, line, byte) == 1) {
		fputs_unlocked(inet_ntop(family, byte, text, sizeof(text)), stdout);
		putchar_unlocked('\t');
		put_hex(byte, family == AF_INET ? 4 : 16);
	}
	putchar_unlocked('\n');
}

int main(void)
{
	char *line = NULL;
	size_t capacity = 0;
	ssize_t size;

	while ((size = getline(&line, &capacity, stdin)) > 0) {
		line[size - (line[size - 1] == '\n')] = '\0';
		convert(line);
	}
	free(line);
	return fflush(stdout) != 0;
}
