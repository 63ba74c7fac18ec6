/* synonym -- where to send people who type the name of another tool. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BOX_SYNONYM_H
#define BOX_SYNONYM_H

/* What to type instead of WORD, such as "hostinfo NAME"; NULL when WORD is not known. Only
 * applets of this build are named. */
const char *synonym_find(const char *word);

#endif
