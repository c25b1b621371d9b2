from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.etree import ElementTree as ET

from protocols.findings.clean import printable, shown_path
from protocols.findings.elsewhere import elsewhere
from protocols.findings.finding import Finding, Severity


def to_junit(findings: Sequence[Finding]) -> str:
    """JUnit XML: a suite per file, a failed case per error. Warnings are output, not failures."""
    suites = ET.Element("testsuites", name="protocols")
    for file, group in groupby(findings, lambda each: shown_path(each.at.file)):
        _suite(suites, file, list(group))
    if not findings:
        ET.SubElement(_counted(suites, "findings", 1, 0), "testcase", name="no findings")
    ET.indent(suites)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(suites, "unicode") + "\n"


def _suite(suites: ET.Element, file: str, findings: Sequence[Finding]) -> None:
    failures = sum(each.severity is Severity.ERROR for each in findings)
    suite = _counted(suites, file, len(findings), failures)
    for each in findings:
        name = f"[{each.rule}] {file}:{each.at.line}:{each.at.column}"
        case = ET.SubElement(suite, "testcase", name=name, classname=file)
        told = "\n".join(_told(each))
        if each.severity is Severity.ERROR:
            failure = ET.SubElement(case, "failure", message=printable(each.message))
            failure.set("type", each.rule)
            failure.text = told
        else:
            ET.SubElement(case, "system-out").text = told


def _counted(suites: ET.Element, name: str, tests: int, failures: int) -> ET.Element:
    return ET.SubElement(
        suites, "testsuite", name=name, tests=str(tests), failures=str(failures), errors="0"
    )


def _told(finding: Finding) -> Iterator[str]:
    yield printable(finding.headline)
    if finding.help:
        yield f"help: {printable(finding.help)}"
    yield from elsewhere(finding)
