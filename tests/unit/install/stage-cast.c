/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "stage-cast.h"

#include <string.h>

#include "base/bounds.h"
#include "install/inspect.h"

GBytes *
item_get_bytes (const Item *item)
{
  size_t n_text = strlen (item->text);
  size_t n_bytes = item->n_bytes != 0 ? item->n_bytes : n_text;
  char *bytes = g_malloc (n_bytes + 1);

  for (size_t i = 0; i < n_bytes; i += n_text)
    memcpy (bytes + i, item->text, MIN (n_text, n_bytes - i));

  return g_bytes_new_take (bytes, n_bytes);
}

static unsigned
get_mode (const Item *item)
{
  return item->mode != 0 ? item->mode : 0644;
}

static void
append_item (GString *json, const Item *item)
{
  g_autofree char *dir = g_path_get_dirname (item->path);
  g_autofree char *name = g_path_get_basename (item->path);

  g_string_append_printf (json,
                          "{\"relativePath\": \"/%s\", \"name\": \"%s\"",
                          g_str_equal (dir, ".") ? "" : dir,
                          name);
  if (item->link != NULL)
    g_string_append_printf (json, ", \"link\": \"%s\"", item->link);
  else
    {
      g_autoptr(GBytes) bytes = item_get_bytes (item);
      g_autofree char *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

      g_string_append_printf (json, ", \"mode\": \"%04o\"", get_mode (item));
      if (!item->no_hash)
        g_string_append_printf (json, ", \"hash\": \"%s\"", hash);
      if (!item->no_size)
        g_string_append_printf (json, ", \"size\": %" G_GSIZE_FORMAT, g_bytes_get_size (bytes));
    }
  g_string_append (json, "}");
}

OpFileList *
make_list (const Item *release)
{
  static const OpListRules rules = { NULL, 0, NULL };
  g_autoptr(GString) json = g_string_new ("[");
  g_autoptr(GError) error = NULL;
  gboolean is_native = TRUE;
  OpFileList *list;

  for (const Item *item = release; item->path != NULL; item++)
    {
      if (item != release)
        g_string_append (json, ",\n");
      append_item (json, item);
      is_native = is_native && !item->no_hash && !item->no_size;
    }
  g_string_append (json, "]");
  if (is_native)
    {
      g_string_prepend (json, "{\"version\": \"2.0\", \"release\": 7, \"files\": ");
      g_string_append (json, "}");
    }

  list = op_file_list_parse (json->str, json->len, &rules, &error);
  g_assert_no_error (error);

  return list;
}

OpTreeIndex *
install (Cast *cast, const char *tree_name, const Item *release)
{
  g_autofree char *dir = g_build_filename (cast->root, "versions", tree_name, NULL);
  OpTreeIndex *index = op_tree_index_new ("1.0", 0);

  put_dir (dir, ".");
  for (const Item *item = release; item->path != NULL; item++)
    {
      OpIndexedFile file = { .path = item->path, .link = item->link, .mode = get_mode (item) };

      if (item->link != NULL)
        put_link (dir, item->path, item->link);
      else
        {
          g_autoptr(GBytes) bytes = item_get_bytes (item);
          struct stat info;

          put_bytes (dir,
                     item->path,
                     g_bytes_get_data (bytes, NULL),
                     g_bytes_get_size (bytes),
                     get_mode (item));
          info = look (dir, item->path);
          op_sha256_of (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &file.sha256);
          file.size = info.st_size;
          file.inode = info.st_ino;
          file.mtime_nsec =
              info.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info.st_mtim.tv_nsec;
        }
      op_tree_index_add (index, &file);
    }

  return index;
}

gboolean
download_try_begin (Download *download,
                    Cast *cast,
                    const Item *release,
                    OpTreeIndex *old,
                    GError **error)
{
  const OpStageSource source = { "1.0", old };

  download->list = make_list (release);
  download->plan = op_plan_make (download->list, &old, old != NULL ? 1 : 0);
  download->stage = op_stage_new (cast->root_fd, cast->state_fd, "2.0", error);
  g_assert_nonnull (download->stage);

  return op_stage_prepare (download->stage,
                           download->list,
                           download->plan,
                           &source,
                           old != NULL ? 1 : 0,
                           NULL /* cancellable */,
                           error);
}

