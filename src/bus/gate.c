/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/gate.h"

#include "base/error.h"
#include "bus/actions.h"
#include "bus/reply.h"

struct _OpGate
{
  GObject parent_instance;

  OpAuthoriser *authoriser; /* (owned) */
};

G_DEFINE_FINAL_TYPE (OpGate, op_gate, G_TYPE_OBJECT)

/* One request that waits; its actions are asked about one after the other. */
typedef struct
{
  OpGate *gate;                      /* (owned) */
  GDBusMethodInvocation *invocation; /* (owned) (nullable): NULL when it was given on */
  GPtrArray *actions;                /* (owned) (element-type utf8) */
  unsigned n_asked;
  GStrv details; /* (owned) (nullable) */
  OpGateFunc run;
  gpointer data; /* (owned) (nullable): NULL when it was given on */
  GDestroyNotify free;
} Waiting;

static void
waiting_free (Waiting *waiting)
{
  if (waiting->data != NULL && waiting->free != NULL)
    waiting->free (waiting->data);
  g_clear_object (&waiting->invocation);
  g_ptr_array_unref (waiting->actions);
  g_strfreev (waiting->details);
  g_object_unref (waiting->gate);
  g_free (waiting);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Waiting, waiting_free)

static void ask_next (Waiting *owned_waiting);

static void
check_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Waiting) waiting = user_data;
  g_autoptr(GError) error = NULL;
  guint32 uid;

  if (!op_authoriser_check_finish (OP_AUTHORISER (source), result, &uid, &error))
    {
      op_reply_error (g_steal_pointer (&waiting->invocation), error);
      return;
    }

  if (waiting->n_asked < waiting->actions->len)
    {
      ask_next (g_steal_pointer (&waiting));
      return;
    }

  waiting->run (g_steal_pointer (&waiting->invocation), uid, g_steal_pointer (&waiting->data));
}

static void
ask_next (Waiting *owned_waiting)
{
  Waiting *waiting = owned_waiting;
  GDBusMessage *message = g_dbus_method_invocation_get_message (waiting->invocation);
  OpAuthQuery query = {
    .sender = g_dbus_method_invocation_get_sender (waiting->invocation),
    .action = g_ptr_array_index (waiting->actions, waiting->n_asked++),
    .details = (const char *const *) waiting->details,
    .interactive = (g_dbus_message_get_flags (message) &
                    G_DBUS_MESSAGE_FLAGS_ALLOW_INTERACTIVE_AUTHORIZATION) != 0,
  };

  op_authoriser_check_async (waiting->gate->authoriser, &query, NULL, check_cb, waiting);
}

void
op_gate_ask (OpGate *self, GDBusMethodInvocation *invocation, const OpGateRequest *request)
{
  const char *method = g_dbus_method_invocation_get_method_name (invocation);
  Waiting *waiting = g_new0 (Waiting, 1);
  const char *action;
  OpGuard guard = op_guard_of_method (
      g_dbus_method_invocation_get_interface_name (invocation), method, &action);

  waiting->gate = g_object_ref (self);
  waiting->invocation = invocation;
  waiting->actions = g_ptr_array_new_with_free_func (g_free);
  waiting->details = g_strdupv ((GStrv) request->details);
  waiting->run = request->run;
  waiting->data = request->data;
  waiting->free = request->free;

  if (guard != OP_GUARD_ACTION && guard != OP_GUARD_OWN)
    {
      g_autoptr(GError) error = g_error_new (
          OP_ERROR, OP_ERROR_ACCESS_DENIED, "No action guards ‘%s’", method);

      op_reply_error (g_steal_pointer (&waiting->invocation), error);
      waiting_free (waiting);
      return;
    }

  g_ptr_array_add (waiting->actions, g_strdup (action));
  for (size_t i = 0; request->more_actions != NULL && request->more_actions[i] != NULL; i++)
    g_ptr_array_add (waiting->actions, g_strdup (request->more_actions[i]));
  ask_next (waiting);
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
