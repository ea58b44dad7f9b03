/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "audit/tail.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"

/* Enough for the last lines, and for the first. */
#define WINDOW_BYTES (2 * OP_AUDIT_MAX_LINE_BYTES)

/* Length of the last piece of @text, which may have a newline at its end and has none within. */
static size_t
last_piece (const char *text, size_t n_bytes)
{
  const char *end;

  if (n_bytes == 0)
    return 0;
  end = memrchr (text, '\n', n_bytes - 1);

  return end == NULL ? n_bytes : (size_t) (text + n_bytes - end - 1);
}

static size_t
without_newline (const char *piece, size_t n_bytes)
{
  return n_bytes > 0 && piece[n_bytes - 1] == '\n' ? n_bytes - 1 : n_bytes;
}

/* From the end to the last line that is one. What is not read of a piece that begins before the
 * window does not make it a line, and the window grows. */
static gboolean
look (const char *text, size_t n_bytes, gboolean is_all, OpAuditTail *out_tail)
{
  *out_tail = (OpAuditTail){ .is_open = n_bytes > 0 && text[n_bytes - 1] != '\n' };

  while (n_bytes > 0)
    {
      size_t n_piece = last_piece (text, n_bytes);
      const char *piece = text + n_bytes - n_piece;

      if (n_piece == n_bytes && !is_all)
        return FALSE;
      if (op_audit_line_read (piece, without_newline (piece, n_piece), &out_tail->line))
        {
          out_tail->has_line = TRUE;
          return TRUE;
        }
      out_tail->is_torn = TRUE;
      out_tail->torn = out_tail->line.hash;
      n_bytes -= n_piece;
    }

  return TRUE;
}

gboolean
op_audit_tail_read (int fd, OpAuditTail *out_tail, GError **error)
{
  size_t n_window = WINDOW_BYTES;
  struct stat info;

  if (fstat (fd, &info) < 0)
    {
      op_set_error_from_errno (error, OP_ERROR_RECORD, errno, "The audit log");
      return FALSE;
    }

  while (TRUE)
    {
      size_t n_bytes = MIN (n_window, (size_t) info.st_size);
      g_autofree char *text = g_malloc (n_bytes + 1);
      ssize_t n_read = pread (fd, text, n_bytes, info.st_size - (off_t) n_bytes);

      if (n_read < 0 || (size_t) n_read != n_bytes)
        {
          op_set_error_from_errno (
              error, OP_ERROR_RECORD, n_read < 0 ? errno : EIO, "The audit log");
          return FALSE;
        }
      if (look (text, n_bytes, n_bytes == (size_t) info.st_size, out_tail))
        return TRUE;
      n_window *= 4;
    }
}

guint64
op_audit_read_first_number (int dir_fd, const char *name)
{
  int fd = openat (dir_fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  g_autofree char *text = g_malloc (WINDOW_BYTES);
  ssize_t n_read;
  const char *begin = text;
  const char *end;

  if (fd < 0)
    return 0;
  n_read = pread (fd, text, WINDOW_BYTES, 0);
  close (fd);

  while (n_read > 0 && (end = memchr (begin, '\n', text + n_read - begin)) != NULL)
    {
      OpAuditLine line;

      if (op_audit_line_read (begin, end - begin, &line))
        return line.number;
      begin = end + 1;
    }

  return 0;
}
