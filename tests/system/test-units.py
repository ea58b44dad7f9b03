#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The units as they are installed: systemd finds no fault, and how much is left open to them.

  test-units.py BUILD
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

# Tenths of what `systemd-analyze security` says; what a service without any setting has is 9.6.
MOST_EXPOSED = {"offpeakd.service": 20, "offpeak-fetch@.service": 15}


def call(*command):
    done = subprocess.run(command, text=True, check=False, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def install(build, dest):
    code, output = call("meson", "install", "-C", str(build), "--no-rebuild", "--destdir", str(dest))
    assert code == 0, output

    return {path.name: path for path in dest.rglob("lib/systemd/system/*")}


def check_exposure(path, most):
    code, output = call("systemd-analyze", "security", "--offline=true", "--no-pager",
                        f"--threshold={most}", str(path))
    print("#", output.strip().splitlines()[-1])
    assert code == 0, output


def check_verify(units, dest):
    """What is said about our files; the programs are looked for where they are installed."""
    names = [str(path) for path in units.values()]
    code, output = call("systemd-analyze", "verify", "--man=no", "--recursive-errors=no",
                     f"--root={dest}", *names)
    faults = [line for line in output.splitlines() if "offpeak" in line]
    assert code == 0 and not faults, output


def check_activation(units, dest):
    """The bus, the unit and the program name each other."""
    (activation,) = dest.rglob("dbus-1/system-services/org.offpeak.Updates1.service")
    text = activation.read_text(encoding="utf-8")
    unit = units["offpeakd.service"].read_text(encoding="utf-8")
    program = re.search("^ExecStart=(.*)$", unit, re.MULTILINE)[1]
    assert "\nSystemdService=offpeakd.service\n" in text, text
    assert f"\nExec={program}\n" in text, text
    assert (dest / program.lstrip("/")).is_file(), program
    assert "\nBusName=org.offpeak.Updates1\n" in unit, unit


def check_account(units, dest):
    user = re.search("^User=(.*)$", units["offpeak-fetch@.service"].read_text(encoding="utf-8"),
                     re.MULTILINE)[1]
    (accounts,) = dest.rglob("sysusers.d/offpeak.conf")
    assert f"\nu {user} " in accounts.read_text(encoding="utf-8")


def main():
    with tempfile.TemporaryDirectory(prefix="offpeak-units-") as work:
        dest = Path(work)
        units = install(Path(sys.argv[1]), dest)
        cases = [(f"{name}-is-shut-in", lambda n=name: check_exposure(units[n], MOST_EXPOSED[n]))
                 for name in MOST_EXPOSED]
        cases += [("systemd-finds-no-fault", lambda: check_verify(units, dest)),
                  ("the-bus-starts-the-unit", lambda: check_activation(units, dest)),
                  ("the-worker-has-an-account", lambda: check_account(units, dest))]
        failed = 0
        print(f"1..{len(cases)}")
        for name, case in cases:
            try:
                case()
                print(f"ok - {name}")
            except (AssertionError, KeyError, ValueError) as error:
                failed += 1
                print(f"not ok - {name}\n#", f"{type(error).__name__}: {error}".replace("\n", "\n# "))

    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
