/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The life of a job against that of a BITS job: born suspended; Resume leads from suspended and
 * failed to queued, and changes nothing in what is active; Suspend, Cancel and Complete are legal
 * until the job is acknowledged or cancelled, and then nothing is. */

#include "rules/job-state.h"

typedef struct
{
  gboolean legal;
  OpJobState to;
} Step;

#define TO(state)                                                                                  \
  {                                                                                                \
    TRUE, OP_JOB_##state                                                                           \
  }
#define NO                                                                                         \
  {                                                                                                \
    FALSE, 0                                                                                       \
  }

/* clang-format off */
static const Step expected[OP_N_JOB_STATES][OP_N_JOB_EVENTS] = {
  /*                            RESUME             SUSPEND         COMPLETE           CANCEL          REQUEST_SENT       BYTES_CAME         MUST_WAIT            WAIT_OVER    FAILED      ALL_CAME          */
  [OP_JOB_QUEUED] =          { TO (QUEUED),       TO (SUSPENDED), TO (ACKNOWLEDGED), TO (CANCELLED), TO (CONNECTING),   NO,                TO (TRANSIENT_ERROR), NO,          TO (ERROR), TO (TRANSFERRED) },
  [OP_JOB_CONNECTING] =      { TO (CONNECTING),   TO (SUSPENDED), TO (ACKNOWLEDGED), TO (CANCELLED), TO (CONNECTING),   TO (TRANSFERRING), TO (TRANSIENT_ERROR), NO,          TO (ERROR), TO (TRANSFERRED) },
  [OP_JOB_TRANSFERRING] =    { TO (TRANSFERRING), TO (SUSPENDED), TO (ACKNOWLEDGED), TO (CANCELLED), TO (TRANSFERRING), TO (TRANSFERRING), TO (TRANSIENT_ERROR), NO,          TO (ERROR), TO (TRANSFERRED) },
  [OP_JOB_SUSPENDED] =       { TO (QUEUED),       TO (SUSPENDED), TO (ACKNOWLEDGED), TO (CANCELLED), NO,                NO,                NO,                   NO,          NO,         NO               },
  [OP_JOB_ERROR] =           { TO (QUEUED),       TO (SUSPENDED), TO (ACKNOWLEDGED), TO (CANCELLED), NO,                NO,                NO,                   NO,          NO,         NO               },
  [OP_JOB_TRANSIENT_ERROR] = { TO (QUEUED),       TO (SUSPENDED), TO (ACKNOWLEDGED), TO (CANCELLED), NO,                NO,                TO (TRANSIENT_ERROR), TO (QUEUED), TO (ERROR), NO               },
  [OP_JOB_TRANSFERRED] =     { TO (QUEUED),       TO (SUSPENDED), TO (ACKNOWLEDGED), TO (CANCELLED), NO,                NO,                NO,                   NO,          NO,         NO               },
  [OP_JOB_ACKNOWLEDGED] =    { NO,                NO,             NO,                NO,             NO,                NO,                NO,                   NO,          NO,         NO               },
  [OP_JOB_CANCELLED] =       { NO,                NO,             NO,                NO,             NO,                NO,                NO,                   NO,          NO,         NO               },
};

/* In the order of their numbers, which are those of BG_JOB_STATE. */
static const char *const names[] = {
  "QUEUED", "CONNECTING", "TRANSFERRING", "SUSPENDED", "ERROR", "TRANSIENT_ERROR", "TRANSFERRED",
  "ACKNOWLEDGED", "CANCELLED",
};
/* clang-format on */
G_STATIC_ASSERT (G_N_ELEMENTS (names) == OP_N_JOB_STATES);

static void
test_table (void)
{
  for (OpJobState from = 0; from < OP_N_JOB_STATES; from++)
    {
      for (OpJobEvent event = 0; event < OP_N_JOB_EVENTS; event++)
        {
          const Step *step = &expected[from][event];
          OpJobState to = OP_N_JOB_STATES;

          g_test_message ("%s, event %d", names[from], (int) event);
          g_assert_cmpint (op_job_state_next (from, event, &to), ==, step->legal);
          g_assert_cmpint (to, ==, step->legal ? step->to : OP_N_JOB_STATES);
        }
    }
}

static void
test_final_states (void)
{
  for (OpJobState state = 0; state < OP_N_JOB_STATES; state++)
    g_assert_cmpint (op_job_state_is_final (state),
                     ==,
                     state == OP_JOB_ACKNOWLEDGED || state == OP_JOB_CANCELLED);
}

static void
test_names (void)
{
  for (OpJobState state = 0; state < OP_N_JOB_STATES; state++)
    g_assert_cmpstr (op_job_state_nick (state), ==, names[state]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/job-state/every-state-and-event", test_table);
  g_test_add_func ("/job-state/final-states", test_final_states);
  g_test_add_func ("/job-state/names", test_names);

  return g_test_run ();
}
