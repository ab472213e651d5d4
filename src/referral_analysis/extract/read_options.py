"""Where in a file the rows are, for the formats that can hold more than one table."""

from dataclasses import dataclass

from referral_analysis.errors import ParametersError


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """The sheet of a workbook, the table of a database file, the line or row of the header.

    sheet and table may be None where the file has only one. header_row counts from 1; it applies
    to text and to workbooks. ParametersError where it is below 1.
    """

    sheet: str | None = None
    table: str | None = None
    header_row: int = 1

    def __post_init__(self) -> None:
        if self.header_row < 1:
            raise ParametersError(
                "header_row",
                found="a number below 1",
                needed="the header's row, the first being 1",
                do="Correct it.",
            )


NO_OPTIONS = ReadOptions()
