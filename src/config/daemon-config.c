/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "config/daemon-config.h"

#include "base/bounds.h"
#include "config/key-file.h"

/* No more than the network worker would take: it refuses to start with settings that are not
 * sane, and then nothing could be fetched at all. */
#define MAX_CONNECTIONS 64
#define MAX_SECONDS (24 * 60 * 60)
#define MAX_REDIRECTS 100
#define MAX_LOW_SPEED_BYTES OP_GIB

static gboolean
read_from_to (const char *value, guint64 min, guint64 max, gpointer field, char **out_problem)
{
  guint64 number;

  if (!op_read_number (value, min, max, &number, out_problem))
    return FALSE;
  *(unsigned *) field = number;

  return TRUE;
}

static gboolean
read_connections (const char *value, gpointer field, char **out_problem)
{
  return read_from_to (value, 1, MAX_CONNECTIONS, field, out_problem);
}

static gboolean
read_timeout (const char *value, gpointer field, char **out_problem)
{
  return read_from_to (value, 1, MAX_SECONDS, field, out_problem);
}

/* 0 switches it off. */
static gboolean
read_low_speed_seconds (const char *value, gpointer field, char **out_problem)
{
  return read_from_to (value, 0, MAX_SECONDS, field, out_problem);
}

static gboolean
read_low_speed_bytes (const char *value, gpointer field, char **out_problem)
{
  return read_from_to (value, 0, MAX_LOW_SPEED_BYTES, field, out_problem);
}

static gboolean
read_redirects (const char *value, gpointer field, char **out_problem)
{
  return read_from_to (value, 0, MAX_REDIRECTS, field, out_problem);
}

static gboolean
read_percent (const char *value, gpointer field, char **out_problem)
{
  return read_from_to (value, 0, 100, field, out_problem);
}

#define KEY(group, name, reader, field)                                                            \
  {                                                                                                \
    group, name, reader, G_STRUCT_OFFSET (OpDaemonConfig, field)                                   \
  }
static const OpKey keys[] = {
  KEY ("Daemon", "DefaultProduct", op_read_string, default_product),
  KEY ("Daemon", "IdleTimeoutSec", op_read_unsigned, idle_timeout_sec),
  KEY ("Daemon", "MoratoriumSec", op_read_unsigned, moratorium_sec),
  KEY ("Transfer", "MaxConnections", read_connections, max_connections),
  KEY ("Transfer", "MaxRequestsPerHost", read_connections, max_requests_per_host),
  KEY ("Transfer", "BackgroundRateBytes", op_read_bytes, background_rate_bytes),
  KEY ("Transfer", "ForegroundRateBytes", op_read_bytes, foreground_rate_bytes),
  KEY ("Transfer", "BusinessHours", op_read_string, business_hours),
  KEY ("Transfer", "BusinessHoursRateBytes", op_read_bytes, business_hours_rate_bytes),
  KEY ("Transfer", "LowSpeedBytes", read_low_speed_bytes, low_speed_bytes),
  KEY ("Transfer", "LowSpeedSec", read_low_speed_seconds, low_speed_sec),
  KEY ("Transfer", "ConnectTimeoutSec", read_timeout, connect_timeout_sec),
  KEY ("Transfer", "MaxRedirects", read_redirects, max_redirects),
  KEY ("Transfer", "Metered", op_read_boolean, metered),
  KEY ("Transfer", "Proxy", op_read_string, proxy),
  KEY ("Transfer", "MaxJobsPerUser", op_read_unsigned, max_jobs_per_user),
  KEY ("Transfer", "MaxSpoolBytesPerUser", op_read_bytes, max_spool_bytes_per_user),
  KEY ("Transfer", "MinFreeBytes", op_read_bytes, min_free_bytes),
  KEY ("Transfer", "MaxFilesPerJob", op_read_unsigned, max_files_per_job),
  KEY ("Transfer", "MaxRangesPerFile", op_read_unsigned, max_ranges_per_file),
  KEY ("Transfer", "RetryFirstSec", op_read_unsigned, retry_first_sec),
  KEY ("Transfer", "RetryMaxSec", op_read_unsigned, retry_max_sec),
  KEY ("Transfer", "RetryCount", op_read_unsigned, retry_count),
  KEY ("Conditions", "IdleSec", op_read_unsigned, idle_sec),
  KEY ("Conditions", "RequireExternalPower", op_read_boolean, require_external_power),
  KEY ("Conditions", "MinBatteryPercent", read_percent, min_battery_percent),
  KEY ("Conditions", "AllowMetered", op_read_boolean, allow_metered),
  KEY ("Conditions", "MaxCpuPressure", read_percent, max_cpu_pressure),
  KEY ("Conditions", "MaxIoPressure", read_percent, max_io_pressure),
  KEY ("Conditions", "MaintenanceWindow", op_read_string, maintenance_window),
  KEY ("Conditions", "DeadlineDays", op_read_unsigned, deadline_days),
  KEY ("Conditions", "StayAwakeOnExternalPower", op_read_boolean, stay_awake_on_external_power),
  KEY ("Staging", "ApiUrl", op_read_url, api_url),
  { NULL },
};
#undef KEY

OpDaemonConfig *
op_daemon_config_load_file (const char *path, GPtrArray *problems)
{
  OpDaemonConfig *self = g_new0 (OpDaemonConfig, 1);

  *self = (OpDaemonConfig){
    .idle_timeout_sec = 180,
    .moratorium_sec = 3600,
    .max_connections = 8,
    .max_requests_per_host = 8,
    .low_speed_bytes = 1000,
    .low_speed_sec = 30,
    .connect_timeout_sec = 30,
    .max_redirects = 10,
    .max_jobs_per_user = 60,
    .max_spool_bytes_per_user = 10 * OP_GIB,
    .min_free_bytes = 1 * OP_GIB,
    .max_files_per_job = 200,
    .max_ranges_per_file = 500,
    .retry_first_sec = 1,
    .retry_max_sec = 300,
    .retry_count = 10,
    .idle_sec = 300,
    .require_external_power = TRUE,
    .max_cpu_pressure = 20,
    .max_io_pressure = 20,
    .deadline_days = 7,
    .stay_awake_on_external_power = TRUE,
  };

  if (path != NULL)
    op_key_file_read (path, keys, self, problems);

  return self;
}

OpDaemonConfig *
op_daemon_config_load (const OpPlaces *places, GPtrArray *problems)
{
  g_autofree char *path = op_places_find (places, "offpeak.conf");

  return op_daemon_config_load_file (path, problems);
}

void
op_daemon_config_free (OpDaemonConfig *self)
{
  g_free (self->default_product);
  g_free (self->business_hours);
  g_free (self->proxy);
  g_free (self->maintenance_window);
  g_free (self->api_url);
  g_free (self);
}
