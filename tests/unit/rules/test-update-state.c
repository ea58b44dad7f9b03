/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The state machine of UpdateNotify against the table of its D-Bus contract. */

#include "rules/update-state.h"

#include <string.h>

#include "base/error.h"

#define NOTHING OP_N_STATUSES /* the event is not legal */

/* clang-format off */

/* "may call" of the contract: Download, Apply, and what goes with them, where nothing runs. */
#define RESTING(status) {                                                                          \
    [OP_UPDATE_DOWNLOAD]  = OP_STATUS_DOWNLOAD_PENDING,                                            \
    [OP_UPDATE_APPLY]     = OP_STATUS_APPLY_PENDING,                                               \
    [OP_UPDATE_ROLLBACK]  = OP_STATUS_APPLY_PENDING,                                               \
    [OP_UPDATE_CHECK]     = OP_STATUS_##status,                                                    \
    [OP_UPDATE_VERIFY]    = OP_STATUS_##status,                                                    \
    [OP_UPDATE_REMOVE]    = OP_STATUS_##status,                                                    \
    [OP_UPDATE_CANCEL]    = NOTHING,                                                               \
    [OP_UPDATE_PAUSE]     = NOTHING,                                                               \
    [OP_UPDATE_RESUME]    = NOTHING,                                                               \
    [OP_UPDATE_ACCEPTED]  = NOTHING,                                                               \
    [OP_UPDATE_SUCCEEDED] = NOTHING,                                                               \
    [OP_UPDATE_FAILED]    = NOTHING,                                                               \
    [OP_UPDATE_CANCELLED] = NOTHING,                                                               \
  }

#define NO_CALL                                                                                    \
    [OP_UPDATE_DOWNLOAD]  = NOTHING,                                                               \
    [OP_UPDATE_APPLY]     = NOTHING,                                                               \
    [OP_UPDATE_ROLLBACK]  = NOTHING,                                                               \
    [OP_UPDATE_CHECK]     = NOTHING,                                                               \
    [OP_UPDATE_VERIFY]    = NOTHING,                                                               \
    [OP_UPDATE_REMOVE]    = NOTHING

static const OpStatus expected[OP_N_STATUSES][OP_N_UPDATE_EVENTS] = {
  [OP_STATUS_UNKNOWN] = RESTING (UNKNOWN),
  [OP_STATUS_DOWNLOAD_PENDING] = {
    NO_CALL,
    [OP_UPDATE_CANCEL]    = NOTHING,
    [OP_UPDATE_PAUSE]     = NOTHING,
    [OP_UPDATE_RESUME]    = NOTHING,
    [OP_UPDATE_ACCEPTED]  = OP_STATUS_DOWNLOAD_WIP,
    [OP_UPDATE_SUCCEEDED] = NOTHING,
    [OP_UPDATE_FAILED]    = OP_STATUS_DOWNLOAD_FAILED,
    [OP_UPDATE_CANCELLED] = NOTHING,
  },
  [OP_STATUS_DOWNLOAD_WIP] = {
    NO_CALL,
    [OP_UPDATE_CANCEL]    = OP_STATUS_DOWNLOAD_CANCELLING,
    [OP_UPDATE_PAUSE]     = OP_STATUS_DOWNLOAD_WIP,
    [OP_UPDATE_RESUME]    = OP_STATUS_DOWNLOAD_WIP,
    [OP_UPDATE_ACCEPTED]  = NOTHING,
    [OP_UPDATE_SUCCEEDED] = OP_STATUS_DOWNLOAD_SUCCEEDED,
    [OP_UPDATE_FAILED]    = OP_STATUS_DOWNLOAD_FAILED,
    [OP_UPDATE_CANCELLED] = NOTHING,
  },
  [OP_STATUS_DOWNLOAD_CANCELLING] = {
    NO_CALL,
    [OP_UPDATE_CANCEL]    = NOTHING,
    [OP_UPDATE_PAUSE]     = NOTHING,
    [OP_UPDATE_RESUME]    = NOTHING,
    [OP_UPDATE_ACCEPTED]  = NOTHING,
    [OP_UPDATE_SUCCEEDED] = NOTHING,
    [OP_UPDATE_FAILED]    = OP_STATUS_DOWNLOAD_FAILED,
    [OP_UPDATE_CANCELLED] = OP_STATUS_DOWNLOAD_CANCELLED,
  },
  [OP_STATUS_DOWNLOAD_CANCELLED] = RESTING (DOWNLOAD_CANCELLED),
  [OP_STATUS_DOWNLOAD_FAILED] = RESTING (DOWNLOAD_FAILED),
  [OP_STATUS_DOWNLOAD_SUCCEEDED] = RESTING (DOWNLOAD_SUCCEEDED),
  [OP_STATUS_APPLY_PENDING] = {
    NO_CALL,
    [OP_UPDATE_CANCEL]    = NOTHING,
    [OP_UPDATE_PAUSE]     = NOTHING,
    [OP_UPDATE_RESUME]    = NOTHING,
    [OP_UPDATE_ACCEPTED]  = OP_STATUS_APPLY_WIP,
    [OP_UPDATE_SUCCEEDED] = NOTHING,
    [OP_UPDATE_FAILED]    = OP_STATUS_APPLY_FAILED,
    [OP_UPDATE_CANCELLED] = NOTHING,
  },
  [OP_STATUS_APPLY_WIP] = {
    NO_CALL,
    [OP_UPDATE_CANCEL]    = NOTHING, /* an Apply cannot be cancelled */
    [OP_UPDATE_PAUSE]     = NOTHING,
    [OP_UPDATE_RESUME]    = NOTHING,
    [OP_UPDATE_ACCEPTED]  = NOTHING,
    [OP_UPDATE_SUCCEEDED] = OP_STATUS_APPLY_SUCCEEDED,
    [OP_UPDATE_FAILED]    = OP_STATUS_APPLY_FAILED,
    [OP_UPDATE_CANCELLED] = NOTHING,
  },
  [OP_STATUS_APPLY_SUCCEEDED] = RESTING (APPLY_SUCCEEDED),
  [OP_STATUS_APPLY_FAILED] = RESTING (APPLY_FAILED),
};

