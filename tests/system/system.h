/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The daemon on a real system bus with the real polkit (see with-system-bus), and callers of two
 * users. There are two products, "editor" and "viewer", whose server accepts connections and says
 * nothing: a Download that is accepted goes on until it is cancelled.
 */

#pragma once

#include "support/process.h"

G_BEGIN_DECLS

#define UID_NOBODY 65534u

#define UPDATE_NOTIFY "org.offpeak.UpdateNotify1"
#define ACCESS_DENIED "org.freedesktop.DBus.Error.AccessDenied"
#define LIMITS_EXCEEDED "org.freedesktop.DBus.Error.LimitsExceeded"
#define ILLEGAL_METHOD_CALL "org.offpeak.Error.IllegalMethodCall"

#define STATUS_UNKNOWN 0u
#define STATUS_DOWNLOAD_WIP 2u

typedef struct
{
  char *dir;              /* (owned) */
  char *root;             /* (owned): what the daemon is given as `--root` */
  GSocket *server;        /* (owned) */
  GDBusConnection *admin; /* (owned): of root */
  GDBusConnection *user;  /* (owned): of nobody */
  Process *daemon;        /* (owned) */
} System;

/* NULL, and the test is skipped, where there is no such bus. */
System *system_new (void) G_GNUC_WARN_UNUSED_RESULT;
void system_free (System *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (System, system_free)

/* One more connection; close it with private_bus_leave(). */
GDBusConnection *system_connect (guint32 uid) G_GNUC_WARN_UNUSED_RESULT;

/* Have it read the product files again. */
void system_reload (System *self);

char *system_product_path (const char *product) G_GNUC_WARN_UNUSED_RESULT;
unsigned system_status (GDBusConnection *caller, const char *product);
void system_wait_for_status (System *self, const char *product, unsigned status);

/* A call to UpdateNotify1 whose answer may come later. */
typedef struct
{
  gboolean done;
  char *error;   /* (owned): name of the error; "" for none */
  char *message; /* (owned) */
} Answer;

void answer_clear (Answer *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

/* @parameters: (nullable): NULL for methods without */
void system_begin (GDBusConnection *caller,
                   const char *product,
                   const char *method,
                   const char *parameters,
                   gboolean interactive,
                   Answer *answer);
void answer_wait (Answer *self);

/* The same at once, without interaction; fails the test unless the error is @name. */
void system_call (GDBusConnection *caller,
                  const char *product,
                  const char *method,
                  const char *parameters,
                  const char *name);

G_END_DECLS
