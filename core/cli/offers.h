/* offers -- candidates from what this machine knows: hosts, services, interfaces. No network. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef CLI_OFFERS_H
#define CLI_OFFERS_H

#include "cli/applet.h"
#include "cli/candidates.h"

/* Put everything of the kind OFFER that fits; APPLET's records are what OFFER_PATH and OFFER_EXPECT
 * speak of. What cannot be read offers nothing. */
void offers_put(struct candidates *candidates, enum offer offer, const struct applet *applet);

#endif
