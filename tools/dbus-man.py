#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Writes the manual page of a D-Bus service from its introspection XML.

  dbus-man.py --name NAME --summary TEXT --version TEXT --intro FILE OUTPUT XML…

What the comments say is all there is: that of an interface comes before it, that of a method,
signal or property before that, as "Name:" with "@argument: …" lines and paragraphs. An element
without a comment, or an argument that its comment leaves out, is an error.
"""

import argparse
import re
import sys
import xml.etree.ElementTree as ElementTree

DATE = "2026-11-20"


def escape(text):
    """As roff wants it: nothing in TEXT is a request, a hyphen is a hyphen."""
    for char, name in (("\\", "\\e"), ("-", "\\-"), ("'", "\\(aq"), ("`", "\\(ga"),
                       ("^", "\\(ha"), ("~", "\\(ti")):
        text = text.replace(char, name)
    return text


def running(text):
    """Running text: what stands in back-quotes is bold, and lines cannot begin a request."""
    def part(index, piece):
        return f"\\fB{escape(piece)}\\fR" if index % 2 else escape(piece)

    text = "".join(part(i, piece) for i, piece in enumerate(text.split("`")))
    return "\n".join("\\&" + line if line[:1] in ".'" else line for line in text.split("\n"))


class Comment:
    """A doc comment: its name, what it says of arguments, and its paragraphs."""

    def __init__(self, text):
        paragraphs = [" ".join(p.split("\n")) for p in re.split(r"\n\s*\n", text.strip())]
        first, *rest = paragraphs
        self.name, _, said = first.partition(":")
        self.arguments = {}
        for argument in re.finditer(r"@(\w+):\s*(.*?)(?=\s@\w+:|$)", said):
            self.arguments[argument[1]] = " ".join(argument[2].split())
        said = re.sub(r"@\w+:.*", "", said).strip()
        self.paragraphs = [" ".join(p.split()) for p in [said, *rest] if p]


class Page:
    def __init__(self):
        self.lines = []

    def add(self, *lines):
        self.lines += lines

    def paragraphs(self, comment):
        for i, paragraph in enumerate(comment.paragraphs):
            if i > 0:
                self.add(".PP")
            self.add(running(paragraph))

    def arguments(self, element, comment):
        for argument in element.iter("arg"):
            name = argument.get("name")
            if name not in comment.arguments:
                raise ValueError(f"{comment.name}: nothing is said of {name}")
            self.add(".TP", f"\\fI{escape(name)}\\fR", running(comment.arguments[name]))
        if element.find("arg") is not None and comment.paragraphs:
            self.add(".PP")


def signature(element):
    def those(direction):
        return ", ".join(f"{escape(a.get('type'))} \\fI{escape(a.get('name'))}\\fR"
                         for a in element.iter("arg") if a.get("direction", "out") == direction)

    name = f"\\fB{escape(element.get('name'))}\\fR"
    if element.tag == "signal":
        return f"{name}({those('out')})"
    result = those("out")
    return f"{name}({those('in')})" + (f" \\(-> ({result})" if result else "")


def add_members(page, members, tag, title):
    members = [(element, comment) for element, comment in members if element.tag == tag]
    if not members:
        return
    page.add(f".SS {title}")
    for index, (element, comment) in enumerate(members):
        if tag == "property":
            page.add(".TP", f"\\fB{escape(element.get('name'))}\\fR ({escape(element.get('type'))})",
                     *[running(p) for p in comment.paragraphs])
            continue
        if index > 0:
            page.add(".PP")
        page.add(signature(element), ".RS 4")
        page.arguments(element, comment)
        page.paragraphs(comment)
        page.add(".RE")


def commented(parent):
    """The children of PARENT, each with the comment before it."""
    comment = None
    for child in parent:
        if child.tag is ElementTree.Comment:
            comment = Comment(child.text)
        elif child.tag != "annotation":
            if comment is None or comment.name != child.get("name"):
                raise ValueError(f"{child.get('name')}: no comment of its own")
            yield child, comment
            comment = None


def add_interface(page, interface, comment):
    page.add(f".SH INTERFACE {escape(interface.get('name'))}")
    page.paragraphs(comment)
    members = list(commented(interface))
    add_members(page, members, "method", "Methods")
    add_members(page, members, "signal", "Signals")
    add_members(page, members, "property", "Properties")


def main():
    parser = argparse.ArgumentParser()
    for option in ("--name", "--summary", "--version", "--intro"):
        parser.add_argument(option, required=True)
    parser.add_argument("output")
    parser.add_argument("xml", nargs="+")
    options = parser.parse_args()

    page = Page()
    name = escape(options.name)
    page.add('.\\" Made of the introspection XML by tools/dbus-man.py.',
             f'.TH {name} 5 {DATE} "Offpeak {options.version}" "D-Bus Interfaces"',
             '.\\" Names are to be copied.', ".nh", ".ad l",
             ".SH NAME", f"{name} \\- {escape(options.summary)}")
    with open(options.intro, encoding="utf-8") as file:
        page.add(file.read().rstrip("\n"))
    for path in options.xml:
        builder = ElementTree.TreeBuilder(insert_comments=True)
        root = ElementTree.parse(path, ElementTree.XMLParser(target=builder)).getroot()
        try:
            for interface, comment in commented(root):
                add_interface(page, interface, comment)
        except ValueError as error:
            sys.exit(f"{path}: {error}")
    page.add(".SH SEE ALSO", ".BR offpeak (1),", ".BR offpeakd (8),", ".BR gdbus (1),",
             ".BR busctl (1)")
    with open(options.output, "w", encoding="utf-8") as file:
        file.write("\n".join(page.lines) + "\n")


if __name__ == "__main__":
    main()
