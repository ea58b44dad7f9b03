/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * Preloaded into the real worker by test-sandbox. When the worker, shut in, begins its work
 * (it calls curl_global_init()), this tries what it must not be able to do, tells on standard
 * error how each ended, and leaves.
 *
 *   PROBE_MODE   see probe-walls.c
 *   PROBE_DIR    with `file` in it that all may read and write, and `socket`, where
 *                somebody listens
 *   PROBE_NAME   of an abstract socket where somebody listens
 */

#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <curl/curl.h>

/* The probes: 0 or an errno. */

static int
try_open (const char *dir, const char *name, int flags)
{
  char path[4096];
  int fd;

  snprintf (path, sizeof path, "%s/%s", dir, name);
  fd = open (path, flags, 0600);
  if (fd < 0)
    return errno;

  close (fd);
  if ((flags & O_CREAT) != 0)
    unlink (path);

  return 0;
}

static int
open_shadow (void)
{
  return try_open ("/etc", "shadow", O_RDONLY);
}

static int
read_file (void)
{
  return try_open (getenv ("PROBE_DIR"), "file", O_RDONLY);
}

static int
write_file (void)
{
  return try_open (getenv ("PROBE_DIR"), "file", O_WRONLY);
}

static int
open_read_write (void)
{
  return try_open (getenv ("PROBE_DIR"), "file", O_RDWR);
}

static int
create_file (void)
{
  return try_open (getenv ("PROBE_DIR"), "new", O_WRONLY | O_CREAT);
}

static int
create_in_tmp (void)
{
  char name[64];

  snprintf (name, sizeof name, "offpeak-probe-%d", (int) getpid ());

  return try_open ("/tmp", name, O_WRONLY | O_CREAT | O_EXCL);
}

static int
truncate_file (void)
{
  char path[4096];

  snprintf (path, sizeof path, "%s/file", getenv ("PROBE_DIR"));

  return truncate (path, 0) == 0 ? 0 : errno;
}

static int
read_parents_environment (void)
{
  char dir[64];

  snprintf (dir, sizeof dir, "/proc/%d", (int) getppid ());

  return try_open (dir, "environ", O_RDONLY);
}

static int
connect_to (const struct sockaddr_un *address, socklen_t size)
{
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);
  int result;

  if (fd < 0)
    return errno;

  result = connect (fd, (const struct sockaddr *) address, size) == 0 ? 0 : errno;
  close (fd);

  return result;
}

static int
connect_to_bus (void)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  snprintf (address.sun_path, sizeof address.sun_path, "%s/socket", getenv ("PROBE_DIR"));

  return connect_to (&address, sizeof address);
}

static int
connect_to_abstract_bus (void)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int n_chars =
      snprintf (address.sun_path + 1, sizeof address.sun_path - 1, "%s", getenv ("PROBE_NAME"));

  return connect_to (&address, offsetof (struct sockaddr_un, sun_path) + 1 + n_chars);
}

static int
make_socket (int family, int type, int protocol)
{
  int fd = socket (family, type, protocol);

  if (fd < 0)
    return errno;

  close (fd);

  return 0;
}

static int
make_unix_socket (void)
{
  return make_socket (AF_UNIX, SOCK_DGRAM, 0);
}

static int
make_raw_socket (void)
{
  return make_socket (AF_INET, SOCK_RAW, 1 /* ICMP */);
}

static int
make_other_netlink_socket (void)
{
  return make_socket (AF_NETLINK, SOCK_RAW, NETLINK_KOBJECT_UEVENT);
}

static int
make_process (void)
{
  pid_t pid = fork ();

  if (pid < 0)
    return errno;
  if (pid == 0)
    _exit (0);

  return waitpid (pid, NULL, 0) == pid ? 0 : errno;
}

/* In a child, where there can be one, for when it works. */
static int
run_program (void)
{
  char *const arguments[] = { (char *) "/bin/true", NULL };
  pid_t pid = fork ();
  int status;

  if (pid <= 0)
    {
      execve (arguments[0], arguments, NULL);
      if (pid < 0)
        return errno;
      _exit (errno);
    }

  return waitpid (pid, &status, 0) == pid && WIFEXITED (status) ? WEXITSTATUS (status) : ECHILD;
}

static int
be_traced (void)
{
  return ptrace (PTRACE_TRACEME, 0, NULL, NULL) == 0 ? 0 : errno;
}

static int
signal_parent (void)
{
  return kill (getppid (), 0) == 0 ? 0 : errno;
}

static int
use_inherited_descriptor (void)
{
  return fcntl (9, F_GETFD) >= 0 ? 0 : errno;
}

static int
run_written_memory (void)
{
  void *page =
      mmap (NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (page == MAP_FAILED)
    return errno;

  munmap (page, 4096);

  return 0;
}

static int
change_root (void)
{
  return chroot ("/") == 0 ? 0 : errno;
}

static const struct
{
  const char *name;
  int (*try) (void);
} probes[] = {
  { "open-shadow", open_shadow },
  { "read-file", read_file },
  { "write-file", write_file },
  { "open-read-write", open_read_write },
  { "create-file", create_file },
  { "create-in-tmp", create_in_tmp },
  { "truncate-file", truncate_file },
  { "read-parents-environment", read_parents_environment },
  { "connect-to-bus", connect_to_bus },
  { "connect-to-abstract-bus", connect_to_abstract_bus },
  { "make-unix-socket", make_unix_socket },
  { "make-raw-socket", make_raw_socket },
  { "make-other-netlink-socket", make_other_netlink_socket },
  { "make-process", make_process },
  { "run-program", run_program },
  { "signal-parent", signal_parent },
  { "use-inherited-descriptor", use_inherited_descriptor },
  { "run-written-memory", run_written_memory },
  { "change-root", change_root },
  { "be-traced", be_traced },
};

CURLcode
curl_global_init (long flags)
{
  for (size_t i = 0; i < sizeof probes / sizeof *probes; i++)
    dprintf (STDERR_FILENO, "%s %d\n", probes[i].name, probes[i].try ());

  _exit (0);
}
