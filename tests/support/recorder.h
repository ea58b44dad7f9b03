/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Everything that comes in over a bus connection, in the order of the wire. Main loops and
 * threads reorder replies and signals; what is promised about their order can only be seen here.
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _Recorder Recorder;

/* Subscribes to all signals of the well-known name of the service; returns when the bus knows. */
Recorder *recorder_new (GDBusConnection *connection) G_GNUC_WARN_UNUSED_RESULT;
void recorder_free (Recorder *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Recorder, recorder_free)

/* Forget what has come so far. */
void recorder_clear (Recorder *self);

/* How many signals have ever come: when it has grown, something has happened. */
unsigned recorder_count (Recorder *self);

/* The StatusChanged signals of the object at @path: "0>1 1>2 2>5/13", with the error when it is
 * not 0. */
char *recorder_transitions (Recorder *self, const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* What came for the object at @path, and all replies, one word each: "Status=1 Error=0 0>1 reply".
 * Of properties those in @properties, sorted by name in each notice. */
char *recorder_sequence (Recorder *self,
                         const char *path,
                         const char *const *properties) G_GNUC_WARN_UNUSED_RESULT;

/* All values that property @name of UpdateNotify1 at @path was announced with:
 * (element-type GVariant). */
GPtrArray *
recorder_values (Recorder *self, const char *path, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* Of the notices for property @name the monotonic times: (element-type gint64). */
GArray *
recorder_times (Recorder *self, const char *path, const char *name) G_GNUC_WARN_UNUSED_RESULT;

/* How often @signal of @interface came, from any object. */
unsigned recorder_n_signals (Recorder *self, const char *interface, const char *signal);

G_END_DECLS
