/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the library exports: everything that is marked so, and nothing else.
 */

#pragma once

#include <gio/gio.h>

#define OFFPEAK_API __attribute__ ((visibility ("default"))) extern
