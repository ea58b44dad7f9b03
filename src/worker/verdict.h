/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a result of libcurl means to us: one table, code → outcome and sentence.
 */

#pragma once

#include <curl/curl.h>

#include "base/outcome.h"

G_BEGIN_DECLS

/**
 * OpCurlResult:
 * @code: how the transfer ended
 * @is_connected: the request was on its way already
 * @has_answer: the headers of the answer were complete
 * @detail: (nullable): libcurl's own words
 * @os_errno: of the last failed connect; 0 if there was none
 * @host: that was asked
 */
typedef struct
{
  CURLcode code;
  gboolean is_connected;
  gboolean has_answer;
  const char *detail;
  int os_errno;
  const char *host;
} OpCurlResult;

/* @out_message: (out) (transfer full): one sentence for people, without user info or query;
 * "" when all is well */
OpOutcome op_verdict_of (const OpCurlResult *result, char **out_message);

G_END_DECLS
