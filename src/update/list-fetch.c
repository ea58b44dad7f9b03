/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/list-fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/bounds.h"
#include "base/error.h"
#include "rules/url.h"

#define OP_TYPE_LIST_SINK (op_list_sink_get_type ())
G_DECLARE_FINAL_TYPE (OpListSink, op_list_sink, OP, LIST_SINK, GObject)

/* Keeps the one file open when it is complete. */
struct _OpListSink
{
  GObject parent_instance;

  char *url;      /* (owned) */
  char *dir_path; /* (owned) */
  guint64 max_bytes;
  int fd; /* (owned): -1 until it is complete */
};

static void op_list_sink_iface_init (OpSinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpListSink,
                               op_list_sink,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_SINK, op_list_sink_iface_init))

struct _OpListFetch
{
  OpListSink *sink;     /* (owned) */
  OpTransfer *transfer; /* (owned) */
};

static OpTransferFile *
op_list_sink_describe_file (OpSink *sink, unsigned index, GError **error)
{
  OpListSink *self = OP_LIST_SINK (sink);
  OpTransferFile *file = g_new0 (OpTransferFile, 1);

  file->urls = g_strdupv ((char *[]){ self->url, NULL });
  file->expected = (OpExpectation){ .size = OP_SIZE_UNKNOWN, .max_bytes = self->max_bytes };
  file->only_trusted = TRUE;

  return file;
}

static OpLanding *
op_list_sink_open_file (OpSink *sink, unsigned index, const OpExpectation *expected, GError **error)
{
  OpListSink *self = OP_LIST_SINK (sink);
  int fd = open (self->dir_path, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  /* Not every file system has unnamed files. */
  if (fd < 0)
    {
      g_autofree char *path = g_build_filename (self->dir_path, "list.XXXXXX", NULL);

      fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
      if (fd >= 0)
        unlink (path);
    }
  if (fd < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, self->dir_path);
      return NULL;
    }

  return op_landing_new (fd, expected);
}

static void
op_list_sink_note_validator (OpSink *sink, unsigned index, const char *validator)
{
}

static gboolean
op_list_sink_close_file (OpSink *sink,
                         unsigned index,
                         OpLanding *landing,
                         const OpSha256 *sha256,
                         GError **error)
{
  OpListSink *self = OP_LIST_SINK (sink);

  self->fd = fcntl (op_landing_get_fd (landing), F_DUPFD_CLOEXEC, 3);
  if (self->fd < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, "Keeping the list");
      return FALSE;
    }

  return TRUE;
}

static void
op_list_sink_iface_init (OpSinkInterface *iface)
{
  iface->describe_file = op_list_sink_describe_file;
  iface->open_file = op_list_sink_open_file;
  iface->note_validator = op_list_sink_note_validator;
  iface->close_file = op_list_sink_close_file;
}

static void
op_list_sink_finalize (GObject *object)
{
  OpListSink *self = OP_LIST_SINK (object);

  if (self->fd >= 0)
    close (self->fd);
  g_free (self->url);
  g_free (self->dir_path);

  G_OBJECT_CLASS (op_list_sink_parent_class)->finalize (object);
}

static void
op_list_sink_class_init (OpListSinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_list_sink_finalize;
}

static void
op_list_sink_init (OpListSink *self)
{
  self->fd = -1;
}

OpListFetch *
op_list_fetch_new (OpSource *source, const char *url, const char *dir_path, guint64 max_bytes)
{
  OpListFetch *self = g_new0 (OpListFetch, 1);
  g_autofree char *shown = op_url_redact (url);
  OpTransferPlan plan = { .name = shown, .n_files = 1 };

  self->sink = g_object_new (OP_TYPE_LIST_SINK, NULL);
  self->sink->url = g_strdup (url);
  self->sink->dir_path = g_strdup (dir_path);
  self->sink->max_bytes = max_bytes;
  self->transfer = op_source_create (source, &plan, OP_SINK (self->sink));

  return self;
}

void
op_list_fetch_free (OpListFetch *self)
{
  op_transfer_cancel (self->transfer);
  g_object_unref (self->transfer);
  g_object_unref (self->sink);
  g_free (self);
}

OpTransfer *
op_list_fetch_get_transfer (OpListFetch *self)
{
  return self->transfer;
}

GBytes *
op_list_fetch_get_text (OpListFetch *self, GError **error)
{
  g_autoptr(GMappedFile) file = g_mapped_file_new_from_fd (self->sink->fd, FALSE, error);

  if (file == NULL)
    return NULL;

  return g_mapped_file_get_bytes (file);
}
