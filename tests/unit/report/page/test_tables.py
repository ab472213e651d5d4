"""Tables: what a cell says, what a screen reader hears, what a spreadsheet gets."""

import datetime as dt

import polars as pl
import pytest

from referral_analysis.errors import RunError
from referral_analysis.report.page.mime import CSV
from referral_analysis.report.page.tables import CellFormat, Column, Table, csv_of, html_of, write

FRAME = pl.DataFrame(
    {
        "agency": ["Police", "=SUM(A1)", "<b>Health</b>"],
        "referrals": [1234, None, None],
        "share": [0.2471, 0.5, None],
    }
)
SUPPRESSED = pl.DataFrame({"referrals": [False, True, False]})
COLUMNS = (
    Column(name="agency", label="Agency"),
    Column(name="referrals", label="Referrals", format="count", unit="a year"),
    Column(name="share", label="Share", format="percent"),
)
TABLE = Table(
    frame=FRAME,
    columns=COLUMNS,
    caption="Referrals by agency",
    suppressed=SUPPRESSED,
    notes=("Source: the extract.",),
)


@pytest.mark.parametrize(
    ("value", "form", "text"),
    [
        (1234567, "count", "1,234,567"),
        (float("inf"), "count", None),
        (float("inf"), "change", None),
        (1234.5, "decimal", "1,234.5"),
        (-3, "count", "\N{MINUS SIGN}3"),
        (-0.4, "count", "0"),
        (-0.04, "decimal", "0.0"),
        (-0.0004, "percent", "0.0%"),
        (-0.06, "decimal", "\N{MINUS SIGN}0.1"),
        (-100, "count", "\N{MINUS SIGN}100"),
        (0.2471, "percent", "24.7%"),
        (0.88, "change", "\N{MINUS SIGN}12%"),
        (1.03, "change", "+3%"),
        (0.996, "change", "\N{MINUS SIGN}0.4%"),
        (1.001, "change", "+0.1%"),
        (0.9904, "change", "\N{MINUS SIGN}1%"),
        (1.0004, "change", "0%"),
        (dt.date(2011, 5, 1), "month", "May 2011"),
        (dt.date(2012, 1, 3), "day", "3 January 2012"),
        ("a", "text", "a"),
        (None, "count", None),
        (float("nan"), "decimal", None),
    ],
)
def test_each_format(value: object, form: CellFormat, text: str | None) -> None:
    assert write(value, form) == text


def test_headings_have_a_scope_and_the_caption_names_the_region() -> None:
    html = html_of(TABLE)
    assert html.count('scope="col"') == 3
    assert html.count('scope="row"') == 3
    assert "<caption>Referrals by agency</caption>" in html
    assert 'role="region" tabindex="0" aria-label="Referrals by agency"' in html
    assert '<span class="unit">a year</span>' in html


def test_a_suppressed_null_is_c_and_any_other_a_dash_each_with_its_key() -> None:
    html = html_of(TABLE)
    assert html.count(">c</abbr>") == 1
    assert html.count("no figure</span>") == 2
    assert "c: not shown, to protect children&#x27;s identities." in html
    assert "\N{EN DASH}: no figure." in html


def test_a_value_that_is_not_null_is_never_marked_as_suppressed() -> None:
    marked = pl.DataFrame({"referrals": [True, False, False]})
    html = html_of(Table(frame=FRAME, columns=COLUMNS, caption="R", suppressed=marked))
    assert ">c</abbr>" not in html
    assert "1,234" in html


def test_keys_are_left_out_where_nothing_needs_them() -> None:
    html = html_of(Table(frame=FRAME.head(1), columns=COLUMNS, caption="Referrals"))
    assert 'class="key"' not in html


def test_markup_in_data_is_shown_not_obeyed() -> None:
    assert "<b>" not in html_of(TABLE)
    assert "&lt;b&gt;Health&lt;/b&gt;" in html_of(TABLE)


def test_csv_has_what_is_shown_and_no_more() -> None:
    assert csv_of(TABLE).splitlines() == [
        "Agency,Referrals (a year),Share (%)",
        "Police,1234,24.7",
        "'=SUM(A1),c,50.0",
        "<b>Health</b>,,",
    ]


def test_csv_writes_dates_and_changes_for_machines() -> None:
    frame = pl.DataFrame(
        {"month": [dt.date(2011, 5, 1)], "day": [dt.date(2011, 5, 2)], "change": [0.88]}
    )
    columns = (
        Column(name="month", label="Month", format="month"),
        Column(name="day", label="Day", format="day"),
        Column(name="change", label="Change", format="change"),
    )
    text = csv_of(Table(frame=frame, columns=columns, caption="Changes"))
    assert text == "Month,Day,Change (%)\n2011-05,2011-05-02,-12\n"


def test_a_notebook_is_given_the_page_and_the_csv() -> None:
    data, metadata = TABLE._repr_mimebundle_()
    assert data["text/html"] == html_of(TABLE)
    assert data[CSV] == {
        "name": "",
        "csv": csv_of(TABLE),
        "caption": "Referrals by agency",
        "formats": ["text", "count", "percent"],
        "notes": ["Source: the extract."],
    }
    assert metadata == {"referral_analysis": {"kind": "table"}}


def test_a_table_without_a_caption_is_refused() -> None:
    with pytest.raises(RunError, match=r"a table: no caption; need a caption"):
        Table(frame=FRAME, columns=COLUMNS, caption=" ")


def test_a_column_that_the_frame_lacks_is_named() -> None:
    with pytest.raises(RunError, match=r"a table: no column rate; need"):
        Table(frame=FRAME, columns=(Column(name="rate", label="Rate"),), caption="Rates")


def test_a_table_in_a_traceback_shows_no_row() -> None:
    assert "Police" not in repr(TABLE)


def test_a_change_and_its_range_stand_beside_the_name_on_the_page_and_not_in_files() -> None:
    frame = pl.DataFrame({"what": ["All"], "months": [5], "ratio": [0.9], "low": [0.8]})
    table = Table(
        frame=frame,
        columns=(
            Column(name="what", label="Measure"),
            Column(name="months", label="Months", format="count"),
            Column(name="ratio", label="Change", format="change"),
            Column(name="low", label="Range, from", format="change"),
        ),
        caption="Changes",
    )
    html = html_of(table)
    places = [
        html.index(f">{word}</th>") for word in ("Measure", "Change", "Range, from", "Months")
    ]
    assert places == sorted(places)
    minus = "\N{MINUS SIGN}"
    cells = [html.index(f">{cell}</t") for cell in ("All", f"{minus}10%", f"{minus}20%", "5")]
    assert cells == sorted(cells)
    assert csv_of(table).splitlines()[1] == "All,5,-10,-20"
