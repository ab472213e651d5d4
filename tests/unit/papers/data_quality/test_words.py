"""What the data-quality report says is what its released numbers say, whatever they are."""

import datetime as dt
import html
from dataclasses import replace

import polars as pl
import pytest

from referral_analysis.papers.data_quality import display
from referral_analysis.questions.needs import EVERYTHING
from referral_analysis.report.charts.heat_map import SIGNS
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Table

from .conftest import PLAN, Release, findings, planted

QUIET = findings()
MARCH, APRIL = dt.date(2011, 3, 1), dt.date(2011, 4, 1)
FIELD = planted(QUIET.completeness, pl.col("period") == MARCH, missing=300, is_jump=True)
CODE = planted(
    QUIET.drift, (pl.col("code") == "N2") & (pl.col("period") == APRIL), count=200, is_jump=True
)
DISTRICT = planted(
    QUIET.districts,
    (pl.col("segment") == "Dover") & (pl.col("period") == APRIL),
    referrals=300,
    volume_is_jump=True,
)
LACKING = planted(
    QUIET.districts,
    (pl.col("segment") == "Thanet") & (pl.col("period") == APRIL),
    missing=250,
    missing_is_jump=True,
)
MONTH = planted(QUIET.volume, pl.col("period") == MARCH, signal="outside", per_day=70.0)


def test_nothing_found_is_said_plainly(released: Release) -> None:
    page = display.answer(released()).markup
    assert "Nothing found in these data could pass for a change in referrals." in page
    assert page.count("tile good") == 4
    assert "None of the county&#x27;s 21 months stands out" in page
    assert "Use the extract" in display.limits_and_next(released()).markup


def test_counts_by_month_claim_nothing_of_fields_codes_and_checks(released: Release) -> None:
    counted = replace(EVERYTHING, columns=frozenset({"is_nfa"}), is_counted=True)
    found = released(have=counted)
    page = display.answer(found).markup
    assert "How these referrals were recorded cannot be looked at" in page
    assert page.count('<p class="figure">Cannot be said</p>') == 3
    assert "Nothing found in these data" not in page
    assert "No field was suddenly missing" not in page
    assert "Ask for rows of single referrals" in display.limits_and_next(found).markup
    shown = [display.completeness(found), display.quality(found)]
    assert all(isinstance(one, Panel) for one in shown)
    for section in (display.sudden_in_fields, display.sudden_in_codes, display.failed_by_quarter):
        panel = section(found)
        assert isinstance(panel, Panel)
        assert panel.markup == ""
    assert "referrals with further action" not in display.expected(found).markup


def test_a_change_in_the_agencies_of_counts_is_named(released: Release) -> None:
    counted = replace(EVERYTHING, columns=frozenset({"is_nfa", "referral_source"}), is_counted=True)
    page = display.answer(released(have=counted, drift=CODE)).markup
    assert "One sudden change in these data could pass" in page
    assert "Yes, in one place" in page


def test_failed_rows_are_mended_where_some_failed(released: Release) -> None:
    none = QUIET.rules.with_columns(failed=pl.lit(0, pl.Int64))
    some, nothing = (
        display.limits_and_next(one).markup for one in (released(), released(rules=none))
    )
    assert "Correct the rows" in some
    assert "Correct the rows" not in nothing


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"completeness": FIELD},
            "Primary need, March 2011: missing for 33.3% of referrals with further action",
        ),
        (
            {"drift": CODE},
            "Primary need N2 (Child&#x27;s disability), six months from April 2011: 40.0% of coded "
            "rows, a rise of 100% against the year before",
        ),
        (
            {"districts": DISTRICT},
            "Dover, April to June 2011: 300 referrals, a fall of 40% in its share of the "
            "county&#x27;s against the year before",
        ),
        (
            {"districts": LACKING},
            "Thanet, April to June 2011: 50.0% of referrals lack a field they should have, a rise "
            "of 2400% against the year before",
        ),
    ],
)
def test_each_sudden_change_is_named(
    released: Release, changes: dict[str, pl.DataFrame], said: str
) -> None:
    found = released(**changes)
    assert "One sudden change in these data could pass" in display.answer(found).markup
    assert f"there: {said}." in display.limits_and_next(found).markup
    sections = (display.sudden_in_fields, display.sudden_in_codes, display.sudden_in_districts)
    told = [section(found) for section in sections]
    assert sum(f"{said}." in panel.markup for panel in told if panel is not None) == 1


def test_months_in_a_row_of_a_field_are_one_change(released: Release) -> None:
    higher = pl.col("period").is_between(MARCH, dt.date(2011, 5, 1))
    table = QUIET.completeness.with_columns(
        missing=pl.when(pl.col("period") == MARCH)
        .then(300)
        .when(higher)
        .then(200)
        .when(pl.col("period") == dt.date(2011, 6, 1))
        .then(0)
        .otherwise("missing")
        .cast(pl.Int64),
        is_jump=higher | (pl.col("period") == dt.date(2011, 6, 1)),
    )
    found = released(completeness=table)
    page = display.sudden_in_fields(found).markup
    assert page.count("<li>") == 2
    assert "Primary need, March 2011 to May 2011: missing for 22.2% to 33.3% of referrals" in page
    assert "Primary need, June 2011: missing for 0.0% of referrals" in page
    assert "2 sudden changes in these data could pass" in display.answer(found).markup
    chart = display.completeness(found)
    assert isinstance(chart, Figure)
    drawn = str(chart.picture.wide.to_dict())
    ups, downs = (drawn.count(f"'shape': '{SIGNS[way][0]}'") for way in ("up", "down"))
    assert ups - downs == 3 - 1  # the key has each as often as the other


