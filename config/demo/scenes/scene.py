"""One thing that happens in a family's diary, as a professional would note it."""

from dataclasses import dataclass

ALWAYS = frozenset[str]()


@dataclass(frozen=True)
class Scene:
    """`facts`, `said` (speaker, words) and `thought` become paragraphs of their own nature.

    In every text `{c}` is the child's first name, `{m}` and `{p}` are mother and father, `{s}` the school.
    `themes`: the stories it fits; without any it fits all. `ages`: of the child, both included.
    `together`: siblings live it together, so it is noted in the diary of each.
    """

    kind: str
    facts: tuple[str, ...]
    said: tuple[tuple[str, str], ...] = ()
    thought: tuple[str, ...] = ()
    place: str = ""
    present: str = ""
    hours: str = "1"
    themes: frozenset[str] = ALWAYS
    ages: tuple[int, int] = (0, 18)
    needs_father: bool = False
    missed: bool = False
    reserved: bool = False
    together: bool = False
