from dataclasses import dataclass


@dataclass(eq=False)
class TemplateFault(Exception):
    """A user's template cannot be printed, or what it prints is not what the plan says.

    `rule` is a finding's id, `template` the file's name, `line` counts from 1.
    """

    rule: str
    template: str
    line: int
    message: str
    advice: str = ""

    def __str__(self) -> str:
        return f"{self.template}:{self.line}: {self.message}"
