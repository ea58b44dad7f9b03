/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fakes/fake-polkit.h"

#include "support/patience.h"

struct _FakePolkit
{
  GDBusConnection *connection; /* (owned) */
  GPtrArray *questions;        /* (owned) (element-type PolkitQuestion) */
  unsigned registration_id;
};

static const char introspection[] =
    "<node><interface name='org.freedesktop.PolicyKit1.Authority'>"
    "<method name='CheckAuthorization'>"
    "<arg type='(sa{sv})'/><arg type='s'/><arg type='a{ss}'/><arg type='u'/><arg type='s'/>"
    "<arg type='(bba{ss})' direction='out'/>"
    "</method>"
    "<method name='CancelCheckAuthorization'><arg type='s'/></method>"
    "</interface></node>";

static void
question_free (gpointer data)
{
  PolkitQuestion *question = data;

  g_clear_object (&question->invocation);
  g_free (question->sender);
  g_free (question->action);
  g_free (question->cancellation_id);
  g_variant_unref (question->details);
  g_free (question);
}

static void
add_question (FakePolkit *self, GVariant *parameters, GDBusMethodInvocation *invocation)
{
  PolkitQuestion *question = g_new0 (PolkitQuestion, 1);
  g_autoptr(GVariant) subject = NULL;
  const char *kind;
  guint32 flags;

  g_variant_get (parameters,
                 "((&s@a{sv})s@a{ss}us)",
                 &kind,
                 &subject,
                 &question->action,
                 &question->details,
                 &flags,
                 &question->cancellation_id);
  g_assert_cmpstr (kind, ==, "system-bus-name");
  g_assert_true (g_variant_lookup (subject, "name", "s", &question->sender));
  question->is_prompt = flags == 1;
  question->invocation = invocation;
  g_ptr_array_add (self->questions, question);
}

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *parameters,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  FakePolkit *self = data;
  const char *id;

  if (g_str_equal (method, "CheckAuthorization"))
    {
      add_question (self, parameters, invocation);
      return;
    }

  g_variant_get (parameters, "(&s)", &id);
  for (unsigned i = 0; i < self->questions->len; i++)
    {
      PolkitQuestion *question = g_ptr_array_index (self->questions, i);

      if (g_str_equal (question->cancellation_id, id))
        question->is_cancelled = TRUE;
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
}

FakePolkit *
fake_polkit_new (GDBusConnection *connection)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  FakePolkit *self = g_new0 (FakePolkit, 1);
  g_autoptr(GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;

  self->connection = g_object_ref (connection);
  self->questions = g_ptr_array_new_with_free_func (question_free);
  self->registration_id =
      g_dbus_connection_register_object (connection,
                                         "/org/freedesktop/PolicyKit1/Authority",
                                         info->interfaces[0],
                                         &vtable,
                                         self,
                                         NULL,
                                         &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (connection,
                                       "org.freedesktop.DBus",
                                       "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus",
                                       "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.PolicyKit1", 0u),
                                       NULL,
                                       G_DBUS_CALL_FLAGS_NONE,
                                       -1,
                                       NULL,
                                       &error);
  g_assert_no_error (error);

  return self;
}

void
fake_polkit_free (FakePolkit *self)
{
  g_dbus_connection_unregister_object (self->connection, self->registration_id);
  g_ptr_array_unref (self->questions);
  g_object_unref (self->connection);
  g_free (self);
}

unsigned
fake_polkit_n_asked (FakePolkit *self)
{
  return self->questions->len;
}

typedef struct
{
  FakePolkit *polkit;
  unsigned n_asked;
} Wanted;

static gboolean
was_asked (gpointer data)
{
  Wanted *wanted = data;

  return wanted->polkit->questions->len >= wanted->n_asked;
}

void
fake_polkit_wait_for (FakePolkit *self, unsigned n_asked)
{
  Wanted wanted = { self, n_asked };

  wait_until (was_asked, &wanted, "polkit to be asked");
}

static PolkitQuestion *
get_question (FakePolkit *self, unsigned number)
{
  g_assert_cmpuint (number, <, self->questions->len);

  return g_ptr_array_index (self->questions, number);
}

const PolkitQuestion *
fake_polkit_get (FakePolkit *self, unsigned number)
{
  return get_question (self, number);
}

const char *
fake_polkit_get_detail (FakePolkit *self, unsigned number, const char *key)
{
  const char *value = NULL;

  g_variant_lookup (get_question (self, number)->details, key, "&s", &value);

  return value;
}

void
fake_polkit_answer (FakePolkit *self, unsigned number, gboolean may, gboolean needs_prompt)
{
  PolkitQuestion *question = get_question (self, number);
  GVariantBuilder notes;

  g_variant_builder_init (&notes, G_VARIANT_TYPE ("a{ss}"));
  g_dbus_method_invocation_return_value (g_steal_pointer (&question->invocation),
                                         g_variant_new ("((bba{ss}))", may, needs_prompt, &notes));
}

void
fake_polkit_fail (FakePolkit *self, unsigned number)
{
  g_dbus_method_invocation_return_dbus_error (
      g_steal_pointer (&get_question (self, number)->invocation),
      "org.freedesktop.PolicyKit1.Error.Failed",
      "Action org.offpeak.nothing is not registered");
}