/* Of the contract, in the order of its numbers. */
static const char *const names[] = {
  "UNKNOWN", "DOWNLOAD_PENDING", "DOWNLOAD_WIP", "DOWNLOAD_CANCELLING", "DOWNLOAD_CANCELLED",
  "DOWNLOAD_FAILED", "DOWNLOAD_SUCCEEDED", "APPLY_PENDING", "APPLY_WIP", "APPLY_SUCCEEDED",
  "APPLY_FAILED",
};
G_STATIC_ASSERT (G_N_ELEMENTS (names) == OP_N_STATUSES);
/* clang-format on */

static void
test_table (void)
{
  for (OpStatus from = 0; from < OP_N_STATUSES; from++)
    {
      for (OpUpdateEvent event = 0; event < OP_N_UPDATE_EVENTS; event++)
        {
          OpStatus to = NOTHING;

          g_test_message ("%s in %s", op_update_event_nick (event), op_status_nick (from));
          g_assert_cmpint (
              op_update_state_next (from, event, &to), ==, expected[from][event] != NOTHING);
          g_assert_cmpint (to, ==, expected[from][event]);
        }
    }
}

static void
test_refusal (void)
{
  for (OpStatus from = 0; from < OP_N_STATUSES; from++)
    {
      for (OpUpdateEvent event = 0; event < OP_N_UPDATE_CALLS; event++)
        {
          g_autoptr(GError) error = NULL;

          if (op_update_state_check (from, event, &error))
            {
              g_assert_no_error (error);
              g_assert_cmpint (expected[from][event], !=, NOTHING);
              continue;
            }

          g_assert_error (error, OP_ERROR, OP_ERROR_ILLEGAL_METHOD_CALL);
          g_assert_true (
              g_str_has_prefix (error->message, "A method was called at an unexpected time: "));
          g_assert_nonnull (strstr (error->message, op_update_event_nick (event)));
          g_assert_nonnull (strstr (error->message, op_status_nick (from)));
        }
    }
}

static gboolean
is_resting (OpStatus status)
{
  return expected[status][OP_UPDATE_DOWNLOAD] != NOTHING;
}

static void
test_resting (void)
{
  for (OpStatus status = 0; status < OP_N_STATUSES; status++)
    g_assert_cmpint (op_status_is_resting (status), ==, is_resting (status));
}

static void
test_busy_statuses_can_fail (void)
{
  for (OpStatus status = 0; status < OP_N_STATUSES; status++)
    {
      OpStatus to;

      if (is_resting (status))
        continue;

      g_test_message ("%s", op_status_nick (status));
      g_assert_true (op_update_state_next (status, OP_UPDATE_FAILED, &to));
      g_assert_true (op_status_is_resting (to));
    }
}

static void
mark_reachable (OpStatus status, gboolean *reached)
{
  if (reached[status])
    return;

  reached[status] = TRUE;
  for (OpUpdateEvent event = 0; event < OP_N_UPDATE_EVENTS; event++)
    {
      OpStatus to;

      if (op_update_state_next (status, event, &to))
        mark_reachable (to, reached);
    }
}

