/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fakes/fake-sink.h"

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/bounds.h"

typedef struct
{
  OpTransferFile *spec; /* (owned) */
  int fd;               /* (owned) */
  char *validator;      /* (owned) (nullable) */
  unsigned n_opened;
  unsigned n_closed;
  GError *describe_error; /* (owned) (nullable) */
  GError *open_error;     /* (owned) (nullable) */
  GError *close_error;    /* (owned) (nullable) */
} File;

struct _OpFakeSink
{
  GObject parent_instance;

  GMutex lock;
  GPtrArray *files; /* (owned) (element-type File): guarded by lock */
};

static void op_fake_sink_iface_init (OpSinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpFakeSink,
                               op_fake_sink,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_SINK, op_fake_sink_iface_init))

static void
file_free (gpointer data)
{
  File *file = data;

  op_transfer_file_free (file->spec);
  close (file->fd);
  g_free (file->validator);
  g_clear_error (&file->describe_error);
  g_clear_error (&file->open_error);
  g_clear_error (&file->close_error);
  g_free (file);
}

static File *
lock_file (OpFakeSink *self, unsigned index)
{
  g_mutex_lock (&self->lock);
  g_assert_cmpuint (index, <, self->files->len);

  return g_ptr_array_index (self->files, index);
}

static void
unlock (OpFakeSink *self)
{
  g_mutex_unlock (&self->lock);
}

static guint64
get_size (int fd)
{
  struct stat info;

  g_assert_cmpint (fstat (fd, &info), ==, 0);

  return info.st_size;
}

static gboolean
pass_on (const GError *refused, GError **error)
{
  if (refused == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (refused));

  return FALSE;
}

static OpTransferFile *
op_fake_sink_describe_file (OpSink *sink, unsigned index, GError **error)
{
  OpFakeSink *self = OP_FAKE_SINK (sink);
  File *file = lock_file (self, index);
  OpTransferFile *copy = NULL;

  if (pass_on (file->describe_error, error))
    {
      copy = g_new0 (OpTransferFile, 1);
      *copy = *file->spec;
      copy->urls = g_strdupv (file->spec->urls);
      copy->validator = g_strdup (file->spec->validator);
    }
  unlock (self);

  return copy;
}

static OpLanding *
op_fake_sink_open_file (OpSink *sink, unsigned index, const OpExpectation *expected, GError **error)
{
  OpFakeSink *self = OP_FAKE_SINK (sink);
  File *file = lock_file (self, index);
  g_autoptr(OpLanding) landing = NULL;

  if (pass_on (file->open_error, error))
    {
      file->n_opened++;
      landing = op_landing_new (fcntl (file->fd, F_DUPFD_CLOEXEC, 3), expected);
      if (get_size (file->fd) > 0)
        g_assert_true (op_landing_take_over (landing, NULL /* cancellable */, error));
    }
  unlock (self);

  return g_steal_pointer (&landing);
}

static void
op_fake_sink_note_validator (OpSink *sink, unsigned index, const char *validator)
{
  OpFakeSink *self = OP_FAKE_SINK (sink);
  File *file = lock_file (self, index);

  g_free (file->validator);
  file->validator = g_strdup (validator);
  unlock (self);
}

static gboolean
op_fake_sink_close_file (OpSink *sink,
                         unsigned index,
                         OpLanding *landing,
                         const OpSha256 *sha256,
                         GError **error)
{
  OpFakeSink *self = OP_FAKE_SINK (sink);
  File *file = lock_file (self, index);
  gboolean ok = pass_on (file->close_error, error);

  file->n_closed += ok;
  unlock (self);

  return ok;
}

static void
op_fake_sink_iface_init (OpSinkInterface *iface)
{
  iface->describe_file = op_fake_sink_describe_file;
  iface->open_file = op_fake_sink_open_file;
  iface->note_validator = op_fake_sink_note_validator;
  iface->close_file = op_fake_sink_close_file;
}

