/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What offpeak.conf says, and what it says when it says nothing. */

#include "base/bounds.h"
#include "cast.h"
#include "channel/frames.h"

static OpDaemonConfig *
load (Fixture *f, const char *text)
{
  write_file (f->dir, "etc/offpeak/offpeak.conf", text);

  return op_daemon_config_load (f->places, f->problems);
}

/* As the documentation of the configuration gives them. */
static void
assert_defaults (const OpDaemonConfig *config)
{
  g_assert_cmpstr (config->default_product, ==, NULL);
  g_assert_cmpuint (config->idle_timeout_sec, ==, 180);
  g_assert_cmpuint (config->moratorium_sec, ==, 3600);

  g_assert_cmpuint (config->max_connections, ==, 8);
  g_assert_cmpuint (config->max_requests_per_host, ==, 8);
  g_assert_cmpuint (config->background_rate_bytes, ==, 0);
  g_assert_cmpuint (config->foreground_rate_bytes, ==, 0);
  g_assert_cmpstr (config->business_hours, ==, NULL);
  g_assert_cmpuint (config->business_hours_rate_bytes, ==, 0);
  g_assert_cmpuint (config->low_speed_bytes, ==, 1000);
  g_assert_cmpuint (config->low_speed_sec, ==, 30);
  g_assert_cmpuint (config->connect_timeout_sec, ==, 30);
  g_assert_cmpuint (config->max_redirects, ==, 10);
  g_assert_false (config->metered);
  g_assert_cmpstr (config->proxy, ==, NULL);
  g_assert_cmpuint (config->max_jobs_per_user, ==, 60);
  g_assert_cmpuint (config->max_spool_bytes_per_user, ==, 10 * OP_GIB);
  g_assert_cmpuint (config->min_free_bytes, ==, OP_GIB);
  g_assert_cmpuint (config->max_files_per_job, ==, 200);
  g_assert_cmpuint (config->max_ranges_per_file, ==, 500);
  g_assert_cmpuint (config->retry_first_sec, ==, 1);
  g_assert_cmpuint (config->retry_max_sec, ==, 300);
  g_assert_cmpuint (config->retry_count, ==, 10);

  g_assert_cmpuint (config->idle_sec, ==, 300);
  g_assert_true (config->require_external_power);
  g_assert_cmpuint (config->min_battery_percent, ==, 0);
  g_assert_false (config->allow_metered);
  g_assert_cmpuint (config->max_cpu_pressure, ==, 20);
  g_assert_cmpuint (config->max_io_pressure, ==, 20);
  g_assert_cmpstr (config->maintenance_window, ==, NULL);
  g_assert_cmpuint (config->deadline_days, ==, 7);
  g_assert_true (config->stay_awake_on_external_power);
  g_assert_cmpstr (config->api_url, ==, NULL);
}

static void
test_no_file (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpDaemonConfig) config = op_daemon_config_load (f->places, f->problems);

  assert_defaults (config);
  assert_problems (f, 0, NULL);
}

static void
test_empty_groups (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpDaemonConfig) config =
                 load (f, "# nothing\n[Daemon]\n\n[Transfer]\n[Conditions]\n[Staging]\n");

  assert_defaults (config);
  assert_problems (f, 0, NULL);
}

/* clang-format off */
static const char every_key[] =
  "[Daemon]\n"
  "DefaultProduct=editor\n"
  "IdleTimeoutSec=0\n"
  "MoratoriumSec=1\n"
  "[Transfer]\n"
  "MaxConnections=16\n"
  "MaxRequestsPerHost=4\n"
  "BackgroundRateBytes=500000\n"
  "ForegroundRateBytes=2M\n"
  "BusinessHours=Mon..Fri 08:00-17:00\n"
  "BusinessHoursRateBytes=64k\n"
  "LowSpeedBytes=10\n"
  "LowSpeedSec=60\n"
  "ConnectTimeoutSec=5\n"
  "MaxRedirects=0\n"
  "Metered=yes\n"
  "Proxy=http://proxy.example:3128\n"
  "MaxJobsPerUser=6\n"
  "MaxSpoolBytesPerUser=1T\n"
  "MinFreeBytes=0\n"
  "MaxFilesPerJob=20\n"
  "MaxRangesPerFile=50\n"
  "RetryFirstSec=2\n"
  "RetryMaxSec=30\n"
  "RetryCount=3\n"
  "[Conditions]\n"
  "IdleSec=0\n"
  "RequireExternalPower=no\n"
  "MinBatteryPercent=100\n"
  "AllowMetered=True\n"
  "MaxCpuPressure=1\n"
  "MaxIoPressure=2\n"
  "MaintenanceWindow=Sun 01:00-05:00\n"
  "DeadlineDays=14\n"
  "StayAwakeOnExternalPower=off\n"
  "[Staging]\n"
  "ApiUrl=https://api.example/v1\n";
