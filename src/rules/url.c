/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "rules/url.h"

#include <string.h>

#include "base/bounds.h"
#include "base/error.h"
#include "rules/text.h"

/* The parts as they are written: nothing is decoded before it is cut. */
#define URI_FLAGS G_URI_FLAGS_ENCODED

typedef struct
{
  OpScheme scheme;
  char *host; /* (owned) (nullable): without brackets */
  int port;   /* never -1 with http and https */
  char *path; /* (owned): encoded */
} Place;

static void
place_clear (Place *place)
{
  g_free (place->host);
  g_free (place->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static gboolean
scheme_from_text (const char *text, OpScheme *out_scheme)
{
  static const char *const names[] = {
    [OP_SCHEME_HTTP] = "http",
    [OP_SCHEME_HTTPS] = "https",
    [OP_SCHEME_FILE] = "file",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_ascii_strcasecmp (text, names[i]) == 0)
        {
          *out_scheme = i;
          return TRUE;
        }
    }

  return FALSE;
}

/* What stands between `://` and the path. Refused is what another program may read
 * differently than we do: a second `@`, or a host that has to be decoded first. */
static const char *
find_fault_of_authority (const char *url)
{
  const char *begin = strstr (url, "://");
  const char *end, *at, *host;

  if (begin == NULL)
    return NULL;

  begin += strlen ("://");
  end = begin + strcspn (begin, "/?#");
  at = memchr (begin, '@', end - begin);
  host = at != NULL ? at + 1 : begin;
  if (memchr (host, '@', end - host) != NULL)
    return "has more than one ‘@’ in front of its host";
  if (*host != '[' && memchr (host, '%', end - host) != NULL)
    return "has an encoded character in its host";

  return NULL;
}

static const char *
find_fault_of_text (const char *url)
{
  if (*url == '\0')
    return "is empty";
  if (strlen (url) > OP_MAX_URL_BYTES)
    return "is longer than 8192 bytes";

  for (const char *p = url; *p != '\0'; p++)
    {
      if ((unsigned char) *p < 0x20 || *p == 0x7f)
        return "has a control character";
      if (*p == ' ' || (unsigned char) *p >= 0x80 || strchr ("\"<>\\", *p) != NULL)
        return "has a character that must be percent-encoded";
    }

  return find_fault_of_authority (url);
}

static gboolean
host_is_plain (const char *host)
{
  const char *allowed = strchr (host, ':') != NULL ? ":.%_-" : "._-";

  for (const char *p = host; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr (allowed, *p) == NULL)
        return FALSE;
    }

  return TRUE;
}

static const char *
find_fault_of_place (const Place *place, const char *userinfo, const char *query)
{
  gboolean has_host = place->host != NULL && *place->host != '\0';

  if (place->scheme == OP_SCHEME_FILE)
    {
      if (has_host && g_ascii_strcasecmp (place->host, "localhost") != 0)
        return "is a file on another host; write ‘file:///path’";
      if (userinfo != NULL || place->port != -1)
        return "is a file and cannot have a user or a port";
      if (query != NULL)
        return "is a file and cannot have a query; write a ‘?’ of its name as ‘%3F’";
      if (*place->path != '/')
        return "is a file without an absolute path; write ‘file:///path’";
      return NULL;
    }

  if (!has_host)
    return "names no host";
  if (!host_is_plain (place->host))
    return "has a host with characters that no host name has";
  if (place->port == 0)
    return "has port 0";

  return NULL;
}

/* Returns what is wrong with @url; %NULL if nothing is, then *@out_place is set. */
static const char *
parse_place (const char *url, Place *out_place)
{
  g_autofree char *scheme = NULL;
  g_autofree char *userinfo = NULL;
  g_autofree char *query = NULL;
  g_autofree char *fragment = NULL;
  g_auto(Place) place = { 0 };
  const char *fault = find_fault_of_text (url);

  if (fault != NULL)
    return fault;
  if (!g_uri_split (url,
                    URI_FLAGS,
                    &scheme,
                    &userinfo,
                    &place.host,
                    &place.port,
                    &place.path,
                    &query,
                    &fragment,
                    /* error= */ NULL))
    return "is malformed";
  if (scheme == NULL || !scheme_from_text (scheme, &place.scheme))
    return "must begin with ‘https://’, ‘http://’ or ‘file://’";
  if (fragment != NULL)
    return "has a fragment (‘#…’)";

  fault = find_fault_of_place (&place, userinfo, query);
  if (fault != NULL)
    return fault;

  if (place.scheme != OP_SCHEME_FILE && place.port == -1)
    place.port = place.scheme == OP_SCHEME_HTTPS ? 443 : 80;

  *out_place = place;
  place = (Place){ 0 };

  return NULL;
}

static void
set_error (GError **error, OpError code, const char *url, const char *fault)
{
  g_autofree char *shown = op_url_redact (url);

  g_set_error (error, OP_ERROR, code, "The URL ‘%s’ %s", shown, fault);
}

gboolean
op_url_check (const char *url, OpScheme *out_scheme, GError **error)
{
  g_auto(Place) place = { 0 };
  const char *fault = parse_place (url, &place);

  if (fault != NULL)
    {
      set_error (error, OP_ERROR_INVALID_ARGS, url, fault);
      return FALSE;
    }

  if (out_scheme != NULL)
    *out_scheme = place.scheme;

  return TRUE;
}

