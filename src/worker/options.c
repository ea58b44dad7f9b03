/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/options.h"

#include "base/bounds.h"

/* The most that libcurl 7.88 takes. Over loopback it moves 2 GiB in 1.0 s, where 64 KiB need
 * 1.3 to 2.4 s and 256 KiB are a little slower. */
#define BUFFER_BYTES (512 * OP_KIB)

/* An option that libcurl refuses is a mistake of ours, not something that happens. */
#define SET(option, value)                                                                         \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if (curl_easy_setopt (easy, option, value) != CURLE_OK)                                        \
      g_assert_not_reached ();                                                                     \
  }                                                                                                \
  G_STMT_END

/* Where other certificates lie than libcurl was built for, the names that OpenSSL gives to
 * its own settings are honoured. */
static void
set_certificates (CURL *easy)
{
  const char *file = g_getenv ("SSL_CERT_FILE");
  const char *directory = g_getenv ("SSL_CERT_DIR");

  if (file != NULL)
    {
      SET (CURLOPT_CAINFO, file);
      SET (CURLOPT_PROXY_CAINFO, file);
    }

  if (directory != NULL)
    {
      SET (CURLOPT_CAPATH, directory);
      SET (CURLOPT_PROXY_CAPATH, directory);
    }
}

/**
 * op_options_make_easy:
 *
 * Returns: a handle with all that is the same for every request
 */
CURL *
op_options_make_easy (const OpFetchSettings *settings)
{
  CURL *easy = curl_easy_init ();

  g_assert (easy != NULL);
  SET (CURLOPT_PROTOCOLS_STR, "http,https");
  SET (CURLOPT_REDIR_PROTOCOLS_STR, "https");
  SET (CURLOPT_FOLLOWLOCATION, 0L);
  SET (CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_2TLS);
  SET (CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  SET (CURLOPT_USERAGENT, "offpeak/" OP_VERSION);
  SET (CURLOPT_BUFFERSIZE, (long) BUFFER_BYTES);
  SET (CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  SET (CURLOPT_NOSIGNAL, 1L);
  SET (CURLOPT_QUICK_EXIT, 1L);
  SET (CURLOPT_CONNECTTIMEOUT, (long) settings->connect_timeout_sec);
  SET (CURLOPT_LOW_SPEED_LIMIT, (long) settings->low_speed_bytes); /* a second … */
  SET (CURLOPT_LOW_SPEED_TIME, (long) settings->low_speed_sec);    /* … for so many seconds */
  if (*settings->proxy != '\0')
    SET (CURLOPT_PROXY, settings->proxy);
  set_certificates (easy);

  return easy;
}

void
op_options_apply_limits (const OpFetchSettings *settings, CURLM *multi)
{
  curl_multi_setopt (multi, CURLMOPT_PIPELINING, (long) CURLPIPE_MULTIPLEX);
  curl_multi_setopt (multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, (long) settings->max_connections);
  curl_multi_setopt (multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long) settings->max_per_host);
}

/**
 * op_options_make_headers:
 * @validator: "" or what goes into If-Range
 *
 * No encoding is wanted: what is counted and hashed are the bytes of the file.
 */
struct curl_slist *
op_options_make_headers (const char *validator)
{
  struct curl_slist *headers;
  g_autofree char *line = NULL;

  for (const char *c = validator; *c != '\0'; c++)
    {
      if (!g_ascii_isprint (*c))
        return NULL;
    }

  headers = curl_slist_append (NULL, "Accept-Encoding: identity");
  if (*validator == '\0')
    return headers;

  line = g_strdup_printf ("If-Range: %s", validator);

  return curl_slist_append (headers, line);
}

/**
 * op_options_apply:
 *
 * Make @easy ask this, and nothing of what it asked before.
 */
void
op_options_apply (const OpOptions *self, CURL *easy)
{
  g_autofree char *range =
      self->offset > 0 ? g_strdup_printf ("%" G_GUINT64_FORMAT "-", self->offset) : NULL;

  SET (CURLOPT_URL, self->url);
  SET (CURLOPT_RANGE, range);
  SET (CURLOPT_HTTPHEADER, self->headers);
  SET (CURLOPT_USERNAME, self->user);
  SET (CURLOPT_PASSWORD, self->password);
  SET (CURLOPT_PIPEWAIT, self->is_https ? 1L : 0L);
  SET (CURLOPT_NOPROXY, self->no_proxy ? "*" : NULL);
  SET (CURLOPT_HEADERFUNCTION, self->on_header);
  SET (CURLOPT_HEADERDATA, self->user_data);
  SET (CURLOPT_WRITEFUNCTION, self->on_body);
  SET (CURLOPT_WRITEDATA, self->user_data);
  SET (CURLOPT_PREREQFUNCTION, self->on_connected);
  SET (CURLOPT_PREREQDATA, self->user_data);
  SET (CURLOPT_PRIVATE, self->user_data);
  SET (CURLOPT_ERRORBUFFER, self->detail);
}

/* Let go of everything that belongs to a request. */
void
op_options_release (CURL *easy)
{
  SET (CURLOPT_URL, NULL);
  SET (CURLOPT_HTTPHEADER, NULL);
  SET (CURLOPT_USERNAME, NULL);
  SET (CURLOPT_PASSWORD, NULL);
  SET (CURLOPT_PRIVATE, NULL);
  SET (CURLOPT_ERRORBUFFER, NULL);
}
