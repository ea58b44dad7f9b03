# SPDX-License-Identifier: LGPL-2.1-or-later

"""What the scenario finds on the machine that it runs on: commands, a web server, a vendor."""

import json
import os
import pwd
import subprocess
import sys
import time
from pathlib import Path

PATIENCE_SEC = 60
NAME = "org.offpeak.Updates1"
ROOT = "/org/offpeak/Updates1"
INTERFACE = "org.offpeak.UpdateNotify1"
WWW = Path("/srv/offpeak")

UNKNOWN, DOWNLOAD_WIP, DOWNLOAD_FAILED, DOWNLOAD_SUCCEEDED = 0, 2, 5, 6
APPLY_WIP, APPLY_SUCCEEDED, APPLY_FAILED = 8, 9, 10
RESTING = (0, 4, 5, 6, 9, 10)


def run(*command, user=None, check=True):
    """What COMMAND prints; without CHECK what it complains of, too."""
    done = subprocess.run(command, user=user, text=True, check=False, cwd="/",
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if check and done.returncode != 0:
        raise AssertionError(f"{' '.join(command)}: {done.returncode}: {done.stderr}")
    return done.stdout if check else done.stdout + done.stderr


def wait_until(holds, what):
    deadline = time.monotonic() + PATIENCE_SEC
    while not (result := holds()):
        assert time.monotonic() < deadline, f"Waited in vain for {what}"
        time.sleep(0.02)
    return result


def equal(found, wanted):
    assert found == wanted, f"{found!r} is not {wanted!r}"


def uid_of(user):
    return pwd.getpwnam(user).pw_uid


def reload():
    run("busctl", "--system", "call", NAME, ROOT, "org.offpeak.Manager1", "Reload")


class Unit:
    def __init__(self, name):
        self.name = name

    def get(self, key):
        return run("systemctl", "show", "--value", "--property", key, self.name).strip()

    def pid(self):
        return int(self.get("MainPID") or 0)


DAEMON = Unit("offpeakd.service")


def worker_pid():
    """Of the one that is there; 0 without."""
    names = run("systemctl", "list-units", "--plain", "--no-legend", "--state=running",
                "offpeak-fetch@*.service").split("\n")
    return Unit(names[0].split()[0]).pid() if names[0] else 0


class Product:
    """A product, its vendor, and the calls of a bus that any program can make."""

    def __init__(self, name):
        self.name = name
        self.path = f"{ROOT}/product/{name}"
        self.root = Path("/opt") / name

    def configure(self, **keys):
        keys = {"InstallRoot": self.root, "Trust": "filelist",
                "UpdateBaseUrl": f"http://127.0.0.1:8080/{self.name}/", **keys}
        lines = [f"{key}={value}\n" for key, value in keys.items()]
        Path(f"/etc/offpeak/products.d/{self.name}.conf").write_text(
            "[Product]\n" + "".join(lines), encoding="utf-8")

    def publish(self, version, files, rate=""):
        """FILES: path -> bytes, or a program to copy; RATE: of nginx, a connection."""
        tree = WWW / self.name / version
        for path, content in files.items():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_bytes(content if isinstance(content, bytes) else content.read_bytes())
            (tree / path).chmod(0o755 if path.startswith("bin/") else 0o644)
        prefix = f"/rate/{rate}/{self.name}/{version}/" if rate else f"/{self.name}/{version}/"
        text = run("/usr/bin/python3", str(Path(__file__).parent / "filelist.py"), str(tree), version,
                   prefix)
        (WWW / self.name / "filelist.json").write_text(text, encoding="utf-8")

    def call(self, method, *arguments, user=None, check=True):
        return run("busctl", "--system", "call", NAME, self.path, INTERFACE, method, *arguments,
                   user=user, check=check)

    def get(self, name):
        text = run("busctl", "--system", "--json=short", "get-property", NAME, self.path, INTERFACE,
                   name)
        return json.loads(text)["data"]

    def finish(self, status):
        """Wait for the end of what goes on, and compare it."""
        wait_until(lambda: self.get("Status") in RESTING, f"{self.name} to rest")
        assert self.get("Status") == status, f"{self.get('Status')}: {self.get('ErrorMessage')}"

    def download(self):
        self.call("Download", "s", "")
        self.finish(DOWNLOAD_SUCCEEDED)

    def apply(self, parameters="", status=APPLY_SUCCEEDED):
        self.call("Apply", "s", parameters)
        self.finish(status)

    def update(self, version, files):
        self.publish(version, files)
        self.download()
        self.apply()
        equal(self.get("InstalledVersion"), version)

    def read(self, path):
        return (self.root / "current" / path).read_bytes()


NGINX = """
daemon off; error_log /srv/nginx-error.log; pid /run/offpeak-nginx.pid; user nobody nogroup;
events { }
http {
  default_type application/octet-stream;
  access_log /srv/access.log;
  server {
    listen 127.0.0.1:8080;
    root /srv/offpeak;
    location ~ ^/rate/([0-9a-z]+)/(.*)$ { limit_rate $1; alias /srv/offpeak/$2; }
  }
}
"""


def start_nginx():
    WWW.mkdir(parents=True, exist_ok=True)
    Path("/srv/nginx.conf").write_text(NGINX, encoding="utf-8")
    run("systemd-run", "--unit=offpeak-nginx", "nginx", "-c", "/srv/nginx.conf")


def run_cases(cases, results):
    """Each is a function, named as its sentence; writes TAP. What failed says why."""
    with open(results, "a", encoding="utf-8", buffering=1) as out:
        for case in cases:
            name = case.__name__.replace("_", "-")
            try:
                begin = time.monotonic()
                case()
                out.write(f"ok - {name}\n# {time.monotonic() - begin:.1f} s\n")
            except BaseException as error:  # pylint: disable=broad-except
                out.write(f"not ok - {name}\n# {type(error).__name__}: "
                          + str(error).replace("\n", "\n# ") + "\n")
                log = run("journalctl", "--no-pager", "--boot", "--lines=40", check=False)
                out.write("# " + log.replace("\n", "\n# ") + "\n")
        os.fsync(out.fileno())
    sys.stdout.flush()
