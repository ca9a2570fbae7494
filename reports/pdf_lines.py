"""Shortcuts for lines of text, where most of the time of a report goes: see `pdf_speed`."""

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

GLYPH = struct.Struct("=Iiiii")  # PangoGlyphInfo: glyph, width, x offset, y offset, attributes
FIRST_UNUSUAL = 0x0FFFFFFF  # PANGO_GLYPH_EMPTY and what lies above: no glyph of the font
SHORT, KNOWN = 60, 2_000  # letters of a line that may come again; lines kept in mind
NO_FEATURES = ("ligatures", "position", "caps", "numeric", "alternates", "east_asian")


def prepared_once(lines: Any) -> Callable[[Any, Any], None]:
    """What Pango wants to know of a style before it measures a line, made ready once for each style."""
    usual, ffi, pango, gobject = lines.Layout.setup, lines.ffi, lines.pango, lines.gobject

    def prepare(style: Any) -> tuple[Any, Any, Any] | None:
        features = [style[f"font_variant_{name}"] for name in NO_FEATURES]
        features += [style["font_feature_settings"], style["font_language_override"]]
        if {style["font_kerning"], *features} - {"normal", "auto"} or style["text_decoration_line"] != "none":
            return None
        made = pango.pango_font_map_create_context(style.font_config.font_map)
        context = ffi.gc(made, gobject.g_object_unref)
        pango.pango_context_set_round_glyph_positions(context, False)
        pango.pango_context_set_base_dir(context, lines.PANGO_DIRECTION[style["direction"]])
        language = pango.pango_language_get_default()
        if style["lang"]:
            pointer, _alive = lines.unicode_to_char_p(style["lang"])
            language = pango.pango_language_from_string(pointer)
            pango.pango_context_set_language(context, language)
        return context, lines.get_font_description(style), language

    def setup(self: Any, style: Any) -> None:
        try:
            prepared = style.prepared
        except AttributeError:
            prepared = style.prepared = prepare(style)
        if prepared is None:
            usual(self, style)
            return
        context, description, self.language = prepared
        self.style, self.first_line_direction = style, 0
        self.ascent = self.underline_position = self.strikethrough_position = None
        self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)
        pango.pango_layout_set_font_description(self.layout, description)

    return setup


def strut_once(usual: Any) -> Any:
    """The height of an empty line of a style, asked for at every line."""

    def strut(style: Any) -> Any:
        try:
            return style.strut
        except AttributeError:
            style.strut = usual(style)
            return style.strut

    return strut


def short_lines_known(usual: Any) -> Any:
    """Labels, headings, dates and names come again and again: one that fits is measured once for its style."""
    known: dict[tuple[str, int], tuple[Any, Any]] = {}

    def split_first_line(
        text: str, style: Any, context: Any, max_width: float | None, justification: float, **more: Any
    ) -> Any:
        if len(text) > SHORT or max_width is None or justification or type(text) is not str:
            return usual(text, style, context, max_width, justification, **more)
        found, _same_style = known.get((text, id(style)), (None, None))
        if found is None or found[3] > max_width:
            found = usual(text, style, context, max_width, justification, **more)
            if found[2] is None and found[3] <= max_width:  # all of it fits
                if len(known) >= KNOWN:
                    known.clear()
                known[text, id(style)] = found, style
        return found

    return split_first_line


@dataclass(frozen=True, slots=True)
class _Run:
    """Glyphs of one font in a line, with that font as it stands in the document."""

    glyphs: list[tuple[int, ...]]
    item: Any
    pango_font: Any
    font: Any
    size: float
    plain: bool


def drawn_by_fragments(inside: dict[str, Any]) -> Callable[[Any], Any]:
    """Draw lines of plain glyphs by fragments: a glyph with the same kerning is written the same each time."""
    text = inside["weasyprint.draw.text"]
    pango = text.pango
    possible = text.ffi.sizeof("PangoGlyphInfo") == GLYPH.size and pango.pango_version() >= 14802
    fragments_of = _fragments(pango, text.FROM_UNITS)

    def drawer(usual: Any) -> Any:
        def draw_first_line(stream: Any, textbox: Any, overflow: str, ellipsis: str, matrix: Any) -> Any:
            layout, cut = textbox.pango_layout, overflow == "ellipsis" or ellipsis != "none"
            if not possible or cut or textbox.style["font_size"] < 1e-6 or not textbox.text.strip():
                return usual(stream, textbox, overflow, ellipsis, matrix)
            pango.pango_layout_set_single_paragraph_mode(layout.layout, True)
            runs = list(_runs(layout.get_first_line()[0], stream, text.ffi))
            if not all(run.plain for run in runs):
                return usual(stream, textbox, overflow, ellipsis, matrix)
            stream.set_text_matrix(*matrix.values)
            letters, string, previous = layout.text.encode(), "", None
            for run in runs:
                if run.pango_font != previous:
                    previous = run.pango_font
                    if string:
                        stream.show_text(string)
                    string = ""
                    stream.set_font_size(run.font.hash, run.size)
                string += f"<{fragments_of(stream, run, letters)}"
                string = string[:-1] if string[-1] == "<" else string + ">"
            stream.show_text(string)
            return []

        return draw_first_line

    return drawer


def _runs(line: Any, stream: Any, ffi: Any) -> Iterator[_Run]:
    run = line.runs[0]
    while run != ffi.NULL:
        item, string = run.data.item, run.data.glyphs
        pango_font = item.analysis.font
        font, size = stream.add_font(pango_font)
        glyphs = list(GLYPH.iter_unpack(ffi.buffer(string.glyphs, string.num_glyphs * GLYPH.size)))
        pictures = font.bitmap or font.svg or font.png or font.colr
        unusual = any(rise or glyph >= FIRST_UNUSUAL for glyph, _, _, rise, _ in glyphs)
        plain = not (pictures or unusual or item.analysis.level % 2)
        yield _Run(glyphs, run.data, pango_font, font, size, plain)
        run = run.next


def _fragments(pango: Any, units: float) -> Callable[[Any, _Run, bytes], str]:
    def written(stream: Any, run: _Run, place: int, letters: bytes) -> str:
        """How the glyph is written; the document's font learns its width and its letter."""
        glyph, width, x_offset, *_ = run.glyphs[place]
        font, size = run.font, run.size
        if glyph not in font.to_unicode:
            clusters, item = run.item.glyphs.log_clusters, run.item.item
            end = item.length if place == len(run.glyphs) - 1 else clusters[place + 1]
            font.to_unicode[glyph] = letters[item.offset + clusters[place] : item.offset + end].decode()
        if glyph not in font.widths:
            pango.pango_font_get_glyph_extents(run.pango_font, glyph, stream.ink_rect, stream.logical_rect)
            font.widths[glyph] = round(stream.logical_rect.width * 1000 * units / size)
        offset = x_offset / size
        kerning = font.widths[glyph] + offset - width * 1000 * units / size
        before, after = f">{-offset}<" if offset else "", f">{int(kerning)}<" if kerning else ""
        return f"{before}{glyph:04x}{after}"

    def fragments_of(stream: Any, run: _Run, letters: bytes) -> str:
        try:
            known = run.font.fragments
        except AttributeError:
            known = run.font.fragments = {}
        size, parts = run.size, []
        for place, glyph in enumerate(run.glyphs):
            part = known.get((size, glyph))
            if part is None:
                part = known[size, glyph] = written(stream, run, place, letters)
            parts.append(part)
        return "".join(parts)

    return fragments_of
