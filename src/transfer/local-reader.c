/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "transfer/local-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "rules/url.h"

#define READ_BYTES (256 * 1024)

struct _OpLocalReader
{
  OpMailbox *mailbox; /* (owned) */
  gpointer token;
  GThreadPool *pool; /* (owned): of one thread */
  int stopped;       /* read and written atomically */
};

static void
fail_with_errno (OpRequest *request, OpOutcome outcome, const char *path, int saved_errno)
{
  op_request_fail (request,
                   outcome,
                   g_error_new (OP_ERROR,
                                saved_errno == ENOENT ? OP_ERROR_NOT_FOUND : OP_ERROR_NETWORK,
                                "%s: %s",
                                path,
                                g_strerror (saved_errno)));
}

/* A regular file, or -1 and the request is over. */
static int
open_file (OpRequest *request, const char *path, struct stat *out_info)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

  if (fd < 0)
    {
      fail_with_errno (request, OP_OUTCOME_MISSING, path, errno);
      return -1;
    }

  if (fstat (fd, out_info) < 0 || !S_ISREG (out_info->st_mode))
    {
      close (fd);
      op_request_fail (
          request,
          OP_OUTCOME_MISSING,
          g_error_new (OP_ERROR, OP_ERROR_NOT_FOUND, "%s: it is not a regular file", path));
      return -1;
    }

  return fd;
}

/* What a server would have said. */
static gboolean
take_head (OpRequest *request, const struct stat *info)
{
  g_autofree char *etag = g_strdup_printf ("\"%" G_GUINT64_FORMAT "-%" G_GINT64_FORMAT ".%09ld\"",
                                           (guint64) info->st_ino,
                                           (gint64) info->st_mtim.tv_sec,
                                           info->st_mtim.tv_nsec);
  guint64 size = info->st_size;
  gboolean resumes =
      request->offset > 0 && request->offset < size && g_strcmp0 (request->validator, etag) == 0;
  g_autofree char *range =
      g_strdup_printf ("bytes %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT "/%" G_GUINT64_FORMAT,
                       request->offset,
                       size - 1,
                       size);
  OpFetchHead head = {
    .status = resumes ? 206 : 200,
    .content_length = resumes ? size - request->offset : size,
    .content_range = resumes ? range : (char *) "",
    .etag = etag,
    .last_modified = (char *) "",
    .retry_after = (char *) "",
    .effective_url = request->url,
  };

  return op_request_take_head (request, &head);
}

/* TRUE, and the request is over, when nobody wants it any more. */
static gboolean
is_unwanted (OpLocalReader *self, OpRequest *request)
{
  if (!op_request_is_aborted (request) && !__atomic_load_n (&self->stopped, __ATOMIC_RELAXED))
    return FALSE;

  op_request_fail (request,
                   OP_OUTCOME_ABORTED,
                   g_error_new (G_IO_ERROR, G_IO_ERROR_CANCELLED, "The request was ended"));

  return TRUE;
}

static gboolean
take_body (OpLocalReader *self, OpRequest *request, int fd, const char *path)
{
  g_autofree char *buffer = g_malloc (READ_BYTES);
  guint64 at = op_request_get_offset (request);

  while (TRUE)
    {
      ssize_t n;

      if (is_unwanted (self, request))
        return FALSE;

      n = pread (fd, buffer, READ_BYTES, at);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          fail_with_errno (request, OP_OUTCOME_MISSING, path, errno);
          return FALSE;
        }
      if (n == 0)
        return TRUE;

      if (!op_request_take_data (request, buffer, n))
        return FALSE;
      at += n;
    }
}

static void
read_request (OpLocalReader *self, OpRequest *request)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = op_url_get_file_path (request->url, &error);
  struct stat info;
  int fd;

  if (path == NULL)
    {
      op_request_fail (request, OP_OUTCOME_BAD_REQUEST, g_steal_pointer (&error));
      return;
    }

  fd = is_unwanted (self, request) ? -1 : open_file (request, path, &info);
  if (fd < 0)
    return;

  if (take_head (request, &info) && take_body (self, request, fd, path))
    op_request_take_end (request, OP_OUTCOME_COMPLETE, "");
  close (fd);
}

static void
run (gpointer data, gpointer user_data)
{
  OpLocalReader *self = user_data;

  read_request (self, data);
  op_mailbox_post (self->mailbox, data, self->token);
}

OpLocalReader *
op_local_reader_new (OpMailbox *mailbox, gpointer token)
{
  OpLocalReader *self = g_new0 (OpLocalReader, 1);

  self->mailbox = op_mailbox_ref (mailbox);
  self->token = token;
  self->pool = g_thread_pool_new (run, self, 1, FALSE, NULL);

  return self;
}

void
op_local_reader_free (OpLocalReader *self)
{
  __atomic_store_n (&self->stopped, 1, __ATOMIC_RELAXED);
  g_thread_pool_free (self->pool, FALSE /* immediate */, TRUE /* wait */);
  op_mailbox_unref (self->mailbox);
  g_free (self);
}

void
op_local_reader_add (OpLocalReader *self, OpRequest *request)
{
  g_thread_pool_push (self->pool, op_request_ref (request), NULL);
}