def test_changes_are_counted(released: Release) -> None:
    page = display.answer(released(completeness=FIELD, drift=CODE, districts=DISTRICT)).markup
    assert "3 sudden changes in these data could pass" in page
    assert "1 in months of a field, 1 in half-years of a code" in page
    assert "Yes, in 2 places" in page


def test_a_month_that_stands_out_is_no_sudden_change_in_recording(released: Release) -> None:
    found = released(volume=MONTH)
    page = display.answer(found).markup
    assert "Nothing found in these data" in page
    assert "In the county 1 of 21 months stands out." in page
    assert "March 2011: outside the limits." in display.standing_out(found).markup
    assert display.volume(found).headline == "1 of 21 months stands out from ordinary variation"


def test_months_in_a_row_that_stand_out_are_one_place(released: Release) -> None:
    out = pl.col("period").is_between(MARCH, dt.date(2011, 5, 1))
    found = released(volume=planted(QUIET.volume, out, signal="one side"))
    page = display.answer(found).markup
    assert "In the county 3 of 21 months stand out, in one stretch." in page
    assert "Yes, in one place" in page
    assert "March 2011 to May 2011: " in display.standing_out(found).markup


def test_quarters_of_districts_that_stand_out_are_counted_in_words(released: Release) -> None:
    two = planted(
        DISTRICT,
        (pl.col("segment") == "Thanet") & (pl.col("period") == APRIL),
        referrals=300,
        volume_is_jump=True,
    )
    for districts, said in (
        (QUIET.districts, "No district's quarter does."),
        (DISTRICT, "Of the districts' quarters, one does."),
        (two, "Of the districts' quarters, 2 do."),
    ):
        assert said in html.unescape(display.answer(released(districts=districts)).markup)


def test_trial_limits_and_rebasing_are_said(released: Release) -> None:
    plan = replace(PLAN, rebase_months=(APRIL,))
    trial = planted(QUIET.volume, pl.col("period") >= APRIL, is_trial=True, phase=1)
    page = display.standing_out(released(plan=plan, volume=trial)).markup
    assert "begin anew in April 2011, as fixed beforehand" in page
    assert "Limits that begin in April 2011 rest on fewer than 13 months" in page


def test_an_empty_month_is_named(released: Release) -> None:
    gap = planted(QUIET.volume, pl.col("period") == MARCH, referrals=0, per_day=0.0)
    assert "No referral at all in March 2011." in display.standing_out(released(volume=gap)).markup


def test_an_interim_report_says_so(released: Release) -> None:
    found = released(plan=replace(PLAN, is_interim=True))
    assert "Interim finding. Nothing" in display.answer(found).markup


@pytest.mark.parametrize(
    ("could", "said"),
    [
        ((0, 0), "there would have been no more of them after the launch, and no more before it"),
        ((31, 9), "at most 1% more of them after the launch, and at most 2% more before it"),
        ((0, 90), "at most 10% more of them after the launch, and no more before it"),
    ],
)
def test_what_was_left_out_could_do_no_more_than_its_rows(
    released: Release, could: tuple[int, int], said: str
) -> None:
    bounds = QUIET.bounds.with_columns(could_be_nfa=pl.Series(could))
    found = released(bounds=bounds)
    assert said in display.effect_of_exclusions(found).markup
    tone = "unsure" if max(could) == 90 else "good"
    assert f"tile {tone}" in display.answer(found).markup.split("</li>")[0]


@pytest.mark.parametrize(
    ("excluded", "said"),
    [(0, "Nothing"), (3, "A few rows"), (10, "Under 0.1%"), (400, "2.0% of rows")],
)
def test_the_share_left_out_is_said_as_far_as_it_may_be(
    released: Release, excluded: int, said: str
) -> None:
    rows = pl.DataFrame({"read": [20_000], "kept": [20_000 - excluded], "excluded": [excluded]})
    assert f'<p class="figure">{said}</p>' in display.answer(released(rows=rows)).markup


def test_a_small_number_left_out_is_in_no_word(released: Release) -> None:
    rows = pl.DataFrame({"read": [20_000], "kept": [19_997], "excluded": [3]})
    page = display.was_read(released(rows=rows)).markup
    assert page.count("a suppressed number") == 3
    assert "20,000" not in page  # less what the months add up to, it is the rows left out
    assert "19,997" not in page


