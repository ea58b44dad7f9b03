/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "channel/worker-process.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <gio/gio.h>

#include "base/bounds.h"
#include "base/error.h"

#define WORKER_FD 3
#define SOCKET_BYTES ((int) OP_MIB)
#define PATIENCE_SEC 2

/* All that a worker learns of our environment. The last row is for builds with sanitizers. */
/* clang-format off */
static const char *const passed_on[] = {
  "http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
  "no_proxy", "NO_PROXY", "LANG", "TZ", "SSL_CERT_DIR", "SSL_CERT_FILE",
  "ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS",
};
/* clang-format on */

struct _OpWorkerProcess
{
  GObject parent_instance;

  GSubprocess *child; /* (owned) */
  GPid pid;
  int fd; /* (owned) */
};

G_DEFINE_FINAL_TYPE (OpWorkerProcess, op_worker_process, G_TYPE_OBJECT)

/* GSubprocess has reaped it if it is gone, and then does nothing. */
static gboolean
end_stubborn (gpointer user_data)
{
  g_subprocess_force_exit (user_data);

  return G_SOURCE_REMOVE;
}

static void
op_worker_process_dispose (GObject *object)
{
  OpWorkerProcess *self = OP_WORKER_PROCESS (object);

  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;

  if (self->child != NULL)
    {
      g_subprocess_send_signal (self->child, SIGTERM);
      g_timeout_add_seconds_full (G_PRIORITY_DEFAULT,
                                  PATIENCE_SEC,
                                  end_stubborn,
                                  g_steal_pointer (&self->child),
                                  g_object_unref);
    }

  G_OBJECT_CLASS (op_worker_process_parent_class)->dispose (object);
}

static void
op_worker_process_class_init (OpWorkerProcessClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = op_worker_process_dispose;
}

static void
op_worker_process_init (OpWorkerProcess *self)
{
  self->fd = -1;
}

/* The more a socket holds, the less often the two sides wait for each other. Root may have
 * what it asks for; others get what the administrator allows. */
static void
enlarge (int fd)
{
  const int n_bytes = SOCKET_BYTES;

  if (setsockopt (fd, SOL_SOCKET, SO_SNDBUFFORCE, &n_bytes, sizeof n_bytes) < 0)
    setsockopt (fd, SOL_SOCKET, SO_SNDBUF, &n_bytes, sizeof n_bytes);
  if (setsockopt (fd, SOL_SOCKET, SO_RCVBUFFORCE, &n_bytes, sizeof n_bytes) < 0)
    setsockopt (fd, SOL_SOCKET, SO_RCVBUF, &n_bytes, sizeof n_bytes);
}

static GStrv
make_environment (void)
{
  GStrv environment = g_new0 (char *, 1);

  for (size_t i = 0; i < G_N_ELEMENTS (passed_on); i++)
    {
      const char *value = g_getenv (passed_on[i]);

      if (value != NULL)
        environment = g_environ_setenv (environment, passed_on[i], value, TRUE /* overwrite */);
    }

  return environment;
}

/* Takes @owned_fd. */
static GSubprocess *
spawn (const char *path, int owned_fd, GError **error)
{
  const char *const arguments[] = { path, NULL };
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_auto(GStrv) environment = make_environment ();

  g_subprocess_launcher_set_environ (launcher, environment);
  g_subprocess_launcher_take_fd (launcher, owned_fd, WORKER_FD);

  return g_subprocess_launcher_spawnv (launcher, arguments, error);
}

static void
set_start_error (GError **error, const char *path, const char *why)
{
  g_set_error (
      error, OP_ERROR, OP_ERROR_NO_JOB, "The network worker ‘%s’ cannot be started: %s", path, why);
}

static gboolean
is_socket (const char *path)
{
  struct stat info;

  return stat (path, &info) == 0 && S_ISSOCK (info.st_mode);
}

/* Who listens there starts a worker for every connection. */
static int
connect_to (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd;

  if (g_strlcpy (address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
    {
      errno = ENAMETOOLONG;
      return -1;
    }

  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect (fd, (const struct sockaddr *) &address, sizeof address) < 0)
    {
      int saved_errno = errno;

      close (fd);
      errno = saved_errno;
      fd = -1;
    }

  return fd;
}

static gboolean
start_child (OpWorkerProcess *self, const char *path, GError **error)
{
  g_autoptr(GError) local_error = NULL;
  const char *pid;
  int ends[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
    {
      set_start_error (error, path, g_strerror (errno));
      return FALSE;
    }

  enlarge (ends[0]);
  enlarge (ends[1]);
  self->fd = ends[0];

  self->child = spawn (path, ends[1], &local_error);
  if (self->child == NULL)
    {
      set_start_error (error, path, local_error->message);
      return FALSE;
    }

  pid = g_subprocess_get_identifier (self->child);
  self->pid = pid != NULL ? atoi (pid) : 0;

  return TRUE;
}

/**
 * op_worker_process_new:
 * @path: the program, or the socket of who starts it
 * @error: return location for %OP_ERROR_NO_JOB
 *
 * Start a worker. The end of the socket that a child gets is descriptor 3; its standard error is
 * ours.
 */
OpWorkerProcess *
op_worker_process_new (const char *path, GError **error)
{
  g_autoptr(OpWorkerProcess) self = g_object_new (OP_TYPE_WORKER_PROCESS, NULL);

  if (!is_socket (path))
    return start_child (self, path, error) ? g_steal_pointer (&self) : NULL;

  self->fd = connect_to (path);
  if (self->fd < 0)
    {
      set_start_error (error, path, g_strerror (errno));
      return NULL;
    }
  enlarge (self->fd);

  return g_steal_pointer (&self);
}

/**
 * op_worker_process_get_fd:
 *
 * Returns: (not owned): our end of the socket, blocking
 */
int
op_worker_process_get_fd (OpWorkerProcess *self)
{
  g_return_val_if_fail (OP_IS_WORKER_PROCESS (self), -1);

  return self->fd;
}

/**
 * op_worker_process_get_pid:
 *
 * Returns: of the child; 0 if it was gone before one could ask, or somebody else has started it
 */
GPid
op_worker_process_get_pid (OpWorkerProcess *self)
{
  g_return_val_if_fail (OP_IS_WORKER_PROCESS (self), 0);

  return self->pid;
}
