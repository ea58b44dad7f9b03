/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The whole service, as it is in the world: a real daemon with a real worker on a bus of its
 * own, in a directory of its own, downloading from a real web server.
 *
 *   Service *s = service_new ();
 *   service_publish (s, "1.0", NULL);
 *   service_add_product (s, "editor", NULL);
 *   service_start (s);
 *   service_update (s, "1.0");
 *   service_free (s);
 *
 * Where `product` may be NULL it is "editor". The programs come from the environment: OFFPEAKD,
 * OFFPEAK_FETCH.
 */

#pragma once

#include "support/application.h"
#include "support/nginx.h"
#include "support/private-bus.h"
#include "support/process.h"
#include "support/recorder.h"

G_BEGIN_DECLS

/**
 * Service:
 * @root: what the daemon is given as `--root`
 * @apps: where the install roots of products are
 * @www: what @nginx serves
 * @bus: the private bus
 * @connection: ours to it; everything that comes in is in @recorder
 * @nginx: the web server
 * @daemon: (nullable): %NULL while it does not run
 *
 * All (owned). To be read by tests, and changed through functions only.
 */
typedef struct
{
  char *dir;
  char *root;
  char *apps;
  char *www;
  PrivateBus *bus;
  GDBusConnection *connection;
  Recorder *recorder;
  Nginx *nginx;
  Process *daemon;
  GPtrArray *expected_warnings;
} Service;

/* Everything but the daemon. NULL when something is missing here that the test needs; the test is
 * then marked as skipped. */
Service *service_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* The same with version 1.0 published, a product "editor", and the daemon. */
Service *service_new_with_product (void) G_GNUC_WARN_UNUSED_RESULT;

/* End it all. A warning, a critical or a sanitizer's report in the log of daemon and workers ends
 * the test. */
void service_free (Service *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Service, service_free)

/* A line of the daemon's log that has @part in it may be a warning. */
void service_expect_warning (Service *self, const char *part);

/* Write DIR/etc/offpeak/products.d/PRODUCT.conf: a product file that downloads from @nginx; then
 * come pairs of keys and values (a value of NULL leaves a key out), and NULL. */
void service_add_product (Service *self, const char *product, ...) G_GNUC_NULL_TERMINATED;

/* Publish a made-up application; @shape: (nullable): some small files. */
void service_publish (Service *self, const char *version, const ApplicationShape *shape);

/* The install root of a product; valid until the test ends. */
const char *service_install_root (Service *self, const char *product);

/* Start the daemon and wait until it has its name. The options of the second are added. */
void service_start (Service *self);
void service_start_with (Service *self, const char *const *options);

/* SIGTERM; it must end with 0. */
void service_stop (Service *self);

/* SIGKILL. */
void service_kill (Service *self);

/* SIGKILL its network worker; waits for one to be there. Returns its process id. */
pid_t service_kill_worker (Service *self);

/* The daemon's log so far. */
char *service_log (Service *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
