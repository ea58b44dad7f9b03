/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What the headers of an answer say. To be asked when they are complete, from within the
 * callback of libcurl, too.
 */

#pragma once

#include <curl/curl.h>

#include "channel/frames.h"

G_BEGIN_DECLS

/* @url: that was asked; told as the effective one */
void op_answer_read_head (CURL *easy, const char *url, OpFetchHead *out_head);

/* (transfer full): where an answer with @status sends us; NULL when it does not */
char *op_answer_get_redirect (CURL *easy, unsigned status) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
