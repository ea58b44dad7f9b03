#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Checks the D-Bus contract: nothing can be set, and everything is explained.

  contract.py ROOT
"""

import re
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(sys.argv.pop())


def parse(path):
    parser = ElementTree.XMLParser(target=ElementTree.TreeBuilder(insert_comments=True))
    return ElementTree.parse(path, parser).getroot()


def with_comments(parent):
    """Each element in PARENT with the comment right before it, "" where there is none."""
    comment = ""
    for child in parent:
        if child.tag is ElementTree.Comment:
            comment = child.text
            continue
        yield child, comment
        comment = ""


class Contract(unittest.TestCase):
    def setUp(self):
        self.interfaces = [pair for path in sorted((ROOT / "introspection").glob("*.xml"))
                           for pair in with_comments(parse(path))]
        self.assertGreaterEqual(len(self.interfaces), 3)

    def members(self):
        for interface, _ in self.interfaces:
            for member, comment in with_comments(interface):
                if member.tag != "annotation":
                    yield f"{interface.get('name')}.{member.get('name')}", member, comment

    def test_names_end_in_a_version(self):
        for interface, _ in self.interfaces:
            self.assertRegex(interface.get("name"), r"^org\.offpeak\.[A-Za-z]+[0-9]+$")

    def test_every_property_is_read_only(self):
        for name, member, _ in self.members():
            if member.tag == "property":
                with self.subTest(name):
                    self.assertEqual(member.get("access"), "read")

    def test_every_interface_is_explained(self):
        for interface, comment in self.interfaces:
            with self.subTest(interface.get("name")):
                self.assertTrue(comment.strip().startswith(interface.get("name") + ":"))
                self.assertRegex(comment, r"@short_description: \S")

    def test_every_member_is_explained(self):
        for name, member, comment in self.members():
            with self.subTest(name):
                self.assertTrue(comment.strip().startswith(member.get("name") + ":"),
                                "the comment before it begins with another name")
                words = re.sub(r"@\w+:.*", "", comment.split(":", 1)[1]).split()
                self.assertGreaterEqual(len(words), 3)

    def test_every_argument_is_explained(self):
        for name, member, comment in self.members():
            args = [arg.get("name") for arg in member.iter("arg")]
            with self.subTest(name):
                self.assertNotIn(None, args)
                self.assertEqual(len(args), len(set(args)))
                self.assertEqual(re.findall(r"^\s*@(\w+): *\S", comment, re.MULTILINE), args)

    def test_every_method_names_its_errors(self):
        for name, member, comment in self.members():
            if member.tag == "method":
                with self.subTest(name):
                    self.assertRegex(comment, r"Errors: |Always succeeds|succeeds always")

    def test_the_errors_that_are_named_exist(self):
        known = set(re.findall(r'"((?:org\.offpeak|org\.freedesktop\.DBus)\.Error\.\w+)"',
                               (ROOT / "introspection" / "names.c").read_text(encoding="utf-8")))
        for name, _, comment in self.members():
            with self.subTest(name):
                used = re.findall(r"\borg\.(?:offpeak|freedesktop\.DBus)\.Error\.\w+", comment)
                self.assertLessEqual(set(used), known)


if __name__ == "__main__":
    unittest.main()
