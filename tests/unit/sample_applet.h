/* sample_applet -- a made-up applet with a row of every kind, for tests of what reads tables. */
/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SAMPLE_APPLET_H
#define TESTS_SAMPLE_APPLET_H

#include "cli/applet.h"

extern const struct applet sample_applet;

#endif
