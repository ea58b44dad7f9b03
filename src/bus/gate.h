/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The one way from a message to something being done: the request, parsed and checked, waits here
 * until its caller is known to be allowed to make it, and then exactly it is run.
 */

#pragma once

#include "auth/authoriser.h"

G_BEGIN_DECLS

#define OP_TYPE_GATE (op_gate_get_type ())
G_DECLARE_FINAL_TYPE (OpGate, op_gate, OP, GATE, GObject)

/* Signal "refused" (guint uid, const char *method, const char *product, GError *): before the
 * refusal is replied; @product is %NULL where it was about none. */
OpGate *op_gate_new (OpAuthoriser *authoriser) G_GNUC_WARN_UNUSED_RESULT;

/* Run the request @data for the caller with @uid; replies to @invocation, now or later, and takes
 * both. Called in the main context, never from within op_gate_ask(). */
typedef void (*OpGateFunc) (GDBusMethodInvocation *invocation, guint32 uid, gpointer data);

/* Has the user with @uid begun what the request @data is about, and does it still run? */
typedef gboolean (*OpGateOwnFunc) (gpointer data, guint32 uid);

/**
 * OpGateRequest:
 * @more_actions: (nullable) (array zero-terminated=1): that are needed besides the method's own
 * @details: (nullable) (array zero-terminated=1): key, value, …; with `title`, which is what the
 *    texts of polkit call the thing by
 * @is_own: (nullable): where one's own is free (%OP_GUARD_OWN): nobody is asked when it says %TRUE
 * @run, @data, @free: what is done when it may be
 *
 * What is asked for. Actions and details are copied.
 */
typedef struct
{
  const char *const *more_actions;
  const char *const *details;
  OpGateOwnFunc is_own;
  OpGateFunc run;
  gpointer data;
  GDestroyNotify free;
} OpGateRequest;

/* Takes @invocation and the request's data. A refusal is replied to here. */
void op_gate_ask (OpGate *self, GDBusMethodInvocation *invocation, const OpGateRequest *request);

/* Some caller waits to be authorised. */
gboolean op_gate_is_busy (OpGate *self);

G_END_DECLS
