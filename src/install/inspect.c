/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/inspect.h"

#include <fcntl.h>
#include <linux/ioprio.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/error.h"
#include "base/files.h"
#include "install/look.h"
#include "install/root.h"
#include "install/tree.h"

typedef struct
{
  int tree_fd;              /* (owned) */
  const OpTreeIndex *index; /* the caller's */
} Request;

static void
request_free (Request *request)
{
  close (request->tree_fd);
  g_free (request);
}

/* Returns: -1 with errno */
static int
open_tree (int root_fd, const char *tree_name)
{
  g_autofree char *path = g_build_filename (OP_VERSIONS_DIR, tree_name, NULL);

  if (!op_tree_exists (root_fd, tree_name))
    return -1;

  return op_open_beneath (root_fd, path, O_PATH | O_DIRECTORY, 0);
}

static gboolean
is_untouched (OpParents *parents, const OpIndexedFile *file)
{
  struct stat info;

  if (file->link != NULL)
    return op_parents_is_link_to (parents, file->path, file->link);

  return op_parents_look (parents, file->path, &info) == 0 && op_stat_is_as_indexed (&info, file);
}

gboolean
op_tree_is_untouched (int root_fd, const char *tree_name, const OpTreeIndex *index)
{
  g_auto(OpFd) tree_fd = open_tree (root_fd, tree_name);
  g_auto(OpParents) parents = OP_PARENTS_INIT (tree_fd);

  if (tree_fd < 0)
    return FALSE;

  for (unsigned i = 0; i < op_tree_index_get_n_files (index); i++)
    {
      OpIndexedFile file;

      op_tree_index_get_file (index, i, &file);
      if (!is_untouched (&parents, &file))
        return FALSE;
    }

  return TRUE;
}

/* What cannot be read is damaged, whatever the reason. */
static gboolean
is_whole (OpParents *parents, const OpIndexedFile *file, GCancellable *cancellable)
{
  g_auto(OpFd) fd = -1;
  struct stat info;
  const char *name;
  OpSha256 sha256;
  guint64 n_bytes;
  int dir_fd;

  if (file->link != NULL)
    return op_parents_is_link_to (parents, file->path, file->link);

  dir_fd = op_parents_get (parents, file->path, &name);
  if (dir_fd < 0)
    return FALSE;

  fd = openat (dir_fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (fd < 0 || fstat (fd, &info) < 0 || !S_ISREG (info.st_mode) ||
      (guint64) info.st_size != file->size || (info.st_mode & 07777) != file->mode)
    return FALSE;

  return op_sha256_of_fd (fd, cancellable, &sha256, &n_bytes, NULL) && n_bytes == file->size &&
         op_sha256_equal (&sha256, &file->sha256);
}

/* A thread of its own, for what it may do to the disk is said for the thread: everybody else
 * comes first. */
static gpointer
verify_thread (gpointer data)
{
  g_autoptr(GTask) task = data;
  const Request *request = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr(GArray) damaged = g_array_new (FALSE, FALSE, sizeof (guint));
  g_auto(OpParents) parents = OP_PARENTS_INIT (request->tree_fd);
  unsigned n_files = op_tree_index_get_n_files (request->index);

  if (syscall (SYS_ioprio_set,
               IOPRIO_WHO_PROCESS,
               0, /* this thread */
               IOPRIO_PRIO_VALUE (IOPRIO_CLASS_IDLE, 0)) < 0)
    g_debug ("Verifying at normal I/O priority");

  for (unsigned i = 0; i < n_files && !g_cancellable_is_cancelled (cancellable); i++)
    {
      OpIndexedFile file;

      op_tree_index_get_file (request->index, i, &file);
      if (!is_whole (&parents, &file, cancellable))
        g_array_append_val (damaged, i);
    }

  if (!g_task_return_error_if_cancelled (task))
    g_task_return_pointer (task, g_steal_pointer (&damaged), (GDestroyNotify) g_array_unref);

  return NULL;
}

void
op_tree_verify_async (int root_fd,
                      const char *tree_name,
                      const OpTreeIndex *index,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request;
  int tree_fd = open_tree (root_fd, tree_name);

  g_task_set_source_tag (task, op_tree_verify_async);
  if (tree_fd < 0)
    {
      g_task_return_new_error (
          task, OP_ERROR, OP_ERROR_INSTALL_ROOT, "The tree ‘%s’ is not there", tree_name);
      return;
    }

  request = g_new0 (Request, 1);
  request->tree_fd = tree_fd;
  request->index = index;
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);

  g_thread_unref (g_thread_new ("verify", verify_thread, g_steal_pointer (&task)));
}

GArray *
op_tree_verify_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
