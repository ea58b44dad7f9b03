/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "worker/verdict.h"

typedef enum
{
  PLAIN,       /* the sentence says it all */
  WITH_ERRNO,  /* the kernel knows more */
  WITH_DETAIL, /* libcurl's own words are worth it, and name neither user nor query */
} Detail;

typedef struct
{
  CURLcode code;
  OpOutcome outcome;
  Detail detail;
  const char *sentence; /* has one %s, for the host */
} Row;

/* Whatever is not listed cannot happen to a GET over HTTP, and is the server's fault if it
 * does: PROTOCOL. */
/* clang-format off */
static const Row rows[] = {
  { CURLE_COULDNT_RESOLVE_HOST,     OP_OUTCOME_RESOLVE, PLAIN,       "Cannot find the address of ‘%s’" },
  { CURLE_COULDNT_RESOLVE_PROXY,    OP_OUTCOME_RESOLVE, PLAIN,       "Cannot find the address of the proxy on the way to ‘%s’" },

  { CURLE_COULDNT_CONNECT,          OP_OUTCOME_CONNECT, WITH_ERRNO,  "Cannot connect to ‘%s’" },
  { CURLE_PROXY,                    OP_OUTCOME_CONNECT, PLAIN,       "The proxy does not connect to ‘%s’" },
  { CURLE_INTERFACE_FAILED,         OP_OUTCOME_CONNECT, PLAIN,       "Cannot connect to ‘%s’: no network interface" },
  { CURLE_NO_CONNECTION_AVAILABLE,  OP_OUTCOME_CONNECT, PLAIN,       "Cannot connect to ‘%s’: too many connections" },

  { CURLE_PARTIAL_FILE,             OP_OUTCOME_CUT_OFF, PLAIN,       "‘%s’ closed the connection before all had come" },
  { CURLE_GOT_NOTHING,              OP_OUTCOME_CUT_OFF, PLAIN,       "‘%s’ closed the connection without an answer" },
  { CURLE_SEND_ERROR,               OP_OUTCOME_CUT_OFF, PLAIN,       "The connection to ‘%s’ broke while asking" },
  { CURLE_RECV_ERROR,               OP_OUTCOME_CUT_OFF, PLAIN,       "The connection to ‘%s’ broke while receiving" },
  { CURLE_HTTP2,                    OP_OUTCOME_CUT_OFF, PLAIN,       "The HTTP/2 connection to ‘%s’ broke" },
  { CURLE_HTTP2_STREAM,             OP_OUTCOME_CUT_OFF, PLAIN,       "‘%s’ gave up the HTTP/2 stream" },
  { CURLE_AGAIN,                    OP_OUTCOME_CUT_OFF, PLAIN,       "The connection to ‘%s’ broke" },

  { CURLE_SSL_CONNECT_ERROR,        OP_OUTCOME_TLS,     WITH_DETAIL, "No TLS connection to ‘%s’" },
  { CURLE_PEER_FAILED_VERIFICATION, OP_OUTCOME_TLS,     WITH_DETAIL, "The certificate of ‘%s’ is not valid" },
  { CURLE_SSL_ISSUER_ERROR,         OP_OUTCOME_TLS,     WITH_DETAIL, "The certificate of ‘%s’ is not valid" },
  { CURLE_SSL_INVALIDCERTSTATUS,    OP_OUTCOME_TLS,     WITH_DETAIL, "The certificate of ‘%s’ is not valid" },
  { CURLE_SSL_PINNEDPUBKEYNOTMATCH, OP_OUTCOME_TLS,     WITH_DETAIL, "The certificate of ‘%s’ is not valid" },
  { CURLE_SSL_CACERT_BADFILE,       OP_OUTCOME_TLS,     WITH_DETAIL, "No certificates to check ‘%s’ with" },
  { CURLE_SSL_CRL_BADFILE,          OP_OUTCOME_TLS,     WITH_DETAIL, "No revocation list to check ‘%s’ with" },
  { CURLE_SSL_CERTPROBLEM,          OP_OUTCOME_TLS,     WITH_DETAIL, "‘%s’ wants a certificate of ours" },
  { CURLE_SSL_CLIENTCERT,           OP_OUTCOME_TLS,     WITH_DETAIL, "‘%s’ wants a certificate of ours" },
  { CURLE_SSL_CIPHER,               OP_OUTCOME_TLS,     WITH_DETAIL, "No common cipher with ‘%s’" },
  { CURLE_SSL_ENGINE_NOTFOUND,      OP_OUTCOME_TLS,     WITH_DETAIL, "No TLS engine for ‘%s’" },
  { CURLE_SSL_ENGINE_SETFAILED,     OP_OUTCOME_TLS,     WITH_DETAIL, "No TLS engine for ‘%s’" },
  { CURLE_SSL_ENGINE_INITFAILED,    OP_OUTCOME_TLS,     WITH_DETAIL, "No TLS engine for ‘%s’" },
  { CURLE_SSL_SHUTDOWN_FAILED,      OP_OUTCOME_TLS,     WITH_DETAIL, "The TLS connection to ‘%s’ did not end well" },
  { CURLE_USE_SSL_FAILED,           OP_OUTCOME_TLS,     WITH_DETAIL, "No TLS connection to ‘%s’" },

  { CURLE_TOO_MANY_REDIRECTS,       OP_OUTCOME_REDIRECT, PLAIN,      "‘%s’ redirects too often" },

  { CURLE_UNSUPPORTED_PROTOCOL,     OP_OUTCOME_PROTOCOL, PLAIN,      "‘%s’ does not speak HTTP" },
  { CURLE_WEIRD_SERVER_REPLY,       OP_OUTCOME_PROTOCOL, PLAIN,      "‘%s’ does not speak HTTP" },
  { CURLE_HTTP3,                    OP_OUTCOME_PROTOCOL, PLAIN,      "‘%s’ does not speak HTTP/3" },
  { CURLE_BAD_CONTENT_ENCODING,     OP_OUTCOME_PROTOCOL, PLAIN,      "‘%s’ sent an encoding that is not understood" },

  { CURLE_HTTP_RETURNED_ERROR,      OP_OUTCOME_HTTP,    PLAIN,       "‘%s’ answered with an error" },
  { CURLE_REMOTE_ACCESS_DENIED,     OP_OUTCOME_HTTP,    PLAIN,       "‘%s’ denied access" },
  { CURLE_LOGIN_DENIED,             OP_OUTCOME_HTTP,    PLAIN,       "‘%s’ denied access" },
  { CURLE_AUTH_ERROR,               OP_OUTCOME_HTTP,    PLAIN,       "‘%s’ denied access" },
  { CURLE_REMOTE_FILE_NOT_FOUND,    OP_OUTCOME_HTTP,    PLAIN,       "‘%s’ does not have the file" },

  { CURLE_RANGE_ERROR,              OP_OUTCOME_BAD_ANSWER,  PLAIN,   "‘%s’ answered with the wrong range" },
  { CURLE_BAD_DOWNLOAD_RESUME,      OP_OUTCOME_BAD_ANSWER,  PLAIN,   "‘%s’ answered with the wrong range" },
  { CURLE_FILESIZE_EXCEEDED,        OP_OUTCOME_BAD_CONTENT, PLAIN,   "The file from ‘%s’ is beyond its size" },

  { CURLE_URL_MALFORMAT,            OP_OUTCOME_BAD_REQUEST, PLAIN,   "A URL of ‘%s’ is malformed" },
  { CURLE_BAD_FUNCTION_ARGUMENT,    OP_OUTCOME_BAD_REQUEST, PLAIN,   "The request to ‘%s’ is malformed" },
  { CURLE_UNKNOWN_OPTION,           OP_OUTCOME_BAD_REQUEST, PLAIN,   "The request to ‘%s’ is malformed" },
  { CURLE_NOT_BUILT_IN,             OP_OUTCOME_BAD_REQUEST, PLAIN,   "Asking ‘%s’ needs what libcurl was built without" },

  { CURLE_OUT_OF_MEMORY,            OP_OUTCOME_LOCAL,   PLAIN,       "No memory to ask ‘%s’" },
  { CURLE_FAILED_INIT,              OP_OUTCOME_LOCAL,   PLAIN,       "Cannot begin to ask ‘%s’" },
  { CURLE_WRITE_ERROR,              OP_OUTCOME_LOCAL,   PLAIN,       "What ‘%s’ sent could not be handed on" },
  { CURLE_READ_ERROR,               OP_OUTCOME_LOCAL,   PLAIN,       "Nothing to send to ‘%s’" },
  { CURLE_ABORTED_BY_CALLBACK,      OP_OUTCOME_ABORTED, PLAIN,       "The transfer from ‘%s’ was ended" },
};
/* clang-format on */

