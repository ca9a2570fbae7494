"""A paragraph in a line: who, when, where, how it is known."""

from reports.enums import BlockKind
from reports.models import Block


def summary_of(block: Block, facts: int = 0) -> str:
    """What stands under the kind of a paragraph; `facts` is on how many an evaluation rests."""
    parts = {
        BlockKind.FATTO: _fact,
        BlockKind.DICHIARAZIONE: _statement,
        BlockKind.VALUTAZIONE: lambda row: _evaluation(row, facts),
    }[BlockKind(block.kind)](block)
    day = f"{block.on:%d/%m/%Y}" if block.on else ""
    source = f"fonte: {block.source}" if block.source else ""
    return " · ".join(part for part in (day, *parts, source) if part)


def _fact(block: Block) -> list[str]:
    seen = f"osservato da {block.observer}" if block.observer else ""
    return [block.place, seen, block.get_verified_display().lower()]


def _statement(block: Block) -> list[str]:
    role = f" ({block.speaker_role})" if block.speaker_role else ""
    heard = f"raccolta da {block.listener}" if block.listener else ""
    return [f"{block.speaker}{role}", block.setting, heard, block.get_wording_display().lower()]


def _evaluation(block: Block, facts: int) -> list[str]:
    who = ", ".join(part for part in (block.evaluator, block.get_profession_display().lower()) if part)
    basis = "poggia su un fatto" if facts == 1 else f"poggia su {facts} fatti" if facts else ""
    method = f"metodo: {block.method}" if block.method else ""
    return [who, method, basis]


def details_of(block: Block, facts: int = 0) -> str:
    """What is printed under the kind of a paragraph beside who and when."""
    parts = {
        BlockKind.FATTO: lambda: _fact(block),
        BlockKind.DICHIARAZIONE: lambda: [block.speaker_role, *_statement(block)[1:]],
        BlockKind.VALUTAZIONE: lambda: _evaluation_details(block, facts),
    }[BlockKind(block.kind)]()
    return " · ".join(part for part in parts if part)


def _evaluation_details(block: Block, facts: int) -> list[str]:
    profession = block.get_profession_display().lower() if block.profession else ""
    return [profession, *_evaluation(block, facts)[1:]]
