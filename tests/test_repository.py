"""The repository tests itself: what the house rules ask of every file, whoever writes it (style §3.24)."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import CheckConstraint, Model
from django.db.models.constraints import BaseConstraint
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.text import camel_case_to_spaces

ROOT = Path(__file__).resolve().parent.parent
APPS = ("accounts", "cases", "courts", "services", "peipa", "reports")
HOUSE = ("config", *APPS)
TEMPLATES = ROOT / "templates"
MAX_LINES, MAX_FUNCTION, MAX_TEMPLATE = 400, 60, 150
# Tables of vectors and samples, longer than code may be.
DATA = {"tests/courts/test_terms.py", "tests/reports/samples.py"}
# Where a case may be reached without asking who looks: the gate, what only acts, and the invented families.
UNSCOPED = re.compile(
    r"^(cases/permissions\.py|[a-z_/]+/actions(/[a-z_]+)?\.py|cases/models/.*|config/demo/.*)$"
)
GUARDIAN = {"cases/permissions.py", "cases/models/case.py"}
# Tables people work on in the admin site. A table of case data never belongs here.
IN_THE_ADMIN = {
    "accounts.Membership",
    "accounts.Organisation",
    "accounts.Unit",
    "accounts.User",
    "cases.Code",
    "cases.EscalationStep",
    "cases.UrgentStep",
    "courts.AgeMilestone",
    "courts.LegalNumber",
    "courts.Office",
    "courts.OfficeSection",
    "courts.Register",
    "courts.TermRule",
    "peipa.PlanArea",
    "reports.Mailbox",
    "reports.Seal",
    "reports.Stationery",
    "reports.Outline",
    "services.ServiceKind",
}
# Rows nobody ever sees: written by the database or by a library.
INTERNAL = {"cases.CaseAccess", "cases.CaseUserObjectPermission", "cases.CaseGroupObjectPermission"}
# Templates asked for by name by Django and its packages, not by our code.
BY_CONVENTION = re.compile(
    r"^(4\d\d|500|503|403_csrf)\.html$|^(account|mfa|usersessions|allauth|admin|registration|django|bootstrap5)/"
)


def code(*folders: str) -> list[Path]:
    """The Python files of some folders, migrations aside."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return [path for path in found if "migrations" not in path.parts]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def templates() -> list[Path]:
    return sorted(path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt"))


# --- Code -----------------------------------------------------------------------------------------------
def test_files_are_short():
    long = {
        name(path): length
        for path in code(*HOUSE, "tests")
        if (length := len(path.read_text().splitlines())) > MAX_LINES and name(path) not in DATA
    }
    assert not long, f"More than {MAX_LINES} lines: split by subject"


def test_functions_are_short():
    long = [
        f"{name(path)}:{node.lineno} {node.name} ({length} lines)"
        for path in code(*HOUSE, "tests")
        if name(path) not in DATA
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and (length := node.end_lineno - node.lineno + 1) > MAX_FUNCTION
    ]
    assert not long


def test_no_module_for_odds_and_ends():
    banned = {"utils", "common", "helpers", "misc", "signals"}
    assert [name(path) for path in code(*HOUSE, "tests") if banned & {path.stem, *path.parts}] == []


def test_no_relative_import():
    found = [
        f"{name(path)}:{node.lineno}"
        for path in code(*HOUSE, "tests")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert found == []


def test_no_broad_except():
    """But for one that undoes and raises again."""
    broad = {"Exception", "BaseException"}
    found = [
        f"{name(path)}:{node.lineno}"
        for path in code(*HOUSE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ExceptHandler)
        and not (isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None)
        and (node.type is None or broad & {n.id for n in ast.walk(node.type) if isinstance(n, ast.Name)})
    ]
    assert found == []


def test_no_loose_end_is_left_in_words():
    loose = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    files = [*code(*HOUSE), *templates(), *(ROOT / "static").rglob("*.js"), *(ROOT / "static").rglob("*.css")]
    assert [name(path) for path in files if loose.search(path.read_text())] == []


def test_no_length_of_the_law_stands_in_the_words_of_the_code():
    """Days, months and ages come from their table (`courts.legal_numbers`), so that a reform changes a row."""
    length = re.compile(r"\b(?!1\s)\d+\s(giorni|mesi|anni|ore)\b")
    found = [
        f"{name(path)}:{node.lineno}"
        for path in code("cases", "courts", "services", "peipa", "reports")
        for node, parent in strings(path)
        if length.search(node.value) and not isinstance(parent, ast.Expr)  # an expression alone: a docstring
    ]
    assert found == []


def strings(path: Path) -> Iterator[tuple[ast.Constant, ast.AST]]:
    """Every string of a file with what it stands in."""
    for parent in ast.walk(tree(path)):
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node, parent


# --- The gate -------------------------------------------------------------------------------------------
def test_cases_are_reached_through_the_gate():
    found = [
        f"{name(path)}:{node.lineno}"
        for path in code(*HOUSE)
        if not UNSCOPED.match(name(path))
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and _unscoped(node.value) and node.attr != "none"
    ]
    assert found == [], "Querysets of cases start from a user: cases.permissions.visible_cases"


def _unscoped(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in ("unscoped", "_base_manager")


def test_guardian_is_imported_by_the_gate_and_its_tables_only():
    found = {name(path) for path in code(*HOUSE) if "guardian" in set(imported(path))}
    assert found == GUARDIAN


def imported(path: Path) -> Iterator[str]:
    """The top names of what a file imports."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.split(".")[0]


def test_the_admin_site_has_no_table_of_case_data():
    registered = {model._meta.label for model in admin.site._registry}
    assert registered <= IN_THE_ADMIN, f"Not for the admin site: {sorted(registered - IN_THE_ADMIN)}"


# --- Models ---------------------------------------------------------------------------------------------
def our_models() -> list[type[Model]]:
    """The tables people know of; the copies of the change history have their names from them."""
    found = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return [
        model
        for model in found
        if not hasattr(model, "pgh_tracked_model") and model._meta.label not in INTERNAL
    ]


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_models_and_editable_fields_are_named_in_italian(model: type[Model]):
    meta = model._meta
    assert meta.verbose_name != camel_case_to_spaces(meta.object_name)
    assert meta.verbose_name_plural != f"{meta.verbose_name}s"
    unnamed = [
        field.name
        for field in (*meta.local_fields, *meta.local_many_to_many)
        if field.editable
        and field.verbose_name == field.name.replace("_", " ")
        and field.verbose_name not in SAME_IN_ITALIAN
    ]
    assert unnamed == []


# Technical names, and words the two languages share.
SAME_IN_ITALIAN = {"password", "area", "sub", "file", "note"}


def constraints() -> list[tuple[str, BaseConstraint]]:
    return [(model._meta.label, rule) for model in our_models() for rule in model._meta.constraints]


@pytest.mark.parametrize(("label", "rule"), constraints(), ids=lambda value: getattr(value, "name", ""))
def test_constraints_speak_to_the_person(label: str, rule: BaseConstraint):
    said = str(rule.violation_error_message)
    assert said != str(CheckConstraint.default_violation_error_message), f"{label}: {rule.name}"
    assert said.endswith("."), f"{label}: {rule.name}: {said}"


# --- Templates ------------------------------------------------------------------------------------------
def test_pages_of_a_case_keep_its_style_sheet():
    blocks = {path: path.read_text() for path in templates()}
    own = {path: text for path, text in blocks.items() if "cases/case_base.html" in text}
    bare = [
        path.name for path, text in own.items() if re.search(r"block extra_css %}(?!{{ block\.super)", text)
    ]

    assert len(own) > 30
    assert bare == []


def test_templates_are_short():
    long = {
        name(path): length
        for path in templates()
        if (length := len(path.read_text().splitlines())) > MAX_TEMPLATE
    }
    assert long == {}


INLINE = {
    "inline style": re.compile(r"\sstyle\s*="),
    "style element": re.compile(r"<style\b"),
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>"),
    "event handler": re.compile(r"<[^>]*\son[a-z]+\s*=\s*[\"']"),
    "javascript address": re.compile(r"javascript:"),
}


@pytest.mark.parametrize("what", INLINE)
def test_templates_keep_the_content_security_policy(what: str):
    pages = [path for path in templates() if path.suffix == ".html"]
    assert [name(path) for path in pages if INLINE[what].search(path.read_text())] == []


INCLUDED = re.compile(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)[\"']")


def asked_for() -> tuple[set[str], list[re.Pattern[str]]]:
    """Template names in the code and in the templates; those put together at run time as patterns."""
    exact: set[str] = set()
    patterns: list[re.Pattern[str]] = []
    for path in code(*HOUSE):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                exact |= {node.value} if re.fullmatch(r"[\w/.-]+\.(html|txt)", node.value) else set()
                exact |= set(INCLUDED.findall(node.value))
            elif isinstance(node, ast.JoinedStr):
                parts = (
                    re.escape(p.value) if isinstance(p, ast.Constant) else r"[\w-]+" for p in node.values
                )
                pattern = "".join(parts)
                patterns += [re.compile(pattern)] if re.search(r"\\\.(html|txt)$", pattern) else []
    for path in templates():
        exact |= set(INCLUDED.findall(path.read_text()))
    return exact, patterns


def test_every_template_is_used():
    exact, patterns = asked_for()
    unused = [
        own
        for path in templates()
        if (own := path.relative_to(TEMPLATES).as_posix()) not in exact
        and not BY_CONVENTION.match(own)
        and not any(pattern.fullmatch(own) for pattern in patterns)
    ]
    assert unused == []


def test_every_template_asked_for_is_there():
    exact, _ = asked_for()
    assert [asked for asked in sorted(exact) if "/" in asked and not _loads(asked)] == []


def _loads(template: str) -> bool:
    try:
        get_template(template)
    except TemplateDoesNotExist:
        return False
    return True


# --- Around the code ------------------------------------------------------------------------------------
@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_hold_hashes_and_no_address(lock: str):
    text = (ROOT / lock).read_text()
    assert re.findall(r"https?://\S+|--(?:extra-)?index-url|--find-links| @ ", text) == []
    packages = re.findall(r"^[\w.\[\]-]+==", text, flags=re.MULTILINE)
    assert len(packages) > 20
    assert text.count("--hash=sha256:") >= len(packages)


def test_the_commands_of_the_readme_exist():
    readme = (ROOT / "README.md").read_text()
    commands = set(re.findall(r"\./bandolo ([a-z]+)", readme))
    assert {"demo", "test"} <= commands
    entry = (ROOT / "bandolo").read_text() + (ROOT / "config/launcher/cli.py").read_text()
    assert [command for command in sorted(commands) if command not in entry] == []
    paths = re.findall(r"\]\((?!https?:|#)([^)#]+)", readme)
    assert [path for path in paths if not (ROOT / path).exists()] == []


SERVER = {
    "BANDOLO_MODE": "server",
    "BANDOLO_SECRET_KEY": "K7" + "q9Zr-Wd3x_Vn5t" * 5,
    "BANDOLO_FIELD_KEYS": "una-chiave-di-prova-abbastanza-lunga",
    "BANDOLO_ALLOWED_HOSTS": "bandolo.example",
    "BANDOLO_BASE_URL": "https://bandolo.example",
    "BANDOLO_BROKER_URL": "redis://localhost:6379/0",
    "BANDOLO_CACHE_URL": "redis://localhost:6379/1",
}


def test_the_deployment_check_has_nothing_to_say():
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("BANDOLO_", "DJANGO_"))}
    check = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=plain | SERVER,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert check.returncode == 0, check.stderr
    assert "no issues (0 silenced)" in check.stdout
