"""What makes a sheet fit for the archive: PDF/A-3a and PDF/UA-1 in one file, with the case's data inside.

The metadata of WeasyPrint name one standard a file; both must stand in the same RDF, so ours are added there.
"""

import json
from datetime import UTC, datetime
from typing import Any

OPTIONS: dict[str, Any] = {"pdf_variant": "pdf/a-3a", "pdf_tags": True}
DATA = "case.json"
SCHEMA = "chancery-sheet-1"
# What belongs to this installation only: the salt opens a commitment of the history.
OURS = ("salt", "profile", "format")
UA = "http://www.aiim.org/pdfua/ns/id/"
DECLARED = f"""<rdf:Description xmlns:pdfuaid="{UA}" rdf:about=""><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{UA}</pdfaSchema:namespaceURI><pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of the PDF/UA standard</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF>""".encode()


def data(context: dict[str, Any]) -> bytes:
    """The machine-readable facts of a sheet: sorted JSON in UTF-8, without what concerns this installation alone."""
    told = {name: value for name, value in context.items() if name not in OURS}
    text = json.dumps(
        {"schema": SCHEMA, "norm": context["profile"]["code"], **told}, ensure_ascii=False, sort_keys=True, indent=1
    )
    return text.encode(errors="replace")  # half a sign of two is no sign


def attachment(octets: bytes, moment: datetime | None, fetcher: Any) -> Any:
    """The facts as an associated file. Its time is that of the act: the clock would change the bytes."""
    from weasyprint import Attachment

    return Attachment(
        string=octets.decode(),
        name=DATA,
        url_fetcher=fetcher,
        description="The facts of this sheet, for machines",
        created=moment,
        modified=moment,
        relationship="Data",
    )


def made_at(context: dict[str, Any]) -> datetime:
    """When the facts were frozen, as the sheet tells it; a sheet without an act is as old as its last entry."""
    told = context["act"]["recorded"] if "act" in context else context["entries"][-1]["recorded"]
    return datetime.strptime(told, "%d.%m.%Y %H:%M").replace(tzinfo=UTC)


def declare(document: Any) -> None:
    """Name both standards in the metadata of a document that is laid out and not written yet."""
    plain = document.metadata.generate_rdf_metadata
    document.metadata.generate_rdf_metadata = lambda *known: plain(*known).replace(b"</rdf:RDF>", DECLARED)
