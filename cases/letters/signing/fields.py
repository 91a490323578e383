"""Empty signature fields in a letter: a box of the template becomes a tagged, lockable field of the PDF."""

from collections.abc import Iterator
from typing import Any

APPROVER = "Approver"
REGISTRAR = "Registrar"
PLACE = "data-signature"
POINTS = 0.75  # a CSS pixel


def places(document: Any) -> Iterator[tuple[int, str, str, list[float]]]:
    """The boxes that a laid-out document keeps for signatures: page index, name, label, rectangle in points."""
    seen = set()
    for index, page in enumerate(document.pages):
        for box in page._page_box.descendants():
            name = box.element.get(PLACE) if hasattr(box.element, "get") else None
            if name is None or name in seen or box.element_tag != box.element.tag:
                continue
            seen.add(name)
            left, top = box.border_box_x(), box.border_box_y()
            sides = (left, page.height - top - box.border_height(), left + box.border_width(), page.height - top)
            yield index, name, box.element.get("title", name), [round(side * POINTS, 2) for side in sides]


def add(document: Any, pdf: Any) -> None:
    """Make the fields, just before a document is written. A document without such boxes stays as it is."""
    import pydyf

    pages = [one for one in pdf.objects if isinstance(one, dict) and one.get("Type") == "/Page"]
    made = pydyf.Array()
    for index, name, label, rectangle in places(document):
        field = widget(pdf, pages[index], name, label, rectangle)
        tag(pdf, pages[index], field, label)
        made.append(field.reference)
    if made:
        form = pydyf.Dictionary({"Fields": made})
        pdf.add_object(form)
        pdf.catalog["AcroForm"] = form.reference


def widget(pdf: Any, page: Any, name: str, label: str, rectangle: list[float]) -> Any:
    """The field of one signature; the approver's locks every other field but the registrar's."""
    import pydyf

    wide, tall = rectangle[2] - rectangle[0], rectangle[3] - rectangle[1]
    bounds = {"BBox": pydyf.Array([0, 0, round(wide, 2), round(tall, 2)]), "Resources": pydyf.Dictionary()}
    # PDF/A: what is on the page has an appearance, be it an empty one.
    nothing = pydyf.Stream([], pydyf.Dictionary({"Type": "/XObject", "Subtype": "/Form", **bounds}))
    pdf.add_object(nothing)
    lock = {"Type": "/SigFieldLock", "Action": "/All"}
    if name == APPROVER:
        lock |= {"Action": "/Exclude", "Fields": pydyf.Array([pydyf.String(REGISTRAR)])}
    kind = {"Type": "/Annot", "Subtype": "/Widget", "FT": "/Sig", "F": 4, "P": page.reference}
    field = pydyf.Dictionary(
        kind
        | {
            "T": pydyf.String(name),
            "TU": pydyf.String(label),
            "Rect": pydyf.Array(rectangle),
            "AP": pydyf.Dictionary({"N": nothing.reference}),
            "Lock": pydyf.Dictionary(lock),
        }
    )
    pdf.add_object(field)
    page.setdefault("Annots", pydyf.Array()).append(field.reference)
    return field


def tag(pdf: Any, page: Any, field: Any, label: str) -> None:
    """Give the field its place in the structure of the document.

    Its element names it directly, not in a list: else a later signature would count as a change of an earlier one.
    """
    import pydyf

    root = resolved(pdf, pdf.catalog["StructTreeRoot"])
    document, parents = resolved(pdf, root["K"][0]), resolved(pdf, root["ParentTree"])["Nums"]
    element = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/Form",
            "P": document.reference,
            "Pg": page.reference,
            "Alt": pydyf.String(label),
            "K": pydyf.Dictionary({"Type": "/OBJR", "Obj": field.reference, "Pg": page.reference}),
        }
    )
    pdf.add_object(element)
    document["K"].append(element.reference)
    field["StructParent"] = max(parents[0::2], default=-1) + 1
    parents += [field["StructParent"], element.reference]
    root["ParentTreeNextKey"] = field["StructParent"] + 1


def resolved(pdf: Any, reference: Any) -> Any:
    """The object behind a reference."""
    return pdf.objects[int(str(reference.decode() if isinstance(reference, bytes) else reference).split()[0])]