void
download_begin (Download *download, Cast *cast, const Item *release, OpTreeIndex *old)
{
  g_autoptr(GError) error = NULL;
  gboolean ok = download_try_begin (download, cast, release, old, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

void
download_clear (Download *download)
{
  g_clear_pointer (&download->stage, op_stage_free);
  g_clear_pointer (&download->plan, op_plan_free);
  g_clear_pointer (&download->list, op_file_list_free);
}

OpLanding *
download_open (Download *download, const Item *release, unsigned index)
{
  g_autoptr(GError) error = NULL;
  OpExpectation expected = { .max_bytes = OP_GIB };
  OpListedFile file;
  OpLanding *landing;

  op_file_list_get_file (download->list, index, &file);
  expected.size = file.size;
  expected.has_sha256 = file.has_sha256;
  expected.sha256 = file.sha256;
  landing = op_stage_open_file (download->stage, index, &expected, &error);
  g_assert_no_error (error);

  return landing;
}

void
download_close (Download *download, unsigned index, OpLanding *owned_landing)
{
  g_autoptr(OpLanding) landing = owned_landing;
  g_autoptr(GError) error = NULL;
  OpSha256 sha256;

  g_assert_true (op_landing_finish (landing, &sha256, &error));
  g_assert_true (op_stage_close_file (download->stage, index, landing, &sha256, &error));
  g_assert_no_error (error);
}

/* What is missing of it. */
void
download_fetch (Download *download, const Item *release, unsigned index)
{
  g_autoptr(GBytes) bytes = item_get_bytes (&release[index]);
  g_autoptr(GError) error = NULL;
  OpLanding *landing = download_open (download, release, index);
  guint64 offset = op_landing_get_offset (landing);
  const char *data = g_bytes_get_data (bytes, NULL);

  g_assert_true (
      op_landing_write (landing, data + offset, g_bytes_get_size (bytes) - offset, &error));
  g_assert_no_error (error);
  download_close (download, index, landing);
}

void
download_fetch_all (Download *download, const Item *release)
{
  for (unsigned i = 0; i < download->plan->n_steps; i++)
    {
      if (download->plan->steps[i].action == OP_PLAN_FETCH &&
          !op_stage_has_file (download->stage, i))
        download_fetch (download, release, i);
    }
}

OpTreeIndex *
download_finish (Download *download)
{
  g_autoptr(GError) error = NULL;
  OpTreeIndex *index = op_stage_finish (download->stage, NULL /* cancellable */, &error);

  g_assert_no_error (error);

  return index;
}

static unsigned
count_files (const char *dir)
{
  g_autoptr(GDir) entries = g_dir_open (dir, 0, NULL);
  const char *name;
  unsigned n_files = 0;

  while ((name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree char *path = g_build_filename (dir, name, NULL);
      struct stat info = look (dir, name);

      if (S_ISDIR (info.st_mode))
        {
          g_assert_cmpint (info.st_mode, ==, S_IFDIR | 0755);
          n_files += count_files (path);
        }
      else
        n_files++;
    }

  return n_files;
}

void
assert_tree (Cast *cast, const char *tree_name, const Item *release, OpTreeIndex *index)
{
  g_autofree char *dir = g_build_filename (cast->root, "versions", tree_name, NULL);
  unsigned n_files = 0;

  for (; release[n_files].path != NULL; n_files++)
    {
      const Item *item = &release[n_files];
      g_autoptr(GBytes) bytes = NULL;
      g_autofree char *path = g_build_filename (dir, item->path, NULL);
      g_autofree char *text = NULL;
      size_t n_bytes;

      g_test_message ("%s", item->path);
      if (item->link != NULL)
        {
          assert_link (dir, item->path, item->link);
          continue;
        }

      bytes = item_get_bytes (item);
      g_assert_cmpint (look (dir, item->path).st_mode, ==, S_IFREG | get_mode (item));
      g_assert_true (g_file_get_contents (path, &text, &n_bytes, NULL));
      g_assert_cmpmem (text, n_bytes, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
    }

  g_assert_cmpint (look (dir, ".").st_mode, ==, S_IFDIR | 0755);
  g_assert_cmpuint (count_files (dir), ==, n_files);
  g_assert_cmpuint (op_tree_index_get_n_files (index), ==, n_files);
  g_assert_true (op_tree_is_untouched (cast->root_fd, tree_name, index));
}

void
assert_becomes_whole (Cast *cast, const Item *release, OpTreeIndex *old)
{
  g_auto(Download) download = { NULL };
  g_autoptr(OpTreeIndex) index = NULL;

  download_begin (&download, cast, release, old);
  download_fetch_all (&download, release);
  index = download_finish (&download);
  assert_tree (cast, "2.0", release, index);
  g_assert_false (is_there (cast->root, "versions/2.0~partial"));
  g_assert_false (is_there (cast->state, "stage.validators"));
}
