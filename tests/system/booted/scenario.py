#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""What is tried on the booted machine; in order, each case goes on from the one before.

  scenario.py first|second RESULTS
"""

import os
import signal
import sys
import time
from pathlib import Path

from machine import (APPLY_FAILED, APPLY_SUCCEEDED, APPLY_WIP, DAEMON, DOWNLOAD_SUCCEEDED,
                     DOWNLOAD_WIP, UNKNOWN, Product, Unit, equal, reload, run, run_cases, start_nginx, uid_of,
                     wait_until, worker_pid)

APP = Product("app")
CUT_OFF = Product("cutoff")
ENDLESS = Product("endless")
IDLE_TIMEOUT_SEC = 2

# One that says who runs it, and what of the network it sees.
NODE_CHECK = b"""#!/usr/bin/env node
const os = require('os');
const all = Object.keys(os.networkInterfaces()).filter((name) => name !== 'lo');
let sum = 0;
for (let i = 0; i < 1e6; i++) sum += i % 7;
if (process.getuid() === 0 || all.length > 0 || sum !== 2999997) {
  console.error(`uid ${process.getuid()}, interfaces ${all}, sum ${sum}`);
  process.exit(1);
}
"""

# Java's own programs are written in it: this one makes a key.
JAVA_CHECK = b"""#!/bin/sh
set -e
keytool -genkeypair -keyalg EC -dname CN=check -alias check -storepass secret1 \\
  -keystore "/tmp/check-$$.p12"
