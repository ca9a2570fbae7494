"""The processes of the product itself, on running servers."""

import http.client
import shutil
import socket
from pathlib import Path

from config.launcher.errors import LauncherError
from config.launcher.ports import LOOPBACK, sandbox_ports
from config.launcher.supervisor import Service, Supervisor, python

WEB_SECONDS = 60
SANDBOX_SECONDS = 30
WEB_WORKERS = "2"


def manage(*arguments: str | Path) -> list[str | Path]:
    """A command line of Django's."""
    return python("manage.py", *arguments)


def set_up(supervisor: Supervisor) -> None:
    """Sandbox of the certified mail, tables and demo data: after it the product can be used."""
    sandbox = start_sandbox(supervisor)
    supervisor.step("The migration of the database", manage("migrate", "--noinput"))
    # The demo's mailboxes are those of the sandbox, with the ports and the certificate of this start.
    supervisor.wait_for(lambda: "ready" in sandbox.logged().split(), sandbox, seconds=SANDBOX_SECONDS)
    supervisor.step("Filling the demo", manage("fill_demo"))


def sandbox_settings(ports: dict[str, int]) -> dict[str, str]:
    """How the product finds the sandbox."""
    return {
        "BANDOLO_SANDBOX": "1",
        "BANDOLO_SANDBOX_SMTP_PORT": str(ports["smtp"]),
        "BANDOLO_SANDBOX_IMAP_PORT": str(ports["imap"]),
    }


def start_sandbox(supervisor: Supervisor) -> Service:
    """The loopback service that behaves like a certified-mail provider."""
    ports = sandbox_ports(supervisor.state)
    supervisor.env |= sandbox_settings(ports)
    folder = supervisor.state.root / "pec"
    return supervisor.start(
        "sandbox",
        python(
            *("-m", "config.pec_sandbox", "--state", folder),
            *("--smtp-port", str(ports["smtp"]), "--imap-port", str(ports["imap"])),
        ),
    )


def start_workers(supervisor: Supervisor) -> None:
    """Two Celery workers, so that a long PDF never delays the mail, and beat."""
    celery = python("-m", "celery", "-A", "config")
    quiet = ("--without-gossip", "--without-mingle")
    supervisor.start("worker", [*celery, "worker", "-Q", "default,mail", "-n", "main@%h", "-c", "2", *quiet])
    # Fonts are unpacked to temporary files that a killed worker leaves behind.
    temporary = supervisor.state.root / "tmp" / "pdf"
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    pdf = [*celery, "worker", "-Q", "pdf", "-n", "pdf@%h", "-c", "1", "--max-tasks-per-child", "500", *quiet]
    supervisor.start("worker-pdf", pdf, env={"TMPDIR": str(temporary)})
    pidfile = supervisor.state.root / "beat.pid"
    pidfile.unlink(missing_ok=True)
    supervisor.start("beat", [*celery, "beat", "--pidfile", pidfile])


def start_web(supervisor: Supervisor, listener: socket.socket) -> Service:
    """The web server, on a socket that already listens."""
    command = python("-m", "gunicorn", "config.wsgi:application", "--workers", WEB_WORKERS)
    command += ["--bind", f"fd://{listener.fileno()}", "--no-control-socket"]
    return supervisor.start("web", command, pass_fds=[listener.fileno()])


def await_web(supervisor: Supervisor, web: Service, port: int) -> None:
    """Wait until the product says it can serve."""
    supervisor.wait_for(lambda: is_ready(port), web, seconds=WEB_SECONDS)


def is_ready(port: int) -> bool:
    """Whether `/readyz` answers 200."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    try:
        connection.request("GET", "/readyz", headers={"Host": "localhost"})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def accounts(supervisor: Supervisor) -> str:
    """The demo's sign-ins, as the product lists them."""
    code, text = supervisor.output(manage("demo_accounts"))
    if code != 0:
        raise LauncherError(f"The sign-ins of the demo could not be listed.\n{text}")
    return text.strip()
