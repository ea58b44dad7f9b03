/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "content/languages.h"

typedef struct
{
  guint32 lcid;
  const char *tag; /* in lower case */
} Language;

/* As Windows numbers them ([MS-LCID]), by number: languages first, then their regions. */
/* clang-format off */
static const Language languages[] = {
  { 0x0001, "ar" }, { 0x0002, "bg" }, { 0x0003, "ca" }, { 0x0004, "zh-hans" }, { 0x0005, "cs" },
  { 0x0006, "da" }, { 0x0007, "de" }, { 0x0008, "el" }, { 0x0009, "en" }, { 0x000a, "es" },
  { 0x000b, "fi" }, { 0x000c, "fr" }, { 0x000d, "he" }, { 0x000e, "hu" }, { 0x000f, "is" },
  { 0x0010, "it" }, { 0x0011, "ja" }, { 0x0012, "ko" }, { 0x0013, "nl" }, { 0x0014, "no" },
  { 0x0015, "pl" }, { 0x0016, "pt" }, { 0x0017, "rm" }, { 0x0018, "ro" }, { 0x0019, "ru" },
  { 0x001a, "hr" }, { 0x001b, "sk" }, { 0x001c, "sq" }, { 0x001d, "sv" }, { 0x001e, "th" },
  { 0x001f, "tr" }, { 0x0020, "ur" }, { 0x0021, "id" }, { 0x0022, "uk" }, { 0x0023, "be" },
  { 0x0024, "sl" }, { 0x0025, "et" }, { 0x0026, "lv" }, { 0x0027, "lt" }, { 0x0028, "tg" },
  { 0x0029, "fa" }, { 0x002a, "vi" }, { 0x002b, "hy" }, { 0x002c, "az" }, { 0x002d, "eu" },
  { 0x002e, "hsb" }, { 0x002f, "mk" }, { 0x0030, "st" }, { 0x0031, "ts" }, { 0x0032, "tn" },
  { 0x0033, "ve" }, { 0x0034, "xh" }, { 0x0035, "zu" }, { 0x0036, "af" }, { 0x0037, "ka" },
  { 0x0038, "fo" }, { 0x0039, "hi" }, { 0x003a, "mt" }, { 0x003b, "se" }, { 0x003c, "ga" },
  { 0x003d, "yi" }, { 0x003e, "ms" }, { 0x003f, "kk" }, { 0x0040, "ky" }, { 0x0041, "sw" },
  { 0x0042, "tk" }, { 0x0043, "uz" }, { 0x0044, "tt" }, { 0x0045, "bn" }, { 0x0046, "pa" },
  { 0x0047, "gu" }, { 0x0048, "or" }, { 0x0049, "ta" }, { 0x004a, "te" }, { 0x004b, "kn" },
  { 0x004c, "ml" }, { 0x004d, "as" }, { 0x004e, "mr" }, { 0x004f, "sa" }, { 0x0050, "mn" },
  { 0x0051, "bo" }, { 0x0052, "cy" }, { 0x0053, "km" }, { 0x0054, "lo" }, { 0x0055, "my" },
  { 0x0056, "gl" }, { 0x0057, "kok" }, { 0x0058, "mni" }, { 0x0059, "sd" }, { 0x005a, "syr" },
  { 0x005b, "si" }, { 0x005c, "chr" }, { 0x005d, "iu" }, { 0x005e, "am" }, { 0x005f, "tzm" },
  { 0x0060, "ks" }, { 0x0061, "ne" }, { 0x0062, "fy" }, { 0x0063, "ps" }, { 0x0064, "fil" },
  { 0x0065, "dv" }, { 0x0066, "bin" }, { 0x0067, "ff" }, { 0x0068, "ha" }, { 0x0069, "ibb" },
  { 0x006a, "yo" }, { 0x006b, "quz" }, { 0x006c, "nso" }, { 0x006d, "ba" }, { 0x006e, "lb" },
  { 0x006f, "kl" }, { 0x0070, "ig" }, { 0x0071, "kr" }, { 0x0072, "om" }, { 0x0073, "ti" },
  { 0x0074, "gn" }, { 0x0075, "haw" }, { 0x0076, "la" }, { 0x0077, "so" }, { 0x0078, "ii" },
  { 0x0079, "pap" }, { 0x007a, "arn" }, { 0x007c, "moh" }, { 0x007e, "br" }, { 0x0080, "ug" },
  { 0x0081, "mi" }, { 0x0082, "oc" }, { 0x0083, "co" }, { 0x0084, "gsw" }, { 0x0085, "sah" },
  { 0x0086, "quc" }, { 0x0087, "rw" }, { 0x0088, "wo" }, { 0x008c, "prs" }, { 0x0091, "gd" },
  { 0x0092, "ku" }, { 0x0401, "ar-sa" }, { 0x0402, "bg-bg" }, { 0x0403, "ca-es" },
  { 0x0404, "zh-tw" }, { 0x0405, "cs-cz" }, { 0x0406, "da-dk" }, { 0x0407, "de-de" },
  { 0x0408, "el-gr" }, { 0x0409, "en-us" }, { 0x040a, "es-es_tradnl" }, { 0x040b, "fi-fi" },
  { 0x040c, "fr-fr" }, { 0x040d, "he-il" }, { 0x040e, "hu-hu" }, { 0x040f, "is-is" },
  { 0x0410, "it-it" }, { 0x0411, "ja-jp" }, { 0x0412, "ko-kr" }, { 0x0413, "nl-nl" },
  { 0x0414, "nb-no" }, { 0x0415, "pl-pl" }, { 0x0416, "pt-br" }, { 0x0417, "rm-ch" },
  { 0x0418, "ro-ro" }, { 0x0419, "ru-ru" }, { 0x041a, "hr-hr" }, { 0x041b, "sk-sk" },
  { 0x041c, "sq-al" }, { 0x041d, "sv-se" }, { 0x041e, "th-th" }, { 0x041f, "tr-tr" },
  { 0x0420, "ur-pk" }, { 0x0421, "id-id" }, { 0x0422, "uk-ua" }, { 0x0423, "be-by" },
  { 0x0424, "sl-si" }, { 0x0425, "et-ee" }, { 0x0426, "lv-lv" }, { 0x0427, "lt-lt" },
  { 0x0428, "tg-cyrl-tj" }, { 0x0429, "fa-ir" }, { 0x042a, "vi-vn" }, { 0x042b, "hy-am" },
  { 0x042c, "az-latn-az" }, { 0x042d, "eu-es" }, { 0x042e, "hsb-de" }, { 0x042f, "mk-mk" },
  { 0x0430, "st-za" }, { 0x0431, "ts-za" }, { 0x0432, "tn-za" }, { 0x0433, "ve-za" },
  { 0x0434, "xh-za" }, { 0x0435, "zu-za" }, { 0x0436, "af-za" }, { 0x0437, "ka-ge" },
  { 0x0438, "fo-fo" }, { 0x0439, "hi-in" }, { 0x043a, "mt-mt" }, { 0x043b, "se-no" },
  { 0x043d, "yi-001" }, { 0x043e, "ms-my" }, { 0x043f, "kk-kz" }, { 0x0440, "ky-kg" },
  { 0x0441, "sw-ke" }, { 0x0442, "tk-tm" }, { 0x0443, "uz-latn-uz" }, { 0x0444, "tt-ru" },
  { 0x0445, "bn-in" }, { 0x0446, "pa-in" }, { 0x0447, "gu-in" }, { 0x0448, "or-in" },
  { 0x0449, "ta-in" }, { 0x044a, "te-in" }, { 0x044b, "kn-in" }, { 0x044c, "ml-in" },
  { 0x044d, "as-in" }, { 0x044e, "mr-in" }, { 0x044f, "sa-in" }, { 0x0450, "mn-mn" },
  { 0x0451, "bo-cn" }, { 0x0452, "cy-gb" }, { 0x0453, "km-kh" }, { 0x0454, "lo-la" },
  { 0x0455, "my-mm" }, { 0x0456, "gl-es" }, { 0x0457, "kok-in" }, { 0x0458, "mni-in" },
  { 0x0459, "sd-deva-in" }, { 0x045a, "syr-sy" }, { 0x045b, "si-lk" }, { 0x045c, "chr-cher-us" },
  { 0x045d, "iu-cans-ca" }, { 0x045e, "am-et" }, { 0x045f, "tzm-arab-ma" }, { 0x0460, "ks-arab" },
  { 0x0461, "ne-np" }, { 0x0462, "fy-nl" }, { 0x0463, "ps-af" }, { 0x0464, "fil-ph" },
  { 0x0465, "dv-mv" }, { 0x0466, "bin-ng" }, { 0x0467, "ff-ng" }, { 0x0468, "ha-latn-ng" },
  { 0x0469, "ibb-ng" }, { 0x046a, "yo-ng" }, { 0x046b, "quz-bo" }, { 0x046c, "nso-za" },
  { 0x046d, "ba-ru" }, { 0x046e, "lb-lu" }, { 0x046f, "kl-gl" }, { 0x0470, "ig-ng" },
  { 0x0471, "kr-latn-ng" }, { 0x0472, "om-et" }, { 0x0473, "ti-et" }, { 0x0474, "gn-py" },
  { 0x0475, "haw-us" }, { 0x0476, "la-va" }, { 0x0477, "so-so" }, { 0x0478, "ii-cn" },
  { 0x0479, "pap-029" }, { 0x047a, "arn-cl" }, { 0x047c, "moh-ca" }, { 0x047e, "br-fr" },
  { 0x0480, "ug-cn" }, { 0x0481, "mi-nz" }, { 0x0482, "oc-fr" }, { 0x0483, "co-fr" },
  { 0x0484, "gsw-fr" }, { 0x0485, "sah-ru" }, { 0x0486, "quc-latn-gt" }, { 0x0487, "rw-rw" },
  { 0x0488, "wo-sn" }, { 0x048c, "prs-af" }, { 0x0491, "gd-gb" }, { 0x0492, "ku-arab-iq" },
  { 0x0501, "qps-ploc" }, { 0x05fe, "qps-ploca" }, { 0x0801, "ar-iq" },
  { 0x0803, "ca-es-valencia" }, { 0x0804, "zh-cn" }, { 0x0807, "de-ch" }, { 0x0809, "en-gb" },
  { 0x080a, "es-mx" }, { 0x080c, "fr-be" }, { 0x0810, "it-ch" }, { 0x0813, "nl-be" },
  { 0x0814, "nn-no" }, { 0x0816, "pt-pt" }, { 0x0818, "ro-md" }, { 0x0819, "ru-md" },
  { 0x081a, "sr-latn-cs" }, { 0x081d, "sv-fi" }, { 0x0820, "ur-in" }, { 0x082c, "az-cyrl-az" },
  { 0x082e, "dsb-de" }, { 0x0832, "tn-bw" }, { 0x083b, "se-se" }, { 0x083c, "ga-ie" },
  { 0x083e, "ms-bn" }, { 0x0843, "uz-cyrl-uz" }, { 0x0845, "bn-bd" }, { 0x0846, "pa-arab-pk" },
  { 0x0849, "ta-lk" }, { 0x0850, "mn-mong-cn" }, { 0x0859, "sd-arab-pk" }, { 0x085d, "iu-latn-ca" },
  { 0x085f, "tzm-latn-dz" }, { 0x0860, "ks-deva-in" }, { 0x0861, "ne-in" },
  { 0x0867, "ff-latn-sn" }, { 0x086b, "quz-ec" }, { 0x0873, "ti-er" }, { 0x0901, "qps-latn-x-sh" },
  { 0x09ff, "qps-plocm" }, { 0x0c01, "ar-eg" }, { 0x0c04, "zh-hk" }, { 0x0c07, "de-at" },
  { 0x0c09, "en-au" }, { 0x0c0a, "es-es" }, { 0x0c0c, "fr-ca" }, { 0x0c1a, "sr-cyrl-cs" },
  { 0x0c3b, "se-fi" }, { 0x0c50, "mn-mong-mn" }, { 0x0c51, "dz-bt" }, { 0x0c6b, "quz-pe" },
  { 0x1001, "ar-ly" }, { 0x1004, "zh-sg" }, { 0x1007, "de-lu" }, { 0x1009, "en-ca" },
  { 0x100a, "es-gt" }, { 0x100c, "fr-ch" }, { 0x101a, "hr-ba" }, { 0x103b, "smj-no" },
  { 0x105f, "tzm-tfng-ma" }, { 0x1401, "ar-dz" }, { 0x1404, "zh-mo" }, { 0x1407, "de-li" },
  { 0x1409, "en-nz" }, { 0x140a, "es-cr" }, { 0x140c, "fr-lu" }, { 0x141a, "bs-latn-ba" },
  { 0x143b, "smj-se" }, { 0x1801, "ar-ma" }, { 0x1809, "en-ie" }, { 0x180a, "es-pa" },
  { 0x180c, "fr-mc" }, { 0x181a, "sr-latn-ba" }, { 0x183b, "sma-no" }, { 0x1c01, "ar-tn" },
  { 0x1c09, "en-za" }, { 0x1c0a, "es-do" }, { 0x1c0c, "fr-029" }, { 0x1c1a, "sr-cyrl-ba" },
  { 0x1c3b, "sma-se" }, { 0x2001, "ar-om" }, { 0x2009, "en-jm" }, { 0x200a, "es-ve" },
  { 0x200c, "fr-re" }, { 0x201a, "bs-cyrl-ba" }, { 0x203b, "sms-fi" }, { 0x2401, "ar-ye" },
  { 0x2409, "en-029" }, { 0x240a, "es-co" }, { 0x240c, "fr-cd" }, { 0x241a, "sr-latn-rs" },
  { 0x243b, "smn-fi" }, { 0x2801, "ar-sy" }, { 0x2809, "en-bz" }, { 0x280a, "es-pe" },
  { 0x280c, "fr-sn" }, { 0x281a, "sr-cyrl-rs" }, { 0x2c01, "ar-jo" }, { 0x2c09, "en-tt" },
  { 0x2c0a, "es-ar" }, { 0x2c0c, "fr-cm" }, { 0x2c1a, "sr-latn-me" }, { 0x3001, "ar-lb" },
  { 0x3009, "en-zw" }, { 0x300a, "es-ec" }, { 0x300c, "fr-ci" }, { 0x301a, "sr-cyrl-me" },
  { 0x3401, "ar-kw" }, { 0x3409, "en-ph" }, { 0x340a, "es-cl" }, { 0x340c, "fr-ml" },
  { 0x3801, "ar-ae" }, { 0x3809, "en-id" }, { 0x380a, "es-uy" }, { 0x380c, "fr-ma" },
  { 0x3c01, "ar-bh" }, { 0x3c09, "en-hk" }, { 0x3c0a, "es-py" }, { 0x3c0c, "fr-ht" },
  { 0x4001, "ar-qa" }, { 0x4009, "en-in" }, { 0x400a, "es-bo" }, { 0x4409, "en-my" },
  { 0x440a, "es-sv" }, { 0x4809, "en-sg" }, { 0x480a, "es-hn" }, { 0x4c09, "en-ae" },
  { 0x4c0a, "es-ni" }, { 0x5009, "en-bh" }, { 0x500a, "es-pr" }, { 0x5409, "en-eg" },
  { 0x540a, "es-us" }, { 0x5809, "en-jo" }, { 0x580a, "es-419" }, { 0x5c09, "en-kw" },
  { 0x5c0a, "es-cu" }, { 0x6009, "en-tr" }, { 0x6409, "en-ye" }, { 0x641a, "bs-cyrl" },
  { 0x681a, "bs-latn" }, { 0x6c1a, "sr-cyrl" }, { 0x701a, "sr-latn" }, { 0x703b, "smn" },
  { 0x742c, "az-cyrl" }, { 0x743b, "sms" }, { 0x7804, "zh" }, { 0x7814, "nn" }, { 0x781a, "bs" },
  { 0x782c, "az-latn" }, { 0x783b, "sma" }, { 0x7843, "uz-cyrl" }, { 0x7850, "mn-cyrl" },
  { 0x785d, "iu-cans" }, { 0x785f, "tzm-tfng" }, { 0x7c04, "zh-hant" }, { 0x7c14, "nb" },
  { 0x7c1a, "sr" }, { 0x7c28, "tg-cyrl" }, { 0x7c2e, "dsb" }, { 0x7c3b, "smj" },
  { 0x7c43, "uz-latn" }, { 0x7c46, "pa-arab" }, { 0x7c50, "mn-mong" }, { 0x7c59, "sd-arab" },
  { 0x7c5c, "chr-cher" }, { 0x7c5d, "iu-latn" }, { 0x7c5f, "tzm-latn" }, { 0x7c67, "ff-latn" },
  { 0x7c68, "ha-latn" }, { 0x7c86, "quc-latn" }, { 0x7c92, "ku-arab" },
};
/* clang-format on */

guint32
op_language_get_lcid (const char *tag)
{
  for (size_t i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      if (g_ascii_strcasecmp (languages[i].tag, tag) == 0)
        return languages[i].lcid;
    }

  return 0;
}

const char *
op_language_get_tag (guint32 lcid)
{
  for (size_t i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      if (languages[i].lcid == lcid)
        return languages[i].tag;
    }

  return NULL;
}
