#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Counts what the tests of one or several builds said.

  summary.py [--allowed FILE] [--passed STEP]… [--failed STEP]… BUILD…

Every test case counts once: it has passed if it has in every build, and a case that was skipped
in one must be named in FILE (one to a line, "program case"; a "#" begins a comment). The last line
is "N passed, N failed" and maybe ", N skipped"; the exit code is 1 if anything failed.
"""

import argparse
import json
import os
import re
import sys
from pathlib import Path

PASSED, SKIPPED, FAILED = range(3)

# How meson calls the results of a whole test program; everything else is bad.
RESULTS = {"OK": PASSED, "EXPECTEDFAIL": PASSED, "SKIP": SKIPPED}

PLAN = re.compile(r"^1\.\.\d+", re.MULTILINE)
CASE = re.compile(r"(?P<not>not )?ok (?:\d+ )?(?:- )?(?P<name>[^#]*)(?P<directive># *(?:SKIP|TODO))?",
                  re.IGNORECASE)


def short_name(name):
    """Of a test program that meson calls "project:suite / program"."""
    return name.split(" / ")[-1]


def cases_of(output):
    """Name and result of each case that a test program reported in TAP."""
    for line in output.splitlines():
        match = CASE.match(line)
        if match is None:
            continue
        if match["not"] and not match["directive"]:
            result = FAILED
        elif match["directive"]:
            result = SKIPPED
        else:
            result = PASSED
        yield match["name"].strip(), result


def read_build(build):
    """(program, case) -> result"""
    cases = {}
    try:
        text = (build / "meson-logs" / "testlog.json").read_text(encoding="utf-8")
        tests = [json.loads(line) for line in text.splitlines()]
    except (OSError, ValueError) as error:
        return {(str(build), f"no results: {error}"): FAILED}

    for test in tests:
        program, output = short_name(test["name"]), test["stdout"]
        result = RESULTS.get(test["result"], FAILED)
        found = list(cases_of(output)) if PLAN.search(output) else []
        for case, case_result in found:
            cases[(program, case)] = max(case_result, cases.get((program, case), PASSED))

        # A program that crashed, or ended badly after good cases, is a failure that no case shows.
        if not found:
            cases[(program, "")] = result
        elif result == FAILED and FAILED not in (r for _, r in found):
            cases[(program, "the program itself")] = FAILED
    return cases


def read_allowed(path):
    """The cases that may be skipped; those below "[without root]" only if we are not root."""
    allowed, counts = set(), True
    for line in Path(path).read_text(encoding="utf-8").splitlines() if path else ():
        line = line.split("#")[0].strip()
        if line.startswith("["):
            counts = line != "[without root]" or os.geteuid() != 0
        elif line and counts:
            allowed.add(line)
    return allowed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--allowed")
    parser.add_argument("--passed", action="append", default=[])
    parser.add_argument("--failed", action="append", default=[])
    parser.add_argument("builds", nargs="+", type=Path)
    args = parser.parse_args()

    cases = {("step", name): PASSED for name in args.passed}
    cases.update({("step", name): FAILED for name in args.failed})
    for build in args.builds:
        for key, result in read_build(build).items():
            cases[key] = max(result, cases.get(key, PASSED))

    allowed = read_allowed(args.allowed)
    for (program, case), result in sorted(cases.items()):
        name = f"{program} {case}".strip()
        if result == SKIPPED and name not in allowed:
            print(f"skipped, but not in the list of allowed skips: {name}")
            cases[(program, case)] = FAILED
        elif result == SKIPPED:
            print(f"skipped: {name}")
        elif result == FAILED:
            print(f"failed: {name}")

    results = list(cases.values())
    line = f"{results.count(PASSED)} passed, {results.count(FAILED)} failed"
    if SKIPPED in results:
        line += f", {results.count(SKIPPED)} skipped"
    print(line)
    return 1 if FAILED in results else 0


if __name__ == "__main__":
    sys.exit(main())