static gboolean
host_is_loopback (const char *host)
{
  size_t n_zeros = strspn (host, "0:");

  if (!g_hostname_is_ip_address (host))
    return g_ascii_strcasecmp (host, "localhost") == 0;
  if (strchr (host, ':') == NULL)
    return g_str_has_prefix (host, "127.");

  /* ::1, however many of its zeros are written */
  return g_str_equal (host + n_zeros, "1");
}

gboolean
op_url_is_loopback (const char *url)
{
  g_auto(Place) place = { 0 };

  return parse_place (url, &place) == NULL && place.scheme != OP_SCHEME_FILE &&
         host_is_loopback (place.host);
}

gboolean
op_url_is_trusted_transport (const char *url)
{
  g_auto(Place) place = { 0 };

  if (parse_place (url, &place) != NULL)
    return FALSE;

  return place.scheme != OP_SCHEME_HTTP || host_is_loopback (place.host);
}

/* The parts of an encoded path, decoded; %NULL if it has one that could lead elsewhere. An
 * empty part at the end (a final `/`) is left out. */
static char **
decode_parts (const char *path)
{
  g_auto(GStrv) encoded = g_strsplit (*path == '/' ? path + 1 : path, "/", -1);
  g_autoptr(GPtrArray) decoded = g_ptr_array_new_with_free_func (g_free);

  for (size_t i = 0; encoded[i] != NULL; i++)
    {
      g_autofree char *part = g_uri_unescape_string (encoded[i], "/\\");

      if (part == NULL || g_str_equal (part, "..") || g_str_equal (part, "."))
        return NULL;
      if (*part != '\0' || encoded[i + 1] != NULL)
        g_ptr_array_add (decoded, g_steal_pointer (&part));
    }
  g_ptr_array_add (decoded, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&decoded), /* free_segment= */ FALSE);
}

static gboolean
is_same_server (const Place *a, const Place *b)
{
  if (a->scheme != b->scheme)
    return FALSE;

  /* Of a file the host is nothing or this machine. */
  return a->scheme == OP_SCHEME_FILE ||
         (a->port == b->port && g_ascii_strcasecmp (a->host, b->host) == 0);
}

gboolean
op_url_is_below (const char *url, const char *base)
{
  g_auto(Place) place = { 0 };
  g_auto(Place) base_place = { 0 };
  g_auto(GStrv) parts = NULL;
  g_auto(GStrv) base_parts = NULL;

  if (parse_place (url, &place) != NULL || parse_place (base, &base_place) != NULL)
    return FALSE;
  if (!is_same_server (&place, &base_place))
    return FALSE;

  parts = decode_parts (place.path);
  base_parts = decode_parts (base_place.path);
  if (parts == NULL || base_parts == NULL)
    return FALSE;

  for (size_t i = 0; base_parts[i] != NULL; i++)
    {
      if (parts[i] == NULL || !g_str_equal (parts[i], base_parts[i]))
        return FALSE;
    }

  return TRUE;
}

char *
op_url_get_file_path (const char *url, GError **error)
{
  g_auto(Place) place = { 0 };
  g_autofree char *path = NULL;
  const char *fault = parse_place (url, &place);

  if (fault == NULL && place.scheme != OP_SCHEME_FILE)
    fault = "is not a file; write ‘file:///path’";

  if (fault == NULL)
    {
      g_auto(GStrv) parts = decode_parts (place.path);

      path = g_uri_unescape_string (place.path, /* illegal_characters= */ NULL);
      if (parts == NULL || path == NULL)
        fault = "has a ‘..’ part, or encodes what a file name cannot have";
    }

  if (fault != NULL)
    {
      set_error (error, OP_ERROR_INVALID_ARGS, url, fault);
      return NULL;
    }

  return g_steal_pointer (&path);
}

/**
 * op_url_join:
 * @base: checked; a query of it stays behind the path (servers that want a token have it there)
 * @path: in a tree: not encoded
 */
char *
op_url_join (const char *base, const char *path)
{
  size_t n_base = strcspn (base, "?#");
  const char *query = base + n_base;
  g_autofree char *encoded = NULL;

  while (*path == '/')
    path++;
  while (n_base > 0 && base[n_base - 1] == '/')
    n_base--;
  encoded = g_uri_escape_string (path, "/", /* allow_utf8= */ FALSE);

  return g_strdup_printf ("%.*s/%s%s", (int) n_base, base, encoded, query);
}

/**
 * op_url_resolve:
 *
 * %OP_ERROR_INVALID_ARGS if there is nothing to be had at the result.
 */
char *
op_url_resolve (const char *base, const char *reference, GError **error)
{
  g_autofree char *url = NULL;
  const char *fault = find_fault_of_text (reference);

  if (fault == NULL)
    {
      url = g_uri_resolve_relative (base, reference, URI_FLAGS, /* error= */ NULL);
      fault = url == NULL ? "is malformed" : NULL;
    }

  if (fault != NULL)
    {
      set_error (error, OP_ERROR_INVALID_ARGS, reference, fault);
      return NULL;
    }

  if (!op_url_check (url, /* out_scheme= */ NULL, error))
    return NULL;

  return g_steal_pointer (&url);
}
