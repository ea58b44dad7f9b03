/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/old-users.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <glib-unix.h>

#include "install/processes.h"
#include "update/deployment-data.h"

#define WATCH_KEY "op-old-user-watch"

/* Waits for one of the processes: while it lives the answer cannot change. */
typedef struct
{
  int pidfd; /* (owned) */
  guint source_id;
} Watch;

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_clear_handle_id (&watch->source_id, g_source_remove);
  close (watch->pidfd);
  g_free (watch);
}

static gboolean
on_ended (int fd, GIOCondition condition, gpointer user_data)
{
  OpProduct *product = user_data;
  Watch *watch = g_object_get_data (G_OBJECT (product), WATCH_KEY);

  watch->source_id = 0;
  g_object_set_data (G_OBJECT (product), WATCH_KEY, NULL);
  op_product_look_for_old_users (product);

  return G_SOURCE_REMOVE;
}

/* FALSE when it has ended already. */
static gboolean
watch_process (OpProduct *product, guint32 pid)
{
  int pidfd = syscall (SYS_pidfd_open, (pid_t) pid, 0);
  Watch *watch;

  if (pidfd < 0)
    return FALSE;

  watch = g_new0 (Watch, 1);
  watch->pidfd = pidfd;
  watch->source_id = g_unix_fd_add (pidfd, G_IO_IN, on_ended, product);
  g_object_set_data_full (G_OBJECT (product), WATCH_KEY, watch, watch_free);

  return TRUE;
}

static void
find_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  OpProduct *product = OP_PRODUCT (source);
  g_autoptr(GPtrArray) processes = op_product_find_finish (product, result, NULL);
  gboolean watched = FALSE;

  g_object_set_data (G_OBJECT (product), WATCH_KEY, NULL);
  for (unsigned i = 0; processes != NULL && i < processes->len && !watched; i++)
    watched = watch_process (product, ((OpProcess *) g_ptr_array_index (processes, i))->pid);

  op_product_note_old_users (product, watched);
}

void
op_product_look_for_old_users (OpProduct *product)
{
  op_product_find_old_users_async (product, find_cb, NULL);
}
