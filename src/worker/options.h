/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * How libcurl is to behave: every option that we set, one per line.
 */

#pragma once

#include <curl/curl.h>

#include "channel/frames.h"

G_BEGIN_DECLS

/**
 * OpOptions:
 * @url: what to ask
 * @offset: the first byte that is wanted
 * @headers: of op_options_make_headers()
 * @user: (nullable): together with @password (nullable)
 * @no_proxy: whatever the settings and the environment say
 * @detail: has CURL_ERROR_SIZE bytes
 *
 * What differs from hop to hop. All of it must live until op_options_release().
 */
typedef struct
{
  const char *url;
  guint64 offset;
  struct curl_slist *headers;
  const char *user;
  const char *password;
  gboolean is_https;
  gboolean no_proxy;
  curl_write_callback on_header;
  curl_write_callback on_body;
  curl_prereq_callback on_connected;
  void *user_data;
  char *detail;
} OpOptions;

void op_options_apply_limits (const OpFetchSettings *settings, CURLM *multi);
CURL *op_options_make_easy (const OpFetchSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/* NULL if @validator cannot stand in a header. */
struct curl_slist *op_options_make_headers (const char *validator) G_GNUC_WARN_UNUSED_RESULT;

void op_options_apply (const OpOptions *self, CURL *easy);
void op_options_release (CURL *easy);

G_END_DECLS
