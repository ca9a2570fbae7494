"""Faults of the whole server, switched on and off while it runs through DIR/faults.json.

| key | value | what happens |
|---|---|---|
| banner | hang, cut, 421, 554 | the greeting never comes, the connection is cut, the server says no |
| auth | 535, 454 | every login is refused / cannot be checked now |
| mail | 451, 550 | MAIL FROM answered so |
| answer | now | what `sospeso` holds back is let go |
| imap | down, hang, login | IMAP connections are cut / not greeted / logins refused |
"""

import json
from collections.abc import Mapping
from pathlib import Path

from config.pec_sandbox.files import write_atomically


def read(state: Path) -> dict[str, str]:
    """The faults in force now."""
    try:
        data = json.loads((state / "faults.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {str(key): str(value) for key, value in data.items()}


def write(state: Path, faults: Mapping[str, str]) -> None:
    """Put exactly these faults in force from the next connection or command on."""
    write_atomically(state / "faults.json", json.dumps(dict(faults)).encode())
