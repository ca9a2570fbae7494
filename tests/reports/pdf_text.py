"""What a screen reader finds in a PDF of ours: text in the order of the tags, artifacts apart."""

import io
import re
from collections import defaultdict

import pikepdf

TO_UNICODE = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")
SHOW_TEXT = {"Tj", "TJ"}


class PdfText:
    """The texts of a PDF, by tag and as artifacts."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pikepdf.open(io.BytesIO(data))
        self.artifacts: list[str] = []  # one per page: running header and footer
        self._marked = [self._page(page) for page in self.pdf.pages]
        self._numbers = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        self.tagged: list[tuple[str, str]] = []  # (tag of the nearest block, text)
        self._walk(self.pdf.Root.StructTreeRoot.K[0], "Document", None)

    @property
    def pages(self) -> list[str]:
        """The tagged text of each page, in the order in which it was drawn."""
        return [" ".join(" ".join(texts.values()).split()) for texts in self._marked]

    @property
    def text(self) -> str:
        """All tagged text, one block element per line, with a blank where a line of print ends."""
        lines: list[str] = []
        last: object = None
        for key, text in self.tagged:
            if key == last:
                lines[-1] += f" {text}"
            else:
                lines.append(text)
            last = key
        return "\n".join(" ".join(line.split()) for line in lines)

    def with_tag(self, tag: str) -> list[str]:
        """The texts of all elements of one kind, such as `H2` or `TH`."""
        found: dict[str, str] = defaultdict(str)
        for key, text in self.tagged:
            if key.split()[0] == tag:
                found[key] += f"{text} "
        return [" ".join(text.split()) for text in found.values()]

    def _walk(self, element: pikepdf.Object, block: str, page: pikepdf.Object | None) -> None:
        tag = str(element.S)[1:]
        if tag not in {"Span", "NonStruct", "Link"}:
            block = f"{tag} {element.objgen}"
        page = element.get("/Pg", page)
        for kid in element.get("/K", []):
            if isinstance(kid, int):
                self.tagged.append((block, self._marked[self._numbers[page.objgen]][kid]))
            else:
                self._walk(kid, block, page)

    def _page(self, page: pikepdf.Page) -> dict[int, str]:
        maps = {name: _letters(font) for name, font in page.Resources.Font.items()}
        texts: dict[int, str] = defaultdict(str)
        marks: list[int | None] = []
        letters: dict[bytes, str] = {}
        running = ""
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in {"BMC", "BDC"}:
                properties = operands[1] if name == "BDC" else {}
                marks.append(properties.get("/MCID"))
            elif name == "EMC":
                marks.pop()
            elif name == "Tf":
                letters = maps[str(operands[0])]
            elif name in SHOW_TEXT:
                text = _decoded(operands[0], letters)
                number = next((mark for mark in reversed(marks) if mark is not None), None)
                if number is None:
                    running += f"{text}\n"
                else:
                    texts[number] += text
        self.artifacts.append(running)
        return texts


def _letters(font: pikepdf.Object) -> dict[bytes, str]:
    pairs = TO_UNICODE.findall(font.ToUnicode.read_bytes())
    return {
        bytes.fromhex(code.decode()): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in pairs
    }


def _decoded(shown: pikepdf.Object, letters: dict[bytes, str]) -> str:
    pieces = shown if isinstance(shown, pikepdf.Array) else [shown]
    raw = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
    return "".join(letters[raw[index : index + 2]] for index in range(0, len(raw), 2))
