/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "base/error.h"

#include <errno.h>

typedef struct
{
  guint32 hresult; /* 0: none */
} OpErrorPrivate;

static void
op_error_private_init (OpErrorPrivate *priv)
{
  priv->hresult = 0;
}

static void
op_error_private_copy (const OpErrorPrivate *from, OpErrorPrivate *to)
{
  to->hresult = from->hresult;
}

static void
op_error_private_clear (OpErrorPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (OpError, op_error)

/**
 * op_error_new_with_hresult:
 * @code: what a caller can act on
 * @hresult: the HRESULT of the call that failed
 * @format: one sentence
 *
 * Returns: (transfer full): an error that op_error_get_hresult() knows the number of
 */
GError *
op_error_new_with_hresult (OpError code, guint32 hresult, const char *format, ...)
{
  GError *error;
  va_list args;

  va_start (args, format);
  error = g_error_new_valist (OP_ERROR, code, format, args);
  va_end (args);
  op_error_get_private (error)->hresult = hresult;

  return error;
}

/**
 * op_error_get_hresult:
 * @error: any error
 *
 * Returns: the HRESULT it carries, 0 when it carries none
 */
guint32
op_error_get_hresult (const GError *error)
{
  if (error->domain != OP_ERROR)
    return 0;

  return op_error_get_private (error)->hresult;
}

/**
 * op_set_error_from_errno:
 * @error: return location
 * @code: what the failure means here; a full disk is #OP_ERROR_NO_SPACE whatever is said
 * @saved_errno: the errno
 * @what: what was being done, with the name of the thing
 */
void
op_set_error_from_errno (GError **error, OpError code, int saved_errno, const char *what)
{
  if (saved_errno == ENOSPC || saved_errno == EDQUOT)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_NO_SPACE,
                   "%s: %s; free some space and try again",
                   what,
                   g_strerror (saved_errno));
      return;
    }

  g_set_error (error, OP_ERROR, code, "%s: %s", what, g_strerror (saved_errno));
}
