"""The errors a person can cause: one line each, with where, found, needed and what to do.

No message holds a value from a child's record. Each leaf has a stable exit code.
"""

import re
from pathlib import Path

_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff"
    "\U000e0000-\U000e007f]"
)
"""What turns the direction of text, moves a terminal's cursor, or stands in a line unseen."""


class ReferralAnalysisError(Exception):
    """The base of every error that the command line turns into one line and an exit code."""

    exit_code = 2

    def __init__(self, where: str, *, found: str, needed: str, do: str) -> None:
        self.where, self.found, self.needed, self.do = where, found, needed, do
        super().__init__(visible(f"{where}: {found}; need {needed}. {do}"))

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle by the four parts, so that the error crosses a process unchanged."""
        return (_remake, (type(self), self.where, self.found, self.needed, self.do))


def _remake(
    kind: type[ReferralAnalysisError], where: str, found: str, needed: str, do: str
) -> ReferralAnalysisError:
    return kind(where, found=found, needed=needed, do=do)


def visible(text: str) -> str:
    """Write the characters that are not seen by their numbers, as U+202E is.

    They let a name read as another, or a line write over those before it. Tabs and line ends stay.
    """
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def described(error: BaseException) -> str:
    """Say what kind of error it is and where in the code; never its message, which may quote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{type(error).__name__} at {place}"


class FileUnreadableError(ReferralAnalysisError):
    """A file is missing, empty, or not in a format or encoding that can be read."""


class ColumnMissingError(ReferralAnalysisError):
    """A file lacks a column that the mapping names or the analysis needs."""


class ValueUnreadableError(ReferralAnalysisError):
    """A column holds values that cannot be read as dates, codes or flags; none is quoted."""


class RowsFailedError(ReferralAnalysisError):
    """Rows failed a rule whose severity is `stop`."""

    exit_code = 3


class ParametersError(ReferralAnalysisError):
    """A parameter is unknown, of the wrong type, or outside what is allowed."""

    exit_code = 4


class SeriesError(ReferralAnalysisError):
    """A series cannot carry the model that was asked for."""

    exit_code = 5


class SeriesTooShortError(SeriesError):
    """Too few periods before or after an interruption."""


class SeriesInvalidError(SeriesError):
    """A series holds missing, duplicate, negative or non-finite values where none may be."""


class SpecError(SeriesError):
    """A model specification asks for what does not exist or cannot be identified."""


class DisclosureError(ReferralAnalysisError):
    """A table cannot be released under the policy."""

    exit_code = 6


class RunError(ReferralAnalysisError):
    """A notebook, an export or an output folder failed."""

    exit_code = 7
