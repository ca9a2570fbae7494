"""The tags of a report, as a reader of them wants to meet them: one paragraph, one element."""

from dataclasses import dataclass

import pydyf

TEXTUAL = {"/P", "/H1", "/H2", "/H3", "/TH", "/TD", "/Span", "/NonStruct"}
EMPTY_WORDS = {"/Span", "/NonStruct"}
BARE = {"Type", "S", "K", "Pg", "P"}


@dataclass(frozen=True, slots=True)
class Tags:
    """The structure tree of a drawn document, with every object by its reference."""

    objects: dict[bytes, pydyf.Object]
    rows: dict[bytes, pydyf.Array]  # of the parent tree: whose each piece of content is, by page

    @classmethod
    def of(cls, drawn: pydyf.PDF) -> "Tags":
        objects = {item.reference: item for item in drawn.objects}
        tree = objects[drawn.catalog["StructTreeRoot"]]
        numbers = objects[tree["ParentTree"]]["Nums"]  # written page by page: number, row, number, row …
        return cls(objects, dict(zip(drawn.page_references, numbers[1::2], strict=False)))

    def tidy(self, drawn: pydyf.PDF) -> dict[bytes, set[int]]:
        """Leave out what says nothing; the content numbers (MCID) that the tree reaches, by page.

        The renderer makes an element of each line and each piece of it: they go into their paragraph. Header
        cells learn whether they head a row or a column. What no longer hangs on the tree is not written.
        """
        reached: dict[bytes, set[int]] = {page: set() for page in self.rows}
        elements = [
            item
            for item in drawn.objects
            if isinstance(item, pydyf.Dictionary) and "S" in item and "K" in item
        ]
        for element in elements:
            element.free = "f"
        for reference in self.objects[drawn.catalog["StructTreeRoot"]]["K"]:
            self._visit(self.objects[reference], reached, in_head=False)
        return reached

    def _visit(self, element: pydyf.Dictionary, reached: dict[bytes, set[int]], *, in_head: bool) -> None:
        element.free = "n"
        in_head = in_head or element["S"] == "/THead"
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Column" if in_head else "/Row"
        kids = pydyf.Array()
        for kid in element["K"]:
            child = None if isinstance(kid, int) else self.objects[kid]
            if child is None:
                reached[element["Pg"]].add(kid)
            elif "S" in child:  # otherwise a link to an annotation
                self._visit(child, reached, in_head=in_head)
                if self._says_nothing(child, element):
                    self._take_over(child, element)
                    kids.extend(child["K"])
                    continue
            kids.append(kid)
        element["K"] = kids

    def _says_nothing(self, child: pydyf.Dictionary, parent: pydyf.Dictionary) -> bool:
        bare = child["S"] in EMPTY_WORDS and child.keys() == BARE
        return bare and parent["S"] in TEXTUAL and parent["Pg"] == child["Pg"]

    def _take_over(self, child: pydyf.Dictionary, parent: pydyf.Dictionary) -> None:
        for kid in child["K"]:
            if isinstance(kid, int):
                self.rows[parent["Pg"]][kid] = parent.reference
            else:
                self.objects[kid]["P"] = parent.reference
        child.free = "f"
