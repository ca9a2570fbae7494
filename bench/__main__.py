"""``python -m bench WHAT``: one measurement; exit 1 where a must is missed."""

import argparse
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("BANDOLO_RENDER_LEASE", "2")  # a killed worker's work is free again soon
os.environ.setdefault("BANDOLO_LOG_LEVEL", "WARNING")  # the table, not a line for every page asked

import django

django.setup()

from bench import file, pdf  # noqa: E402

SUBJECTS = {"file": file, "pdf": pdf}


def main(arguments: list[str]) -> int:
    """Run the measurement of one subject with its own options."""
    parser = argparse.ArgumentParser(prog="./bandolo bench")
    subjects = parser.add_subparsers(dest="subject", required=True)
    for name, module in SUBJECTS.items():
        module.add_options(subjects.add_parser(name, help=module.__doc__.splitlines()[0]))
    options = parser.parse_args(arguments)
    return SUBJECTS[options.subject].run(options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
