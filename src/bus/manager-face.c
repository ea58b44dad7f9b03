/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "bus/manager-face.h"

#include "base/error.h"
#include "bus/reply.h"
#include "update/check.h"

struct _OpManagerFace
{
  OpDBusManager1Skeleton parent_instance;

  OpCatalogue *catalogue; /* (owned) */
  OpGate *gate;           /* (owned) */
};

enum
{
  RELOAD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void op_manager_face_iface_init (OpDBusManager1Iface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpManagerFace,
                               op_manager_face,
                               OP_DBUS_TYPE_MANAGER1_SKELETON,
                               G_IMPLEMENT_INTERFACE (OP_DBUS_TYPE_MANAGER1,
                                                      op_manager_face_iface_init))

static void
reload (GDBusMethodInvocation *invocation, guint32 uid, gpointer data)
{
  g_autoptr(OpManagerFace) self = data;
  g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);

  g_signal_emit (self, signals[RELOAD], 0, problems);
  for (unsigned i = 0; i < problems->len; i++)
    {
      char *problem = problems->pdata[i]; /* it names a file, as somebody called it */

      problems->pdata[i] = g_utf8_make_valid (problem, -1);
      g_free (problem);
    }
  g_ptr_array_add (problems, NULL);
  op_dbus_manager1_complete_reload (
      OP_DBUS_MANAGER1 (self), invocation, (const char *const *) problems->pdata);
}

static gboolean
handle_reload (OpDBusManager1 *object, GDBusMethodInvocation *invocation)
{
  OpManagerFace *self = OP_MANAGER_FACE (object);
  OpGateRequest request = { .run = reload, .data = g_object_ref (self), .free = g_object_unref };

  op_gate_ask (self->gate, invocation, &request);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

/* One CheckAll: the reply goes out when the last product has answered. */
typedef struct
{
  GDBusMethodInvocation *invocation; /* (owned) */
  OpCaller *caller;                  /* (owned) */
  GVariantBuilder updates;
  unsigned n_waiting;
} CheckAll;

static void
check_done (CheckAll *all)
{
  if (--all->n_waiting > 0)
    return;

  g_dbus_method_invocation_return_value (all->invocation, g_variant_new ("(a(sb))", &all->updates));
  op_caller_unwatch (all->caller);
  g_free (all);
}

static void
check_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  CheckAll *all = user_data;
  OpProduct *product = OP_PRODUCT (source);
  g_autoptr(GError) error = NULL;
  g_autoptr(OpCheckResult) check = op_product_check_finish (product, result, &error);

  if (check == NULL)
    g_message ("%s: %s", op_product_get_config (product)->id, error->message);
  g_variant_builder_add (&all->updates,
                         "(sb)",
                         op_product_get_config (product)->id,
                         check != NULL && check->available);
  check_done (all);
}

static gboolean
can_be_checked (OpProduct *product)
{
  OpProductView view;
  OpStatus to;

  op_product_get_view (product, &view);

  return op_product_get_config (product)->enabled &&
         op_update_state_next (view.status, OP_UPDATE_CHECK, &to);
}

static void
check_all (GDBusMethodInvocation *invocation, guint32 uid, gpointer data)
{
  g_autoptr(OpManagerFace) self = data;
  g_autoptr(GPtrArray) products = op_catalogue_list (self->catalogue);
  OpDownloadParameters parameters = { 0 };
  CheckAll *all = g_new0 (CheckAll, 1);

  all->invocation = invocation;
  all->caller = op_caller_watch (invocation);
  all->n_waiting = 1; /* ourselves, until all are asked */
  g_variant_builder_init (&all->updates, G_VARIANT_TYPE ("a(sb)"));

  for (unsigned i = 0; i < products->len; i++)
    {
      OpProduct *product = g_ptr_array_index (products, i);

      if (!can_be_checked (product))
        continue;
      all->n_waiting++;
      op_product_check_async (product,
                              &parameters,
                              op_check_max_age_usec (uid),
                              op_caller_get_cancellable (all->caller),
                              check_cb,
                              all);
    }
  check_done (all);
}

static gboolean
handle_check_all (OpDBusManager1 *object, GDBusMethodInvocation *invocation)
{
  OpManagerFace *self = OP_MANAGER_FACE (object);
  OpGateRequest request = { .run = check_all, .data = g_object_ref (self), .free = g_object_unref };

  op_gate_ask (self->gate, invocation, &request);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
op_manager_face_iface_init (OpDBusManager1Iface *iface)
{
  iface->handle_reload = handle_reload;
  iface->handle_check_all = handle_check_all;
}

static void
op_manager_face_dispose (GObject *object)
{
  OpManagerFace *self = OP_MANAGER_FACE (object);

  g_clear_object (&self->catalogue);
  g_clear_object (&self->gate);

  G_OBJECT_CLASS (op_manager_face_parent_class)->dispose (object);
}

static void
op_manager_face_class_init (OpManagerFaceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = op_manager_face_dispose;

  signals[RELOAD] = g_signal_new ("reload",
                                  G_TYPE_FROM_CLASS (klass),
                                  G_SIGNAL_RUN_LAST,
                                  0,
                                  NULL,
                                  NULL,
                                  NULL,
                                  G_TYPE_NONE,
                                  1,
                                  G_TYPE_PTR_ARRAY);
}

static void
op_manager_face_init (OpManagerFace *self)
{
}

OpManagerFace *
op_manager_face_new (OpCatalogue *catalogue, OpGate *gate)
{
  OpManagerFace *self = g_object_new (OP_TYPE_MANAGER_FACE, NULL);

  self->catalogue = g_object_ref (catalogue);
  self->gate = g_object_ref (gate);
  op_dbus_manager1_set_version (OP_DBUS_MANAGER1 (self), OP_VERSION);

  return self;
}

void
op_manager_face_set_default (OpManagerFace *self, const char *id)
{
  op_dbus_manager1_set_default_product (OP_DBUS_MANAGER1 (self), id);
}