static const Row anything_else = { CURLE_OK,
                                   OP_OUTCOME_PROTOCOL,
                                   PLAIN,
                                   "‘%s’ answered with something strange" };

/* What a server may provoke in more than one way. */
/* clang-format off */
static const Row slow_connect = { CURLE_OPERATION_TIMEDOUT, OP_OUTCOME_TIMEOUT,  PLAIN, "‘%s’ took too long to connect" };
static const Row slow_answer =  { CURLE_OPERATION_TIMEDOUT, OP_OUTCOME_TOO_SLOW, PLAIN, "‘%s’ is too slow" };
static const Row long_header =  { CURLE_OUT_OF_MEMORY,      OP_OUTCOME_PROTOCOL, PLAIN, "A header of ‘%s’ is too long" };
/* clang-format on */

static const Row *
find_row (const OpCurlResult *result)
{
  if (result->code == CURLE_OPERATION_TIMEDOUT)
    return result->is_connected ? &slow_answer : &slow_connect;

  /* libcurl says so, too, when a line is longer than it takes. */
  if (result->code == CURLE_OUT_OF_MEMORY && result->is_connected && !result->has_answer)
    return &long_header;

  for (size_t i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].code == result->code)
        return &rows[i];
    }

  return &anything_else;
}

OpOutcome
op_verdict_of (const OpCurlResult *result, char **out_message)
{
  const Row *row;
  const char *detail = NULL;
  g_autofree char *sentence = NULL;

  if (result->code == CURLE_OK)
    {
      *out_message = g_strdup ("");
      return OP_OUTCOME_COMPLETE;
    }

  row = find_row (result);
  sentence = g_strdup_printf (row->sentence, result->host);

  if (row->detail == WITH_DETAIL && result->detail != NULL && *result->detail != '\0')
    detail = result->detail;
  else if (row->detail == WITH_ERRNO && result->os_errno != 0)
    detail = g_strerror (result->os_errno);

  *out_message =
      detail == NULL ? g_steal_pointer (&sentence) : g_strdup_printf ("%s: %s", sentence, detail);

  return row->outcome;
}
