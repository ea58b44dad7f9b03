/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The rules of polkit: one file, in place of the last one. polkit does not say when it has read
 * it, so it is asked about somebody until it has.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* @admin: of root; @user: of anybody else. */
void set_rules (GDBusConnection *admin, GDBusConnection *user, const char *text);
void remove_rules (GDBusConnection *admin, GDBusConnection *user);

G_END_DECLS
