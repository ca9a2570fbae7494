"""Two rows found to be one person are put together, and taken apart again exactly as they were.

Every foreign key to a person is followed, whichever app it belongs to, so that nothing stays behind. Rows that
cannot stand twice (the same number, the same stay) are set aside as the database wrote them, still encrypted.
Whoever does it leads the unit of every case in which either of the two appears: a case out of sight refuses the
merge with the same answer as a role too low.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from psycopg import sql

from accounts.models import User
from cases.actions.sight import cases_about, join_families
from cases.models import Barrier, Bond, Case, HouseholdMember, ParentalResponsibility, Person, PersonMerge
from cases.permissions import leads_unit_of, may_change

# What a person may bring along from the row that goes; the place and its code go together.
FIELDS = {
    "first_name": ["first_name"],
    "last_name": ["last_name"],
    "sex": ["sex"],
    "birth_date": ["birth_date"],
    "birth_place": ["birth_place", "birth_place_code"],
    "citizenship": ["citizenship"],
    "died_on": ["died_on"],
}
TWO_CASES = (
    "Le due persone hanno ciascuna un caso aperto nella stessa unità: prima chiudi quello aperto per errore."
)
NOT_APART = "Dopo l'unione è stato scritto qualcosa che impedisce di separarle: correggilo e riprova."


def cases_of(*people: Person) -> QuerySet[Case]:
    """Every case in which one of these persons appears: as its subject or in its household, now or before."""
    homes = HouseholdMember.objects.filter(person__in=people).values("household")
    return Case.unscoped.filter(Q(person__in=people) | Q(household__in=homes)).select_related("unit")


def require_merge(by: User, *people: Person) -> list[Case]:
    """All the cases of these persons. Refuses (403) whoever does not lead the unit of each, or does not see one."""
    cases = list(cases_of(*people).order_by("pk"))
    if not may_change(by, cases) or not all(leads_unit_of(by, case) for case in cases):
        raise PermissionDenied
    return cases


@dataclass(frozen=True)
class Preview:
    """What a merge would do: how many rows of each kind would move, and how many be set aside."""

    moved: list[tuple[str, int]]
    removed: list[tuple[str, int]]


class _OnlyLooking(Exception):
    """Ends the transaction of a preview."""


def preview_merge(*, kept: Person, merged: Person, by: User) -> Preview:
    """Carry the merge out and take it back at once: what is told is what will happen."""
    result = Preview([], [])
    try:
        with transaction.atomic():
            merge = merge_persons(kept=kept, merged=merged, taken=[], reason="prova", by=by)
            result = Preview(_counted(merge.moved), _counted(merge.removed))
            raise _OnlyLooking
    except _OnlyLooking:
        kept.refresh_from_db()
        merged.refresh_from_db()
    return result


def _counted(rows: list[dict[str, Any]]) -> list[tuple[str, int]]:
    names = {model._meta.db_table: str(model._meta.verbose_name_plural) for model, _ in _references()}
    counts: Counter[str] = Counter()
    for row in rows:
        counts[names.get(row["table"], row["table"])] += len(row.get("ids", [1]))
    return sorted(counts.items())


@transaction.atomic
def merge_persons(*, kept: Person, merged: Person, taken: list[str], reason: str, by: User) -> PersonMerge:
    """Put `merged` into `kept`. `taken` names the FIELDS whose value comes from `merged`.

    Who is barred from a case of the one is barred from those of the other, too. Raises ValidationError when the two
    cannot be one: of two titolari, already merged, each with an open case.
    """
    kept, merged = _locked(kept, merged)
    require_merge(by, kept, merged)
    _require_mergeable(kept, merged)
    merge = PersonMerge(kept=kept, merged=merged, reason=reason, made_by=by)
    merge.full_clean()
    one, other = list(cases_about(kept)), list(cases_about(merged))
    merge.removed = _set_aside(kept, merged)
    for model, column in _references():
        _move(merge, model, column)
    columns = [column for name in taken for column in FIELDS[name]]
    merge.before = _columns_of(kept, columns)
    for column in columns:
        setattr(kept, column, getattr(merged, column))
    kept.full_clean()
    if columns:
        kept.save(update_fields=columns)
    merge.after = _columns_of(kept, columns)
    merged.merged_into = kept
    merged.save(update_fields=["merged_into"])
    if barriers := join_families(one=one, other=other):
        merge.moved.append({"table": Barrier._meta.db_table, "ids": [row.pk for row in barriers]})
    merge.save()
    return merge


def _locked(*people: Person) -> list[Person]:
    rows = Person.objects.select_for_update().order_by("pk").in_bulk([person.pk for person in people])
    return [rows[person.pk] for person in people]


def _require_mergeable(kept: Person, merged: Person) -> None:
    if kept.pk == merged.pk:
        raise ValidationError("Scegli due persone diverse.")
    if kept.controller_id != merged.controller_id or kept.merged_into_id or merged.merged_into_id:
        raise ValidationError("Queste due persone non si possono unire.")
    units = Case.unscoped.filter(closed_on=None).values("unit")
    if units.filter(person=kept).intersection(units.filter(person=merged)).exists():
        raise ValidationError(TWO_CASES)


def _columns_of(person: Person, columns: list[str]) -> dict[str, str]:
    return {column: _field(column).value_to_string(person) for column in columns}


def _field(column: str) -> "models.Field[Any, Any]":
    field = Person._meta.get_field(column)
    assert isinstance(field, models.Field)  # noqa: S101 - one of FIELDS
    return field


# --- Every reference to a person ------------------------------------------------------------------------
def _references() -> Iterator[tuple[type[models.Model], str]]:
    """Model and column of every foreign key to a person, the history and the merges themselves aside."""
    for relation in Person._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel) or relation.many_to_many:
            continue
        model = relation.related_model
        assert not isinstance(model, str)  # noqa: S101 - resolved once the apps are loaded
        if model not in (Person, PersonMerge) and not hasattr(model, "pgh_tracked_model"):
            yield model, relation.field.attname


def _move(merge: PersonMerge, model: type[models.Model], column: str) -> None:
    """Point the rows at the person who stays; one that cannot stand beside another is set aside."""
    rows = model._base_manager.filter(**{column: merge.merged_id}).order_by("pk")
    moved = []
    for pk in list(rows.values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                model._base_manager.filter(pk=pk).update(**{column: merge.kept_id})
            moved.append(pk)
        except IntegrityError:
            if model is Case:
                raise ValidationError(TWO_CASES) from None
            merge.removed.append(_taken_out(model, pk))
    if moved:
        table = model._meta.db_table
        merge.moved.append({"table": table, "column": column, "ids": moved})


def _set_aside(kept: Person, merged: Person) -> list[dict[str, Any]]:
    """Rows of the one that goes which would say twice, or absurdly, what is said of the one that stays."""
    found: list[models.Model] = []
    for stay in HouseholdMember.objects.filter(person=merged).order_by("pk"):
        same = HouseholdMember.objects.filter(person=kept, household=stay.household_id)
        found += [stay] if _overlapping(same, stay).exists() else []
    about = Q(child=merged) | Q(parent=merged)
    for held in ParentalResponsibility.objects.filter(about).order_by("pk"):
        pair = {"child": kept.pk if held.child_id == merged.pk else held.child_id}
        pair["parent"] = kept.pk if held.parent_id == merged.pk else held.parent_id
        same_pair = ParentalResponsibility.objects.filter(**pair)
        own = pair["child"] == pair["parent"]
        found += [held] if own or _overlapping(same_pair, held).exists() else []
    for bond in Bond.objects.filter(Q(person=merged) | Q(other=merged)).order_by("pk"):
        ends = [kept.pk if pk == merged.pk else pk for pk in (bond.person_id, bond.other_id)]
        twice = Bond.objects.filter(person=ends[0], other=ends[1], kind=bond.kind, valid_to=bond.valid_to)
        found += [bond] if ends[0] == ends[1] or twice.exists() else []
    return [_taken_out(type(row), row.pk) for row in found]


def _overlapping(rows: QuerySet[Any], row: Any) -> QuerySet[Any]:
    begun = rows.filter(Q(valid_to=None) | Q(valid_to__gte=row.valid_from))
    return begun.filter(valid_from__lte=row.valid_to) if row.valid_to else begun


def _taken_out(model: type[models.Model], pk: Any) -> dict[str, Any]:
    """Delete one row and keep it as the database wrote it."""
    table = model._meta.db_table
    query = sql.SQL("DELETE FROM {table} WHERE id = %s RETURNING to_jsonb({table}.*)::text").format(
        table=sql.Identifier(table)
    )
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(), [pk])
        return {"table": table, "row": json.loads(cursor.fetchone()[0])}


# --- Taking apart ---------------------------------------------------------------------------------------
@transaction.atomic
def undo_merge(*, merge: PersonMerge, by: User) -> PersonMerge:
    """Two persons again, with every row where it was. What was written since stays with the one who stayed.

    A field corrected since the merge keeps its correction. The latest merge is undone first.
    """
    merge = PersonMerge.objects.select_for_update().get(pk=merge.pk)
    kept, merged = _locked(merge.kept, merge.merged)
    if kept.merged_into_id:  # it appears in no case any more
        raise ValidationError("La persona è stata poi unita a un'altra: annulla prima quell'unione.")
    require_merge(by, kept, merged)
    if merge.undone_at or merged.merged_into_id != kept.pk:
        raise ValidationError("Questa unione è già stata annullata.")
    try:
        with transaction.atomic():
            _give_back(merge, kept, merged)
    except IntegrityError as refusal:
        raise ValidationError(NOT_APART) from refusal
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    return merge


def _give_back(merge: PersonMerge, kept: Person, merged: Person) -> None:
    _restore_fields(kept, merge.before, merge.after)
    came = [row["ids"] for row in merge.moved if "column" not in row]
    Barrier.objects.filter(pk__in=[pk for ids in came for pk in ids], valid_to=None).delete()
    merged.merged_into = None
    merged.save(update_fields=["merged_into"])
    with connection.cursor() as cursor:
        for moved in reversed(merge.moved):
            if "column" not in moved:
                continue
            query = sql.SQL("UPDATE {table} SET {column} = %s WHERE id = ANY(%s) AND {column} = %s").format(
                table=sql.Identifier(moved["table"]), column=sql.Identifier(moved["column"])
            )
            cursor.execute(query.as_string(), [merged.pk, moved["ids"], kept.pk])
        for removed in reversed(merge.removed):
            query = sql.SQL(
                "INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, %s)"
            ).format(table=sql.Identifier(removed["table"]))
            cursor.execute(query.as_string(), [json.dumps(removed["row"])])
    connection.check_constraints()


def _restore_fields(kept: Person, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    columns = [column for column in before if _columns_of(kept, [column])[column] == after[column]]
    for column in columns:
        setattr(kept, column, _field(column).to_python(before[column] or None) or _empty(column))
    if columns:
        kept.save(update_fields=columns)


def _empty(column: str) -> str | None:
    """How this column says «not known»."""
    return None if _field(column).null else ""
