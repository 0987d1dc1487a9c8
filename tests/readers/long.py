"""Copies a snapshot with every name and address as long as a word can be: no page may grow wider than the screen."""

import hashlib
import json
import shutil
import sqlite3
import sys

NAMES = {"name", "displayName", "label", "tokenLabel", "title", "summary", "publicName"}
ADDRESSES = {"email", "emailAddress"}
LONG = "Verylongwordwithoutanend" * 9

source, target = sys.argv[1], sys.argv[2]


def longer(value, key=None):
    if isinstance(value, dict):
        return {inner: longer(one, inner) for inner, one in value.items()}
    if isinstance(value, list):
        return [longer(one) for one in value]
    if isinstance(value, str) and value and key in NAMES:
        return f"{value} {LONG}"
    if isinstance(value, str) and "@" in value and key in ADDRESSES:
        return value.replace("@", f".{LONG.lower()}@", 1)
    return value


shutil.copyfile(source, target)
changed = 0
with sqlite3.connect(target) as snapshot:
    for place, body in snapshot.execute("SELECT id, body FROM record").fetchall():
        long = json.dumps(longer(json.loads(body)), separators=(",", ":"))
        changed += LONG in long
        digest = hashlib.sha256(long.encode()).hexdigest()
        snapshot.execute("UPDATE record SET body = ?, digest = ? WHERE id = ?", (long, digest, place))
assert changed > 100, f"{changed} records grew: what are names called now?"