/* clang-format on */

static void
test_every_key (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpDaemonConfig) config = load (f, every_key);

  assert_problems (f, 0, NULL);
  g_assert_cmpstr (config->default_product, ==, "editor");
  g_assert_cmpuint (config->idle_timeout_sec, ==, 0);
  g_assert_cmpuint (config->moratorium_sec, ==, 1);
  g_assert_cmpuint (config->max_connections, ==, 16);
  g_assert_cmpuint (config->max_requests_per_host, ==, 4);
  g_assert_cmpuint (config->background_rate_bytes, ==, 500000);
  g_assert_cmpuint (config->foreground_rate_bytes, ==, 2 * OP_MIB);
  g_assert_cmpstr (config->business_hours, ==, "Mon..Fri 08:00-17:00");
  g_assert_cmpuint (config->business_hours_rate_bytes, ==, 64 * OP_KIB);
  g_assert_cmpuint (config->low_speed_bytes, ==, 10);
  g_assert_cmpuint (config->low_speed_sec, ==, 60);
  g_assert_cmpuint (config->connect_timeout_sec, ==, 5);
  g_assert_cmpuint (config->max_redirects, ==, 0);
  g_assert_true (config->metered);
  g_assert_cmpstr (config->proxy, ==, "http://proxy.example:3128");
  g_assert_cmpuint (config->max_jobs_per_user, ==, 6);
  g_assert_cmpuint (config->max_spool_bytes_per_user, ==, 1024 * OP_GIB);
  g_assert_cmpuint (config->min_free_bytes, ==, 0);
  g_assert_cmpuint (config->max_files_per_job, ==, 20);
  g_assert_cmpuint (config->max_ranges_per_file, ==, 50);
  g_assert_cmpuint (config->retry_first_sec, ==, 2);
  g_assert_cmpuint (config->retry_max_sec, ==, 30);
  g_assert_cmpuint (config->retry_count, ==, 3);
  g_assert_cmpuint (config->idle_sec, ==, 0);
  g_assert_false (config->require_external_power);
  g_assert_cmpuint (config->min_battery_percent, ==, 100);
  g_assert_true (config->allow_metered);
  g_assert_cmpuint (config->max_cpu_pressure, ==, 1);
  g_assert_cmpuint (config->max_io_pressure, ==, 2);
  g_assert_cmpstr (config->maintenance_window, ==, "Sun 01:00-05:00");
  g_assert_cmpuint (config->deadline_days, ==, 14);
  g_assert_false (config->stay_awake_on_external_power);
  g_assert_cmpstr (config->api_url, ==, "https://api.example/v1");
}

typedef struct
{
  const char *name;
  const char *text;
  const char *problem;
} Refused;

