/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Small things that a product can be asked for.
 */

#pragma once

#include <offpeak/api.h>

G_BEGIN_DECLS

/**
 * OffpeakWaitReason:
 * @code: a word for programs: paused, retry, network, metered, power, battery, idle, pressure,
 *    window, hold, blocked, space, exclusive, cool-down, moratorium, rejected
 * @text: a sentence for people
 * @who: who asked for it; "" for the service itself
 * @earliest_retry_usec: when it is tried again, in microseconds since the Unix epoch; 0 when
 *    that is not known
 *
 * One reason why nothing moves.
 */
typedef struct
{
  char *code;
  char *text;
  char *who;
  guint64 earliest_retry_usec;
} OffpeakWaitReason;

#define OFFPEAK_TYPE_WAIT_REASON (offpeak_wait_reason_get_type ())
OFFPEAK_API GType offpeak_wait_reason_get_type (void);

OFFPEAK_API OffpeakWaitReason *
offpeak_wait_reason_copy (const OffpeakWaitReason *self) G_GNUC_WARN_UNUSED_RESULT;
OFFPEAK_API void offpeak_wait_reason_free (OffpeakWaitReason *self);

/**
 * OffpeakApplication:
 * @pid: process id
 * @name: name of the process
 *
 * A running program of a product.
 */
typedef struct
{
  guint pid;
  char *name;
} OffpeakApplication;

#define OFFPEAK_TYPE_APPLICATION (offpeak_application_get_type ())
OFFPEAK_API GType offpeak_application_get_type (void);

OFFPEAK_API OffpeakApplication *
offpeak_application_copy (const OffpeakApplication *self) G_GNUC_WARN_UNUSED_RESULT;
OFFPEAK_API void offpeak_application_free (OffpeakApplication *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OffpeakWaitReason, offpeak_wait_reason_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (OffpeakApplication, offpeak_application_free)

G_END_DECLS
