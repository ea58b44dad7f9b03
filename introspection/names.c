/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "introspection/names.h"

#include "base/error.h"

#define E_FAIL 0x80004005u

/* clang-format off */
static const OpErrorName names[] = {
  [OP_ERROR_FAILED]               = { "org.offpeak.Error.Failed",                    E_FAIL },
  [OP_ERROR_ACCESS_DENIED]        = { "org.freedesktop.DBus.Error.AccessDenied",     0x80070005u },
  [OP_ERROR_INVALID_ARGS]         = { "org.freedesktop.DBus.Error.InvalidArgs",      0x80070057u },
  [OP_ERROR_LIMITS_EXCEEDED]      = { "org.freedesktop.DBus.Error.LimitsExceeded",   0x80070718u },
  [OP_ERROR_NOT_SUPPORTED]        = { "org.freedesktop.DBus.Error.NotSupported",     0x80070032u },
  [OP_ERROR_ILLEGAL_METHOD_CALL]  = { "org.offpeak.Error.IllegalMethodCall",         0x8000000Eu },
  [OP_ERROR_NOT_FOUND]            = { "org.offpeak.Error.NotFound",                  0x80200001u },
  [OP_ERROR_INVALID_STATE]        = { "org.offpeak.Error.InvalidState",              0x80200002u },
  [OP_ERROR_EMPTY]                = { "org.offpeak.Error.Empty",                     0x80200003u },
  [OP_ERROR_UNTRUSTED]            = { "org.offpeak.Error.Untrusted",                 0x800B0109u },
  [OP_ERROR_STALE]                = { "org.offpeak.Error.Stale",                     0x800B0101u },
  [OP_ERROR_NO_SPACE]             = { "org.offpeak.Error.NoSpace",                   0x80070070u },
  [OP_ERROR_PARTIAL_COMPLETE]     = { "org.offpeak.Error.PartialComplete",           0x00200017u },
  [OP_ERROR_DISABLED]             = { "org.offpeak.Error.Disabled",                  0x800704ECu },
  [OP_ERROR_IN_USE]               = { "org.offpeak.Error.InUse",                     0x800700AAu },
  [OP_ERROR_STOP_FAILED]          = { "org.offpeak.Error.StopFailed",                0x8007041Du },
  [OP_ERROR_INSTALL_ROOT]         = { "org.offpeak.Error.InstallRoot",               0x80070003u },
  [OP_ERROR_NO_JOB]               = { "org.offpeak.Error.NoJob",                     E_FAIL },
  [OP_ERROR_RECORD]               = { "org.offpeak.Error.Record",                    0x8007001Du },
  [OP_ERROR_NETWORK]              = { "org.offpeak.Error.Network",                   0x80200010u },
  [OP_ERROR_HTTP]                 = { "org.offpeak.Error.HttpStatus",                0x80190000u },
  [OP_ERROR_BAD_FILE_LIST]        = { "org.offpeak.Error.BadFileList",               0x8007000Du },
  [OP_ERROR_BAD_CONTENT]          = { "org.offpeak.Error.BadContent",                0x80070017u },
  [OP_ERROR_APPLICATIONS_RUNNING] = { "org.offpeak.Error.ApplicationsRunning",       0x80070020u },
  [OP_ERROR_HEALTH_CHECK]         = { "org.offpeak.Error.HealthCheckFailed",         E_FAIL },
  [OP_ERROR_INTERRUPTED]          = { "org.offpeak.Error.Interrupted",               0x800703E3u },
};
G_STATIC_ASSERT (G_N_ELEMENTS (names) == OP_N_ERRORS);
/* clang-format on */

/**
 * op_error_names:
 *
 * Returns: (transfer none): names and numbers of all errors, in the order of #OpError
 */
const OpErrorName *
op_error_names (size_t *out_n_names)
{
  *out_n_names = G_N_ELEMENTS (names);

  return names;
}

/**
 * op_escape_id:
 * @id: a product id, a caller identifier, a task identifier
 *
 * Returns: (transfer full): @id as one element of an object path, every byte outside
 *    `[A-Za-z0-9]` written as `_xx`
 */
char *
op_escape_id (const char *id)
{
  GString *escaped = g_string_new (NULL);

  for (const char *c = id; *c != '\0'; c++)
    {
      if (g_ascii_isalnum (*c))
        g_string_append_c (escaped, *c);
      else
        g_string_append_printf (escaped, "_%02x", (unsigned char) *c);
    }

  return g_string_free (escaped, FALSE);
}

char *
op_product_path (const char *id)
{
  g_autofree char *escaped = op_escape_id (id);

  return g_strconcat (OP_PRODUCT_PATH_PREFIX, escaped, NULL);
}
