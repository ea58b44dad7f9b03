/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How much of anything we take from outside. One place, so that they can be compared.
 */

#pragma once

#include <glib.h>

#define OP_KIB ((guint64) 1024)
#define OP_MIB (1024 * OP_KIB)
#define OP_GIB (1024 * OP_MIB)

/* A size that nobody knows; the number is part of the D-Bus contract. */
#define OP_SIZE_UNKNOWN G_MAXUINT64

#define OP_MAX_LIST_BYTES (64 * OP_MIB)
#define OP_MAX_LIST_FILES 100000u
#define OP_MAX_RELEASE_BYTES (1024 * OP_GIB)
#define OP_MAX_PATH_BYTES 4000u /* of a path in a tree */
#define OP_MAX_NAME_BYTES 255u  /* of one part of it */
#define OP_MAX_URL_BYTES 8192u
#define OP_MAX_PARAMETERS_BYTES 32768u
#define OP_MAX_PRODUCTS 1000u
#define OP_MAX_HISTORY 500u