def test_counts_by_month_have_no_rows_that_were_read_left_out_or_failed(
    released: Release,
) -> None:
    counted = replace(EVERYTHING, columns=frozenset({"is_nfa"}), is_counted=True)
    found = released(have=counted)
    assert "<dt>Referrals counted</dt>" in display.was_read(found).markup
    assert "Rows read" not in display.was_read(found).markup
    assert "Nothing</p>" not in display.answer(found).markup
    assert "what it left out of them" in display.answer(found).markup
    for panel in (display.limits_and_next(found), display.failed_rows(found)):
        assert "failed_rows.csv" not in panel.markup
    assert "Had every row left out" not in display.effect_of_exclusions(found).markup
    assert "failed_rows.csv" in display.failed_rows(released()).markup
    assert "<dt>Rows read</dt>" in display.was_read(released()).markup


def test_no_field_is_named_as_the_one_that_lacks_nothing_most(released: Release) -> None:
    whole = QUIET.completeness.with_columns(missing=pl.lit(0))
    found = released(completeness=whole)
    assert "No field lacks a value in any month" in display.answer(found).markup
    figure = display.completeness(found)
    assert isinstance(figure, Figure)
    assert figure.picture.description.startswith("Of 1 fields, none is missing")
    assert "The most that any field lacked" in display.answer(released()).markup


def test_limits_that_may_not_be_shown_leave_a_sentence(released: Release) -> None:
    hidden = replace(released().volume, table=released().volume.table.with_columns(
        pl.lit(None, pl.Float64).alias(name) for name in ("mean", "lower", "upper")
    ))  # fmt: skip
    told = display.volume(replace(released(), volume=hidden))
    assert "no mean and no limits" in told.picture.description
    assert "cannot be shown referrals" not in told.picture.description
    assert "limits" not in told.subtitle
    assert "limits" in display.volume(released()).subtitle


def test_months_that_are_hidden_are_not_said_to_stand_within(released: Release) -> None:
    volume = released().volume
    is_first = pl.int_range(pl.len()) == 0
    signal = pl.when(is_first).then(None).otherwise("signal").alias("signal")
    hidden = replace(volume, table=volume.table.with_columns(signal))
    page = display.answer(replace(released(), volume=hidden)).markup
    assert "None of the county&#x27;s 20 months that can be shown stands out" in page


def test_every_figure_has_an_alternative_and_its_numbers(released: Release) -> None:
    found = released(completeness=FIELD, districts=DISTRICT)
    fields = display.completeness(found)
    assert isinstance(fields, Figure)
    assert "33.3%: Primary need, March 2011" in fields.picture.description
    volumes, missing = display.district_volumes(found), display.district_missing(found)
    assert isinstance(volumes, Figure)
    assert isinstance(missing, Figure)
    changes = volumes.picture.description
    assert "between \N{MINUS SIGN}40% and" in changes
    assert "Sudden: April to June 2011, Dover." in changes
    failed = display.failed_by_quarter(found)
    assert isinstance(failed, Figure)
    assert failed.table.frame.width == 2
    assert missing.table.frame.height == len(PLAN.quarters)


def test_a_suppressed_share_is_c_in_the_table_and_in_no_text(released: Release) -> None:
    few = planted(QUIET.completeness, pl.col("period") >= MARCH, missing=3)
    figure = display.completeness(released(completeness=few))
    assert isinstance(figure, Figure)
    assert figure.table.suppressed is not None
    assert figure.table.suppressed["Primary need"].sum() == 10
    assert "0.3%" not in str(figure.table.frame.rows())


def test_a_column_without_a_code_of_its_list_has_an_empty_table(released: Release) -> None:
    nothing, needs = (display.codes(released(), c) for c in ("closure_reason", "primary_need"))
    assert isinstance(nothing, Table)
    assert nothing.frame.is_empty()
    assert isinstance(needs, Table)
    assert needs.frame.height == 2


def test_what_the_extract_lacks_is_said_where_it_would_stand(released: Release) -> None:
    lost = {"district", "closure_reason", "closed_on", "section_47_on"}
    found = replace(released(), have=replace(EVERYTHING, columns=EVERYTHING.columns - lost))
    volumes, codes = display.district_volumes(found), display.codes(found, "closure_reason")
    assert isinstance(volumes, Panel)
    assert "changed its recording cannot be said: the extract has no districts" in volumes.text
    assert isinstance(codes, Panel)
    assert "closure reasons changed cannot be said: the extract has no closures" in codes.text
    assert display.district_missing(found) is None
    assert display.sudden_in_districts(found) is None
    expected = display.expected(found).markup
    assert expected.count("How often it is missing cannot be said") == 5
    assert "the extract has no section 47 enquiries" in expected
    assert "the extract has no districts" in display.answer(found).markup


def test_fields_are_listed_with_where_they_are_expected(released: Release) -> None:
    assert "referrals with further action" in display.expected(released()).markup


def test_months_beside_quarters_are_explained_where_there_are_quarters(released: Release) -> None:
    quiet = released()
    assert not display.how_judged(quiet).text.startswith("By month")
    beside = replace(quiet, is_beside_quarters=True)
    assert display.how_judged(beside).text.startswith("By month; Missing")
