/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* In which order the files of a job are asked for. */

#include "transfer/file-queue.h"

#define N_WAITING_AT_MOST 16

/* All that it gives now, as "1 2 3". */
static char *
pop_all (OpFileQueue *queue)
{
  g_autoptr(GString) text = g_string_new (NULL);
  unsigned file;

  while (op_file_queue_is_ready (queue))
    {
      g_assert_true (op_file_queue_pop (queue, &file));
      g_string_append_printf (text, "%s%u", text->len > 0 ? " " : "", file);
    }
  g_assert_false (op_file_queue_pop (queue, &file));

  return g_strdup (text->str);
}

#define assert_gives(queue, expected)                                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *given = pop_all (queue);                                                      \
                                                                                                   \
    g_assert_cmpstr (given, ==, expected);                                                         \
  }                                                                                                \
  G_STMT_END

static void
test_no_files (void)
{
  g_autoptr(OpFileQueue) queue = op_file_queue_new (0);

  assert_gives (queue, "");
  g_assert_cmpint (op_file_queue_get_next_due (queue), ==, 0);
}

static void
test_fresh_files_in_order (void)
{
  g_autoptr(OpFileQueue) queue = op_file_queue_new (4);

  assert_gives (queue, "0 1 2 3");
}

static void
test_begun_files_first (void)
{
  g_autoptr(OpFileQueue) queue = op_file_queue_new (6);
  unsigned file;

  for (unsigned i = 0; i < 4; i++)
    g_assert_true (op_file_queue_pop (queue, &file));
  op_file_queue_push (queue, 2);
  op_file_queue_push (queue, 1);

  assert_gives (queue, "2 1 4 5");
}

static void
test_wait_until_due (void)
{
  g_autoptr(OpFileQueue) queue = op_file_queue_new (3);

  assert_gives (queue, "0 1 2");
  op_file_queue_push_later (queue, 1, 200);
  op_file_queue_push_later (queue, 0, 100);
  op_file_queue_push_later (queue, 2, 200);
  g_assert_cmpint (op_file_queue_get_next_due (queue), ==, 100);
  assert_gives (queue, "");

  op_file_queue_collect_due (queue, 99);
  assert_gives (queue, "");
  op_file_queue_collect_due (queue, 100);
  assert_gives (queue, "0");
  g_assert_cmpint (op_file_queue_get_next_due (queue), ==, 200);
  op_file_queue_collect_due (queue, 1000);
  assert_gives (queue, "1 2");
  g_assert_cmpint (op_file_queue_get_next_due (queue), ==, 0);
}

/* When many files wait, the server has a problem: a hundred thousand more are not asked for. */
static void
test_many_waiting (void)
{
  g_autoptr(OpFileQueue) queue = op_file_queue_new (100);
  unsigned file;

  for (unsigned i = 0; i < N_WAITING_AT_MOST; i++)
    {
      g_assert_true (op_file_queue_pop (queue, &file));
      op_file_queue_push_later (queue, file, 100 + i);
    }
  assert_gives (queue, "");

  op_file_queue_collect_due (queue, 100);
  g_assert_true (op_file_queue_pop (queue, &file));
  g_assert_cmpuint (file, ==, 0);
  g_assert_true (op_file_queue_pop (queue, &file));
  g_assert_cmpuint (file, ==, N_WAITING_AT_MOST);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/file-queue/no-files", test_no_files);
  g_test_add_func ("/file-queue/fresh-files-come-in-order", test_fresh_files_in_order);
  g_test_add_func ("/file-queue/begun-files-come-first", test_begun_files_first);
  g_test_add_func ("/file-queue/files-wait-until-they-are-due", test_wait_until_due);
  g_test_add_func ("/file-queue/many-that-wait-stop-the-rest", test_many_waiting);

  return g_test_run ();
}
