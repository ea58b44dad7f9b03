/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Starting something that takes a while, and staying with it until it ends: nothing is
 * missed before the call, a service that crashes is waited for, and the user may leave.
 */

#pragma once

#include "client/cli/cli.h"

G_BEGIN_DECLS

typedef void (*OpStartFunc) (OffpeakProduct *product,
                             const char *parameters,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
typedef gboolean (*OpStartFinishFunc) (OffpeakProduct *product,
                                       GAsyncResult *result,
                                       GError **error);

/**
 * OpOperation:
 * @start: makes the call; %NULL to join what runs already
 * @finish: and this ends it
 * @parameters: of the call
 *
 * What to stay with.
 */
typedef struct
{
  OpStartFunc start;
  OpStartFinishFunc finish;
  const char *parameters;
} OpOperation;

typedef enum
{
  OP_FOLLOW_FAILED,
  OP_FOLLOW_ENDED,
  OP_FOLLOW_DETACHED,
} OpFollowResult;

OpFollowResult op_follow (OpCli *cli,
                          OffpeakProduct *product,
                          const OpOperation *operation,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
