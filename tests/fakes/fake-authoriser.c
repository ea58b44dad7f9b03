/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fakes/fake-authoriser.h"

#include "base/error.h"
#include "support/patience.h"

struct _FakeAuthoriser
{
  GObject parent_instance;

  GPtrArray *tasks; /* (owned) (element-type GTask): their data is a text */
};

static void fake_authoriser_iface_init (OpAuthoriserInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (FakeAuthoriser,
                               fake_authoriser,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_AUTHORISER,
                                                      fake_authoriser_iface_init))

static void
fake_authoriser_check_async (OpAuthoriser *authoriser,
                             const OpAuthQuery *query,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  FakeAuthoriser *self = FAKE_AUTHORISER (authoriser);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  GString *text = g_string_new (query->action);

  g_string_append_printf (text, " uid=%u%s", query->uid, query->interactive ? " interactive" : "");
  for (size_t i = 0; query->details != NULL && query->details[i] != NULL; i += 2)
    g_string_append_printf (text, " %s=%s", query->details[i], query->details[i + 1]);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, g_string_free (text, FALSE), g_free);
  g_ptr_array_add (self->tasks, task);
}

static gboolean
fake_authoriser_check_finish (OpAuthoriser *authoriser, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
fake_authoriser_iface_init (OpAuthoriserInterface *iface)
{
  iface->check_async = fake_authoriser_check_async;
  iface->check_finish = fake_authoriser_check_finish;
}

static void
fake_authoriser_finalize (GObject *object)
{
  g_ptr_array_unref (FAKE_AUTHORISER (object)->tasks);

  G_OBJECT_CLASS (fake_authoriser_parent_class)->finalize (object);
}

static void
fake_authoriser_class_init (FakeAuthoriserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = fake_authoriser_finalize;
}

static void
fake_authoriser_init (FakeAuthoriser *self)
{
  self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
}

FakeAuthoriser *
fake_authoriser_new (void)
{
  return g_object_new (FAKE_TYPE_AUTHORISER, NULL);
}

unsigned
fake_authoriser_n_asked (FakeAuthoriser *self)
{
  return self->tasks->len;
}

typedef struct
{
  FakeAuthoriser *authoriser;
  unsigned n_asked;
} Wanted;

static gboolean
was_asked (gpointer data)
{
  Wanted *wanted = data;

  return wanted->authoriser->tasks->len >= wanted->n_asked;
}

void
fake_authoriser_wait_for (FakeAuthoriser *self, unsigned n_asked)
{
  Wanted wanted = { self, n_asked };

  wait_until (was_asked, &wanted, "the authoriser to be asked");
}

static GTask *
get_task (FakeAuthoriser *self, unsigned number)
{
  g_assert_cmpuint (number, <, self->tasks->len);

  return g_ptr_array_index (self->tasks, number);
}

const char *
fake_authoriser_get (FakeAuthoriser *self, unsigned number)
{
  return g_task_get_task_data (get_task (self, number));
}

GCancellable *
fake_authoriser_get_cancellable (FakeAuthoriser *self, unsigned number)
{
  return g_task_get_cancellable (get_task (self, number));
}

void
fake_authoriser_answer (FakeAuthoriser *self, unsigned number, gboolean may)
{
  if (may)
    g_task_return_boolean (get_task (self, number), TRUE);
  else
    g_task_return_new_error (
        get_task (self, number), OP_ERROR, OP_ERROR_ACCESS_DENIED, "The fake says no");
}
