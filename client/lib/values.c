/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/lib/values-private.h"

/* clang-format off */
G_DEFINE_BOXED_TYPE (OffpeakWaitReason, offpeak_wait_reason,
                     offpeak_wait_reason_copy, offpeak_wait_reason_free)
G_DEFINE_BOXED_TYPE (OffpeakApplication, offpeak_application,
                     offpeak_application_copy, offpeak_application_free)
/* clang-format on */

/**
 * offpeak_wait_reason_copy:
 * @self: a reason
 *
 * Returns: (transfer full): a copy
 */
OffpeakWaitReason *
offpeak_wait_reason_copy (const OffpeakWaitReason *self)
{
  OffpeakWaitReason *copy = g_new0 (OffpeakWaitReason, 1);

  copy->code = g_strdup (self->code);
  copy->text = g_strdup (self->text);
  copy->who = g_strdup (self->who);
  copy->earliest_retry_usec = self->earliest_retry_usec;

  return copy;
}

/**
 * offpeak_wait_reason_free:
 * @self: (transfer full): a reason
 */
void
offpeak_wait_reason_free (OffpeakWaitReason *self)
{
  g_free (self->code);
  g_free (self->text);
  g_free (self->who);
  g_free (self);
}

/**
 * offpeak_application_copy:
 * @self: an application
 *
 * Returns: (transfer full): a copy
 */
OffpeakApplication *
offpeak_application_copy (const OffpeakApplication *self)
{
  OffpeakApplication *copy = g_new0 (OffpeakApplication, 1);

  copy->pid = self->pid;
  copy->name = g_strdup (self->name);

  return copy;
}

/**
 * offpeak_application_free:
 * @self: (transfer full): an application
 */
void
offpeak_application_free (OffpeakApplication *self)
{
  g_free (self->name);
  g_free (self);
}

/**
 * op_wait_reasons_from_variant:
 * @reasons: of type a(ssst)
 *
 * Returns: (transfer full) (element-type OffpeakWaitReason): the same
 */
GPtrArray *
op_wait_reasons_from_variant (GVariant *reasons)
{
  GPtrArray *array = g_ptr_array_new_with_free_func ((GDestroyNotify) offpeak_wait_reason_free);
  GVariantIter iter;
  OffpeakWaitReason row;

  g_variant_iter_init (&iter, reasons);
  while (g_variant_iter_next (
      &iter, "(ssst)", &row.code, &row.text, &row.who, &row.earliest_retry_usec))
    g_ptr_array_add (array, g_memdup2 (&row, sizeof row));

  return array;
}

/**
 * op_applications_from_variant:
 * @applications: of type a(us)
 *
 * Returns: (transfer full) (element-type OffpeakApplication): the same
 */
GPtrArray *
op_applications_from_variant (GVariant *applications)
{
  GPtrArray *array = g_ptr_array_new_with_free_func ((GDestroyNotify) offpeak_application_free);
  GVariantIter iter;
  OffpeakApplication row;

  g_variant_iter_init (&iter, applications);
  while (g_variant_iter_next (&iter, "(us)", &row.pid, &row.name))
    g_ptr_array_add (array, g_memdup2 (&row, sizeof row));

  return array;
}
