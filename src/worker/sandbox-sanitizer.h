/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The one place where the sandbox is opened for the sanitizers, and only in a build with
 * them. LeakSanitizer stops the process at its end from a child that shares its memory:
 * clone() without CLONE_THREAD, ptrace(), and a look at /proc. No log can be opened, so what
 * it finds goes to standard error.
 */

#pragma once

#if defined(__SANITIZE_ADDRESS__)
#define OP_IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define OP_IS_SANITIZED 1
#endif
#endif

#ifndef OP_IS_SANITIZED
#define OP_IS_SANITIZED 0
#endif

#if OP_IS_SANITIZED
#include <sanitizer/common_interface_defs.h>

#define OP_SANITIZER_FILES "/proc"
#define OP_SANITIZER_CALLS                                                                         \
  "clone", "getdents", "open", "prctl", "prlimit64", "ptrace", "readlink", "tgkill", "wait4",      \
      "waitid"
#endif
