#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Checks the manual pages: that they are well formed, and that they leave nothing out.

  test-man.py SOURCE_DIR BUILD_DIR
"""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

PAGES = ["offpeak.1", "offpeakd.8", "offpeak.conf.5", "offpeak-products.d.5",
         "org.offpeak.Updates1.5"]


ENVIRONMENT = {**os.environ, "LC_ALL": "C.UTF-8", "MANWIDTH": "80"}


def run(*argv):
    return subprocess.run(argv, env=ENVIRONMENT, text=True, check=False, capture_output=True)


class Manual:
    def __init__(self, source, build):
        self.source = Path(source)
        self.build = Path(build)
        self.n_tests = 0
        self.n_failed = 0

    def page(self, name):
        return self.build / "docs/man" / name

    def text(self, name):
        """What a reader sees, in lines that are never broken."""
        rendered = run("mandoc", "-T", "utf8", "-O", "width=900", self.page(name)).stdout
        return re.sub(".\b", "", rendered).replace("\N{NO-BREAK SPACE}", " ")

    def check(self, name, problems):
        self.n_tests += 1
        problems = list(problems)
        for problem in problems:
            print(f"# {problem}")
        print(f"{'not ok' if problems else 'ok'} {self.n_tests} {name}", flush=True)
        self.n_failed += bool(problems)

    def ill_formed(self, name):
        yield from run("mandoc", "-T", "lint", "-W", "warning", self.page(name)).stdout.splitlines()
        yield from run("man", "--warnings", "--local-file", self.page(name)).stderr.splitlines()

    def missing_commands(self):
        program = self.build / "client/cli/offpeak"
        text = self.text("offpeak.1")
        commands = re.findall(r"^  ([a-z][a-z-]*)\s", run(program, "help").stdout, re.M)
        if len(commands) < 20:
            yield "‘offpeak help’ lists no commands"
        for command in commands:
            said = run(program, "help", command).stdout
            usage = said.split("\n")[0].removeprefix("Usage: offpeak ")
            if not re.search(rf"^ +{command}\b", text, re.M):
                yield f"nothing is said of ‘{command}’"
            for option in re.findall(r"--[a-z-]+", usage):
                if not re.search(rf"^ +{command}\b.*{option}", text, re.M):
                    yield f"‘{command}’ is said without {option}"
            keys = re.search(r"Keys: (.*?)\.(?: |$)", said, re.M)
            for key in re.findall(r"[A-Za-z]{4,}", re.sub(r"\(.*?\)", "", keys[1]) if keys else ""):
                if not re.search(rf"\b{key}\b", text):
                    yield f"nothing is said of the key ‘{key}’ of ‘{command}’"

    def missing_options(self, page, program):
        text = self.text(page)
        options = re.findall(r"(?<![\w-])--[a-z][a-z-]+", run(self.build / program, "--help").stdout)
        if not options:
            yield f"{program} lists no options"
        for option in options:
            if not re.search(rf"^ +(-\w, )?{option}\b", text, re.M):
                yield f"nothing is said of {option}"

    def keys_of_page(self, page):
        """As ("Group", "Key"), from the tags of its lists."""
        group = None
        for line in self.text(page).split("\n"):
            heading = re.match(r"KEYS OF \[(\w+)\]", line)
            if re.match(r"\S", line):
                group = heading[1] if heading else None
            elif group and re.match(r" {5,7}\w+=", line):
                for key in re.findall(r"(?:^ +|, )([A-Z]\w+)=", line):
                    yield group, key

    def wrong_keys(self, page, source, pattern):
        code = (self.source / "src/config" / source).read_text(encoding="utf-8")
        known = [key if isinstance(key, tuple) else ("Product", key)
                 for key in re.findall(pattern, code)]
        said = list(self.keys_of_page(page))
        if not known:
            yield f"{source} has no keys"
        for key in known:
            if said.count(key) != 1:
                yield f"[{key[0]}] {key[1]}= is said {said.count(key)} times"
        for key in said:
            if key not in known:
                yield f"[{key[0]}] {key[1]}= does not exist"

    def missing_members(self):
        text = self.text("org.offpeak.Updates1.5")
        for path in sorted((self.source / "introspection").glob("*.xml")):
            for interface in ElementTree.parse(path).getroot().iter("interface"):
                if f"INTERFACE {interface.get('name')}\n" not in text:
                    yield f"nothing is said of {interface.get('name')}"
                for member in interface:
                    name = member.get("name")
                    if not re.search(rf"^ +{re.escape(name)} ?\(", text, re.M):
                        yield f"nothing is said of {interface.get('name')}.{name}"


def main():
    manual = Manual(*sys.argv[1:])
    print(f"1..{len(PAGES) + 5}")
    for page in PAGES:
        manual.check(f"{page} is well formed", manual.ill_formed(page))
    manual.check("every command is in offpeak(1)", manual.missing_commands())
    manual.check("every option is in offpeakd(8)",
                 manual.missing_options("offpeakd.8", "src/daemon/offpeakd"))
    manual.check("offpeak.conf(5) has the keys that there are",
                 manual.wrong_keys("offpeak.conf.5", "daemon-config.c",
                                   r'KEY \("(\w+)", "(\w+)"'))
    manual.check("offpeak-products.d(5) has the keys that there are",
                 manual.wrong_keys("offpeak-products.d.5", "product-config.c",
                                   r'KEY \("(\w+)", \w+, \w+\)'))
    manual.check("every member is in org.offpeak.Updates1(5)", manual.missing_members())
    return 1 if manual.n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