test -s "/tmp/check-$$.p12"
"""

BAD_CHECK = b"""#!/bin/sh
echo "the database is too old" >&2
exit 3
"""

ENDLESS_CHECK = b"""#!/bin/sh
trap '' TERM
echo slow >&2
setsid sleep 54321 &
sleep 54321
"""

# In the first boot the power fails while it runs.
SLOW_CHECK = b"""#!/bin/sh
[ -e /srv/second-boot ] || exec sleep 25
"""


def a_call_starts_the_service():
    assert DAEMON.pid() == 0
    equal(APP.call("Status", user="nobody").split(), ["uus", "0", "0", '""'])
    assert DAEMON.pid() != 0
    equal(DAEMON.get("ActiveState"), "active")


def the_service_is_shut_in():
    status = Path(f"/proc/{DAEMON.pid()}/status").read_text(encoding="utf-8")
    fields = dict(line.split(":\t") for line in status.splitlines() if ":\t" in line)
    equal(fields["CapEff"], f"{1 << 1 | 1 << 3 | 1 << 5 | 1 << 19:016x}")
    equal((fields["NoNewPrivs"], fields["Seccomp"]), ("1", "2"))
    assert os.readlink(f"/proc/{DAEMON.pid()}/ns/net") != os.readlink("/proc/self/ns/net")


def nobody_starts_it_by_hand():
    program = DAEMON.get("ExecStart").split("path=")[1].split(" ")[0]
    refused = run(program, user="nobody", check=False)
    assert refused.strip().splitlines()[-1].startswith("offpeakd: "), refused
    pid = DAEMON.pid()
    run("systemctl", "restart", "offpeakd.service", user="nobody", check=False)
    equal(DAEMON.pid(), pid)


def others_may_look_but_not_touch():
    refused = APP.call("Download", "s", "", user="nobody", check=False)
    assert "Access denied" in refused or "AccessDenied" in refused or "may not" in refused, refused
    equal(APP.get("Status"), UNKNOWN)


def an_update_is_installed():
    APP.update("1.0", {"bin/app": Path("/bin/sleep"), "doc/one": b"one"})
    equal(APP.read("doc/one"), b"one")
    equal((APP.root / "current").readlink(), Path("versions/1.0"))


def a_killed_worker_is_replaced():
    APP.publish("2.0", {"bin/app": Path("/bin/sleep"), "doc/one": b"two",
                        "big": os.urandom(12 << 20)}, rate="3m")
    APP.call("Download", "s", "")
    wait_until(lambda: APP.get("BytesTransferred") > 1 << 20, "a part of the file")
    worker = worker_pid()
    equal(Path(f"/proc/{worker}").stat().st_uid, uid_of("offpeak-fetch"))
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: worker_pid() not in (0, worker), "another worker")
    equal(APP.get("Status"), DOWNLOAD_WIP)


def a_killed_service_goes_on():
    wait_until(lambda: APP.get("BytesTransferred") > 3 << 20, "more of the file")
    daemon = DAEMON.pid()
    os.kill(daemon, signal.SIGKILL)
    wait_until(lambda: DAEMON.pid() not in (0, daemon), "systemd to start it again")
    equal(APP.get("Status"), DOWNLOAD_WIP)
    APP.finish(DOWNLOAD_SUCCEEDED)
    APP.apply()
    equal((APP.read("doc/one"), len(APP.read("big"))), (b"two", 12 << 20))


def a_health_check_may_take_its_time():
    ENDLESS.configure(HealthCheck="bin/check")
    reload()
    ENDLESS.publish("1.0", {"bin/check": ENDLESS_CHECK})
    ENDLESS.download()
    ENDLESS.call("Apply", "s", "")
    wait_until(lambda: run("pgrep", "--full", "sleep 54321", check=False), "the health check")
    equal(ENDLESS.get("Status"), APPLY_WIP)


def applications_of_others_are_ended_when_asked_to():
    run("systemd-run", "--unit=offpeak-app", "--uid=nobody", str(APP.root / "current/bin/app"), "1000")
    pid = wait_until(Unit("offpeak-app").pid, "the application")
    APP.publish("3.0", {"doc/one": b"three"})
    APP.download()
    APP.apply(status=APPLY_FAILED)
    assert f"(pid {pid})" in APP.get("ErrorMessage"), APP.get("ErrorMessage")
    APP.apply("forceappshutdown=true")
    assert not Path(f"/proc/{pid}").exists()
    equal(APP.read("doc/one"), b"three")


def check_with(version, program):
    APP.configure(HealthCheck="bin/check")
    reload()
    APP.publish(version, {"bin/check": program})
    APP.download()


def a_node_program_says_that_it_is_well():
    check_with("4.0", NODE_CHECK)
    APP.apply()
    equal(APP.get("InstalledVersion"), "4.0")


def a_java_program_says_that_it_is_well():
    check_with("5.0", JAVA_CHECK)
    APP.apply()
    equal(APP.get("InstalledVersion"), "5.0")


def a_failed_health_check_goes_back():
    check_with("6.0", BAD_CHECK)
    APP.apply(status=APPLY_FAILED)
    equal(APP.get("InstalledVersion"), "5.0")
    assert "exit code 3: the database is too old" in APP.get("ErrorMessage"), APP.get("ErrorMessage")


def a_health_check_without_end_is_killed():
    ENDLESS.finish(APPLY_FAILED)
    assert "did not end within 30 s and was killed: slow" in ENDLESS.get("ErrorMessage")
    equal(run("pgrep", "--full", "sleep 54321", check=False), "")
    equal(ENDLESS.get("InstalledVersion"), "")
    equal(run("systemctl", "list-units", "--all", "--no-legend", "offpeak-check*").strip(), "")


def the_journal_has_what_went_wrong():
    CUT_OFF.configure(KeepVersions="many")
    reload()
    CUT_OFF.configure(KeepVersions="none")
    wait_until(lambda: "cutoff.conf:5" in run("journalctl", "--no-pager", "--unit=offpeakd.service"),
               "the name of the file and the line")


def nobody_calls_so_it_leaves():
    wait_until(lambda: DAEMON.get("ActiveState") == "inactive", "the service to leave")
    equal(DAEMON.get("Result"), "success")
    equal(worker_pid(), 0)
    equal(APP.get("Status"), APPLY_FAILED)


def the_power_fails_after_the_switch():
    CUT_OFF.configure(HealthCheck="bin/check")
    reload()
    CUT_OFF.publish("1.0", {"bin/check": SLOW_CHECK})
    CUT_OFF.download()
    CUT_OFF.call("Apply", "s", "")
    wait_until(lambda: (CUT_OFF.root / "current").is_symlink(), "the switch")
    equal(CUT_OFF.get("Status"), APPLY_WIP)
    assert Path("/var/lib/offpeak/pending/cutoff").exists()


def what_was_cut_off_starts_the_service():
    """Nobody has called yet: the path unit has done it."""
    wait_until(lambda: DAEMON.get("ActiveState") == "active", "the service to be started")
    wait_until(lambda: not Path("/var/lib/offpeak/pending/cutoff").exists(), "the end of the apply")
    equal(CUT_OFF.get("InstalledVersion"), "1.0")


def after_a_reboot_the_status_is_unknown():
    equal(APP.call("Status").split(), ["uus", "0", "0", '""'])
    equal(APP.get("InstalledVersion"), "5.0")
    APP.update("7.0", {"doc/one": b"seven", "bin/check": b"#!/bin/sh\n"})


def nothing_waits_so_it_stays_away():
    wait_until(lambda: DAEMON.get("ActiveState") == "inactive", "the service to leave")
    time.sleep(1)
    equal(DAEMON.get("ActiveState"), "inactive")


FIRST = [
    a_call_starts_the_service,
    the_service_is_shut_in,
    nobody_starts_it_by_hand,
    others_may_look_but_not_touch,
    an_update_is_installed,
    a_killed_worker_is_replaced,
    a_killed_service_goes_on,
    a_health_check_may_take_its_time,
    applications_of_others_are_ended_when_asked_to,
    a_node_program_says_that_it_is_well,
    a_java_program_says_that_it_is_well,
    a_failed_health_check_goes_back,
    a_health_check_without_end_is_killed,
    the_journal_has_what_went_wrong,
    nobody_calls_so_it_leaves,
    the_power_fails_after_the_switch,
]

SECOND = [
    what_was_cut_off_starts_the_service,
    after_a_reboot_the_status_is_unknown,
    nothing_waits_so_it_stays_away,
]


def main():
    boot, results = sys.argv[1:]
    Path("/etc/offpeak/offpeak.conf").write_text(
        f"[Daemon]\nIdleTimeoutSec={IDLE_TIMEOUT_SEC}\n", encoding="utf-8")
    start_nginx()
    if boot == "first":
        APP.configure()
        run_cases(FIRST, results)
    else:
        run_cases(SECOND, results)


if __name__ == "__main__":
    main()
