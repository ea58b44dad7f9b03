#!/usr/bin/python3
# SPDX-License-Identifier: LGPL-2.1-or-later

"""Writes the file list of a directory, as a product's vendor would publish it.

  filelist.py DIR VERSION URL_PREFIX > filelist.json

Knows nothing of the service but docs/file-list.md: what it hashes, the service must find.
"""

import hashlib
import json
import os
import sys


def entry(root, path, prefix):
    directory, name = os.path.split(path)
    whole = os.path.join(root, path)
    file = {"name": name, "relativePath": "/" + directory + "/" if directory else "/"}
    if os.path.islink(whole):
        file["link"] = os.readlink(whole)
        return file

    with open(whole, "rb") as content:
        digest = hashlib.sha256(content.read()).hexdigest()
    info = os.stat(whole)
    file["url"] = prefix + path
    file["hashAlgorithm"] = "Sha256"
    file["hash"] = digest
    file["size"] = info.st_size
    file["mode"] = f"{info.st_mode & 0o777:04o}"
    return file


def main():
    root, version, prefix = sys.argv[1:]
    files = []
    for directory, below, names in os.walk(root):
        links = [name for name in below if os.path.islink(os.path.join(directory, name))]
        for name in names + links:
            path = os.path.relpath(os.path.join(directory, name), root)
            files.append(entry(root, path, prefix))
    files.sort(key=lambda file: file["relativePath"] + file["name"])
    json.dump({"version": version, "files": files}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
