from collections import Counter
from collections.abc import Sequence

from protocols.findings.clean import shown_path
from protocols.findings.finding import Finding, Severity


def count(findings: Sequence[Finding]) -> dict[Severity, int]:
    """How many findings there are of each severity."""
    counts = Counter(finding.severity for finding in findings)
    return {severity: counts[severity] for severity in Severity}


def has_errors(findings: Sequence[Finding]) -> bool:
    """Whether the run fails."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def in_words(findings: Sequence[Finding]) -> str:
    """`2 errors, 1 warning`; `no findings` when there are none."""
    parts = [
        f"{number} {severity}{'' if number == 1 else 's'}"
        for severity, number in count(findings).items()
        if number
    ]
    return ", ".join(parts) or "no findings"


def summary(findings: Sequence[Finding]) -> str:
    """`2 errors, 1 warning in plan.yaml`; `no findings` when there are none."""
    files = list(dict.fromkeys(shown_path(finding.at.file) for finding in findings))
    where = files[0] if len(files) == 1 else f"{len(files)} files"
    return f"{in_words(findings)} in {where}" if findings else in_words(findings)