static void
op_fake_sink_finalize (GObject *object)
{
  OpFakeSink *self = OP_FAKE_SINK (object);

  g_ptr_array_unref (self->files);
  g_mutex_clear (&self->lock);

  G_OBJECT_CLASS (op_fake_sink_parent_class)->finalize (object);
}

static void
op_fake_sink_class_init (OpFakeSinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_fake_sink_finalize;
}

static void
op_fake_sink_init (OpFakeSink *self)
{
  g_mutex_init (&self->lock);
  self->files = g_ptr_array_new_with_free_func (file_free);
}

OpFakeSink *
op_fake_sink_new (void)
{
  return g_object_new (OP_TYPE_FAKE_SINK, NULL);
}

OpTransferFile *
op_fake_sink_add (OpFakeSink *self, const char *url)
{
  File *file = g_new0 (File, 1);

  file->fd = memfd_create ("file", MFD_CLOEXEC);
  g_assert_cmpint (file->fd, >=, 0);
  file->spec = g_new0 (OpTransferFile, 1);
  file->spec->urls = g_strsplit (url, " ", -1);
  file->spec->expected = (OpExpectation){ .size = OP_SIZE_UNKNOWN, .max_bytes = OP_GIB };

  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->files, file);
  unlock (self);

  return file->spec;
}

OpTransferFile *
op_fake_sink_add_expecting (OpFakeSink *self, const char *url, const void *data, size_t n_bytes)
{
  OpTransferFile *spec = op_fake_sink_add (self, url);

  op_sha256_of (data, n_bytes, &spec->expected.sha256);
  spec->expected.has_sha256 = TRUE;
  spec->expected.size = n_bytes;

  return spec;
}

void
op_fake_sink_put (OpFakeSink *self, unsigned index, const void *data, size_t n_bytes)
{
  File *file = lock_file (self, index);

  g_assert_cmpint (pwrite (file->fd, data, n_bytes, 0), ==, n_bytes);
  file->spec->have_bytes = n_bytes;
  unlock (self);
}

static void
set_error (GError **place, GError *error)
{
  g_clear_error (place);
  *place = error;
}

void
op_fake_sink_refuse_describe (OpFakeSink *self, unsigned index, GError *error)
{
  set_error (&lock_file (self, index)->describe_error, error);
  unlock (self);
}

void
op_fake_sink_refuse_open (OpFakeSink *self, unsigned index, GError *error)
{
  set_error (&lock_file (self, index)->open_error, error);
  unlock (self);
}

void
op_fake_sink_refuse_close (OpFakeSink *self, unsigned index, GError *error)
{
  set_error (&lock_file (self, index)->close_error, error);
  unlock (self);
}

void
op_fake_sink_get_plan (OpFakeSink *self, OpTransferPlan *out_plan)
{
  *out_plan = (OpTransferPlan){ .name = "the test", .n_files = self->files->len };

  for (unsigned i = 0; i < self->files->len; i++)
    {
      const OpTransferFile *spec = ((File *) g_ptr_array_index (self->files, i))->spec;

      if (spec->expected.size != OP_SIZE_UNKNOWN)
        out_plan->bytes_total += spec->expected.size;
      out_plan->bytes_have += spec->have_bytes;
    }
}

GBytes *
op_fake_sink_get_bytes (OpFakeSink *self, unsigned index)
{
  File *file = lock_file (self, index);
  size_t n_bytes = get_size (file->fd);
  char *data = g_malloc (n_bytes);

  g_assert_cmpint (pread (file->fd, data, n_bytes, 0), ==, n_bytes);
  unlock (self);

  return g_bytes_new_take (data, n_bytes);
}

unsigned
op_fake_sink_n_opened (OpFakeSink *self, unsigned index)
{
  unsigned n = lock_file (self, index)->n_opened;

  unlock (self);

  return n;
}

unsigned
op_fake_sink_n_closed (OpFakeSink *self, unsigned index)
{
  unsigned n = lock_file (self, index)->n_closed;

  unlock (self);

  return n;
}

char *
op_fake_sink_get_validator (OpFakeSink *self, unsigned index)
{
  char *validator = g_strdup (lock_file (self, index)->validator);

  unlock (self);

  return validator;
}