/* clang-format off */
static const Refused refused[] = {
  { "unknown-key", "[Daemon]\n\nIdleTimeout=5\n", "offpeak.conf:3: IdleTimeout: this key is not known" },
  { "key-of-another-group", "[Daemon]\nProxy=x\n", "offpeak.conf:2: Proxy: this key is not known" },
  { "key-in-other-letters", "[Daemon]\nidletimeoutsec=5\n", "offpeak.conf:2: idletimeoutsec: this key is not known" },
  { "unknown-group", "[Daemon]\n[Demon]\nIdleTimeoutSec=5\n", "offpeak.conf:2: [Demon]: this group is not known" },
  { "key-that-is-not-utf-8", "[Daemon]\nIdle\xffTime=5\n", "offpeak.conf:2: Idle?Time: this key is not known" },
  { "group-that-is-not-utf-8", "[Dae\xffmon]\n", "offpeak.conf:1: [Dae?mon]: this group is not known" },
  { "not-a-number", "[Daemon]\nIdleTimeoutSec=soon\n", "offpeak.conf:2: IdleTimeoutSec: ‘soon’ is not a whole number" },
  { "empty-number", "[Daemon]\nIdleTimeoutSec=\n", "offpeak.conf:2: IdleTimeoutSec: ‘’" },
  { "negative", "[Daemon]\nIdleTimeoutSec=-1\n", "IdleTimeoutSec: ‘-1’" },
  { "with-a-sign", "[Daemon]\nIdleTimeoutSec=+1\n", "IdleTimeoutSec: ‘+1’" },
  { "with-a-unit", "[Daemon]\nIdleTimeoutSec=3min\n", "IdleTimeoutSec: ‘3min’" },
  { "too-large", "[Daemon]\nIdleTimeoutSec=2147483648\n", "IdleTimeoutSec: ‘2147483648’" },
  { "vertical-tab", "[Daemon]\nIdleTimeoutSec=\v5\n", "IdleTimeoutSec: the value has a control character" },
  { "the-last-line-counts", "[Daemon]\nIdleTimeoutSec=5\nIdleTimeoutSec=x\n", "offpeak.conf:3: IdleTimeoutSec: ‘x’" },
  { "no-connection", "[Transfer]\nMaxConnections=0\n", "MaxConnections: ‘0’ is not a whole number from 1 to 64" },
  { "many-connections", "[Transfer]\nMaxRequestsPerHost=65\n", "MaxRequestsPerHost: ‘65’" },
  { "no-timeout", "[Transfer]\nConnectTimeoutSec=0\n", "ConnectTimeoutSec: ‘0’" },
  { "long-timeout", "[Transfer]\nConnectTimeoutSec=86401\n", "ConnectTimeoutSec: ‘86401’" },
  { "long-low-speed", "[Transfer]\nLowSpeedSec=86401\n", "LowSpeedSec: ‘86401’" },
  { "fast-low-speed", "[Transfer]\nLowSpeedBytes=1073741825\n", "LowSpeedBytes: ‘1073741825’" },
  { "many-redirects", "[Transfer]\nMaxRedirects=101\n", "MaxRedirects: ‘101’" },
  { "neither-yes-nor-no", "[Transfer]\nMetered=maybe\n", "Metered: ‘maybe’ is neither yes nor no" },
  { "no-bytes", "[Transfer]\nMinFreeBytes=G\n", "MinFreeBytes: ‘G’ is not a number of bytes" },
  { "empty-bytes", "[Transfer]\nMinFreeBytes=\n", "MinFreeBytes: ‘’ is not a number of bytes" },
  { "other-unit", "[Transfer]\nMinFreeBytes=1P\n", "MinFreeBytes: ‘1P’" },
  { "two-units", "[Transfer]\nMinFreeBytes=1GB\n", "MinFreeBytes: ‘1GB’" },
  { "too-many-bytes", "[Transfer]\nMinFreeBytes=16777216T\n", "MinFreeBytes: ‘16777216T’" },
  { "more-than-all", "[Conditions]\nMinBatteryPercent=101\n", "MinBatteryPercent: ‘101’" },
  { "not-a-url", "[Staging]\nApiUrl=ftp://api.example\n", "ApiUrl: " },
  { "not-utf-8", "[Daemon]\nDefaultProduct=\xff\n", "DefaultProduct: the value is not UTF-8" },
  { "control-character", "[Transfer]\nProxy=http://proxy\x7f/\n", "Proxy: the value has a control character" },
  { "not-a-key-file", "[Daemon\nIdleTimeoutSec=5\n", "offpeak.conf: " },
};
/* clang-format on */

/* One bad value does not cost the others, and leaves the default in its place. */
static void
test_refused (Fixture *f, gconstpointer data)
{
  const Refused *c = data;
  g_autofree char *path = g_build_filename (f->dir, "etc/offpeak/", NULL);
  g_autoptr(OpDaemonConfig) config = NULL;
  g_autoptr(OpDaemonConfig) other = NULL;
  g_autofree char *text = g_strconcat (c->text, "[Transfer]\nRetryCount=4\n", NULL);

  config = load (f, c->text);
  assert_problems (f, 1, c->problem);
  g_assert_true (g_str_has_prefix (f->problems->pdata[0], path));
  assert_defaults (config);

  other = load (f, text);
  assert_problems (f, 2, c->problem);
  if (!g_str_equal (c->name, "not-a-key-file"))
    g_assert_cmpuint (other->retry_count, ==, 4);
}

