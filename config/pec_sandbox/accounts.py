"""Who has a mailbox in the sandbox. Kept in DIR/accounts.json, which may be edited while it is stopped."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from config.pec_sandbox.files import write_atomically

# Known to everybody on purpose: the sandbox listens on loopback and holds invented people only.
PASSWORD = "sandbox"  # noqa: S105
PROVIDER = "gestore.example"
DEFAULT_ADDRESSES = (
    "tutela@pec.cooperativa.example",
    "tutela@pec.comune.example",
    "servizisociali@pec.ambito.example",
    "tribmin.milano@pec.giustizia.example",
    "procmin.milano@pec.giustizia.example",
)
_LOCAL = re.compile(r"[a-z0-9._%+'-]{1,64}@(?:[a-z0-9-]+\.)+example")


@dataclass(frozen=True)
class Directory:
    """The sandbox's mailboxes and which further addresses it will take mail for."""

    passwords: dict[str, str]

    def may_log_in(self, username: str, password: str) -> bool:
        """Check credentials; mailboxes that arose from mail they received have the common password."""
        address = username.strip().lower()
        if address in self.passwords:
            return self.passwords[address] == password
        return self.is_certified(address) and password == PASSWORD

    def is_certified(self, address: str) -> bool:
        """Tell whether `address` is a certified mailbox here: any address in a `pec.` domain."""
        domain = address.rpartition("@")[2]
        return bool(_LOCAL.fullmatch(address)) and (address in self.passwords or domain.startswith("pec."))

    def is_ordinary(self, address: str) -> bool:
        """Tell whether `address` stands for ordinary mail: any other `.example` address."""
        return bool(_LOCAL.fullmatch(address)) and not self.is_certified(address)


def load(state: Path) -> Directory:
    """Read DIR/accounts.json, writing the defaults on the first start."""
    path = state / "accounts.json"
    if not path.exists():
        entries = [{"address": address, "password": PASSWORD} for address in DEFAULT_ADDRESSES]
        write_atomically(path, json.dumps({"accounts": entries}, indent=2).encode())
    data = json.loads(path.read_text(encoding="utf-8"))
    return Directory({item["address"].lower(): item["password"] for item in data["accounts"]})
