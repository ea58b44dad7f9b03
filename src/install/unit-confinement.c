/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/unit-confinement.h"

#include "install/unit-run.h"

struct _OpUnitConfinement
{
  GObject parent_instance;

  GDBusConnection *bus; /* (owned) */
};

static void implement_confinement (OpConfinementInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpUnitConfinement,
                               op_unit_confinement,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_CONFINEMENT, implement_confinement))

static void
run_async (OpConfinement *self,
           const OpProgram *program,
           GCancellable *cancellable,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  op_unit_run (OP_UNIT_CONFINEMENT (self)->bus,
               program,
               g_task_new (self, cancellable, callback, user_data));
}

static void
implement_confinement (OpConfinementInterface *iface)
{
  iface->run_async = run_async;
}

static void
op_unit_confinement_finalize (GObject *object)
{
  g_object_unref (OP_UNIT_CONFINEMENT (object)->bus);

  G_OBJECT_CLASS (op_unit_confinement_parent_class)->finalize (object);
}

static void
op_unit_confinement_class_init (OpUnitConfinementClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_unit_confinement_finalize;
}

static void
op_unit_confinement_init (OpUnitConfinement *self)
{
}

OpConfinement *
op_unit_confinement_new (GDBusConnection *bus)
{
  OpUnitConfinement *self = g_object_new (OP_TYPE_UNIT_CONFINEMENT, NULL);

  self->bus = g_object_ref (bus);

  return OP_CONFINEMENT (self);
}