static void
test_one_problem_does_not_hide_the_next (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpDaemonConfig) config = load (
      f, "[Daemon]\nIdleTimeoutSec=x\nNoSuchKey=1\n[Nothing]\n[Transfer]\nMetered=2\n");

  assert_problems (f, 4, ":2: IdleTimeoutSec");
  g_assert_nonnull (strstr (f->problems->pdata[1], ":3: NoSuchKey"));
  g_assert_nonnull (strstr (f->problems->pdata[2], ":4: [Nothing]"));
  g_assert_nonnull (strstr (f->problems->pdata[3], ":6: Metered"));
}

static void
test_long_value (Fixture *f, gconstpointer unused)
{
  g_autofree char *long_value = g_strnfill (OP_MAX_URL_BYTES + 1, 'x');
  g_autofree char *text = g_strconcat ("[Transfer]\nProxy=", long_value, "\n", NULL);
  g_autoptr(OpDaemonConfig) config = load (f, text);

  assert_problems (f, 1, ":2: Proxy: the value is longer than 8192 bytes");
}

/* Editors leave blanks at the ends of lines, and some end them in two bytes. */
static void
test_white_space (Fixture *f, gconstpointer unused)
{
  g_autoptr(OpDaemonConfig) config =
                 load (f, "[Daemon]  \r\nIdleTimeoutSec = 5 \r\n[Transfer]\r\nMetered=yes \r\n");

  assert_problems (f, 0, NULL);
  g_assert_cmpuint (config->idle_timeout_sec, ==, 5);
  g_assert_true (config->metered);
}

/* Whatever is accepted here, the network worker does not refuse to start with. */
static void
test_worker_takes_the_extremes (Fixture *f, gconstpointer unused)
{
  static const char *const extremes[] = {
    "MaxConnections=1\nMaxRequestsPerHost=1\nConnectTimeoutSec=1\nLowSpeedBytes=0\nLowSpeedSec=0\n"
    "MaxRedirects=0\n",
    "MaxConnections=64\nMaxRequestsPerHost=64\nConnectTimeoutSec=86400\nLowSpeedBytes=1073741824\n"
    "LowSpeedSec=86400\nMaxRedirects=100\n",
  };

  for (size_t i = 0; i < G_N_ELEMENTS (extremes); i++)
    {
      g_autofree char *text = g_strconcat ("[Transfer]\n", extremes[i], NULL);
      g_autoptr(OpDaemonConfig) config = load (f, text);
      const OpFetchSettings settings = {
        .max_connections = config->max_connections,
        .max_per_host = config->max_requests_per_host,
        .connect_timeout_sec = config->connect_timeout_sec,
        .low_speed_bytes = config->low_speed_bytes,
        .low_speed_sec = config->low_speed_sec,
        .max_redirects = config->max_redirects,
        .proxy = (char *) "",
      };
      g_autoptr(GBytes) frame = op_fetch_settings_encode (&settings);
      g_auto(OpFetchSettings) taken = { 0 };
      g_autoptr(GError) error = NULL;

      assert_problems (f, 0, NULL);
      g_assert_true (op_fetch_settings_decode (
          g_bytes_get_data (frame, NULL), g_bytes_get_size (frame), &taken, &error));
      g_assert_no_error (error);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function)                                                                        \
  g_test_add ("/daemon-config/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("no-file", test_no_file);
  ADD ("empty-groups", test_empty_groups);
  ADD ("every-key", test_every_key);
  ADD ("one-problem-does-not-hide-the-next", test_one_problem_does_not_hide_the_next);
  ADD ("long-value", test_long_value);
  ADD ("white-space", test_white_space);
  ADD ("the-worker-takes-the-extremes", test_worker_takes_the_extremes);
#undef ADD
  for (size_t i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = g_strconcat ("/daemon-config/refused/", refused[i].name, NULL);

      g_test_add (path, Fixture, &refused[i], set_up, test_refused, tear_down);
    }

  return g_test_run ();
}
