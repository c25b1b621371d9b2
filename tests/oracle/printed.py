"""The lists of disagreements as docs/conformance.md prints them: `python -m tests.oracle.printed`."""

from tests.oracle.disagreements import DISAGREEMENTS, REFUSALS


def printed() -> str:
    """Both tables, in Markdown."""
    lines = ["| what | ours | `jsonschema` | who is right |", "| --- | --- | --- | --- |"]
    lines += [
        f"| {entry.what} | {entry.ours} | {entry.theirs} | {entry.right} |"
        for entry in DISAGREEMENTS
    ]
    lines += ["", "| a plan refuses | who is right |", "| --- | --- |"]
    lines += [f"| {entry.what} | {entry.right} |" for entry in REFUSALS]
    return "\n".join(lines)


if __name__ == "__main__":
    print(printed())
