/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/stage-notes.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/bounds.h"
#include "base/files.h"
#include "install/look.h"

#define NAME "stage.validators"

/* Smaller files are fetched again as quickly as they are asked about. */
#define MIN_NOTED_BYTES (256 * OP_KIB)
#define MAX_VALIDATOR_BYTES 1024
#define MAX_NOTES_BYTES (64 * OP_MIB)

struct _OpStageNotes
{
  char *tree_name;       /* (owned) */
  int state_fd;          /* (owned) */
  int fd;                /* (owned): to append to; -1 until there is something */
  GHashTable *by_key;    /* (owned) (element-type utf8 utf8): strings in the chunk */
  GStringChunk *strings; /* (owned) */
};

/* By its content, when that is known: then it does not matter what became of the list. */
static char *
make_key (const OpStagedFile *file)
{
  OpSha256 sha256;

  if (file->has_sha256)
    return op_sha256_to_hex (&file->sha256);

  op_sha256_of (file->path, strlen (file->path), &sha256);

  return op_sha256_to_hex (&sha256);
}

static gboolean
is_worth_it (const OpStagedFile *file)
{
  return file->size == OP_SIZE_UNKNOWN || file->size >= MIN_NOTED_BYTES;
}

static gboolean
is_fit (const char *validator)
{
  size_t n_bytes = strlen (validator);

  for (size_t i = 0; i < n_bytes; i++)
    {
      if ((guchar) validator[i] < ' ' || validator[i] == 0x7f)
        return FALSE;
    }

  return n_bytes > 0 && n_bytes <= MAX_VALIDATOR_BYTES;
}

static void
keep (OpStageNotes *self, const char *key, const char *validator)
{
  g_hash_table_replace (self->by_key,
                        g_string_chunk_insert_const (self->strings, key),
                        g_string_chunk_insert_const (self->strings, validator));
}

/* `<tree> <64 hexadecimal digits> <validator>`; anything else is not ours. */
static void
read_line (OpStageNotes *self, char *line)
{
  size_t n_tree = strlen (self->tree_name);
  OpSha256 sha256;
  char *key = line + n_tree + 1;
  char *validator;

  if (!g_str_has_prefix (line, self->tree_name) || line[n_tree] != ' ')
    return;

  validator = strchr (key, ' ');
  if (validator == NULL)
    return;
  *validator++ = '\0';

  if (!op_sha256_from_hex (key, &sha256))
    return;

  if (is_fit (validator))
    keep (self, key, validator);
  else
    g_hash_table_remove (self->by_key, key);
}

/* A torn last line has no end, and is left out. */
static void
read_notes (OpStageNotes *self)
{
  g_autofree char *text = NULL;
  size_t n_bytes = 0;
  char *line;
  char *end;

  if (!op_read_file (self->state_fd, NAME, MAX_NOTES_BYTES, &text, &n_bytes, NULL))
    return;

  line = text;
  while ((end = memchr (line, '\n', text + n_bytes - line)) != NULL)
    {
      *end = '\0';
      read_line (self, line);
      line = end + 1;
    }
}

OpStageNotes *
op_stage_notes_new (int state_fd, const char *tree_name)
{
  OpStageNotes *self = g_new0 (OpStageNotes, 1);

  self->tree_name = g_strdup (tree_name);
  self->state_fd = fcntl (state_fd, F_DUPFD_CLOEXEC, 3);
  self->fd = -1;
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal);
  self->strings = g_string_chunk_new (4 * OP_KIB);
  read_notes (self);

  return self;
}

static void
close_file (OpStageNotes *self)
{
  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
}

void
op_stage_notes_free (OpStageNotes *self)
{
  close_file (self);
  if (self->state_fd >= 0)
    close (self->state_fd);
  g_hash_table_unref (self->by_key);
  g_string_chunk_free (self->strings);
  g_free (self->tree_name);
  g_free (self);
}

const char *
op_stage_notes_get (const OpStageNotes *self, const OpStagedFile *file)
{
  g_autofree char *key = NULL;

  if (!is_worth_it (file))
    return NULL;

  key = make_key (file);

  return g_hash_table_lookup (self->by_key, key);
}

/* The last line may be torn: the first thing written ends it. */
static int
open_to_append (const OpStageNotes *self)
{
  int fd = op_open_beneath (self->state_fd, NAME, O_WRONLY | O_APPEND | O_CREAT, 0600);

  if (fd >= 0 && lseek (fd, 0, SEEK_END) > 0 && write (fd, "\n", 1) != 1)
    g_debug ("The end of " NAME " may be torn, ignoring: %s", g_strerror (errno));

  return fd;
}

void
op_stage_notes_set (OpStageNotes *self, const OpStagedFile *file, const char *validator)
{
  g_autofree char *key = NULL;
  g_autofree char *line = NULL;

  if (!is_worth_it (file))
    return;

  if (g_strcmp0 (op_stage_notes_get (self, file), validator) == 0)
    return;

  key = make_key (file);
  if (validator != NULL && is_fit (validator))
    keep (self, key, validator);
  else
    {
      g_hash_table_remove (self->by_key, key);
      validator = "";
    }

  if (self->fd < 0)
    self->fd = open_to_append (self);
  line = g_strdup_printf ("%s %s %s\n", self->tree_name, key, validator);
  if (self->fd < 0 || write (self->fd, line, strlen (line)) < 0)
    g_debug (
        "‘%s’ cannot be resumed after a restart, ignoring: %s", file->path, g_strerror (errno));
}

void
op_stage_notes_remove (OpStageNotes *self)
{
  close_file (self);
  g_hash_table_remove_all (self->by_key);
  unlinkat (self->state_fd, NAME, 0);
}
