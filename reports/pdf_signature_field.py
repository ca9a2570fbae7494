"""The empty place for a signature, put into the document while it is made.

A field that a signing program adds by itself has no name for screen readers and no place among the tags, and
the signed file would no longer be PDF/UA (ISO 14289-1, 7.18.4).
"""

import pikepdf

FIELD_NAME = "Sigillo"
FIELD_WORDS = "Sigillo elettronico dell'ente"
PRINT_AND_LOCK = 132  # annotation flags: print, locked


def add_signature_field(pdf: pikepdf.Pdf) -> None:
    """Add one invisible signature field to the last page, with its name and its place in the tags."""
    page = pdf.pages[-1]
    tree = pdf.Root.StructTreeRoot
    key = int(tree.ParentTreeNextKey) if "/ParentTreeNextKey" in tree else _next_key(tree)
    widget = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Widget,
            FT=pikepdf.Name.Sig,
            T=FIELD_NAME,
            TU=FIELD_WORDS,
            F=PRINT_AND_LOCK,
            Rect=pikepdf.Array([0, 0, 0, 0]),
            P=page.obj,
            StructParent=key,
        )
    )
    document = tree.K[0] if isinstance(tree.K, pikepdf.Array) else tree.K
    element = pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.StructElem,
            S=pikepdf.Name.Form,
            P=document,
            Pg=page.obj,
            Alt=FIELD_WORDS,
            K=pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.OBJR, Obj=widget, Pg=page.obj)]),
        )
    )
    document.K.append(element)
    tree.ParentTree.Nums.append(key)
    tree.ParentTree.Nums.append(element)
    tree.ParentTreeNextKey = key + 1
    if "/Annots" not in page.obj:
        page.obj.Annots = pikepdf.Array()
    page.obj.Annots.append(widget)
    page.obj.Tabs = pikepdf.Name.S
    pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([widget]))


def _next_key(tree: pikepdf.Object) -> int:
    numbers = [int(tree.ParentTree.Nums[index]) for index in range(0, len(tree.ParentTree.Nums), 2)]
    return max(numbers, default=-1) + 1
