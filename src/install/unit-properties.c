/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "install/unit-properties.h"

#include <signal.h>

#define STOP_TIMEOUT_USEC (5 * G_USEC_PER_SEC)
#define MAX_TASKS 512

/* Not MemoryDenyWriteExecute=: programs that compile themselves while they run are welcome. */
static const char *const switched_on[] = {
  "AddRef", /* so that how it ended can still be asked */
  "RemainAfterExit",
  "NoNewPrivileges",
  "PrivateNetwork",
  "PrivateTmp",
  "PrivateDevices",
  "PrivateIPC",
  "ProtectKernelTunables",
  "ProtectKernelModules",
  "ProtectKernelLogs",
  "ProtectControlGroups",
  "ProtectClock",
  "ProtectHostname",
  "LockPersonality",
  "RestrictRealtime",
  "RestrictSUIDSGID",
};

static const char *const environment[] = { "PATH=/usr/local/bin:/usr/bin:/bin",
                                           "HOME=/",
                                           "LANG=C.UTF-8",
                                           NULL };

static void
add (GVariantBuilder *builder, const char *name, GVariant *floating_value)
{
  g_variant_builder_add (builder, "(sv)", name, floating_value);
}

static void
add_string (GVariantBuilder *builder, const char *name, const char *value)
{
  add (builder, name, g_variant_new_string (value));
}

static void
add_user (GVariantBuilder *builder, const char *user)
{
  if (user == NULL || g_str_equal (user, "nobody"))
    add (builder, "DynamicUser", g_variant_new_boolean (TRUE));
  else
    add_string (builder, "User", user);
}

/* PID 1 would put our environment in the place of `$NAME` in arguments. */
static GVariant *
make_command (const OpProgram *program)
{
  const char *const flags[] = { "no-env-expand", NULL };
  GVariantBuilder commands;

  g_variant_builder_init (&commands, G_VARIANT_TYPE ("a(sasas)"));
  g_variant_builder_add (&commands, "(s^as^as)", program->path, program->argv, flags);

  return g_variant_builder_end (&commands);
}

GVariant *
op_unit_properties_new (const OpProgram *program, int out_index, int err_index)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sv)"));
  add_string (&builder, "Description", "Health check of an application update");
  add_string (&builder, "Type", "oneshot");
  add_string (&builder, "CollectMode", "inactive-or-failed");
  add (&builder, "ExecStartEx", make_command (program));
  add_string (&builder, "WorkingDirectory", program->directory);
  add (&builder, "Environment", g_variant_new_strv (environment, -1));
  add (&builder, "StandardOutputFileDescriptor", g_variant_new_handle (out_index));
  add (&builder, "StandardErrorFileDescriptor", g_variant_new_handle (err_index));

  add (&builder,
       "TimeoutStartUSec",
       g_variant_new_uint64 (program->timeout_sec * (guint64) G_USEC_PER_SEC));
  add (&builder, "TimeoutStopUSec", g_variant_new_uint64 (STOP_TIMEOUT_USEC));
  add (&builder, "KillSignal", g_variant_new_int32 (SIGKILL));
  add (&builder, "TasksMax", g_variant_new_uint64 (MAX_TASKS));
  add (&builder, "UMask", g_variant_new_uint32 (022));

  add_user (&builder, program->user);
  for (size_t i = 0; i < G_N_ELEMENTS (switched_on); i++)
    add (&builder, switched_on[i], g_variant_new_boolean (TRUE));
  add (&builder, "CapabilityBoundingSet", g_variant_new_uint64 (0));
  add_string (&builder, "ProtectSystem", "strict");
  add_string (&builder, "ProtectHome", "read-only");
  add_string (&builder, "ProtectProc", "invisible");

  return g_variant_builder_end (&builder);
}
