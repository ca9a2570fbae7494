"""The commands behind `./bandolo`, which has already prepared the environment."""

import argparse
import sys

from config.launcher import checks, demo
from config.launcher.errors import LauncherError, StopRequested
from config.launcher.manage import manage
from config.launcher.supervisor import stop_on_signals


def main(arguments: list[str]) -> int:
    """Run one command; its exit code."""
    stop_on_signals()
    try:
        return dispatch(arguments)
    except StopRequested:
        return checks.INTERRUPTED
    except LauncherError as error:
        print(f"bandolo: {error}", file=sys.stderr)
        return 1


def dispatch(arguments: list[str]) -> int:
    """Hand over to the command; what follows `test`, `manage` and `bench` is theirs."""
    command, *rest = arguments
    passed_on = {"test": checks.test, "bench": checks.bench, "manage": manage}
    if command in passed_on:
        return passed_on[command](rest)
    options = demo_options().parse_args(rest)
    if options.check:
        return demo.check(out=options.out)
    return demo.serve(fresh=options.fresh, port=options.port)


def demo_options() -> argparse.ArgumentParser:
    """The options of `demo`."""
    parser = argparse.ArgumentParser(prog="./bandolo demo")
    parser.add_argument("--fresh", action="store_true", help="forget the data of earlier runs")
    parser.add_argument(
        "--port", type=int, help="port of the web server (default: the first free one from 8000 on)"
    )
    parser.add_argument("--check", action="store_true", help="walk the whole thread and exit 0 or 1")
    parser.add_argument("--out", metavar="FOLDER", help="with --check: where PDF and evidence bundle go")
    return parser
