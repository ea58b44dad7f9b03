/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Which call is legal in which status: the table of dbus-api.md, tried on the bus.
 */

#include <string.h>

#include "support/calls.h"
#include "support/files.h"
#include "support/guard.h"

#define ILLEGAL "org.offpeak.Error.IllegalMethodCall"

/* A product with versions 1 and 2 installed, so that every call has something to do, and a way
 * to bring it into any status that lasts. */
typedef struct
{
  Service *service;
  unsigned n_published; /* 7: "7.0" was the last */
} Scene;

typedef struct
{
  const char *name;
  unsigned status;
  void (*enter) (Scene *scene);
  const char *legal; /* of the calls below */
} State;

static const char *const calls[] = { "Download", "Apply", "Rollback", "Cancel", "Pause", "Resume" };

static void
publish_next (Scene *scene)
{
  g_autofree char *version = g_strdup_printf ("%u.0", ++scene->n_published);

  service_publish (scene->service, version, NULL);
}

static void
update_to_next (Scene *scene)
{
  publish_next (scene);
  run_call (scene->service, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  run_call (scene->service, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
}

static void
enter_unknown (Scene *scene)
{
  g_autofree char *run = g_build_filename (scene->service->root, "run", NULL);

  service_stop (scene->service);
  remove_tree (run);
  service_start (scene->service);
}

static void
enter_download_wip (Scene *scene)
{
  g_autofree char *parameters = NULL;

  publish_next (scene);
  parameters = g_strdup_printf (
      "updatebaseurl=%srate/100/%u.0/", nginx_url (scene->service->nginx), scene->n_published);
  must_call (scene->service, NULL, "Download", parameters);
  wait_for_status (scene->service, NULL, STATUS_DOWNLOAD_WIP);
}

static void
enter_download_cancelled (Scene *scene)
{
  enter_download_wip (scene);
  must_call (scene->service, NULL, "Cancel", NULL);
  wait_for_rest (scene->service, NULL);
}

static void
enter_download_failed (Scene *scene)
{
  application_publish_text (scene->service->www, "not a list");
  run_call (scene->service, NULL, "Download", "", STATUS_DOWNLOAD_FAILED);
}

static void
enter_download_succeeded (Scene *scene)
{
  publish_next (scene);
  run_call (scene->service, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
}

static Process *
start_blocking_application (Scene *scene)
{
  g_autofree char *program = g_build_filename (
      service_install_root (scene->service, NULL), "current", "bin", "sleeper", NULL);
  const char *const argv[] = { program, "1000", NULL };

  return process_start (argv, NULL, "/dev/null");
}

static void
enter_apply_failed (Scene *scene)
{
  g_autoptr(Process) application = start_blocking_application (scene);

  enter_download_succeeded (scene);
  run_call (scene->service, NULL, "Apply", "", STATUS_APPLY_FAILED);
}

/* While its health check runs, an Apply is at work; update_to_next() has waited for others. */
static void
enter_apply_wip (Scene *scene)
{
  enter_download_succeeded (scene);
  must_call (scene->service, NULL, "Apply", "");
  wait_for_status (scene->service, NULL, STATUS_APPLY_WIP);
}

#define AT_REST "Download Apply Rollback"

static const State states[] = {
  { "unknown", STATUS_UNKNOWN, enter_unknown, AT_REST },
  { "download-wip", STATUS_DOWNLOAD_WIP, enter_download_wip, "Cancel Pause Resume" },
  { "download-cancelled", STATUS_DOWNLOAD_CANCELLED, enter_download_cancelled, AT_REST },
  { "download-failed", STATUS_DOWNLOAD_FAILED, enter_download_failed, AT_REST },
  { "download-succeeded", STATUS_DOWNLOAD_SUCCEEDED, enter_download_succeeded, AT_REST },
  { "apply-wip", STATUS_APPLY_WIP, enter_apply_wip, "" },
  { "apply-succeeded", STATUS_APPLY_SUCCEEDED, update_to_next, AT_REST },
  { "apply-failed", STATUS_APPLY_FAILED, enter_apply_failed, AT_REST },
};

static const char *
parameters_of (const char *method)
{
  return g_str_equal (method, "Download") || g_str_equal (method, "Apply") ||
                 g_str_equal (method, "Rollback")
             ? ""
             : NULL;
}

static gboolean
is_legal (const State *state, const char *method)
{
  return strstr (state->legal, method) != NULL;
}

/* PermittedCalls says the same as the table; it may name more calls than are tried here. */
static void
check_permitted_calls (Scene *scene, const State *state)
{
  g_autoptr(GVariant) value = get_property (scene->service, NULL, "PermittedCalls");
  g_autofree const char **permitted = g_variant_get_strv (value, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (calls); i++)
    g_assert_cmpint (g_strv_contains (permitted, calls[i]), ==, is_legal (state, calls[i]));
}

/* Illegal calls change nothing, so all of them can be tried at once. */
static void
check_illegal_calls (Scene *scene, const State *state)
{
  for (size_t i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      if (!is_legal (state, calls[i]))
        must_refuse (
            scene->service, NULL, calls[i], parameters_of (calls[i]), ILLEGAL, "unexpected time");
    }
  g_assert_cmpuint (get_status (scene->service, NULL, NULL), ==, state->status);
}

static void
end_what_runs (Scene *scene)
{
  if (get_status (scene->service, NULL, NULL) == STATUS_DOWNLOAD_WIP)
    {
      g_autofree char *ignored = try_call (scene->service, NULL, "Cancel", NULL);
    }
  wait_for_rest (scene->service, NULL);
}

static void
check_legal_calls (Scene *scene, const State *state)
{
  for (size_t i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      if (!is_legal (state, calls[i]))
        continue;

      end_what_runs (scene);
      state->enter (scene);
      g_assert_cmpuint (get_status (scene->service, NULL, NULL), ==, state->status);
      must_call (scene->service, NULL, calls[i], parameters_of (calls[i]));
    }
}

static void
test_state (gconstpointer data)
{
  const State *state = data;
  Scene scene = { .service = service_new () };

  if (scene.service == NULL)
    return;

  service_publish (scene.service, "1.0", NULL);
  scene.n_published = 1;
  /* Long enough to call something while an Apply is at work. */
  service_add_product (scene.service,
                       "editor",
                       "HealthCheck",
                       state->status == STATUS_APPLY_WIP ? "bin/sleeper 3" : NULL,
                       NULL);
  service_start (scene.service);
  run_call (scene.service, NULL, "Download", "", STATUS_DOWNLOAD_SUCCEEDED);
  run_call (scene.service, NULL, "Apply", "", STATUS_APPLY_SUCCEEDED);
  update_to_next (&scene);

  state->enter (&scene);
  g_assert_cmpuint (get_status (scene.service, NULL, NULL), ==, state->status);
  check_permitted_calls (&scene, state);
  check_illegal_calls (&scene, state);
  check_legal_calls (&scene, state);
  end_what_runs (&scene);

  service_free (scene.service);
}

int
main (int argc, char **argv)
{
  guard_tests ();
  g_test_init (&argc, &argv, NULL);

  for (size_t i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autofree char *path = g_strdup_printf ("/calls/in-%s", states[i].name);

      g_test_add_data_func (path, &states[i], test_state);
    }

  return g_test_run ();
}
