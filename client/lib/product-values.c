/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/lib/product-private.h"

#include "client/lib/values-private.h"

#define P OP_PRODUCT_INTERFACE
#define U OP_UPDATE_INTERFACE

#define UNKNOWN_BYTES "18446744073709551615"
#define UNKNOWN_SECONDS "4294967295"

/* clang-format off */
static const OpValueRow rows[] = {
  [OP_VALUE_ID]                  = { P, "Id",                 "s",       "''",            "id",                  "Name of the product file" },
  [OP_VALUE_TITLE]               = { P, "Title",              "s",       "''",            "title",               "Name for people" },
  [OP_VALUE_CHANNEL]             = { P, "Channel",            "s",       "''",            "channel",             "Release channel" },
  [OP_VALUE_ARCHITECTURE]        = { P, "Architecture",       "s",       "''",            "architecture",        "Architecture, such as x64" },
  [OP_VALUE_LANGUAGES]           = { P, "Languages",          "as",      "[]",            "languages",           "Languages whose files are installed" },
  [OP_VALUE_INSTALL_ROOT]        = { P, "InstallRoot",        "s",       "''",            "install-root",        "Directory of the installed versions" },
  [OP_VALUE_TRUST]               = { P, "Trust",              "s",       "''",            "trust",               "What is believed: tuf or filelist" },
  [OP_VALUE_PHASE]               = { P, "Phase",              "u",       "100",           "phase",               "Percentage of machines that the newest release is for" },
  [OP_VALUE_ENABLED]             = { P, "Enabled",            "b",       "true",          "enabled",             "Whether the product is updated at all" },
  [OP_VALUE_AUTO_DOWNLOAD]       = { P, "AutoDownload",       "b",       "false",         "auto-download",       "Whether updates are downloaded by themselves" },
  [OP_VALUE_AUTO_APPLY]          = { P, "AutoApply",          "b",       "false",         "auto-apply",          "Whether updates are applied by themselves" },
  [OP_VALUE_CONFIGURATION_ERROR] = { P, "ConfigurationError", "s",       "''",            "configuration-error", "What is wrong with the product file" },
  [OP_VALUE_STATUS]              = { U, "Status",             "u",       "0",             "status",              "What is going on, or how the last call ended" },
  [OP_VALUE_ERROR]               = { U, "Error",              "u",       "0",             "error",               "Why it failed, as a number" },
  [OP_VALUE_ERROR_NAME]          = { U, "ErrorName",          "s",       "''",            "error-name",          "Why it failed, as a D-Bus error name" },
  [OP_VALUE_ERROR_MESSAGE]       = { U, "ErrorMessage",       "s",       "''",            "error-message",       "Why it failed, in one sentence" },
  [OP_VALUE_CONTENT_ID]          = { U, "ContentId",          "s",       "''",            "content-id",          "What the last download was given as content id" },
  [OP_VALUE_DISPLAY_LEVEL]       = { U, "DisplayLevel",       "b",       "false",         "display-level",       "Whether the last call wants its progress shown" },
  [OP_VALUE_BYTES_TOTAL]         = { U, "BytesTotal",         "t",       UNKNOWN_BYTES,   "bytes-total",         "How much the download transfers" },
  [OP_VALUE_BYTES_TRANSFERRED]   = { U, "BytesTransferred",   "t",       "0",             "bytes-transferred",   "How much of that has come" },
  [OP_VALUE_FILES_TOTAL]         = { U, "FilesTotal",         "u",       "0",             "files-total",         "How many files the download transfers" },
  [OP_VALUE_FILES_TRANSFERRED]   = { U, "FilesTransferred",   "u",       "0",             "files-transferred",   "How many of them have come" },
  [OP_VALUE_BYTES_PER_SECOND]    = { U, "BytesPerSecond",     "t",       "0",             "bytes-per-second",    "Present rate of the download" },
  [OP_VALUE_SECONDS_LEFT]        = { U, "SecondsLeft",        "u",       UNKNOWN_SECONDS, "seconds-left",        "Until the transfer ends at that rate" },
  [OP_VALUE_WAIT_REASONS]        = { U, "WaitReasons",        "a(ssst)", "[]",            "wait-reasons",        "Why nothing moves" },
  [OP_VALUE_PERMITTED_CALLS]     = { U, "PermittedCalls",     "as",      "[]",            "permitted-calls",     "Methods that the status permits" },
  [OP_VALUE_LAST_OPERATION]      = { U, "LastOperation",      "(tsu)",   "(0, '', 0)",    "last-operation",      "When the last call was accepted, which, and of which uid" },
  [OP_VALUE_RESTART_REQUIRED]    = { U, "RestartRequired",    "b",       "false",         "restart-required",    "Whether programs still run from an older version" },
  [OP_VALUE_INSTALLED_VERSION]   = { U, "InstalledVersion",   "s",       "''",            "installed-version",   "The version that runs" },
  [OP_VALUE_AVAILABLE_VERSION]   = { U, "AvailableVersion",   "s",       "''",            "available-version",   "The newest version that the last look found" },
  [OP_VALUE_STAGED_VERSION]      = { U, "StagedVersion",      "s",       "''",            "staged-version",      "The version that Apply would switch to" },
  [OP_VALUE_PREVIOUS_VERSION]    = { U, "PreviousVersion",    "s",       "''",            "previous-version",    "The version that Rollback would switch to" },
  [OP_VALUE_RELEASE_NOTES_URL]   = { U, "ReleaseNotesUrl",    "s",       "''",            "release-notes-url",   "Of the available or staged version" },
  [OP_VALUE_URGENCY]             = { U, "Urgency",            "u",       "1",             "urgency",             "Of the available version: 0 low to 3 critical" },
  [OP_VALUE_STALE]               = { U, "Stale",              "b",       "false",         "stale",               "Whether what is known of releases has expired" },
  [OP_VALUE_LAST_FRESH]          = { U, "LastFresh",          "t",       "0",             "last-fresh",          "When it was last up to date, in microseconds since the epoch" },
};
G_STATIC_ASSERT (G_N_ELEMENTS (rows) == OP_N_VALUES);
/* clang-format on */

