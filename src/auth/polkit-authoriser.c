/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "auth/polkit-authoriser.h"

#include "base/error.h"
#include "rules/prompt-limits.h"

#define POLKIT_NAME "org.freedesktop.PolicyKit1"
#define POLKIT_PATH "/org/freedesktop/PolicyKit1/Authority"
#define POLKIT_INTERFACE "org.freedesktop.PolicyKit1.Authority"

/* polkit's: CheckAuthorizationFlags */
#define ALLOW_USER_INTERACTION 1u

struct _OpPolkitAuthoriser
{
  GObject parent_instance;

  GDBusConnection *connection; /* (owned) */
  int prompt_timeout_msec;
  OpPromptLimits *limits; /* (owned) */
  guint64 n_prompts;
};

static void op_polkit_authoriser_iface_init (OpAuthoriserInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (OpPolkitAuthoriser,
                               op_polkit_authoriser,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (OP_TYPE_AUTHORISER,
                                                      op_polkit_authoriser_iface_init))

/* One query: a check, and after it a prompt if need be. */
typedef struct
{
  char *sender; /* (owned) */
  guint32 uid;
  char *action;      /* (owned) */
  GVariant *details; /* (owned): a{ss} */
  gboolean interactive;
  OpQuestion question;   /* the one that is open */
  char *cancellation_id; /* (owned): "" for a check, which nobody needs to cancel */
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_free (asking->sender);
  g_free (asking->action);
  g_variant_unref (asking->details);
  g_free (asking->cancellation_id);
  g_free (asking);
}

static GVariant *
make_details (const char *const *details)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  for (size_t i = 0; details != NULL && details[i] != NULL; i += 2)
    g_variant_builder_add (&builder, "{ss}", details[i], details[i + 1]);

  return g_variant_ref_sink (g_variant_builder_end (&builder));
}

/* Take the window away again; whether that worked changes nothing for us. */
static void
cancel_prompt (OpPolkitAuthoriser *self, const char *cancellation_id)
{
  g_dbus_connection_call (self->connection,
                          POLKIT_NAME,
                          POLKIT_PATH,
                          POLKIT_INTERFACE,
                          "CancelCheckAuthorization",
                          g_variant_new ("(s)", cancellation_id),
                          NULL, /* reply type */
                          G_DBUS_CALL_FLAGS_NO_AUTO_START,
                          -1,    /* default time-out */
                          NULL,  /* cancellable */
                          NULL,  /* callback */
                          NULL); /* user data */
}

static gboolean
is_absent (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         (error->domain == G_DBUS_ERROR && error->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED &&
          error->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY);
}

/* No answer came. */
static void
return_failure (GTask *task, GError *error)
{
  const Asking *asking = g_task_get_task_data (task);

  if (is_absent (error))
    g_task_return_new_error (task,
                             OP_ERROR,
                             OP_ERROR_ACCESS_DENIED,
                             "Only root may do this here: polkit, which knows who else may do "
                             "‘%s’, does not run",
                             asking->action);
  else if (asking->question == OP_QUESTION_PROMPT &&
           g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    g_task_return_new_error (task,
                             OP_ERROR,
                             OP_ERROR_ACCESS_DENIED,
                             "Nobody has answered the question for a password that ‘%s’ needs",
                             asking->action);
  else
    {
      g_dbus_error_strip_remote_error (error);
      g_task_return_new_error (task,
                               OP_ERROR,
                               OP_ERROR_ACCESS_DENIED,
                               "polkit has not answered whether the caller may do ‘%s’: %s",
                               asking->action,
                               error->message);
    }
}

static void
return_no (GTask *task, gboolean needs_prompt, GVariant *notes)
{
  const Asking *asking = g_task_get_task_data (task);
  const char *dismissed;

  if (needs_prompt && asking->question == OP_QUESTION_CHECK)
    g_task_return_new_error (task,
                             OP_ERROR,
                             OP_ERROR_ACCESS_DENIED,
                             "‘%s’ needs a password, and the call does not allow to ask for one: "
                             "set its flag for interactive authorisation, or be root",
                             asking->action);
  else if (needs_prompt)
    g_task_return_new_error (task,
                             OP_ERROR,
                             OP_ERROR_ACCESS_DENIED,
                             "‘%s’ needs a password, and nobody can be asked for one: no "
                             "authentication agent runs for the caller",
                             asking->action);
  else if (g_variant_lookup (notes, "polkit.dismissed", "&s", &dismissed))
    g_task_return_new_error (task,
                             OP_ERROR,
                             OP_ERROR_ACCESS_DENIED,
                             "The question for a password that ‘%s’ needs was dismissed",
                             asking->action);
  else
    g_task_return_new_error (task,
                             OP_ERROR,
                             OP_ERROR_ACCESS_DENIED,
                             "The caller may not do ‘%s’ with what is asked for here",
                             asking->action);
}

static void ask (GTask *owned_task, OpQuestion question);

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = user_data;
  OpPolkitAuthoriser *self = g_task_get_source_object (task);
  const Asking *asking = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply =
                 g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, &error);
  g_autoptr(GVariant) notes = NULL;
  gboolean may, needs_prompt;

  op_prompt_limits_give_back (self->limits, asking->question, asking->uid);
  if (reply == NULL)
    {
      if (asking->question == OP_QUESTION_PROMPT && !g_dbus_error_is_remote_error (error))
        cancel_prompt (self, asking->cancellation_id);
      return_failure (task, error);
      return;
    }

  g_variant_get (reply, "((bb@a{ss}))", &may, &needs_prompt, &notes);
  if (may)
    g_task_return_boolean (task, TRUE);
  else if (needs_prompt && asking->interactive && asking->question == OP_QUESTION_CHECK)
    ask (g_steal_pointer (&task), OP_QUESTION_PROMPT);
  else
    return_no (task, needs_prompt, notes);
}

