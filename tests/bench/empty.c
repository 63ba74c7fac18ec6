/* empty -- the least that a dynamically linked C program costs: what start-up is measured by. */
/* SPDX-License-Identifier: GPL-3.0-or-later */

int main(void)
{
	return 0;
}
