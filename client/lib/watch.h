/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Listening to the service: each of its signals that a client needs, handed on as long as
 * the client lives.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * OpWatchFuncs:
 * @owner_changed: the service came (@running) or went
 * @properties_changed: @changed is of type a{sv}
 * @status_changed: @parameters is of type (uuu)
 * @interfaces_added: @parameters is of type (oa{sa{sv}})
 * @interfaces_removed: @parameters is of type (oas)
 *
 * Called in the main context in which the watch was made, in the order of the bus.
 */
typedef struct
{
  void (*owner_changed) (gpointer client, gboolean running);
  void (*properties_changed) (gpointer client,
                              const char *path,
                              const char *interface,
                              GVariant *changed);
  void (*status_changed) (gpointer client, const char *path, GVariant *parameters);
  void (*interfaces_added) (gpointer client, GVariant *parameters);
  void (*interfaces_removed) (gpointer client, GVariant *parameters);
} OpWatchFuncs;

typedef struct _OpWatch OpWatch;

OpWatch *op_watch_new (GDBusConnection *connection,
                       const OpWatchFuncs *funcs,
                       GObject *client) G_GNUC_WARN_UNUSED_RESULT;
void op_watch_free (OpWatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpWatch, op_watch_free)

G_END_DECLS
