#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""How fast it is, beside what others do with the same data in the same run.

  bench.py BUILD_DIR [--runs N] [--dir DIR] [large|many|apply]…

large: one file of 2 GiB, against "curl -o" and "sync -f".
many:  10,000 files of 10 KiB, against "curl -Z" (8 at a time) and "sync -f".
apply: from the call of Apply to APPLY_SUCCEEDED, of 100 and of 100,000 files.

Runs alternate; what is printed is the median of each, and their ratio. Everything is in a new
directory below DIR (/var/tmp), which is removed afterwards. Needs nginx, curl and dbus-daemon.
"""

import argparse
import hashlib
import json
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

MIB = 1024 * 1024

BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={dir}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/>
<allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"""

NGINX = """daemon off; worker_processes 1; error_log {dir}/nginx-error.log; pid {dir}/nginx.pid;
user root;
events {{ }}
http {{ default_type application/octet-stream; sendfile on; keepalive_requests 1000000;
 client_body_temp_path {dir}/b; proxy_temp_path {dir}/p; fastcgi_temp_path {dir}/f;
 uwsgi_temp_path {dir}/u; scgi_temp_path {dir}/s; access_log off;
 server {{ listen 127.0.0.1:{port}; root {dir}/www; }} }}"""


class World:
    """A bus, a web server and a service, in a directory."""

    def __init__(self, build, parent):
        self.build = os.path.abspath(build)
        self.dir = tempfile.mkdtemp(prefix="offpeak-bench-", dir=parent)
        os.chmod(self.dir, 0o755)
        self.running = []
        os.makedirs(self.path("www"))
        os.makedirs(self.path("root/etc/offpeak/products.d"))
        self.write("bus.conf", BUS.format(dir=self.dir))
        self.start(["dbus-daemon", "--config-file=" + self.path("bus.conf"), "--nofork"])
        self.address = "unix:path=" + self.path("bus")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        text = NGINX.format(dir=self.dir, port=self.port)
        if os.geteuid() != 0:
            text = text.replace("user root;", "")
        self.write("nginx.conf", text)
        self.start(["nginx", "-e", self.path("nginx-error.log"), "-c", self.path("nginx.conf")])
        self.url = f"http://127.0.0.1:{self.port}/"
        self.wait(lambda: os.path.exists(self.path("bus")))
        self.wait(lambda: os.path.exists(self.path("nginx.pid")))
        self.start([self.build + "/src/daemon/offpeakd", "--bus=" + self.address,
                    "--root=" + self.path("root"), "--idle-timeout=0",
                    "--fetcher=" + self.build + "/src/worker/offpeak-fetch"])
        self.wait(lambda: self.offpeak("list").returncode == 0)

    def path(self, name):
        return os.path.join(self.dir, name)

    def write(self, name, text):
        with open(self.path(name), "w", encoding="utf-8") as file:
            file.write(text)

    def start(self, argv):
        with open(self.path("log"), "ab") as log:
            self.running.append(subprocess.Popen(argv, stdout=log, stderr=log))

    @staticmethod
    def wait(is_so):
        for _ in range(200):
            if is_so():
                return
            time.sleep(0.05)
        raise RuntimeError("waited in vain")

    def offpeak(self, *words):
        return subprocess.run([self.build + "/client/cli/offpeak", "--bus=" + self.address, *words],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)

    def must(self, *words):
        result = self.offpeak(*words)
        if result.returncode != 0:
            raise RuntimeError(f"{words}: {result.stdout.decode()}")

    def publish(self, version, files):
        """files: path → content; what is there already is kept."""
        entries = []
        for path, content in files:
            whole = self.path("www/" + path)
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            with open(whole, "wb") as file:
                file.write(content)
            directory, name = os.path.split(path)
            entries.append({"name": name, "relativePath": f"/{directory}/", "url": path,
                            "size": len(content),
                            "hash": hashlib.sha256(content).hexdigest()})
        self.write("www/filelist.json", json.dumps({"version": version, "files": entries}))

    def add_product(self, product):
        self.write(f"root/etc/offpeak/products.d/{product}.conf",
                   f"[Product]\nInstallRoot={self.path(product)}\nUpdateBaseUrl={self.url}\n"
                   "Trust=filelist\nKeepVersions=1\n")
        self.wait(lambda: self.offpeak("status", product).returncode == 0)

    def remove_product(self, product):
        os.unlink(self.path(f"root/etc/offpeak/products.d/{product}.conf"))
        shutil.rmtree(self.path(product))

    def close(self):
        for process in reversed(self.running):
            process.send_signal(signal.SIGTERM)
            process.wait()
        shutil.rmtree(self.dir)


