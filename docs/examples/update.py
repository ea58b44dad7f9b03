#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Brings a product up to date and shows how it goes on:

  update.py [BUS [PRODUCT]]

BUS is "system", "session" or an address; without PRODUCT it is the default one. Ends with 0
when the product is up to date.
"""

import sys

import gi

gi.require_version("Offpeak", "1")
from gi.repository import GLib, Offpeak  # noqa: E402


class Update:
    """One product on its way from download to apply."""

    def __init__(self, product):
        self.product = product
        self.loop = GLib.MainLoop()
        self.error = None
        product.connect("status-changed", self.on_status_changed)
        product.connect("notify::bytes-transferred", self.on_bytes_transferred)
        product.connect("notify::wait-reasons", self.on_wait_reasons)

    def run(self):
        self.product.download_async("", None, self.on_accepted, self.product.download_finish)
        self.loop.run()
        if self.error:
            raise self.error

    def end(self, error=None):
        self.error = error
        self.loop.quit()

    def on_accepted(self, _product, result, finish):
        """Accepted is not done: what becomes of it is announced by the status."""
        try:
            finish(result)
        except GLib.Error as error:
            self.end(error)

    def on_status_changed(self, product, _old_status, new_status, _error_number):
        print(Offpeak.status_get_text(new_status), flush=True)

        failure = product.dup_failure()
        if failure:
            self.end(failure)
        elif new_status == Offpeak.Status.DOWNLOAD_SUCCEEDED and product.props.staged_version:
            product.apply_async("", None, self.on_accepted, product.apply_finish)
        elif not Offpeak.status_is_busy(new_status):
            self.end()

    def on_bytes_transferred(self, product, _spec):
        total = product.props.bytes_total
        if 0 < total < Offpeak.SIZE_UNKNOWN:
            print(f"{product.props.bytes_transferred} of {total} bytes", flush=True)

    def on_wait_reasons(self, product, _spec):
        for reason in product.dup_wait_reasons():
            print(f"waiting: {reason.text}", flush=True)


def main(bus="system", product_id=None):
    client = Offpeak.Client.new(bus, None)
    if product_id:
        product = client.lookup_product(product_id)
    else:
        product = client.get_default_product()
    if not product:
        sys.exit("There is no such product")

    Update(product).run()
    print(product.props.title, product.props.installed_version)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except GLib.Error as error:
        if error.matches(Offpeak.Error.quark(), Offpeak.Error.NETWORK):
            sys.exit(f"{error.message}; it may be better later")
        sys.exit(error.message)
