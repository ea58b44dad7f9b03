/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "system/rules.h"

#include "support/files.h"
#include "support/patience.h"

#define RULES_DIR "/etc/polkit-1/rules.d"

/* The last rule of a file says which file it is; polkit is asked until it knows. */
static const char probe_rule[] =
    "polkit.addRule(function(action, subject) {\n"
    "  if (action.id == 'org.offpeak.tasks.schedule' && action.lookup('probe') == '%u')\n"
    "    return polkit.Result.YES;\n"
    "});\n";

typedef struct
{
  GDBusConnection *admin;
  GDBusConnection *user;
  unsigned number;
} Probe;

static GVariant *
make_question (const Probe *probe)
{
  const char *name = g_dbus_connection_get_unique_name (probe->user);
  g_autofree char *number = g_strdup_printf ("%u", probe->number);
  GVariantBuilder subject, details;

  g_variant_builder_init (&subject, G_VARIANT_TYPE ("a{sv}"));
  g_variant_builder_add (&subject, "{sv}", "name", g_variant_new_string (name));
  g_variant_builder_init (&details, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&details, "{ss}", "probe", number);

  return g_variant_new ("((sa{sv})sa{ss}us)",
                        "system-bus-name",
                        &subject,
                        "org.offpeak.tasks.schedule",
                        &details,
                        0u,
                        "");
}

static gboolean
polkit_knows (gpointer data)
{
  const Probe *probe = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GVariant) reply = g_dbus_connection_call_sync (probe->admin,
                                                            "org.freedesktop.PolicyKit1",
                                                            "/org/freedesktop/PolicyKit1/Authority",
                                                            "org.freedesktop.PolicyKit1.Authority",
                                                            "CheckAuthorization",
                                                            make_question (probe),
                                                            NULL,
                                                            G_DBUS_CALL_FLAGS_NONE,
                                                            PATIENCE_SEC * 1000,
                                                            NULL,
                                                            &error);
  gboolean may;

  g_assert_no_error (error);
  g_variant_get (reply, "((bba{ss}))", &may, NULL, NULL);

  return may;
}

void
set_rules (GDBusConnection *admin, GDBusConnection *user, const char *text)
{
  static unsigned n_files;
  Probe probe = { admin, user, ++n_files };
  g_autofree char *rule = g_strdup_printf (probe_rule, probe.number);
  g_autofree char *whole = g_strconcat (text, rule, NULL);

  write_file (RULES_DIR, "test.rules", whole);
  wait_until (polkit_knows, &probe, "polkit to read its rules");
}

void
remove_rules (GDBusConnection *admin, GDBusConnection *user)
{
  if (file_exists (RULES_DIR, "test.rules"))
    set_rules (admin, user, "");
}
