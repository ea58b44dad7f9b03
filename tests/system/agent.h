/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * An authentication agent for the callers of this process, as a desktop has one. It stays silent
 * until it is told what the person at the machine does.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Agent Agent;

/* @admin: a connection of root, which may speak for everybody. */
Agent *agent_new (GDBusConnection *admin) G_GNUC_WARN_UNUSED_RESULT;
void agent_free (Agent *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Agent, agent_free)

/* How many questions have ever come, and how many of them were taken back. */
unsigned agent_n_asked (Agent *self);
unsigned agent_n_cancelled (Agent *self);
void agent_wait_for (Agent *self, unsigned n_asked, unsigned n_cancelled);

/* What question @number says. */
const char *agent_text (Agent *self, unsigned number);

/* The password of root is given; or the window is closed. */
void agent_agree (Agent *self, unsigned number);
void agent_dismiss (Agent *self, unsigned number);

G_END_DECLS
