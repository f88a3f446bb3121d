"""A process of test_rules_checking.py: checks the files that it is told and says what it took.

Reads a JSON list of (kind, name, path); prints [refused, seconds, bytes of memory at the most].
"""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from dengta.files.rules.checking import checked
from dengta.files.rules.kinds import Kind
from dengta.refusal import Refusal


def main() -> None:
    """Check them all."""
    began, refused = time.monotonic(), 0
    for kind, name, path in json.load(sys.stdin):
        try:
            checked(Kind(kind), name, Path(path).read_bytes())
        except Refusal:
            refused += 1
    seconds = time.monotonic() - began
    # not getrusage: its highest mark is the parent's, from before this program took its place
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found is not None
    print(json.dumps([refused, seconds, int(found[1]) * 1024]))


main()
