/* SPDX-License-Identifier: LGPL-2.1-or-later */

/*
 * The whole of liboffpeak: updates of applications, as panels and programs see them.
 */

#pragma once

#include <offpeak/client.h>
#include <offpeak/error.h>
#include <offpeak/product-calls.h>
#include <offpeak/product.h>
#include <offpeak/status.h>
#include <offpeak/values.h>