/* From every status to every other. UNKNOWN is what a reboot leads to, and nothing else. */
static void
test_reachable (void)
{
  for (OpStatus from = 0; from < OP_N_STATUSES; from++)
    {
      gboolean reached[OP_N_STATUSES] = { FALSE };

      mark_reachable (from, reached);
      for (OpStatus to = 0; to < OP_N_STATUSES; to++)
        g_assert_cmpint (reached[to], ==, to != OP_STATUS_UNKNOWN || from == OP_STATUS_UNKNOWN);
    }
}

static void
test_names (void)
{
  for (OpStatus status = 0; status < OP_N_STATUSES; status++)
    g_assert_cmpstr (op_status_nick (status), ==, names[status]);

  for (OpUpdateEvent event = 0; event < OP_N_UPDATE_EVENTS; event++)
    g_assert_nonnull (op_update_event_nick (event));

  g_assert_cmpstr (op_update_event_nick (OP_UPDATE_DOWNLOAD), ==, "Download");
  g_assert_cmpstr (op_update_event_nick (OP_UPDATE_CHECK), ==, "CheckForUpdate");
  g_assert_cmpstr (op_update_event_nick (OP_UPDATE_RESUME), ==, "Resume");
}

/* "Which error" of the contract. */
static const guint32 numbers[OP_N_ERRORS] = {
  [OP_ERROR_FAILED] = 1,
  [OP_ERROR_ACCESS_DENIED] = 1,
  [OP_ERROR_INVALID_ARGS] = 1,
  [OP_ERROR_LIMITS_EXCEEDED] = 1,
  [OP_ERROR_NOT_SUPPORTED] = 9,
  [OP_ERROR_ILLEGAL_METHOD_CALL] = 1,
  [OP_ERROR_NOT_FOUND] = 9,
  [OP_ERROR_INVALID_STATE] = 1,
  [OP_ERROR_EMPTY] = 9,
  [OP_ERROR_UNTRUSTED] = 9,
  [OP_ERROR_STALE] = 9,
  [OP_ERROR_NO_SPACE] = 5,
  [OP_ERROR_PARTIAL_COMPLETE] = 9,
  [OP_ERROR_DISABLED] = 2,
  [OP_ERROR_IN_USE] = 3,
  [OP_ERROR_STOP_FAILED] = 4,
  [OP_ERROR_INSTALL_ROOT] = 5,
  [OP_ERROR_NO_JOB] = 7,
  [OP_ERROR_RECORD] = 8,
  [OP_ERROR_NETWORK] = 9,
  [OP_ERROR_HTTP] = 9,
  [OP_ERROR_BAD_FILE_LIST] = 9,
  [OP_ERROR_BAD_CONTENT] = 9,
  [OP_ERROR_APPLICATIONS_RUNNING] = 10,
  [OP_ERROR_HEALTH_CHECK] = 10,
  [OP_ERROR_INTERRUPTED] = 1,
};

static void
test_error_numbers (void)
{
  for (OpError code = 0; code < OP_N_ERRORS; code++)
    {
      g_autoptr(GError) error = g_error_new_literal (OP_ERROR, code, "It failed");

      g_test_message ("code %d", (int) code);
      g_assert_cmpuint (numbers[code], >, 0);
      g_assert_cmpuint (op_update_error_number (error), ==, numbers[code]);
    }
}

static void
test_hresults (void)
{
  g_autoptr(GError) http =
                 op_error_new_with_hresult (OP_ERROR_HTTP, OP_HRESULT_FROM_HTTP (404), "Not found");
  g_autoptr(GError) job = op_error_new_with_hresult (OP_ERROR_NO_JOB, 0x80200003u, "No files");
  g_autoptr(GError) foreign = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "No file");

  g_assert_cmpuint (op_update_error_number (http), ==, 13u + 0x80190194u);
  g_assert_cmpuint (op_update_error_number (job), ==, 13u + 0x80200003u);
  g_assert_cmpuint (op_update_error_number (foreign), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/update-state/every-status-and-event", test_table);
  g_test_add_func ("/update-state/a-refusal-says-what-and-when", test_refusal);
  g_test_add_func ("/update-state/resting", test_resting);
  g_test_add_func ("/update-state/busy-statuses-can-fail", test_busy_statuses_can_fail);
  g_test_add_func ("/update-state/reachable", test_reachable);
  g_test_add_func ("/update-state/names", test_names);
  g_test_add_func ("/update-state/error-numbers", test_error_numbers);
  g_test_add_func ("/update-state/hresults", test_hresults);

  return g_test_run ();
}
