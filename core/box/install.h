/* install -- links with the applets' names: sockbox --install. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BOX_INSTALL_H
#define BOX_INSTALL_H

/* `sockbox --install [--hard] [--force] DIR`: ARGV begins with --install. A name that
 * another program on PATH has is skipped, which is said, unless --force. Returns the exit code:
 * 0 when every link is there or was skipped. */
int install_main(char **argv);

#endif