const OpValueRow *
op_value_row (OpValue value)
{
  return &rows[value];
}

gboolean
op_value_find (const char *interface, const char *dbus_name, OpValue *out_value)
{
  for (OpValue value = 0; value < OP_N_VALUES; value++)
    {
      if (g_str_equal (rows[value].dbus_name, dbus_name) &&
          g_str_equal (rows[value].interface, interface))
        {
          *out_value = value;
          return TRUE;
        }
    }

  return FALSE;
}

/* A property is what its D-Bus type makes it, but for two that deserve a better one. */
GParamSpec *
op_value_param_spec (OpValue value)
{
  const OpValueRow *row = &rows[value];
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const char *name = row->name;
  const char *blurb = row->blurb;

  if (value == OP_VALUE_STATUS)
    return g_param_spec_enum (name, name, blurb, OFFPEAK_TYPE_STATUS, 0, flags);
  if (value == OP_VALUE_WAIT_REASONS)
    return g_param_spec_boxed (name, name, blurb, G_TYPE_PTR_ARRAY, flags);
  if (value == OP_VALUE_LAST_OPERATION)
    return g_param_spec_variant (name, name, blurb, G_VARIANT_TYPE ("(tsu)"), NULL, flags);

  switch (*row->signature)
    {
    case 's':
      return g_param_spec_string (name, name, blurb, "", flags);
    case 'b':
      return g_param_spec_boolean (name, name, blurb, FALSE, flags);
    case 'u':
      return g_param_spec_uint (name, name, blurb, 0, G_MAXUINT, 0, flags);
    case 't':
      return g_param_spec_uint64 (name, name, blurb, 0, G_MAXUINT64, 0, flags);
    default:
      return g_param_spec_boxed (name, name, blurb, G_TYPE_STRV, flags);
    }
}

/**
 * op_value_to_gvalue:
 * @value: which property
 * @variant: what it is, of the type in its row
 * @out_gvalue: initialised for op_value_param_spec()
 */
void
op_value_to_gvalue (OpValue value, GVariant *variant, GValue *out_gvalue)
{
  if (value == OP_VALUE_STATUS)
    g_value_set_enum (out_gvalue, (int) g_variant_get_uint32 (variant));
  else if (value == OP_VALUE_WAIT_REASONS)
    g_value_take_boxed (out_gvalue, op_wait_reasons_from_variant (variant));
  else if (G_VALUE_HOLDS_VARIANT (out_gvalue))
    g_value_set_variant (out_gvalue, variant);
  else if (G_VALUE_HOLDS_STRING (out_gvalue))
    g_value_set_string (out_gvalue, g_variant_get_string (variant, NULL));
  else if (G_VALUE_HOLDS_BOOLEAN (out_gvalue))
    g_value_set_boolean (out_gvalue, g_variant_get_boolean (variant));
  else if (G_VALUE_HOLDS_UINT (out_gvalue))
    g_value_set_uint (out_gvalue, g_variant_get_uint32 (variant));
  else if (G_VALUE_HOLDS_UINT64 (out_gvalue))
    g_value_set_uint64 (out_gvalue, g_variant_get_uint64 (variant));
  else
    g_value_take_boxed (out_gvalue, g_variant_dup_strv (variant, NULL));
}
