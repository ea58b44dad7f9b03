/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Who is there when a client is tested: a bus of its own, the fake service on it, and its
 * product ‘editor’, which is the default one.
 */

#pragma once

#include "fakes/fake-service.h"

G_BEGIN_DECLS

typedef struct
{
  GTestDBus *bus;       /* (owned) */
  const char *address;  /* (unowned): of the bus */
  FakeService *service; /* (owned) (nullable) */
  FakeProduct *product; /* (unowned): of the service */
} Cast;

void cast_set_up (Cast *cast, gconstpointer unused);
void cast_tear_down (Cast *cast, gconstpointer unused);

/* The service dies, as if killed. */
void cast_kill_service (Cast *cast);
/* There is one again, but it has no name until fake_service_appear(). */
void cast_revive_service (Cast *cast);

gboolean cast_is_in (Cast *cast, FakeStatus status);

/* What happens elsewhere is waited for; meson ends what waits for ever. */
#define WAIT_UNTIL(condition)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
