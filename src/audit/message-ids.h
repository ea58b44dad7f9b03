/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the journal knows our events by, besides their text. Never changed: filters and the
 * catalogue (data/offpeak.catalog) go by them.
 */

#pragma once

/* clang-format off */
#define OP_MESSAGE_STARTED       "fc1ab2187d88482694136ca2edb8f27c"
#define OP_MESSAGE_STOPPED       "14ec9d7396c64faeb0b26b03826dfda0"
#define OP_MESSAGE_ACCEPTED      "164b0fb3e6a245cfac1d80ee80f9b429"
#define OP_MESSAGE_REFUSED       "0d06c977c98140ec8e74a7dbea688c73"
#define OP_MESSAGE_DOWNLOAD      "661979f6d46443ed9898cf0a3fa27376"
#define OP_MESSAGE_VERIFIED      "5282de962a5c428184f25b53abc5dc20"
#define OP_MESSAGE_APPLY         "0f4b631e37a24a758500810bca925138"
#define OP_MESSAGE_ROLLBACK      "aaf794c835c94368961593be27ad3b13"
#define OP_MESSAGE_REMOVE        "f5252501ea384cf2887cf171a0d347a3"
#define OP_MESSAGE_HEALTH_CHECK  "1e94261ff8d1424187c2131a709eab67"
#define OP_MESSAGE_CONFIGURATION "af1ce419cf5743b2a0b2f0941194ef55"
#define OP_MESSAGE_OPTIONS       "444c24ace1324a7498b1f175ca36df77"
#define OP_MESSAGE_NOTE           "28f02afd38664837bc3d8082621f3d80"
/* clang-format on */
