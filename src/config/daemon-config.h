/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * What `offpeak.conf` says.
 */

#pragma once

#include <glib.h>

#include "config/places.h"

G_BEGIN_DECLS

/* As configuration.md describes it; strings are (nullable) where nothing is the default. */
typedef struct
{
  char *default_product;
  unsigned idle_timeout_sec;
  unsigned moratorium_sec;

  unsigned max_connections;
  unsigned max_requests_per_host;
  guint64 background_rate_bytes;
  guint64 foreground_rate_bytes;
  char *business_hours;
  guint64 business_hours_rate_bytes;
  unsigned low_speed_bytes;
  unsigned low_speed_sec;
  unsigned connect_timeout_sec;
  unsigned max_redirects;
  gboolean metered;
  char *proxy;
  unsigned max_jobs_per_user;
  guint64 max_spool_bytes_per_user;
  guint64 min_free_bytes;
  unsigned max_files_per_job;
  unsigned max_ranges_per_file;
  unsigned retry_first_sec;
  unsigned retry_max_sec;
  unsigned retry_count;

  unsigned idle_sec;
  gboolean require_external_power;
  unsigned min_battery_percent;
  gboolean allow_metered;
  unsigned max_cpu_pressure;
  unsigned max_io_pressure;
  char *maintenance_window;
  unsigned deadline_days;
  gboolean stay_awake_on_external_power;

  char *api_url;
} OpDaemonConfig;

/* Never fails: the defaults are in the place of what is wrong, and @problems says so. */
OpDaemonConfig *op_daemon_config_load (const OpPlaces *places,
                                       GPtrArray *problems) G_GNUC_WARN_UNUSED_RESULT;
/* The same from the file at @path, wherever it lies; (nullable): NULL is one that says nothing. */
OpDaemonConfig *op_daemon_config_load_file (const char *path,
                                            GPtrArray *problems) G_GNUC_WARN_UNUSED_RESULT;
void op_daemon_config_free (OpDaemonConfig *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (OpDaemonConfig, op_daemon_config_free)

G_END_DECLS