def timed(work):
    begin = time.monotonic()
    work()
    return time.monotonic() - begin


def compare(title, ours, theirs, runs):
    """Alternating, so that what changes meanwhile changes for both."""
    times = ([], [])
    for _ in range(runs):
        times[0].append(ours())
        times[1].append(theirs())
    mine, peer = (statistics.median(column) for column in times)
    print(f"{title}: {mine:.2f} s, peer {peer:.2f} s, ratio {mine / peer:.2f}"
          f"  (ours {min(times[0]):.2f} to {max(times[0]):.2f})", flush=True)


def bench_download(world, title, contents, curl_arguments, runs):
    names = iter(range(1000))

    def ours():
        # A new product each time: there is nothing installed to take anything from.
        product = f"app{next(names)}"
        world.add_product(product)
        os.sync()
        seconds = timed(lambda: world.must("download", product))
        world.remove_product(product)
        return seconds

    def theirs():
        target = world.path("peer")
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(target)
        os.sync()

        def work():
            subprocess.run(["curl", "-sf", *curl_arguments], cwd=target, check=True,
                           stderr=subprocess.DEVNULL)
            subprocess.run(["sync", "-f", target], check=True)

        return timed(work)

    world.publish("0", contents)
    compare(title, ours, theirs, runs)
    shutil.rmtree(world.path("peer"))


def bench_large(world, runs):
    block = random.Random(1).randbytes(MIB)
    content = b"".join(i.to_bytes(8, "little") + block[8:] for i in range(2048))
    bench_download(world, "1 file of 2 GiB", [("big/file", content)],
                   ["-o", "file", world.url + "big/file"], runs)


def bench_many(world, runs):
    noise = random.Random(2)
    files = [(f"many/{i // 100:03}/{i:05}", noise.randbytes(10240)) for i in range(10000)]
    world.write("curl.conf", "".join(
        f'url = "{world.url}{path}"\noutput = "{path}"\n' for path, _ in files))
    bench_download(world, "10,000 files of 10 KiB", files,
                   ["-Z", "--parallel-max", "8", "--create-dirs", "-K", world.path("curl.conf")],
                   runs)


def time_apply(world):
    """As the bus saw it: from the call to the signal that it has succeeded."""
    with open(world.path("monitor"), "wb") as output:
        with subprocess.Popen(["dbus-monitor", "--address", world.address], stdout=output) as monitor:
            time.sleep(0.5)
            world.must("apply", "app")
            time.sleep(0.5)
            monitor.terminate()
    begin = end = None
    with open(world.path("monitor"), encoding="utf-8", errors="replace") as file:
        lines = file.read().split("\n")
    for i, line in enumerate(lines[:-2]):
        stamp = re.search(r"time=([0-9.]+)", line)
        if stamp and "member=Apply" in line:
            begin = float(stamp[1])
        if stamp and "member=StatusChanged" in line and "uint32 9" in lines[i + 2]:
            end = end or float(stamp[1])
    return end - begin


def bench_apply(world, runs):
    world.add_product("app")
    medians = []
    for n_files in (100, 100000):
        times = []
        for run in range(runs):
            changed = (f"new{run}-{n_files}".encode(),)
            files = [(f"apply/{i // 1000}/{i}", b"same" if i else changed[0])
                     for i in range(n_files)]
            world.publish(f"{n_files}.{run}", files)
            world.must("download", "app", f"updatetoversion={n_files}.{run}")
            times.append(time_apply(world))
        medians.append(statistics.median(times))
        print(f"Apply of {n_files} files: {medians[-1] * 1000:.1f} ms", flush=True)
    print(f"Apply of 100,000 files / of 100: {medians[1] / medians[0]:.2f}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--dir", default="/var/tmp")
    parser.add_argument("what", nargs="*", default=["large", "many", "apply"])
    args = parser.parse_intermixed_args()
    benches = {"large": bench_large, "many": bench_many, "apply": bench_apply}
    for name in args.what:
        world = World(args.build, args.dir)
        try:
            benches[name](world, args.runs)
        finally:
            world.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
