/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/gate.h"

#include "auth/caller-uid.h"
#include "base/error.h"
#include "bus/actions.h"
#include "bus/reply.h"

struct _OpGate
{
  GObject parent_instance;

  OpAuthoriser *authoriser; /* (owned) */
  unsigned n_waiting;
};

enum
{
  REFUSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (OpGate, op_gate, G_TYPE_OBJECT)

/* One request that waits; its actions are asked about one after the other. */
typedef struct
{
  OpGate *gate;                      /* (owned) */
  GDBusMethodInvocation *invocation; /* (owned) (nullable): NULL when it was given on */
  OpGuard guard;
  GPtrArray *actions; /* (owned) (element-type utf8) */
  unsigned n_asked;
  GStrv details; /* (owned) */
  guint32 uid;
  OpCaller *caller; /* (owned) (nullable): while its actions are asked about */
  OpGateOwnFunc is_own;
  OpGateFunc run;
  gpointer data; /* (owned) (nullable): NULL when it was given on */
  GDestroyNotify free;
} Waiting;

static void
waiting_free (Waiting *waiting)
{
  if (waiting->data != NULL && waiting->free != NULL)
    waiting->free (waiting->data);
  g_clear_pointer (&waiting->caller, op_caller_unwatch);
  g_clear_object (&waiting->invocation);
  g_ptr_array_unref (waiting->actions);
  g_strfreev (waiting->details);
  waiting->gate->n_waiting--;
  g_object_unref (waiting->gate);
  g_free (waiting);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

static void
run (Waiting *waiting)
{
  waiting->run (
      g_steal_pointer (&waiting->invocation), waiting->uid, g_steal_pointer (&waiting->data));
}

static const char *
find_product (const Waiting *waiting)
{
  for (size_t i = 0; waiting->details[i] != NULL && waiting->details[i + 1] != NULL; i += 2)
    {
      if (g_str_equal (waiting->details[i], "product"))
        return waiting->details[i + 1];
    }

  return NULL;
}

static void
refuse (Waiting *waiting, const GError *error)
{
  g_signal_emit (waiting->gate,
                 signals[REFUSED],
                 0,
                 waiting->uid,
                 g_dbus_method_invocation_get_method_name (waiting->invocation),
                 find_product (waiting),
                 error);
  op_reply_error (g_steal_pointer (&waiting->invocation), error);
}

/* Whoever has left does not get it any more, whatever the answer is: the reply goes nowhere. */
static gboolean
has_left (Waiting *waiting, GError **error)
{
  if (!g_cancellable_is_cancelled (op_caller_get_cancellable (waiting->caller)))
    return FALSE;

  g_clear_error (error);
  g_set_error (error, OP_ERROR, OP_ERROR_ACCESS_DENIED, "The caller has left");

  return TRUE;
}

static void ask_next (Waiting *owned_waiting);

static void
check_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Waiting) waiting = user_data;
  g_autoptr(GError) error = NULL;
  gboolean may = op_authoriser_check_finish (OP_AUTHORISER (source), result, &error);

  if (has_left (waiting, &error) || !may)
    refuse (waiting, error);
  else if (waiting->n_asked < waiting->actions->len)
    ask_next (g_steal_pointer (&waiting));
  else
    run (waiting);
}

static void
ask_next (Waiting *owned_waiting)
{
  Waiting *waiting = owned_waiting;
  GDBusMessage *message = g_dbus_method_invocation_get_message (waiting->invocation);
  OpAuthQuery query = {
    .sender = g_dbus_method_invocation_get_sender (waiting->invocation),
    .uid = waiting->uid,
    .action = g_ptr_array_index (waiting->actions, waiting->n_asked++),
    .details = (const char *const *) waiting->details,
    .interactive = (g_dbus_message_get_flags (message) &
                    G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION) != 0,
  };

  op_authoriser_check_async (waiting->gate->authoriser,
                             &query,
                             op_caller_get_cancellable (waiting->caller),
                             check_cb,
                             waiting);
}

static void
uid_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Waiting) waiting = user_data;
  g_autoptr(GError) error = NULL;

  if (!op_caller_uid_finish (G_DBUS_CONNECTION (source), result, &waiting->uid, &error))
    {
      refuse (waiting, error);
      return;
    }

  if (waiting->guard == OP_GUARD_OWN && waiting->is_own != NULL &&
      waiting->is_own (waiting->data, waiting->uid))
    {
      run (waiting);
      return;
    }

  waiting->caller = op_caller_watch (waiting->invocation);
  ask_next (g_steal_pointer (&waiting));
}

/* A question about no product in particular is about all of them; its text needs to say so. */
static GStrv
copy_details (const char *const *details)
{
  static const char *const all[] = { "title", "all applications", NULL };

  return g_strdupv ((GStrv) (details != NULL ? details : all));
}

void
op_gate_ask (OpGate *self, GDBusMethodInvocation *invocation, const OpGateRequest *request)
{
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  g_autoptr(Waiting) waiting = g_new0 (Waiting, 1);
  const char *action;

  waiting->gate = g_object_ref (self);
  waiting->uid = G_MAXUINT32; /* nobody's, until the bus says whose */
  self->n_waiting++;
  waiting->invocation = invocation;
  waiting->guard = op_guard_of_method (
      g_dbus_method_invocation_get_interface_name (invocation), method, &action);
  waiting->actions = g_ptr_array_new_with_free_func (g_free);
  waiting->details = copy_details (request->details);
  waiting->is_own = request->is_own;
  waiting->run = request->run;
  waiting->data = request->data;
  waiting->free = request->free;

  if (waiting->guard != OP_GUARD_ACTION && waiting->guard != OP_GUARD_OWN)
    {
      g_autoptr(GError) error = g_error_new (
          OP_ERROR, OP_ERROR_ACCESS_DENIED, "No action guards ‘%s’", method);

      refuse (waiting, error);
      return;
    }

  g_ptr_array_add (waiting->actions, g_strdup (action));
  for (size_t i = 0; request->more_actions != NULL && request->more_actions[i] != NULL; i++)
    g_ptr_array_add (waiting->actions, g_strdup (request->more_actions[i]));
  op_caller_uid_async (g_dbus_method_invocation_get_connection (invocation),
                       g_dbus_method_invocation_get_sender (invocation),
                       uid_cb,
                       g_steal_pointer (&waiting));
}

gboolean
op_gate_is_busy (OpGate *self)
{
  return self->n_waiting > 0;
}

static void
op_gate_finalize (GObject *object)
{
  g_clear_object (&OP_GATE (object)->authoriser);

  G_OBJECT_CLASS (op_gate_parent_class)->finalize (object);
}

static void
op_gate_class_init (OpGateClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_gate_finalize;

  signals[REFUSED] = g_signal_new ("refused",
                                   G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST,
                                   0,
                                   NULL,
                                   NULL,
                                   NULL,
                                   G_TYPE_NONE,
                                   4,
                                   G_TYPE_UINT,
                                   G_TYPE_STRING,
                                   G_TYPE_STRING,
                                   G_TYPE_ERROR);
}

static void
op_gate_init (OpGate *self)
{
}

OpGate *
op_gate_new (OpAuthoriser *authoriser)
{
  OpGate *self = g_object_new (OP_TYPE_GATE, NULL);

  self->authoriser = g_object_ref (authoriser);

  return self;
}
