#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Checks the policy file of polkit against the D-Bus contract and against the code.

  policy.py ROOT
"""

import re
import sys
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

ROOT = Path(sys.argv.pop())

# Who may without a password, when nothing else is said: nobody, and for these an active session.
FREE_IN_SESSION = {"update.check", "transfer.create"}
ALL = FREE_IN_SESSION | {
    "update.download", "update.downgrade", "update.change-source",
    "update.apply", "update.force-app-shutdown", "update.rollback",
    "update.cancel", "product.configure",
    "orchestrator.schedule-work", "orchestrator.manage-others",
    "orchestrator.run-now", "orchestrator.hold",
    "tasks.schedule", "transfer.manage-others",
}
PREFIX = "org.offpeak."


class Policy(unittest.TestCase):
    def setUp(self):
        tree = ElementTree.parse(ROOT / "data" / "org.offpeak.policy")
        self.actions = {action.get("id"): action for action in tree.getroot().iter("action")}

    def test_all_actions_are_there_and_no_others(self):
        self.assertEqual(set(self.actions), {PREFIX + name for name in ALL})

    def test_every_action_of_the_code_is_there(self):
        text = "".join((ROOT / "src" / "bus" / name).read_text(encoding="utf-8")
                       for name in ("actions.c", "actions.h"))
        used = set(re.findall(r'"(org\.offpeak\.[a-z]+\.[a-z-]+)"', text))
        self.assertGreater(len(used), 8)
        self.assertLessEqual(used, set(self.actions))

    def test_defaults_are_those_of_the_contract(self):
        for name, action in self.actions.items():
            with self.subTest(name):
                defaults = {child.tag: child.text for child in action.find("defaults")}
                free = name[len(PREFIX):] in FREE_IN_SESSION
                self.assertEqual(defaults, {
                    "allow_any": "auth_admin",
                    "allow_inactive": "auth_admin",
                    "allow_active": "yes" if free else "auth_admin_keep",
                })

    def test_messages_name_the_product(self):
        for name, action in self.actions.items():
            with self.subTest(name):
                self.assertTrue(action.findtext("description"))
                message = action.findtext("message")
                self.assertTrue(message.startswith("Authentication is required to "))
                if name.startswith((PREFIX + "update.", PREFIX + "product.")):
                    self.assertIn("$(title)", message)


class Bus(unittest.TestCase):
    def test_only_root_may_be_the_service(self):
        root = ElementTree.parse(ROOT / "data" / "org.offpeak.Updates1.conf").getroot()
        owners = [policy.attrib for policy in root.iter("policy")
                  if any(rule.get("own") for rule in policy.iter("allow"))]
        self.assertEqual(owners, [{"user": "root"}])

    def test_everybody_may_call_it(self):
        root = ElementTree.parse(ROOT / "data" / "org.offpeak.Updates1.conf").getroot()
        rules = [rule.attrib for policy in root.iter("policy")
                 if policy.get("context") == "default" for rule in policy.iter("allow")]
        self.assertIn({"send_destination": "org.offpeak.Updates1"}, rules)


if __name__ == "__main__":
    unittest.main()
