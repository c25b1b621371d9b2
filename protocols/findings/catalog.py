"""Every finding's stable id: what it is called, how much it matters, and why it is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from protocols.findings.finding import Finding, Position, Severity


@dataclass(frozen=True, slots=True)
class Check:
    """What a finding's id stands for."""

    title: str
    explanation: str
    severity: Severity = Severity.ERROR


_WARNING: Final = Severity.WARNING

CHECKS: Final = {
    "TP001": Check(
        "not YAML", "The file does not follow YAML's grammar, so nothing in it can be read."
    ),
    "TP002": Check(
        "duplicate key",
        "The same key stands twice in one map. Most YAML readers silently keep the last; here neither is taken on trust.",
    ),
    "TP003": Check(
        "tag",
        "A YAML tag such as !!str or !include asks the reader to do something. Files here are data only.",
    ),
    "TP004": Check(
        "merge key",
        "`<<` merges are not part of YAML 1.2 and can grow without bound. Share schemas through `types`.",
    ),
    "TP005": Check(
        "alias", "An alias refers to itself, to nothing, or expands to more than a file may hold."
    ),
    "TP006": Check(
        "nested too deeply",
        "No plan needs more than 50 levels; deeper nesting is a mistake or an attack.",
    ),
    "TP007": Check(
        "file too large",
        "A file may hold 5 MiB. Split a larger plan into libraries and `use` them.",
    ),
    "TP008": Check("not text", "Files are UTF-8 text without control characters."),
    "TP009": Check(
        "merge conflict",
        "The file still holds the markers of an unresolved version-control conflict.",
    ),
    "TP010": Check(
        "key is not a name",
        "A key must be written out as plain text, never as a list, a map, or nothing.",
    ),
    "TP011": Check(
        "number out of range",
        "Numbers are 64-bit integers or finite doubles, as JSON readers hold them.",
    ),
    "TP012": Check("not one document", "A file holds exactly one YAML document."),
    "TP013": Check("unreadable file", "There is no such file, or it cannot be opened."),
    "TP014": Check(
        "unknown key",
        "The file format has no such key. It may be misspelled, or stand one level too high or too low.",
    ),
    "TP015": Check("wrong type", "The value is of another type than the file format wants there."),
    "TP016": Check("missing key", "The file format requires this key."),
    "TP017": Check(
        "value not allowed",
        "The value is of the right type but not one the file format allows there.",
    ),
    "TP018": Check(
        "misplaced beside versions",
        "An event with `versions` says what it holds in each version, and not beside them as well.",
    ),
    "TP019": Check(
        "too many problems", "Only the first thousand problems of a plan are looked for and shown."
    ),
    "TP020": Check(
        "misplaced required",
        "`required: true` marks an entry of a `properties`, `traits` or `context` map. Anywhere else `required` is draft-07's list of names.",
    ),
    "TP021": Check(
        "unknown schema keyword",
        "Draft-07 has no such keyword; a validator would silently ignore it, and check nothing.",
    ),
    "TP022": Check("invalid schema", "The value breaks draft-07's own rules for this keyword."),
    "TP023": Check(
        "unknown format",
        "Only formats that every part of the project asserts in the same way are allowed.",
    ),
    "TP024": Check(
        "pattern not portable",
        "Patterns keep to a subset that every language reads alike and that takes linear time: no lookaround, no backreferences.",
    ),
    "TP025": Check(
        "reference not local",
        "A $ref names a type of this plan or of a library it uses. Nothing is ever fetched.",
    ),
    "TP026": Check("unknown type", "Neither the file nor the libraries it uses define this type."),
    "TP027": Check(
        "type refers to itself",
        "The type is defined only as itself, so there is nothing to check a value against.",
    ),
    "TP028": Check("unknown privacy class", "`pii` is green, yellow or red."),
    "TP029": Check(
        "types lead too far",
        "A type leads on through more other types than any value has levels.",
    ),
    "TP030": Check(
        "library cannot be read", "A file named under `use` does not exist or cannot be opened."
    ),
    "TP031": Check(
        "library out of bounds",
        "Libraries lie under the plan's folder or its git repository, symlinks resolved; none is remote.",
    ),
    "TP032": Check(
        "defined twice",
        "Two files define the same thing differently. A plan may add to a library's rule, not change it.",
    ),
    "TP040": Check(
        "good example fails", "An example listed as good breaks its rule: one of the two is wrong."
    ),
    "TP041": Check(
        "bad example passes",
        "An example listed as bad satisfies its rule: the rule lets through what it should not.",
    ),
    "TP042": Check(
        "no description", "Nobody can tell when to send it, or what the numbers mean.", _WARNING
    ),
    "TP043": Check(
        "deceptive name",
        "The name holds characters that cannot be seen or that reorder text.",
        _WARNING,
    ),
    "TP044": Check(
        "names alike",
        "Two events' names differ only in case, spaces or punctuation; senders will mix them up.",
        _WARNING,
    ),
    "EV001": Check("not JSON", "Each line of recorded events is one JSON value."),
    "EV002": Check(
        "not a message",
        "A line is a message with a `type` among the six calls, or a body with a `batch` of them.",
    ),
    "EV101": Check("violation", "The message breaks what the plan says of its event or traits."),
    "EV102": Check("common violation", "The message breaks what the plan says of every message."),
    "EV103": Check(
        "violation of a draft",
        "The message breaks a rule whose status is draft; it is reported and never acted on.",
        Severity.NOTE,
    ),
    "EV201": Check(
        "unplanned event", "The plan has no rule for an event, page or screen so named.", _WARNING
    ),
    "EV202": Check("unplanned property", "The rule names no such property.", _WARNING),
    "EV203": Check("unplanned trait", "The rule names no such trait.", _WARNING),
    "EV204": Check(
        "unknown event version",
        "The plan has no such version of the event; its oldest version judged the message.",
        _WARNING,
    ),
    "EV301": Check("blocked", "The controls keep the message from going any further."),
    "TW101": Check(
        "function renamed",
        "Two calls want the same function name; this one's carries a hash of its own name.",
        _WARNING,
    ),
    "TW102": Check(
        "argument renamed",
        "Two properties want the same argument name; this one's carries a hash of its own name.",
        _WARNING,
    ),
    "TW103": Check(
        "name cannot be given",
        "An `x-python-name` is no name in Python, is the client's own, or belongs to something else.",
    ),
    "TW201": Check(
        "unknown generated name",
        "The code asks the generated client for a name that it does not have, so it fails when it runs: "
        "the event was renamed or taken out of the plan, or the name is misspelt.",
    ),
    "TW202": Check(
        "planned event never called",
        "The plan says that this code sends the event, and no call of it was found. Drafts, deprecated "
        "events and events whose `sources` name other programs are not asked for.",
        _WARNING,
    ),
    "TW203": Check(
        "planned event sent past the client",
        "An event of the plan is sent by name. The generated function for it cannot be misspelt and "
        "has its properties checked.",
        _WARNING,
    ),
    "TW204": Check(
        "event name not decidable",
        "Which event is sent is only known when the program runs, so it cannot be held against the plan.",
        Severity.NOTE,
    ),
    "TW205": Check(
        "wrong arguments",
        "A call of a generated function leaves out, misspells or contradicts what the plan asks for.",
    ),
    "TW206": Check(
        "deprecated call used", "The plan says not to send this from new code.", _WARNING
    ),
    "TW207": Check(
        "properties hidden",
        "Arguments are passed on with `**`, so which properties are sent cannot be seen here.",
        Severity.NOTE,
    ),
    "TW208": Check(
        "event in no plan",
        "The code sends an event that no plan names; a gateway would count it as unplanned.",
    ),
    "TW210": Check(
        "file not read",
        "A source file is not Python, or newer than the Python that typewriter runs with, or it or a "
        "folder cannot be read, so nothing in it was checked.",
        _WARNING,
    ),
    "TW211": Check(
        "ignore without a reason",
        "Whoever reads `# typewriter: ignore[TW203]` later has to know why the finding may stand.",
    ),
    "TW212": Check(
        "ignore of nothing",
        "What the comment ignores is not found any more; left there, it would hide the next mistake.",
        _WARNING,
    ),
    "TW301": Check(
        "not generated",
        "A file of the client is missing: it was never generated, or not committed, and code that "
        "imports it fails.",
    ),
    "TW302": Check(
        "plan changed",
        "The client was made from another state of the plan, so code is typed against what is no "
        "longer agreed.",
    ),
    "TW303": Check(
        "generator changed",
        "The client was made by another version of the generator; what that one did better or worse "
        "is not in it.",
    ),
    "TW304": Check(
        "edited by hand",
        "A generated file is not as it was generated. The next run that would replace it refuses to, so "
        "that no edit is lost; what it was for belongs in the plan or in a file of your own.",
    ),
    "TW305": Check(
        "stale file",
        "A generated file holds nothing that the plan still has, and code may still import it.",
    ),
    "TW306": Check(
        "foreign file",
        "A file that was not generated stands where one is generated; it is never overwritten.",
    ),
    "TW307": Check(
        "merge conflict in the client",
        "A generated file still holds the markers of an unresolved version-control conflict. "
        "Nothing in it needs resolving by hand: it follows from the plan.",
    ),
    "TW401": Check(
        "path out of bounds",
        "What typewriter.yml names lies in its folder or git repository, symlinks resolved.",
    ),
    "TW402": Check("no such file", "typewriter.yml names a file or folder that does not exist."),
    "TW403": Check(
        "not a package name",
        "The language has no package of that name, or has one of its own that would be in the way.",
    ),
    "TW404": Check(
        "folder used twice",
        "Two clients cannot be written to the same folder: one would undo the other.",
    ),
    "TW405": Check(
        "not a template of the language",
        "A folder of templates holds a file that the language has no template for, or one that is the same for every plan.",
    ),
    "TW406": Check("template fails", "A template of yours cannot be read or printed."),
    "TW407": Check(
        "text unescaped",
        "A template of yours prints a value without a filter, or where its filter does not help: text of a plan could become code.",
    ),
    "TW408": Check(
        "template not faithful",
        "What a template of yours prints is not the language, or not what the plan says: a call, an argument or a wire name differs.",
    ),
    "TW409": Check(
        "not a wrapper",
        "A wrapper is a function with its module, and the argument that it sends: app.metrics.emit:0.",
    ),
}
"""Id → check. Ids are never given a second meaning."""


def finding(
    rule: str,
    message: str,
    at: Position,
    *,
    advice: str = "",
    related: Sequence[tuple[Position, str]] = (),
) -> Finding:
    """A finding with the severity its id has."""
    return Finding(rule, CHECKS[rule].severity, message, at, advice, tuple(related))
