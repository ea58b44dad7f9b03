/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "client/cli/words.h"

#include "client/cli/format.h"

/* What a code means to somebody who has never heard of it. */
/* clang-format off */
static const struct
{
  const char *code;
  const char *meaning;
} meanings[] = {
  { "paused",     "it was paused; ‘offpeak resume’ goes on" },
  { "retry",      "the last try failed, and it is tried again by itself" },
  { "network",    "there is no network" },
  { "metered",    "the network is metered" },
  { "power",      "the machine runs on battery" },
  { "battery",    "the battery is low" },
  { "idle",       "somebody is using the machine" },
  { "pressure",   "the machine is busy with other things" },
  { "window",     "it is outside the maintenance window" },
  { "hold",       "somebody holds updates back" },
  { "blocked",    "applications are in the way; ‘offpeak blocking’ names them" },
  { "space",      "there is too little disk space" },
  { "exclusive",  "other work is running that must be alone" },
  { "cool-down",  "it rests after an attempt that failed" },
  { "moratorium", "the machine was set up only a short time ago" },
  { "rejected",   "this version failed here before; naming it in updatetoversion takes it all the same" },
};
/* clang-format on */

static const char *
find_meaning (const char *code)
{
  for (size_t i = 0; i < G_N_ELEMENTS (meanings); i++)
    {
      if (g_str_equal (meanings[i].code, code))
        return meanings[i].meaning;
    }

  return NULL;
}

/**
 * op_words_wait_reason:
 * @reason: why something waits
 *
 * Returns: (transfer full): that in plain words: what the code means, what the service adds,
 *    on whose behalf, and until when
 */
char *
op_words_wait_reason (const OffpeakWaitReason *reason)
{
  const char *meaning = find_meaning (reason->code);
  GString *text = g_string_new (meaning != NULL ? meaning : reason->code);

  if (*reason->text != '\0')
    g_string_append_printf (text, " (%s)", reason->text);
  if (*reason->who != '\0')
    g_string_append_printf (text, ", asked for by %s", reason->who);
  if (reason->earliest_retry_usec != 0)
    {
      g_autofree char *when = op_format_time (reason->earliest_retry_usec);

      g_string_append_printf (text, ", until %s at the earliest", when);
    }

  return g_string_free (text, FALSE);
}

static char *
first_wait_reason (OffpeakProduct *product)
{
  g_autoptr(GPtrArray) reasons = offpeak_product_dup_wait_reasons (product);
  const OffpeakWaitReason *reason;

  if (reasons->len == 0)
    return NULL;

  reason = g_ptr_array_index (reasons, 0);

  return g_strdup_printf ("waiting: %s", *reason->text != '\0' ? reason->text : reason->code);
}

/**
 * op_words_facts:
 * @product: a product
 * @out_facts: (out): what a progress line says of it; valid as long as the product is and
 *    does not change
 * @out_state: (out) (transfer full) (nullable): keeps a string of @out_facts
 */
void
op_words_facts (OffpeakProduct *product, OpBarFacts *out_facts, char **out_state)
{
  OffpeakStatus status = offpeak_product_get_status (product);
  guint64 total = offpeak_product_get_bytes_total (product);
  gboolean downloading = status == OFFPEAK_STATUS_DOWNLOAD_WIP;
  gboolean moving = downloading && (total > 0 || offpeak_product_get_files_total (product) > 0);
  g_autofree char *waiting = downloading ? first_wait_reason (product) : NULL;

  *out_state = NULL;
  if (waiting != NULL)
    *out_state = op_escape_text (waiting);
  else if (!moving)
    *out_state = g_strdup (offpeak_status_get_text (status));

  *out_facts = (OpBarFacts){
    .label = offpeak_product_get_id (product),
    .state = *out_state,
    .bytes_total = downloading ? total : G_MAXUINT64,
    .bytes_done = offpeak_product_get_bytes_transferred (product),
    .bytes_per_second = offpeak_product_get_bytes_per_second (product),
    .seconds_left = offpeak_product_get_seconds_left (product),
    .files_total = offpeak_product_get_files_total (product),
    .files_done = offpeak_product_get_files_transferred (product),
  };
}

/**
 * op_words_status:
 * @product: a product
 *
 * Returns: (transfer full): what it is doing, and why the last call failed if it did
 */
char *
op_words_status (OffpeakProduct *product)
{
  OffpeakStatus status = offpeak_product_get_status (product);
  g_autoptr(GError) failure = offpeak_product_dup_failure (product);
  const char *text = offpeak_status_get_text (status);

  if (failure != NULL)
    return g_strdup_printf ("%s: %s", text, failure->message);

  return g_strdup (text);
}

static void
explain_configuration (OffpeakProduct *product, GStrvBuilder *sentences)
{
  const char *problem = offpeak_product_get_configuration_error (product);
  const char *id = offpeak_product_get_id (product);

  if (*problem != '\0')
    {
      g_autofree char *text =
          g_strdup_printf ("The product file of %s has an error: %s", id, problem);

      g_strv_builder_add (sentences, text);
    }

  if (!offpeak_product_get_enabled (product))
    {
      g_autofree char *text = g_strdup_printf (
          "Updates of %s are disabled; ‘offpeak set %s Enabled=yes’ enables them.", id, id);

      g_strv_builder_add (sentences, text);
    }
}

static void
explain_waiting (OffpeakProduct *product, GStrvBuilder *sentences)
{
  g_autoptr(GPtrArray) reasons = offpeak_product_dup_wait_reasons (product);

  for (size_t i = 0; i < reasons->len; i++)
    {
      g_autofree char *reason = op_words_wait_reason (g_ptr_array_index (reasons, i));
      g_autofree char *text =
          g_strdup_printf ("%s waits: %s.", offpeak_product_get_id (product), reason);

      g_strv_builder_add (sentences, text);
    }
}

static void
explain_rest (OffpeakProduct *product, GStrvBuilder *sentences)
{
  const char *id = offpeak_product_get_id (product);
  const char *staged = offpeak_product_get_staged_version (product);
  g_autofree char *status = op_words_status (product);
  g_autofree char *text = NULL;

  if (offpeak_status_is_busy (offpeak_product_get_status (product)))
    text = g_strdup_printf ("%s is not waiting: %s.", id, status);
  else if (offpeak_product_get_error (product) != OFFPEAK_UPDATE_ERROR_OK)
    text = g_strdup_printf ("Nothing of %s is running; %s", id, status);
  else if (*staged != '\0')
    text = g_strdup_printf (
        "Version %s of %s is staged; ‘offpeak apply %s’ switches to it.", staged, id, id);
  else
    text = g_strdup_printf ("Nothing of %s is waiting.", id);

  g_strv_builder_add (sentences, text);
}

/**
 * op_words_explain:
 * @product: a product
 *
 * Returns: (transfer full): why nothing moves, a sentence for each reason; or that nothing is
 *    waiting
 */
GStrv
op_words_explain (OffpeakProduct *product)
{
  g_autoptr(GStrvBuilder) sentences = g_strv_builder_new ();
  g_autoptr(GPtrArray) reasons = offpeak_product_dup_wait_reasons (product);

  explain_configuration (product, sentences);
  explain_waiting (product, sentences);
  if (reasons->len == 0)
    explain_rest (product, sentences);

  return g_strv_builder_end (sentences);
}
