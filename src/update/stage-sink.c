/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "update/stage-sink.h"

#include "base/bounds.h"

struct _OpStageSink
{
  GObject parent_instance;

  OpStage *stage;
  OpFileList *list;
  GArray *files; /* (owned) (element-type guint): numbers in the list, by number in the sink */
  guint64 bytes_total;
  guint64 bytes_have;

  char *list_url;        /* (owned) */
  char *given_base;      /* (owned) (nullable) */
  char *configured_base; /* (owned) (nullable) */
};

static void op_stage_sink_iface_init (OpSinkInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpStageSink,
                               op_stage_sink,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_SINK, op_stage_sink_iface_init))

static unsigned
in_list (OpStageSink *self, unsigned index)
{
  return g_array_index (self->files, guint, index);
}

static gboolean
add_url (OpStageSink *self,
         GStrvBuilder *urls,
         const char *path,
         const char *listed_url,
         GError **error)
{
  OpUrlPlaces places = {
    .list_url = self->list_url,
    .given_base = self->given_base,
    .configured_base = self->configured_base,
  };
  g_autofree char *url = op_url_of_file (&places, path, listed_url, error);

  if (url == NULL)
    return FALSE;
  g_strv_builder_add (urls, url);

  return TRUE;
}

/* The other sources of a list count only as long as nobody says where everything comes from. */
static char **
make_urls (OpStageSink *self, const OpListedFile *listed, GError **error)
{
  g_autoptr(GStrvBuilder) urls = g_strv_builder_new ();

  if (!add_url (self, urls, listed->path, listed->url, error))
    return NULL;

  for (size_t i = 0; self->given_base == NULL && listed->urls != NULL && listed->urls[i] != NULL;
       i++)
    {
      if (!add_url (self, urls, listed->path, listed->urls[i], error))
        return NULL;
    }

  return g_strv_builder_end (urls);
}

static OpTransferFile *
op_stage_sink_describe_file (OpSink *sink, unsigned index, GError **error)
{
  OpStageSink *self = OP_STAGE_SINK (sink);
  g_autoptr(OpTransferFile) file = g_new0 (OpTransferFile, 1);
  const char *validator = NULL;
  OpListedFile listed;

  op_file_list_get_file (self->list, in_list (self, index), &listed);
  file->urls = make_urls (self, &listed, error);
  if (file->urls == NULL)
    {
      g_prefix_error (error, "File ‘%s’: ", listed.path);
      return NULL;
    }

  file->expected = (OpExpectation){
    .size = listed.size,
    .max_bytes = OP_MAX_RELEASE_BYTES,
    .has_sha256 = listed.has_sha256,
    .sha256 = listed.sha256,
  };
  file->needs_size = TRUE;
  /* Without a hash there is nothing but the transport to vouch for it. */
  file->only_trusted = !listed.has_sha256;
  file->have_bytes = op_stage_get_partial (self->stage, in_list (self, index), &validator);
  file->validator = g_strdup (validator);

  return g_steal_pointer (&file);
}

static OpLanding *
op_stage_sink_open_file (OpSink *sink,
                         unsigned index,
                         const OpExpectation *expected,
                         GError **error)
{
  OpStageSink *self = OP_STAGE_SINK (sink);

  return op_stage_open_file (self->stage, in_list (self, index), expected, error);
}

static void
op_stage_sink_note_validator (OpSink *sink, unsigned index, const char *validator)
{
  OpStageSink *self = OP_STAGE_SINK (sink);

  op_stage_note_validator (self->stage, in_list (self, index), validator);
}

static gboolean
op_stage_sink_close_file (OpSink *sink,
                          unsigned index,
                          OpLanding *landing,
                          const OpSha256 *sha256,
                          GError **error)
{
  OpStageSink *self = OP_STAGE_SINK (sink);

  return op_stage_close_file (self->stage, in_list (self, index), landing, sha256, error);
}

static void
op_stage_sink_iface_init (OpSinkInterface *iface)
{
  iface->describe_file = op_stage_sink_describe_file;
  iface->open_file = op_stage_sink_open_file;
  iface->note_validator = op_stage_sink_note_validator;
  iface->close_file = op_stage_sink_close_file;
}

static void
op_stage_sink_finalize (GObject *object)
{
  OpStageSink *self = OP_STAGE_SINK (object);

  g_array_unref (self->files);
  g_free (self->list_url);
  g_free (self->given_base);
  g_free (self->configured_base);

  G_OBJECT_CLASS (op_stage_sink_parent_class)->finalize (object);
}

static void
op_stage_sink_class_init (OpStageSinkClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_stage_sink_finalize;
}

static void
op_stage_sink_init (OpStageSink *self)
{
  self->files = g_array_new (FALSE, FALSE, sizeof (guint));
}

static void
add_file (OpStageSink *self, unsigned index)
{
  const char *validator = NULL;
  OpListedFile listed;

  op_file_list_get_file (self->list, index, &listed);
  g_array_append_val (self->files, index);
  if (listed.size != OP_SIZE_UNKNOWN)
    self->bytes_total += listed.size;
  self->bytes_have += op_stage_get_partial (self->stage, index, &validator);
}

OpStageSink *
op_stage_sink_new (OpStage *stage, OpFileList *list, const OpPlan *plan, const OpUrlPlaces *places)
{
  OpStageSink *self = g_object_new (OP_TYPE_STAGE_SINK, NULL);

  self->stage = stage;
  self->list = list;
  self->list_url = g_strdup (places->list_url);
  self->given_base = g_strdup (places->given_base);
  self->configured_base = g_strdup (places->configured_base);

  for (unsigned i = 0; i < plan->n_steps; i++)
    {
      if (plan->steps[i].action == OP_PLAN_FETCH && !op_stage_has_file (stage, i))
        add_file (self, i);
    }

  return self;
}

void
op_stage_sink_get_plan (OpStageSink *self, OpTransferPlan *out_plan)
{
  out_plan->n_files = self->files->len;
  out_plan->bytes_total = self->bytes_total;
  out_plan->bytes_have = self->bytes_have;
}
