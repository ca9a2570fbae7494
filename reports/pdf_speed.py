"""Shortcuts through WeasyPrint: the same bytes in less time.

They lean on parts that are not promised to stay, so they are taken only in the version they were made for, and a
test renders the same report with and without them. Nothing else depends on them.
"""

import sys
from functools import lru_cache
from types import ModuleType
from typing import Any

import pydyf

from reports import pdf_lines

MADE_FOR = "70.0"
Replaced = tuple[Any, str, Any]  # where it stood, its name, what stood there


class WholeText(str):
    """A text that is one letter to whoever goes through it: the words of a chart are drawn at one go."""

    __slots__ = ()

    def __iter__(self) -> Any:
        yield str(self)


def take_shortcuts(weasyprint: ModuleType) -> list[Replaced]:
    """Take them all, if the version is the one they were made for; answers what they replaced."""
    if weasyprint.__version__ != MADE_FOR:
        return []
    inside: dict[str, Any] = {
        name: found for name, found in sys.modules.items() if name.startswith("weasyprint")
    }
    css, svg, lines = inside["weasyprint.css"], inside["weasyprint.svg"], inside["weasyprint.text.line_break"]
    at_one_go, to_bytes = _at_one_go(svg.text), _bytes_of(pydyf._to_bytes)
    shortcuts: list[Replaced] = [
        (css, "StyleFor", _sharing_styles(css.StyleFor)),
        # A line that was measured is drawn as it is: neither thrown away in between nor made a second time.
        (lines.Layout, "deactivate", lambda self: None),
        (lines.Layout, "reactivate", lambda self, style: None),
        (lines.Layout, "setup", pdf_lines.prepared_once(lines)),
        (pydyf, "_to_bytes", to_bytes),
        (pydyf.Dictionary, "data", property(_dictionary_of(to_bytes))),
        (
            pydyf.Array,
            "data",
            property(lambda self: b"[" + b" ".join([to_bytes(item) for item in self]) + b"]"),
        ),
        (pydyf.PDF, "page_references", property(_page_references)),
        (svg, "text", at_one_go),
        (svg, "TAGS", svg.TAGS | {"text": at_one_go}),
    ]
    for usual, quicker in (
        (inside["weasyprint.draw.text"].draw_first_line, pdf_lines.drawn_by_fragments(inside)),
        (lines.strut, pdf_lines.strut_once),
        (lines.split_first_line, pdf_lines.short_lines_known),
        (inside["weasyprint.layout.background"].layout_box_backgrounds, _no_background),
        (inside["weasyprint.layout.percent"].resolve_percentages, _lengths_at_once),
    ):
        name, shortcut = usual.__name__, quicker(usual)
        shortcuts += [
            (found, name, shortcut) for found in inside.values() if getattr(found, name, None) is usual
        ]
    replaced = [(owner, name, getattr(owner, name)) for owner, name, _ in shortcuts]
    for owner, name, shortcut in shortcuts:
        setattr(owner, name, shortcut)
    return replaced


def _sharing_styles(base: Any) -> type:
    """Equal elements below equal elements have equal styles, and so have equal pages, in the next document too."""
    known: dict[Any, Any] = {}

    class StyleFor(base):
        def set_computed_styles(
            self, element: Any, parent: Any, root: Any = None, pseudo_type: Any = None, **more: Any
        ) -> None:
            declared = self._cascaded_styles.get((element, pseudo_type), {})
            above = None if parent is None else self._computed_styles[parent, None]
            # The values of a style sheet live as long as the process; the language comes with the document.
            names = tuple(
                (name, value if name == "lang" else id(value)) for name, (value, _) in declared.items()
            )
            key = (id(above), pseudo_type, names)
            if key not in known:
                super().set_computed_styles(element, parent, root, pseudo_type, **more)
                known[key] = self._computed_styles[element, pseudo_type], above, declared
            self._computed_styles[element, pseudo_type] = known[key][0]

    return StyleFor


