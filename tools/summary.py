#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Counts what the tests of one or several builds said.

  summary.py [--allowed FILE] [--passed STEP]… [--failed STEP]… BUILD…

Every test case counts once: it has passed if it has in every build, and a case that was skipped
in one must be named in FILE (one to a line, "test case"; a "#" begins a comment). The last line
is "N passed, N failed" and maybe ", N skipped"; the exit code is 1 if anything failed.
"""

import argparse
import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

PASSED, SKIPPED, FAILED = range(3)

# How meson calls the results of a whole test program.
GOOD = ("OK", "EXPECTEDFAIL")


def short_name(name):
    """Of a test program that meson calls "project:suite / program"."""
    return name.split(" / ")[-1]


def cases_of_suite(suite):
    """Name and result of each case that a test program reported."""
    for case in suite.iter("testcase"):
        if case.find("failure") is not None or case.find("error") is not None:
            result = FAILED
        elif case.find("skipped") is not None:
            result = SKIPPED
        else:
            result = PASSED
        # "3 /paths/dots-are-refused": the number depends on nothing that matters.
        yield case.get("name").split(" ", 1)[-1].strip(), result


def read_cases(build):
    """(program, case) -> result, of all programs that say what their cases did."""
    cases = {}
    path = build / "meson-logs" / "testlog.junit.xml"
    for suite in ElementTree.parse(path).getroot():
        # Programs without cases are cases themselves, in a suite that is called as the project.
        if "." not in suite.get("name"):
            continue
        program = short_name(suite.get("name"))
        for case, result in cases_of_suite(suite):
            cases[(program, case)] = max(result, cases.get((program, case), PASSED))
    return cases


def read_programs(build):
    """program -> result as a whole."""
    programs = {}
    for line in (build / "meson-logs" / "testlog.json").read_text().splitlines():
        test = json.loads(line)
        name = short_name(test["name"])
        if test["result"] == "SKIP":
            programs[name] = SKIPPED
        else:
            programs[name] = PASSED if test["result"] in GOOD else FAILED
    return programs


def read_build(build):
    try:
        cases, programs = read_cases(build), read_programs(build)
    except (OSError, ElementTree.ParseError, ValueError) as error:
        return {(str(build), f"no results: {error}"): FAILED}

    # A program that crashed, or ended badly after good cases, is a failure that no case shows.
    for program, result in programs.items():
        of_program = [r for (name, _), r in cases.items() if name == program]
        if not of_program:
            cases[(program, "")] = result
        elif result == FAILED and FAILED not in of_program:
            cases[(program, "the program itself")] = FAILED
    return cases


def read_allowed(path):
    if path is None:
        return set()
    lines = (line.split("#")[0].strip() for line in Path(path).read_text().splitlines())
    return {line for line in lines if line}


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
