"""The environment of everything the launcher starts."""

import os
import sys
from pathlib import Path

from config.launcher.broker import urls
from config.launcher.postgres import Cluster
from config.launcher.state import State

# What a person may set for an embedded run. Everything else of ours is dropped, and so are libpq's variables:
# a shell that was prepared for a real server must not lead the demo to it.
FROM_THE_SHELL = (
    "BANDOLO_LOG_LEVEL",
    "BANDOLO_MFA_REQUIRED_ROLES",
    "BANDOLO_REPORT_OPENS_DAYS_BEFORE",
    "BANDOLO_DEADLINE_HORIZON_DAYS",
    "BANDOLO_TEST_DB",
)
OURS = ("BANDOLO_", "PG", "DJANGO_", "CELERY_")


def base() -> dict[str, str]:
    """The shell's environment without anything that would configure the product."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in FROM_THE_SHELL or not name.startswith(OURS)
    }
    programs = Path(sys.executable).parent
    return kept | {
        "PATH": f"{programs}:{kept.get('PATH', os.defpath)}",
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
        "BANDOLO_MODE": "embedded",
    }


def product(state: State, cluster: Cluster) -> dict[str, str]:
    """What the product needs to run on the servers of this state."""
    own = base() | state.keys() | cluster.address | urls(cluster.sockets)
    own["BANDOLO_STATE"] = str(state.root)
    own["PATH"] += f":{cluster.programs}"  # psql for `manage dbshell`
    return own