LENGTHS = [f"{what}_{side}" for what in ("margin", "padding") for side in ("left", "right", "top", "bottom")]
LENGTHS += [f"{bound}{axis}" for bound in ("", "min_", "max_") for axis in ("width", "height")]
BORDERS = [f"border_{side}_width" for side in ("top", "right", "bottom", "left")]


def _lengths_at_once(usual: Any) -> Any:
    """Most styles have no percentages: their lengths are the same for every box, whatever it stands in."""

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        style = box.style
        try:
            lengths = style.lengths
        except AttributeError:
            lengths = style.lengths = _lengths(style)
        if lengths is None:
            usual(box, containing_block)
            return
        box.__dict__.update(lengths)
        collapse = style["border_collapse"] == "collapse"
        for name in BORDERS:
            if not (collapse and hasattr(box, name)):
                setattr(box, name, style[name])

    return resolve_percentages


def _lengths(style: Any) -> dict[str, Any] | None:
    """The lengths by name, or nothing where one depends on what is around."""
    lengths = {}
    if style["box_sizing"] != "content-box":
        return None
    for name in LENGTHS:
        value = style[name]
        if value == "auto":
            lengths[name] = 0 if name.startswith("min_") else value
        elif getattr(value, "unit", None) == "px":
            lengths[name] = value.value
        else:
            return None
    return lengths


CORNERS = [f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")]
NOTHING_BEHIND = {"background": None, **dict.fromkeys(CORNERS, (0, 0))}


def _no_background(usual: Any) -> Any:
    """Most boxes have nothing behind them, and their style says so for all of them."""

    def layout_box_backgrounds(
        page: Any, box: Any, get_image: Any, layout_children: bool = True, style: Any = None
    ) -> None:
        own = box.style
        try:
            clear = own.clear_background
        except AttributeError:
            clear = own.clear_background = _is_clear(own)
        if not clear or box is page or style is not None or not layout_children:
            usual(page, box, get_image, layout_children, style)
            return
        box.__dict__.update(NOTHING_BEHIND)
        for child in box.all_children():
            layout_box_backgrounds(page, child, get_image)

    return layout_box_backgrounds


def _is_clear(style: Any) -> bool:
    sources = [style["border_image_source"], style["mask_border_source"], *style["background_image"]]
    pictures = any(kind != "none" for kind, *_ in sources)
    sharp = all((0, "px") in style[corner] for corner in CORNERS)
    colour = style["background_color"]
    return sharp and not pictures and not style["box_shadow"] and getattr(colour, "alpha", 1) == 0


def _bytes_of(usual: Any) -> Any:
    """What pydyf writes, asked for in the order in which it comes up."""

    def to_bytes(item: Any) -> bytes:
        kind = type(item)
        if kind is bytes:
            return item
        if kind is str:
            return item.encode("ascii")
        if kind is int:
            return b"%d" % item
        if kind is float:
            return b"%d" % item if item.is_integer() else (b"%f" % item).rstrip(b"0")
        if kind is pydyf.Dictionary or kind is pydyf.Array:
            return item.data
        return usual(item)

    return to_bytes


def _dictionary_of(to_bytes: Any) -> Any:
    named = lru_cache(4096)(lambda key: b"/" + to_bytes(key) + b" ")

    def data(self: Any) -> bytes:
        return b"<<" + b"".join([named(key) + to_bytes(value) for key, value in self.items()]) + b">>"

    return data


def _page_references(self: Any) -> tuple[bytes, ...]:
    """Asked for by every element, made anew only when a page was added."""
    numbers = self.pages["Kids"][::3]
    known = getattr(self, "known_references", ())
    if len(known) != len(numbers):
        known = self.known_references = tuple(b"%d 0 R" % number for number in numbers)
    return known


def _at_one_go(usual: Any) -> Any:
    def text(svg: Any, node: Any, font_size: Any) -> None:
        node._etree_node.text = WholeText(node.text)
        usual(svg, node, font_size)

    return text
