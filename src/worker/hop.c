/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/hop.h"

#include <arpa/inet.h>
#include <string.h>

#include <curl/curl.h>

#include "base/bounds.h"
#include "base/error.h"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CURLU, curl_url_cleanup)

/**
 * op_address_is_loopback:
 * @address: as inet_ntop() writes it; an IPv6 one may stand in brackets
 */
gboolean
op_address_is_loopback (const char *address)
{
  g_autofree char *bare = g_strdup (address);
  struct in6_addr v6;
  struct in_addr v4;

  if (g_str_has_prefix (bare, "[") && g_str_has_suffix (bare, "]"))
    {
      bare[strlen (bare) - 1] = '\0';
      memmove (bare, bare + 1, strlen (bare));
    }

  if (inet_pton (AF_INET, bare, &v4) == 1)
    return ntohl (v4.s_addr) >> 24 == 127;

  return inet_pton (AF_INET6, bare, &v6) == 1 && IN6_IS_ADDR_LOOPBACK (&v6);
}

/* What libcurl allocates is freed by libcurl; what leaves this file is GLib's. */
static char *
get_part (CURLU *parts, CURLUPart what, unsigned flags)
{
  char *text = NULL;
  char *copy;

  if (curl_url_get (parts, what, &text, flags) != CURLUE_OK)
    return NULL;

  copy = g_strdup (text);
  curl_free (text);

  return copy;
}

static gboolean
fill (CURLU *parts, OpHop *out_hop, GError **error)
{
  g_auto(OpHop) hop = { 0 };
  g_autofree char *scheme = get_part (parts, CURLUPART_SCHEME, 0);
  g_autofree char *port = get_part (parts, CURLUPART_PORT, CURLU_DEFAULT_PORT);

  hop.host = get_part (parts, CURLUPART_HOST, 0);
  hop.user = get_part (parts, CURLUPART_USER, CURLU_URLDECODE);
  hop.password = get_part (parts, CURLUPART_PASSWORD, CURLU_URLDECODE);
  hop.is_https = g_strcmp0 (scheme, "https") == 0;

  if ((!hop.is_https && g_strcmp0 (scheme, "http") != 0) || hop.host == NULL || *hop.host == '\0' ||
      port == NULL)
    {
      g_set_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS, "Only http and https URLs are fetched");
      return FALSE;
    }

  curl_url_set (parts, CURLUPART_USER, NULL, 0);
  curl_url_set (parts, CURLUPART_PASSWORD, NULL, 0);
  curl_url_set (parts, CURLUPART_OPTIONS, NULL, 0);
  curl_url_set (parts, CURLUPART_FRAGMENT, NULL, 0);
  hop.url = get_part (parts, CURLUPART_URL, 0);
  if (hop.url == NULL || strlen (hop.url) > OP_MAX_URL_BYTES)
    {
      g_set_error (error, OP_ERROR, OP_ERROR_LIMITS_EXCEEDED, "The URL is too long");
      return FALSE;
    }

  hop.origin = g_strdup_printf ("%s://%s:%s", scheme, hop.host, port);
  hop.is_loopback =
      op_address_is_loopback (hop.host) || g_ascii_strcasecmp (hop.host, "localhost") == 0;

  *out_hop = hop;
  memset (&hop, 0, sizeof hop);

  return TRUE;
}

/**
 * op_hop_parse:
 * @url: the URL of a request, as it was given to us
 */
gboolean
op_hop_parse (const char *url, OpHop *out_hop, GError **error)
{
  g_autoptr(CURLU) parts = curl_url ();

  if (strlen (url) > OP_MAX_URL_BYTES || curl_url_set (parts, CURLUPART_URL, url, 0) != CURLUE_OK)
    {
      g_set_error (error, OP_ERROR, OP_ERROR_INVALID_ARGS, "The URL is malformed");
      return FALSE;
    }

  return fill (parts, out_hop, error);
}

/**
 * op_hop_follow:
 * @self: what was asked
 * @location: what the answer says instead; absolute, or relative to @self
 *
 * A redirect never leads from https to http, so neither does a chain of them. Its user info
 * is the server's invention and dropped; ours stays with the origin it was meant for, which
 * the caller sees to.
 */
gboolean
op_hop_follow (const OpHop *self, const char *location, OpHop *out_next, GError **error)
{
  g_autoptr(CURLU) parts = curl_url ();
  g_auto(OpHop) next = { 0 };

  if (strlen (location) > OP_MAX_URL_BYTES ||
      curl_url_set (parts, CURLUPART_URL, self->url, 0) != CURLUE_OK ||
      curl_url_set (parts, CURLUPART_URL, location, CURLU_URLENCODE) != CURLUE_OK)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_INVALID_ARGS,
                   "‘%s’ redirects to something that is not a URL",
                   self->host);
      return FALSE;
    }

  if (!fill (parts, &next, error))
    {
      g_prefix_error (error, "‘%s’ redirects too far: ", self->host);
      return FALSE;
    }

  if (self->is_https && !next.is_https)
    {
      g_set_error (error,
                   OP_ERROR,
                   OP_ERROR_UNTRUSTED,
                   "‘%s’ redirects from https to http, which is not followed",
                   self->host);
      return FALSE;
    }

  g_clear_pointer (&next.user, g_free);
  g_clear_pointer (&next.password, g_free);
  *out_next = next;
  memset (&next, 0, sizeof next);

  return TRUE;
}

/**
 * op_hop_check_trusted:
 *
 * Can nobody on the way have changed what comes from here?
 */
gboolean
op_hop_check_trusted (const OpHop *self, GError **error)
{
  if (self->is_https || self->is_loopback)
    return TRUE;

  g_set_error (error,
               OP_ERROR,
               OP_ERROR_UNTRUSTED,
               "‘%s’ is to be asked over plain http, where only https and this machine are trusted",
               self->host);

  return FALSE;
}

void
op_hop_clear (OpHop *self)
{
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->origin, g_free);
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->password, g_free);
}
