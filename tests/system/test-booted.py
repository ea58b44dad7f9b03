#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""The installed service on a machine that is booted twice, by systemd.

  test-booted.py BUILD SOURCE

The machine is this one, in a container, with everything that it changes kept in memory and
forgotten: `meson install` puts the programs and units there, booted/scenario.py is run as a unit.
Needs root and systemd-nspawn; elsewhere all cases are skipped.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE / "booted"))
BOOT_SEC = 240

# The network worker shuts itself in, which a container may not do unless it is told so.
LANDLOCK = "landlock_create_ruleset landlock_add_rule landlock_restrict_self"

UNIT = """
[Unit]
Wants=multi-user.target
After=multi-user.target
[Service]
Type=oneshot
ExecStart=/usr/bin/python3 /srv/test/scenario.py {boot} /srv/results
StandardOutput=file:/srv/log
StandardError=file:/srv/log
ExecStopPost=/bin/sh -c 'systemctl poweroff --force --force'
"""

# What this machine starts by itself is not wanted in the container.
EMPTIED = ["etc/systemd/system", "etc/offpeak", "opt", "var/lib/offpeak", "var/log/journal", "srv",
           "var/lib/systemd/timers", "etc/init.d", "etc/rc5.d", "etc/rc3.d", "etc/cron.d"]


def call(*command, **options):
    subprocess.run(command, check=True, stdout=sys.stderr, **options)


def empty(directory):
    if not directory.is_dir():
        return
    for entry in directory.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def make_machine(work):
    """A copy of this machine's files that only its changes take room for."""
    call("mount", "-t", "tmpfs", "-o", "mode=755", "none", str(work))
    for name in ("upper", "work", "machine"):
        (work / name).mkdir()
    call("mount", "-t", "overlay", "-o",
         f"lowerdir=/,upperdir={work}/upper,workdir={work}/work", "none", str(work / "machine"))
    for directory in EMPTIED:
        empty(work / "machine" / directory)
    (work / "machine/etc/fstab").write_text("", encoding="utf-8")

    return work / "machine"


def install(build, source, machine):
    call("meson", "install", "-C", str(build), "--no-rebuild", "--destdir", str(machine))

    # Where a package would have put them: the bus and polkit look nowhere else.
    local = machine / "usr/local/share"
    for name in ("dbus-1/system.d/org.offpeak.Updates1.conf", "polkit-1/actions/org.offpeak.policy"):
        if (local / name).exists():
            shutil.copy(local / name, machine / "usr/share" / name)

    test = machine / "srv/test"
    test.mkdir(parents=True)
    for path in (*(HERE / "booted").glob("*.py"), source / "tools/filelist.py"):
        shutil.copy(path, test)
    call("systemd-sysusers", "--root", str(machine), "offpeak.conf")
    call("systemd-tmpfiles", "--root", str(machine), "--create", "offpeak.conf")
    call("systemctl", "--root", str(machine), "enable", "offpeakd.path", "offpeak-fetch.socket")


def boot(machine, which):
    (machine / "etc/systemd/system/offpeak-test.service").write_text(UNIT.format(boot=which),
                                                                     encoding="utf-8")
    if which == "second":
        (machine / "srv/second-boot").touch()
    # With cgroups as a machine of today has them, whatever this one has.
    environment = {**os.environ, "SYSTEMD_NSPAWN_UNIFIED_HIERARCHY": "1"}
    for name in ("NOTIFY_SOCKET", "G_DEBUG", "MALLOC_PERTURB_"):
        environment.pop(name, None)
    command = ["systemd-nspawn", "--quiet", "--directory", str(machine), "--register=no",
               "--keep-unit", "--private-network", "--resolv-conf=off", "--timezone=off",
               "--link-journal=no", "--console=pipe", f"--system-call-filter={LANDLOCK}",
               "/lib/systemd/systemd", "--unit=offpeak-test.service"]
    try:
        subprocess.run(command, env=environment, timeout=BOOT_SEC, check=False,
                       stdin=subprocess.DEVNULL, stdout=sys.stderr)
    except subprocess.TimeoutExpired:
        print(f"# the {which} boot took longer than {BOOT_SEC} s")


def report(machine, names):
    results = machine / "srv/results"
    text = results.read_text(encoding="utf-8", errors="replace") if results.exists() else ""
    print(f"1..{len(names)}")
    sys.stdout.write(text)
    missing = [name for name in names if f"ok - {name}\n" not in text]
    for name in missing:
        print(f"not ok - {name}\n# it was not even tried")
    if missing and (machine / "srv/log").exists():
        print("# " + (machine / "srv/log").read_text(encoding="utf-8").replace("\n", "\n# "))

    return 1 if missing or "not ok" in text else 0


def main():
    from scenario import FIRST, SECOND  # pylint: disable=import-outside-toplevel

    names = [case.__name__.replace("_", "-") for case in FIRST + SECOND]
    if os.geteuid() != 0 or shutil.which("systemd-nspawn") is None:
        print(f"1..{len(names)}")
        for name in names:
            print(f"ok - {name} # SKIP only root can boot a container")
        return 0

    if os.environ.get("OFFPEAK_BOOTED") != "1":
        os.environ["OFFPEAK_BOOTED"] = "1"
        os.execvp("unshare", ["unshare", "--mount", "--propagation=private", sys.executable,
                              *sys.argv])

    build, source = (Path(path).resolve() for path in sys.argv[1:])
    with tempfile.TemporaryDirectory(prefix="offpeak-booted-") as work:
        machine = make_machine(Path(work))
        try:
            install(build, source, machine)
            boot(machine, "first")
            boot(machine, "second")
            return report(machine, names)
        finally:
            call("umount", str(machine))
            call("umount", work)


if __name__ == "__main__":
    sys.exit(main())
