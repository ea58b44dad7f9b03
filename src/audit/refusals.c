/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "audit/refusals.h"

#define MINUTE_USEC ((gint64) 60 * G_USEC_PER_SEC)

/* What one user was refused since the record that said so. */
typedef struct
{
  OpAuditRefusal sum;
  char *method;  /* (owned) (nullable): of @sum; NULL when they were several; so @product */
  char *product; /* (owned) (nullable) */
  gint64 until_usec;
} Minute;

struct _OpRefusals
{
  GHashTable *minutes; /* (owned) (element-type uint Minute): by uid */
};

static void
minute_free (gpointer data)
{
  Minute *minute = data;

  g_free (minute->method);
  g_free (minute->product);
  g_free (minute);
}

OpRefusals *
op_refusals_new (void)
{
  OpRefusals *self = g_new0 (OpRefusals, 1);

  self->minutes = g_hash_table_new_full (NULL, NULL, NULL, minute_free);

  return self;
}

void
op_refusals_free (OpRefusals *self)
{
  g_hash_table_unref (self->minutes);
  g_free (self);
}

static void
keep_if_same (char **field, const char *value)
{
  if (g_strcmp0 (*field, value) != 0)
    g_clear_pointer (field, g_free);
}

static void
count (Minute *minute, const OpAuditRefusal *refusal, gint64 now_usec)
{
  if (minute->sum.count == 0)
    {
      minute->sum = *refusal;
      minute->sum.count = 0;
      minute->sum.since_usec = now_usec;
      minute->sum.who = (OpAuditWho){ .uid = refusal->who.uid };
      minute->method = g_strdup (refusal->method);
      minute->product = g_strdup (refusal->product);
    }

  minute->sum.count++;
  minute->sum.error_code = refusal->error_code;
  keep_if_same (&minute->method, refusal->method);
  keep_if_same (&minute->product, refusal->product);
}

OpAuditRecord *
op_refusals_add (OpRefusals *self, const OpAuditRefusal *refusal, gint64 now_usec)
{
  gpointer key = GUINT_TO_POINTER (refusal->who.uid);
  Minute *minute = g_hash_table_lookup (self->minutes, key);
  OpAuditRefusal first = *refusal;

  if (minute != NULL)
    {
      count (minute, refusal, now_usec);
      return NULL;
    }

  minute = g_new0 (Minute, 1);
  minute->until_usec = now_usec + MINUTE_USEC;
  g_hash_table_insert (self->minutes, key, minute);
  first.count = 1;
  first.since_usec = now_usec;

  return op_audit_refused (&first);
}

GPtrArray *
op_refusals_take_due (OpRefusals *self, gint64 now_usec)
{
  GPtrArray *records = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->minutes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Minute *minute = value;

      if (minute->until_usec > now_usec)
        continue;
      minute->sum.method = minute->method;
      minute->sum.product = minute->product;
      if (minute->sum.count > 0)
        g_ptr_array_add (records, op_audit_refused (&minute->sum));
      g_hash_table_iter_remove (&iter);
    }

  return records;
}

gint64
op_refusals_next_due_usec (OpRefusals *self)
{
  GHashTableIter iter;
  gpointer value;
  gint64 due_usec = 0;

  g_hash_table_iter_init (&iter, self->minutes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Minute *minute = value;

      if (due_usec == 0 || minute->until_usec < due_usec)
        due_usec = minute->until_usec;
    }

  return due_usec;
}
