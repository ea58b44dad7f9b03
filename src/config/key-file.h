/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * A configuration file, read strictly: a table says which keys there are and how each is
 * read; every other key, and every bad value, is a problem that names file, line and key. One
 * problem does not hide the next.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Reads one value into @field of the caller's struct. On a bad value it returns FALSE and says in
 * @out_problem (transfer full) what would be right: "‘x’ is not a whole number". */
typedef gboolean (*OpKeyReader) (const char *value, gpointer field, char **out_problem);

/**
 * OpKey:
 * @group: such as "Product"
 * @key: such as "Title"
 * @read: how
 * @offset: of the field in the struct, `G_STRUCT_OFFSET (…)`
 *
 * The tables end with an entry whose group is %NULL.
 */
typedef struct
{
  const char *group;
  const char *key;
  OpKeyReader read;
  size_t offset;
} OpKey;

/* Fill the struct at @target, which holds the defaults, from the file at @path. Problems are
 * appended to @problems: (element-type utf8). A file that cannot be read is one too. */
void op_key_file_read (const char *path, const OpKey *keys, gpointer target, GPtrArray *problems);

/* For readers of numbers: decimal digits, nothing else, from @min to @max. */
gboolean op_read_number (const char *value,
                         guint64 min,
                         guint64 max,
                         guint64 *out_number,
                         char **out_problem);

/* Readers. Strings and lists free what was there. */
gboolean op_read_string (const char *value, gpointer field, char **out_problem);   /* char * */
gboolean op_read_list (const char *value, gpointer field, char **out_problem);     /* char ** */
gboolean op_read_boolean (const char *value, gpointer field, char **out_problem);  /* gboolean */
gboolean op_read_unsigned (const char *value, gpointer field, char **out_problem); /* unsigned */
gboolean op_read_bytes (const char *value, gpointer field, char **out_problem);    /* guint64 */
gboolean op_read_url (const char *value, gpointer field, char **out_problem);      /* char * */
gboolean op_read_urls (const char *value, gpointer field, char **out_problem);     /* char ** */
gboolean op_read_path (const char *value, gpointer field, char **out_problem);     /* char * */
gboolean op_read_paths (const char *value, gpointer field, char **out_problem);    /* char ** */

G_END_DECLS
