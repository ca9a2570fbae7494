"""The small trend of a report: what took place and what was missed, month by month, as SVG.

Bars are told apart by their outline too: who prints in black and white reads the same.
"""

from django.utils.html import escape

from reports.snapshot import Month

WIDTH, HEIGHT, BASE, TOP = 640, 136, 108, 18
BLUE, RED, GREY = "#0a3e73", "#8a1c2b", "#455b71"


def trend(months: tuple[Month, ...]) -> bytes:
    """Two bars for each month with their numbers; no script, nothing fetched, letters of the report's font."""
    highest = max((max(month.done, month.missed) for month in months), default=0) or 1
    step = (WIDTH - 20) / max(1, len(months))
    width = min(18.0, step / 3)
    parts = [
        f'<rect x="10" y="2" width="9" height="9" fill="{BLUE}"/>',
        _text(24, 10, "svolte", GREY, "start"),
        f'<rect x="70" y="2.5" width="8" height="8" fill="#fff" stroke="{RED}" stroke-width="1.4"/>',
        _text(84, 10, "mancate", GREY, "start"),
        f'<line x1="10" y1="{BASE}" x2="{WIDTH - 10}" y2="{BASE}" stroke="{GREY}" stroke-width="0.8"/>',
    ]
    for index, month in enumerate(months):
        middle = 10 + step * (index + 0.5)
        parts += _bar(middle - width - 1, width, month.done, highest, f'fill="{BLUE}"')
        parts += _bar(
            middle + 1, width, month.missed, highest, f'fill="#fff" stroke="{RED}" stroke-width="1.4"'
        )
        parts.append(_text(middle, BASE + 13, month.label, GREY))
    body = "".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{body}</svg>'
    ).encode()


def _bar(left: float, width: float, value: int, highest: int, look: str) -> list[str]:
    if not value:
        return []
    tall = (BASE - TOP - 12) * value / highest
    return [
        f'<rect x="{left:.1f}" y="{BASE - tall:.1f}" width="{width:.1f}" height="{tall:.1f}" {look}/>',
        _text(left + width / 2, BASE - tall - 3, str(value), "#17191c"),
    ]


def _text(x: float, y: float, words: str, colour: str, anchor: str = "middle") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-family="Titillium" font-size="11" '
        f'fill="{colour}">{escape(words)}</text>'
    )
