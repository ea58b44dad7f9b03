/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/lib/error-private.h"

#include "base/error.h"
#include "introspection/names.h"

/* The table of names is in the order of OpError, and the public enum must be too. */
G_STATIC_ASSERT ((int) OFFPEAK_ERROR_FAILED == (int) OP_ERROR_FAILED);
G_STATIC_ASSERT ((int) OFFPEAK_ERROR_ILLEGAL_METHOD_CALL == (int) OP_ERROR_ILLEGAL_METHOD_CALL);
G_STATIC_ASSERT ((int) OFFPEAK_ERROR_NO_SPACE == (int) OP_ERROR_NO_SPACE);
G_STATIC_ASSERT ((int) OFFPEAK_ERROR_RECORD == (int) OP_ERROR_RECORD);
G_STATIC_ASSERT ((int) OFFPEAK_ERROR_INTERRUPTED == (int) OP_ERROR_INTERRUPTED);
G_STATIC_ASSERT (OFFPEAK_ERROR_INTERRUPTED + 1 == OP_N_ERRORS);

#define OWN_PREFIX "org.offpeak.Error."
#define E_FAIL 0x80004005u
#define E_ABORT 0x80004004u

/* The standard names belong to GDBus: to claim them here would take them from everybody else
 * in the process. Errors of the service all go through op_offpeak_error_from_remote(). */
static void
register_names (GQuark domain)
{
  size_t n_names;
  const OpErrorName *names = op_error_names (&n_names);

  for (size_t code = 0; code < n_names; code++)
    {
      if (g_str_has_prefix (names[code].name, OWN_PREFIX))
        g_dbus_error_register_error (domain, (int) code, names[code].name);
    }
}

GQuark
offpeak_error_quark (void)
{
  static gsize quark = 0;

  if (g_once_init_enter (&quark))
    {
      GQuark domain = g_quark_from_static_string ("offpeak-error-quark");

      register_names (domain);
      g_once_init_leave (&quark, domain);
    }

  return (GQuark) quark;
}

static const OpErrorName *
find_name (const char *name, size_t *out_code)
{
  size_t n_names;
  const OpErrorName *names = op_error_names (&n_names);

  for (size_t code = 0; code < n_names; code++)
    {
      if (g_strcmp0 (names[code].name, name) == 0)
        {
          *out_code = code;
          return &names[code];
        }
    }

  return NULL;
}

/**
 * op_offpeak_error_from_name:
 * @name: a D-Bus error name, or ""
 * @message: the sentence that came with it
 *
 * Returns: (transfer full): an error of the public domain; %OFFPEAK_ERROR_FAILED for a name
 *    that this library does not know yet
 */
GError *
op_offpeak_error_from_name (const char *name, const char *message)
{
  size_t code = OFFPEAK_ERROR_FAILED;

  find_name (name, &code);

  return g_error_new_literal (OFFPEAK_ERROR, code, message);
}

/**
 * op_offpeak_hresult_from_name:
 * @name: a D-Bus error name
 *
 * Returns: what the original interfaces call it; E_FAIL for a name that is not known
 */
guint32
op_offpeak_hresult_from_name (const char *name)
{
  size_t code;
  const OpErrorName *row = find_name (name, &code);

  return row != NULL ? row->hresult : E_FAIL;
}

/**
 * op_offpeak_error_from_remote:
 * @remote: (transfer full): what GDBus made of an answer
 *
 * "GDBus.Error:org.offpeak.…: " is for logs, not for people.
 *
 * Returns: (transfer full): the same in the public domain if the service sent it, else @remote
 */
GError *
op_offpeak_error_from_remote (GError *remote)
{
  g_autoptr(GError) owned = remote;
  g_autofree char *name = g_dbus_error_get_remote_error (remote);
  size_t code;

  if (name == NULL)
    return g_steal_pointer (&owned);

  g_dbus_error_strip_remote_error (owned);

  if (find_name (name, &code) != NULL)
    return g_error_new_literal (OFFPEAK_ERROR, code, owned->message);

  /* What a caller that forbade questions is told: he may not, as things are. */
  if (g_str_equal (name, "org.freedesktop.DBus.Error.InteractiveAuthorizationRequired"))
    return g_error_new_literal (OFFPEAK_ERROR, OFFPEAK_ERROR_ACCESS_DENIED, owned->message);

  /* Of a service newer than this library. */
  if (g_str_has_prefix (name, OWN_PREFIX))
    return g_error_new_literal (OFFPEAK_ERROR, OFFPEAK_ERROR_FAILED, owned->message);

  return g_steal_pointer (&owned);
}

/**
 * offpeak_error_get_hresult:
 * @error: any error that a function of this library returned
 *
 * Returns: the HRESULT that the original interfaces report for it, such as 0x80070005 for
 *    %OFFPEAK_ERROR_ACCESS_DENIED; E_FAIL (0x80004005) when they have nothing closer
 */
guint32
offpeak_error_get_hresult (const GError *error)
{
  size_t n_names;
  const OpErrorName *names = op_error_names (&n_names);

  g_return_val_if_fail (error != NULL, E_FAIL);

  if (error->domain == OFFPEAK_ERROR && error->code >= 0 && (size_t) error->code < n_names)
    return names[error->code].hresult;

  if (g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_ACCESS_DENIED))
    return names[OP_ERROR_ACCESS_DENIED].hresult;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return E_ABORT;

  return E_FAIL;
}

/**
 * offpeak_error_dup_dbus_name:
 * @error: any error that a function of this library returned
 *
 * Returns: (transfer full): the D-Bus name of the error, such as
 *    `org.offpeak.Error.IllegalMethodCall`; of an error that did not come over the bus
 *    `org.offpeak.Error.Failed`
 */
char *
offpeak_error_dup_dbus_name (const GError *error)
{
  size_t n_names;
  const OpErrorName *names = op_error_names (&n_names);

  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain == OFFPEAK_ERROR && error->code >= 0 && (size_t) error->code < n_names)
    return g_strdup (names[error->code].name);

  if (error->domain == G_DBUS_ERROR)
    return g_dbus_error_encode_gerror (error);

  return g_strdup (names[OP_ERROR_FAILED].name);
}

/* clang-format off */
G_DEFINE_ENUM_TYPE (OffpeakError, offpeak_error,
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_FAILED, "failed"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_ACCESS_DENIED, "access-denied"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_INVALID_ARGS, "invalid-args"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_LIMITS_EXCEEDED, "limits-exceeded"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_NOT_SUPPORTED, "not-supported"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_ILLEGAL_METHOD_CALL, "illegal-method-call"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_NOT_FOUND, "not-found"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_INVALID_STATE, "invalid-state"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_EMPTY, "empty"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_UNTRUSTED, "untrusted"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_STALE, "stale"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_NO_SPACE, "no-space"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_PARTIAL_COMPLETE, "partial-complete"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_DISABLED, "disabled"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_IN_USE, "in-use"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_STOP_FAILED, "stop-failed"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_INSTALL_ROOT, "install-root"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_NO_JOB, "no-job"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_RECORD, "record"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_NETWORK, "network"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_HTTP, "http"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_BAD_FILE_LIST, "bad-file-list"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_BAD_CONTENT, "bad-content"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_APPLICATIONS_RUNNING, "applications-running"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_HEALTH_CHECK, "health-check"),
  G_DEFINE_ENUM_VALUE (OFFPEAK_ERROR_INTERRUPTED, "interrupted"))
/* clang-format on */
