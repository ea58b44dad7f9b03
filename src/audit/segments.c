/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "audit/segments.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/segment-names.h"
#include "audit/tail.h"
#include "base/bounds.h"
#include "base/error.h"
#include "base/files.h"

#define NEXT_NAME OP_AUDIT_NAME ".next"
#define MAX_HEAD_BYTES 4096

struct _OpAuditSegments
{
  char *log_path;   /* (owned) */
  char *state_path; /* (owned) */
  char *path;       /* (owned): of the segment that is written to */
  guint64 segment_bytes;

  int log_fd;   /* (owned): -1 while it is not open; locked */
  int state_fd; /* (owned): likewise */
  int fd;       /* (owned): likewise */
  guint64 n_bytes;
  OpAuditHead head;
};

OpAuditSegments *
op_audit_segments_new (const char *log_path, const char *state_path, guint64 segment_bytes)
{
  OpAuditSegments *self = g_new0 (OpAuditSegments, 1);

  self->log_path = g_strdup (log_path);
  self->state_path = g_strdup (state_path);
  self->path = g_build_filename (log_path, OP_AUDIT_NAME, NULL);
  self->segment_bytes = segment_bytes;
  self->log_fd = self->state_fd = self->fd = -1;

  return self;
}

static void
close_fd (int *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

void
op_audit_segments_close (OpAuditSegments *self)
{
  close_fd (&self->fd);
  close_fd (&self->state_fd);
  close_fd (&self->log_fd);
}

void
op_audit_segments_free (OpAuditSegments *self)
{
  op_audit_segments_close (self);
  g_free (self->log_path);
  g_free (self->state_path);
  g_free (self->path);
  g_free (self);
}

const OpAuditHead *
op_audit_segments_get_head (OpAuditSegments *self)
{
  return &self->head;
}

static gboolean
fail (GError **error, const char *what)
{
  op_set_error_from_errno (error, OP_ERROR_RECORD, errno, what);

  return FALSE;
}

/* Where it cannot be had, because the file system has no such thing or is full, we go without. */
static void
reserve (int fd, guint64 n_bytes)
{
  if (fallocate (fd, FALLOC_FL_KEEP_SIZE, 0, n_bytes) < 0)
    g_debug ("No room is reserved for the audit log: %s", g_strerror (errno));
}

static int
open_segment (OpAuditSegments *self, const char *name)
{
  int fd = openat (
      self->log_fd, name, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
  struct stat info;

  if (fd < 0 || fstat (fd, &info) < 0)
    return fd;
  if (!S_ISREG (info.st_mode))
    {
      close (fd);
      errno = EINVAL;
      return -1;
    }
  if (info.st_size == 0)
    reserve (fd, self->segment_bytes);

  return fd;
}

static void
prepare_next (OpAuditSegments *self)
{
  int fd = open_segment (self, NEXT_NAME);

  close_fd (&fd);
}

/* The number of the oldest line that is there; 1 if there is none. */
static guint64
find_first (OpAuditSegments *self)
{
  g_auto(GStrv) names = op_audit_list_segments (self->log_path);

  for (size_t i = 0; names[i] != NULL; i++)
    {
      guint64 number = op_audit_read_first_number (self->log_fd, names[i]);

      if (number > 0)
        return number;
    }

  return 1;
}

/* The last line is that of the segment before when a new one was begun and nothing added yet. */
static gboolean
read_tail (OpAuditSegments *self, OpAuditTail *out_tail, GError **error)
{
  OpAuditTail before;
  int fd;
  gboolean ok;

  if (!op_audit_tail_read (self->fd, out_tail, error))
    return FALSE;
  if (out_tail->has_line)
    return TRUE;

  fd = openat (self->log_fd, OP_AUDIT_NAME ".1", O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0)
    return TRUE;
  ok = op_audit_tail_read (fd, &before, error);
  close (fd);
  if (!ok)
    return FALSE;
  out_tail->has_line = before.has_line;
  out_tail->line = before.line;

  return TRUE;
}

static gboolean
read_head (OpAuditSegments *self, OpAuditHead *out_head)
{
  g_autofree char *text = NULL;
  size_t n_bytes;

  return op_read_file (self->state_fd, OP_AUDIT_HEAD_NAME, MAX_HEAD_BYTES, &text, &n_bytes, NULL) &&
         op_audit_head_read (text, n_bytes, out_head);
}

/* Where the chain goes on. What is missing stays missing: the next line fits what the head knows,
 * so that everybody sees the gap. */
static void
join (OpAuditSegments *self, const OpAuditTail *tail, OpAuditFindings *findings)
{
  guint64 last = tail->has_line ? tail->line.number : 0;
  OpAuditHead head = { .first = 1 };
  gboolean has_head = read_head (self, &head);

  findings->is_torn = tail->is_torn;
  findings->torn = tail->torn;
  findings->head_lost = !has_head && last > 0;
  if (has_head && last > head.number)
    findings->n_behind = last - head.number;
  if (has_head && last < head.number)
    findings->n_missing = head.number - last;
  if (has_head && last == head.number && last > 0)
    findings->is_changed = !op_sha256_equal (&tail->line.hash, &head.hash);

  self->head = head;
  if (!has_head)
    self->head.first = find_first (self);
  if (last > head.number)
    {
      self->head.number = last;
      self->head.hash = tail->line.hash;
    }
}

static gboolean
lock (OpAuditSegments *self, GError **error)
{
  if (flock (self->log_fd, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  if (errno != EWOULDBLOCK)
    return fail (error, self->log_path);

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_IN_USE,
               "Another process writes the audit log in %s",
               self->log_path);

  return FALSE;
}

static gboolean
open_all (OpAuditSegments *self, OpAuditFindings *findings, GError **error)
{
  OpAuditTail tail;
  struct stat info;

  if (!op_make_path (self->log_path, 0750, error) || !op_make_path (self->state_path, 0755, error))
    return FALSE;

  self->log_fd = open (self->log_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  self->state_fd = open (self->state_path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->log_fd < 0 || self->state_fd < 0)
    return fail (error, self->log_fd < 0 ? self->log_path : self->state_path);
  if (!lock (self, error))
    return FALSE;

  self->fd = open_segment (self, OP_AUDIT_NAME);
  if (self->fd < 0)
    return fail (error, self->path);
  if (!read_tail (self, &tail, error))
    return FALSE;

  join (self, &tail, findings);
  if (tail.is_open && !op_write_all (self->fd, "\n", 1, error))
    return FALSE;
  if (fstat (self->fd, &info) < 0)
    return fail (error, self->path);
  self->n_bytes = info.st_size;
  prepare_next (self);

  return TRUE;
}

/* Is the file that is open still the one that has its name? */
static gboolean
is_in_place (OpAuditSegments *self)
{
  struct stat ours, theirs;

  return self->fd >= 0 && fstat (self->fd, &ours) == 0 && stat (self->path, &theirs) == 0 &&
         ours.st_ino == theirs.st_ino && ours.st_dev == theirs.st_dev &&
         (guint64) ours.st_size == self->n_bytes;
}

gboolean
op_audit_segments_open (OpAuditSegments *self, OpAuditFindings *out_findings, GError **error)
{
  *out_findings = (OpAuditFindings){ 0 };
  if (is_in_place (self))
    return TRUE;

  op_audit_segments_close (self);
  if (open_all (self, out_findings, error))
    return TRUE;

  op_audit_segments_close (self);

  return FALSE;
}

static gboolean
save_head (OpAuditSegments *self, GError **error)
{
  g_autofree char *text = op_audit_head_to_text (&self->head);

  return op_replace_volatile_file (self->state_fd, OP_AUDIT_HEAD_NAME, text, strlen (text), error);
}

/* The oldest is given up when there are too many; the head says so before it happens. */
static gboolean
make_room (OpAuditSegments *self, unsigned *out_free, GError **error)
{
  g_autofree char *next_oldest = op_audit_segment_name (OP_AUDIT_N_SEGMENTS - 2);
  g_autofree char *oldest = op_audit_segment_name (OP_AUDIT_N_SEGMENTS - 1);

  for (unsigned i = 1; i < OP_AUDIT_N_SEGMENTS; i++)
    {
      g_autofree char *name = op_audit_segment_name (i);

      if (faccessat (self->log_fd, name, F_OK, AT_SYMLINK_NOFOLLOW) < 0)
        {
          *out_free = i;
          return TRUE;
        }
    }

  self->head.first = op_audit_read_first_number (self->log_fd, next_oldest);
  *out_free = OP_AUDIT_N_SEGMENTS - 1;
  if (!save_head (self, error))
    return FALSE;
  if (unlinkat (self->log_fd, oldest, 0) < 0)
    return fail (error, oldest);

  return TRUE;
}

static gboolean
rotate (OpAuditSegments *self, GError **error)
{
  unsigned index;

  if (!op_audit_segments_commit (self, error) || !make_room (self, &index, error))
    return FALSE;

  for (; index > 0; index--)
    {
      g_autofree char *from = op_audit_segment_name (index - 1);
      g_autofree char *to = op_audit_segment_name (index);

      if (renameat (self->log_fd, from, self->log_fd, to) < 0)
        return fail (error, from);
    }

  if (renameat (self->log_fd, NEXT_NAME, self->log_fd, OP_AUDIT_NAME) < 0 && errno != ENOENT)
    return fail (error, NEXT_NAME);
  close_fd (&self->fd);
  self->fd = open_segment (self, OP_AUDIT_NAME);
  self->n_bytes = 0;
  if (self->fd < 0 || fsync (self->log_fd) < 0)
    return fail (error, self->path);
  prepare_next (self);

  return TRUE;
}

gboolean
op_audit_segments_append (OpAuditSegments *self, const char *line, GError **error)
{
  g_autofree char *whole = g_strconcat (line, "\n", NULL);
  size_t n_bytes = strlen (whole);

  if (self->n_bytes > 0 && self->n_bytes + n_bytes > self->segment_bytes && !rotate (self, error))
    return FALSE;

  if (!op_write_all (self->fd, whole, n_bytes, error))
    {
      /* Half a line is worse than none; if even that fails it will be found as torn. */
      if (ftruncate (self->fd, self->n_bytes) < 0)
        op_audit_segments_close (self);
      return FALSE;
    }

  self->n_bytes += n_bytes;
  self->head.number++;
  op_sha256_of (line, n_bytes - 1, &self->head.hash);

  return TRUE;
}

/**
 * op_audit_segments_commit:
 *
 * The head comes after the line that it is about, so a power cut may leave it behind, and never
 * ahead of the log.
 */
gboolean
op_audit_segments_commit (OpAuditSegments *self, GError **error)
{
  if (fdatasync (self->fd) < 0)
    return fail (error, self->path);

  return save_head (self, error);
}
