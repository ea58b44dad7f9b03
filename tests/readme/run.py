#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Runs the commands of README.md, as a reader would type them.

  run.py README SOURCE_DIR

Each block marked as sh is a test case of its own. All of them run in order in one shell, in a
fresh copy of the source tree, with an environment that has nothing of ours; a block has failed
when any of its commands does. A comment before a block may say otherwise:

  <!-- root -->              takes root
  <!-- not run by itself: … -->  and why

OFFPEAK_BUILD is set for tools/demo, so that it does not build a second time.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile

BLOCK = re.compile(r"(?:<!-- (?P<comment>.*?) -->\n)?```sh\n(?P<text>.*?)^```", re.M | re.S)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class Shell:
    """One shell for all blocks: what one exports or starts, the next one has."""

    def __init__(self, scratch, directory, environment):
        self.scratch = scratch
        self.process = subprocess.Popen(
            ["bash", "--norc", "--noprofile"], cwd=directory, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.n_runs = 0

    def run(self, text):
        """Whether every command succeeded, and what they said."""
        self.n_runs += 1
        mark = f"-- end of block {self.n_runs} --"
        # No "set -e": it would end the shell. A trap leaves the sourced block instead.
        script = os.path.join(self.scratch, f"block-{self.n_runs}")
        with open(script, "w", encoding="utf-8") as file:
            file.write("trap 'failed=$?; trap - ERR; return $failed' ERR\n" + text + "trap - ERR\n")
        self.process.stdin.write(
            f"failed=0; set -m; . {script} </dev/null; echo; echo '{mark}' $failed\n")
        self.process.stdin.flush()
        said = []
        for line in self.process.stdout:
            if line.startswith(mark):
                return line.split()[-1] == "0", said
            said.append(CONTROL.sub("?", line.rstrip("\n")))
        return False, said + ["the shell ended"]

    def close(self):
        self.process.stdin.write("for job in $(jobs -p); do kill -- -$job; done 2>/dev/null; exit\n")
        self.process.stdin.close()
        self.process.stdout.read()
        self.process.wait()


def copy_source(source, target):
    def unwanted(_, names):
        return [name for name in names if name.startswith("build") or name == ".git"]

    shutil.copytree(source, target, symlinks=True, ignore=unwanted)


def title(text):
    return " ".join(text.split("\n")[0].split())[:60]


def report(number, result, name, remark=""):
    print(f"{result} {number} {name}{remark}", flush=True)


def main():
    readme, source = sys.argv[1:]
    with open(readme, encoding="utf-8") as file:
        blocks = list(BLOCK.finditer(file.read()))
    print(f"1..{len(blocks)}", flush=True)

    n_failed = 0
    with tempfile.TemporaryDirectory(prefix="offpeak-readme-") as scratch:
        os.chmod(scratch, 0o755)
        tree = os.path.join(scratch, "offpeak")
        copy_source(source, tree)
        shell = Shell(scratch, tree, {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": scratch, "LC_ALL": "C.UTF-8",
            "TMPDIR": scratch, "OFFPEAK_BUILD": os.path.join(tree, "build"),
            "DEBIAN_FRONTEND": "noninteractive"})
        for number, block in enumerate(blocks, 1):
            comment, text = block["comment"] or "", block["text"]
            if comment.startswith("not run by itself"):
                report(number, "ok", title(text), f" # SKIP {comment}")
                continue
            if comment == "root" and os.geteuid() != 0:
                report(number, "ok", title(text), " # SKIP takes root")
                continue
            good, said = shell.run(text)
            print("\n".join("# " + line for line in said), flush=True)
            report(number, "ok" if good else "not ok", title(text))
            n_failed += not good
        shell.close()
    return 1 if n_failed else 0


if __name__ == "__main__":
    sys.exit(main())