static void
ask (GTask *owned_task, OpQuestion question)
{
  g_autoptr(GTask) task = owned_task;
  OpPolkitAuthoriser *self = g_task_get_source_object (task);
  Asking *asking = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  gboolean is_prompt = question == OP_QUESTION_PROMPT;
  GVariantBuilder subject;
  GError *error = NULL;

  if (!op_prompt_limits_take (self->limits, question, asking->uid, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  asking->question = question;
  g_free (asking->cancellation_id);
  asking->cancellation_id =
      is_prompt ? g_strdup_printf ("offpeak-%" G_GUINT64_FORMAT, self->n_prompts++) : g_strdup ("");
  g_variant_builder_init (&subject, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&subject, "{sv}", "name", g_variant_new_string (asking->sender));
  g_dbus_connection_call (self->connection,
                          POLKIT_NAME,
                          POLKIT_PATH,
                          POLKIT_INTERFACE,
                          "CheckAuthorization",
                          g_variant_new ("((sa{sv})s@a{ss}us)",
                                         "system-bus-name",
                                         &subject,
                                         asking->action,
                                         asking->details,
                                         is_prompt ? ALLOW_USER_INTERACTION : 0,
                                         asking->cancellation_id),
                          G_VARIANT_TYPE ("((bba{ss}))"),
                          G_DBUS_CALL_FLAGS_NONE,
                          is_prompt ? self->prompt_timeout_msec : -1,
                          cancellable,
                          answer_cb,
                          g_steal_pointer (&task));
}

static void
op_polkit_authoriser_check_async (OpAuthoriser *authoriser,
                                  const OpAuthQuery *query,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (authoriser, cancellable, callback, user_data);
  Asking *asking;

  if (query->uid == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  asking = g_new0 (Asking, 1);
  asking->sender = g_strdup (query->sender);
  asking->uid = query->uid;
  asking->action = g_strdup (query->action);
  asking->details = make_details (query->details);
  asking->interactive = query->interactive;
  g_task_set_task_data (task, asking, asking_free);
  ask (g_steal_pointer (&task), OP_QUESTION_CHECK);
}

static gboolean
op_polkit_authoriser_check_finish (OpAuthoriser *authoriser, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
op_polkit_authoriser_iface_init (OpAuthoriserInterface *iface)
{
  iface->check_async = op_polkit_authoriser_check_async;
  iface->check_finish = op_polkit_authoriser_check_finish;
}

static void
op_polkit_authoriser_finalize (GObject *object)
{
  OpPolkitAuthoriser *self = OP_POLKIT_AUTHORISER (object);

  g_clear_object (&self->connection);
  op_prompt_limits_free (self->limits);

  G_OBJECT_CLASS (op_polkit_authoriser_parent_class)->finalize (object);
}

static void
op_polkit_authoriser_class_init (OpPolkitAuthoriserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = op_polkit_authoriser_finalize;
}

static void
op_polkit_authoriser_init (OpPolkitAuthoriser *self)
{
  self->limits = op_prompt_limits_new ();
}

OpAuthoriser *
op_polkit_authoriser_new (GDBusConnection *connection, int prompt_timeout_msec)
{
  OpPolkitAuthoriser *self = g_object_new (OP_TYPE_POLKIT_AUTHORISER, NULL);

  self->connection = g_object_ref (connection);
  self->prompt_timeout_msec = prompt_timeout_msec;

  return OP_AUTHORISER (self);
}
