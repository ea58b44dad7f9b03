/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "system/agent.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "support/patience.h"

#define AGENT_PATH "/org/offpeak/test/Agent"
#define DISMISSED "org.freedesktop.PolicyKit1.Error.Cancelled"

typedef struct
{
  GDBusMethodInvocation *invocation; /* (owned) (nullable): NULL when it is answered */
  char *text;                        /* (owned) */
  char *cookie;                      /* (owned) */
} Question;

struct _Agent
{
  GDBusConnection *admin; /* (owned) */
  GPtrArray *questions;   /* (owned) (element-type Question) */
  unsigned n_cancelled;
  unsigned registration_id;
};

static const char introspection[] =
    "<node><interface name='org.freedesktop.PolicyKit1.AuthenticationAgent'>"
    "<method name='BeginAuthentication'>"
    "<arg type='s'/><arg type='s'/><arg type='s'/><arg type='a{ss}'/><arg type='s'/>"
    "<arg type='a(sa{sv})'/>"
    "</method>"
    "<method name='CancelAuthentication'><arg type='s'/></method>"
    "</interface></node>";

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_object (&question->invocation);
  g_free (question->cookie);
  g_free (question->text);
  g_free (question);
}

static void
close_question (Question *question)
{
  if (question->invocation != NULL)
    g_dbus_method_invocation_return_dbus_error (
        g_steal_pointer (&question->invocation), DISMISSED, "The window was closed");
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
  Agent *self = data;
  const char *cookie;

  if (g_str_equal (method, "BeginAuthentication"))
    {
      Question *question = g_new0 (Question, 1);

      g_variant_get (parameters,
                     "(&ss&s@a{ss}s@a(sa{sv}))",
                     NULL,
                     &question->text,
                     NULL,
                     NULL,
                     &question->cookie,
                     NULL);
      question->invocation = invocation;
      g_ptr_array_add (self->questions, question);
      return;
    }

  g_variant_get (parameters, "(&s)", &cookie);
  for (unsigned i = 0; i < self->questions->len; i++)
    {
      Question *question = g_ptr_array_index (self->questions, i);

      if (g_str_equal (question->cookie, cookie) && question->invocation != NULL)
        {
          self->n_cancelled++;
          close_question (question);
        }
    }
  g_dbus_method_invocation_return_value (invocation, NULL);
}

static void
call_polkit (Agent *self, const char *method, GVariant *parameters)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = NULL;

  reply = g_dbus_connection_call_sync (self->admin,
                                       "org.freedesktop.PolicyKit1",
                                       "/org/freedesktop/PolicyKit1/Authority",
                                       "org.freedesktop.PolicyKit1.Authority",
                                       method,
                                       parameters,
                                       NULL,
                                       G_DBUS_CALL_FLAGS_NONE,
                                       PATIENCE_SEC * 1000,
                                       NULL,
                                       &error);
  g_assert_no_error (error);
}

/* In clock ticks since the machine's start: field 22 of /proc/PID/stat. */
static guint64
start_time (void)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) fields = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/stat", &text, NULL, NULL));
  fields = g_strsplit (strrchr (text, ')') + 2, " ", -1);
  g_assert_cmpuint (g_strv_length (fields), >, 19);

  return g_ascii_strtoull (fields[19], NULL, 10);
}

static GVariant *
this_process (void)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&builder, "{sv}", "pid", g_variant_new_uint32 ((guint32) getpid ()));
  g_variant_builder_add (&builder, "{sv}", "start-time", g_variant_new_uint64 (start_time ()));
  g_variant_builder_add (&builder, "{sv}", "uid", g_variant_new_int32 ((gint32) getuid ()));

  return g_variant_new ("(sa{sv})", "unix-process", &builder);
}

Agent *
agent_new (GDBusConnection *admin)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  Agent *self = g_new0 (Agent, 1);
  g_autoptr(GDBusNodeInfo) info = g_dbus_node_info_new_for_xml (introspection, NULL);
  g_autoptr(GError) error = NULL;

  self->admin = g_object_ref (admin);
  self->questions = g_ptr_array_new_with_free_func (question_free);
  self->registration_id = g_dbus_connection_register_object (
      admin, AGENT_PATH, info->interfaces[0], &vtable, self, NULL, &error);
  g_assert_no_error (error);
  call_polkit (self,
               "RegisterAuthenticationAgent",
               g_variant_new ("(@(sa{sv})ss)", this_process (), "en_GB.UTF-8", AGENT_PATH));

  return self;
}

void
agent_free (Agent *self)
{
  call_polkit (self,
               "UnregisterAuthenticationAgent",
               g_variant_new ("(@(sa{sv})s)", this_process (), AGENT_PATH));
  g_dbus_connection_unregister_object (self->admin, self->registration_id);
  for (unsigned i = 0; i < self->questions->len; i++)
    close_question (g_ptr_array_index (self->questions, i));
  g_ptr_array_unref (self->questions);
  g_object_unref (self->admin);
  g_free (self);
}

unsigned
agent_n_asked (Agent *self)
{
  return self->questions->len;
}

unsigned
agent_n_cancelled (Agent *self)
{
  return self->n_cancelled;
}

typedef struct
{
  Agent *agent;
  unsigned n_asked;
  unsigned n_cancelled;
} Wanted;

static gboolean
has_come (gpointer data)
{
  Wanted *wanted = data;

  return wanted->agent->questions->len >= wanted->n_asked &&
         wanted->agent->n_cancelled >= wanted->n_cancelled;
}

void
agent_wait_for (Agent *self, unsigned n_asked, unsigned n_cancelled)
{
  Wanted wanted = { self, n_asked, n_cancelled };

  wait_until (has_come, &wanted, "questions to the agent");
}

static Question *
get_question (Agent *self, unsigned number)
{
  g_assert_cmpuint (number, <, self->questions->len);

  return g_ptr_array_index (self->questions, number);
}

const char *
agent_text (Agent *self, unsigned number)
{
  return get_question (self, number)->text;
}

/* polkit's own helper says this to it, as root, when the password was right. */
void
agent_agree (Agent *self, unsigned number)
{
  Question *question = get_question (self, number);
  GVariantBuilder root;

  g_variant_builder_init (&root, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&root, "{sv}", "uid", g_variant_new_uint32 (0));
  call_polkit (self,
               "AuthenticationAgentResponse2",
               g_variant_new ("(us(sa{sv}))", 0u, question->cookie, "unix-user", &root));
  g_dbus_method_invocation_return_value (g_steal_pointer (&question->invocation), NULL);
}

void
agent_dismiss (Agent *self, unsigned number)
{
  close_question (get_question (self, number));
}
