/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What a misbehaving server serves at one path, what is wrong with it, and what it was asked.
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  FAULT_NONE,

  /* instead of an answer */
  FAULT_CLOSE,        /* close the connection */
  FAULT_SILENCE,      /* say nothing, and keep it open */
  FAULT_GARBAGE,      /* something that is not HTTP */
  FAULT_HEADER_FLOOD, /* headers without end */
  FAULT_LONG_HEADER,  /* one header without end */

  /* in the headers */
  FAULT_SHORT_LENGTH, /* Content-Length is n_bytes less than what comes */
  FAULT_LONG_LENGTH,  /* Content-Length is n_bytes more than what comes, then nothing more */
  FAULT_NO_LENGTH,    /* none; the end of the connection is the end of the file */
  FAULT_CHUNKED,      /* none; chunks, which is right, too */
  FAULT_NEW_ETAG,     /* another one each time */
  FAULT_IGNORE_RANGE, /* 200 and the whole, whatever part was asked for */
  FAULT_OTHER_RANGE,  /* 206, and a Content-Range that begins n_bytes later */
  FAULT_FORCE_RANGE,  /* the part, whatever If-Range says */

  /* in the body */
  FAULT_STALL,    /* n_bytes of it, then nothing, and keep the connection open */
  FAULT_CUT_OFF,  /* n_bytes of it, then close the connection */
  FAULT_DRIP,     /* a byte now and then */
  FAULT_ONE_MORE, /* a byte more, and Content-Length says so, too */
  FAULT_DAMAGE,   /* the right length, but the last byte is another */
} Fault;

/**
 * Route:
 * @body: (nullable): the file; @n_body_bytes of it, or all up to its NUL if that is 0
 * @etag: (nullable): with its quotes; then If-Range is understood
 * @status: 0 for what is right: 200 or 206
 * @headers: (nullable): more header lines, each ended by "\r\n"
 * @fault: what else is wrong
 * @n_bytes: how much, see there
 * @n_times: @status, @headers and @fault are so only for so many requests; 0 for all
 *
 * What is served at one path. The strings must outlive the server.
 */
typedef struct
{
  const char *body;
  size_t n_body_bytes;
  const char *etag;
  unsigned status;
  const char *headers;
  Fault fault;
  size_t n_bytes;
  unsigned n_times;
} Route;

/* What was asked. Headers that were not sent are "". */
typedef struct
{
  char *path; /* with the query */
  char *range;
  char *if_range;
  char *authorization;
  char *host;
  char *user_agent;
} ServedRequest;

G_END_DECLS
