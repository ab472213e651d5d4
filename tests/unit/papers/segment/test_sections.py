"""The sections of one segment's report: what they say of a fall, of too few, and of gaps."""

from dataclasses import replace

import polars as pl
import pytest

from referral_analysis.analysis.segments import Segment
from referral_analysis.disclosure import DFE, earlier_releases
from referral_analysis.disclosure.register import REGISTER
from referral_analysis.papers.segment import display
from referral_analysis.questions.one_place import words as segment_words
from referral_analysis.questions.one_place.finding import SegmentFindings
from referral_analysis.questions.one_place.release import ReleasedSegment, release_segment
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.tables import Table, csv_of
from referral_analysis.report.words import wording
from referral_analysis.report.words.wording import Change


def released(
    found: SegmentFindings, kind: str = "district", name: str = "Swale"
) -> ReleasedSegment:
    board = pl.DataFrame(
        [
            ("board_report", found.plan.extract_drawn_on, "nfa", "county", "county", month, month,
             count, 1)
            for measure, month, count in found.county.rows() if measure == "nfa"
        ],
        REGISTER,
        orient="row",
    )  # fmt: skip
    segment = Segment(kind="agency" if kind == "agency" else "district", name=name)
    return release_segment(replace(found, segment=segment), DFE, earlier_releases(board))


@pytest.fixture(scope="module")
def shown(swale: SegmentFindings) -> ReleasedSegment:
    return released(swale)


def figure_of(one: ReleasedSegment) -> Figure:
    shown = display.quarters(one)
    assert isinstance(shown, Figure)
    return shown


def with_effect(found: SegmentFindings, **values: float | None) -> SegmentFindings:
    is_swale = pl.col("segment") == "Swale"
    return replace(
        found,
        effects=found.effects.with_columns(
            pl.when(~is_swale).then(name).otherwise(pl.lit(value, pl.Float64)).alias(name)
            for name, value in values.items()
        ),
    )


def test_the_answer_names_the_district_and_sets_the_county_beside(shown: ReleasedSegment) -> None:
    panel = display.answer(shown)
    assert panel.text == "We cannot yet tell whether inappropriate referrals in Swale fell."
    assert panel.markup.count('<li class="tile ') == 4
    assert "drawn towards those of the other districts" in panel.markup
    assert "And in the whole county?" in panel.markup
    assert "17% fewer" in panel.markup
    assert '<li class="tile unsure"><h3>How sure are we?</h3>' in panel.markup


def test_a_fall_is_told_as_one(swale: SegmentFindings) -> None:
    fell = released(with_effect(swale, ratio=0.7, low=0.6, high=0.8))
    panel = display.answer(fell)
    assert panel.text.startswith("Yes: inappropriate referrals in Swale fell")
    assert '<li class="tile plain"><h3>How sure are we?</h3>' in panel.markup
    assert figure_of(fell).headline.startswith("Fewer inappropriate referrals than")
    # 249 in five months, at 0.7 of what was expected
    assert "We would have expected about 71 a month; there were 50." in panel.markup


def test_an_interim_report_says_so(swale: SegmentFindings) -> None:
    interim = replace(swale, plan=replace(swale.plan, is_interim=True))
    assert display.answer(released(interim)).text.startswith("Interim finding. ")


def test_too_few_to_model_leaves_counts_and_no_estimate(swale: SegmentFindings) -> None:
    names = ("ratio", "low", "high", "own_ratio", "own_low", "own_high", "p_adjusted")
    few = replace(with_effect(swale, **dict.fromkeys(names)), path=swale.path.clear())
    few_shown = released(few)
    panel = display.answer(few_shown)
    assert panel.text.startswith(
        "No change is estimated: fewer than 3 inappropriate referrals a month in this district"
    )
    assert panel.markup.count('<li class="tile ') == 1
    figure = figure_of(few_shown)
    assert figure.headline == "Inappropriate referrals in Swale, quarter by quarter"
    assert "model" not in figure.subtitle
    assert figure.table.frame["expected"].null_count() == figure.table.frame.height
    assert figure.table.suppressed is not None
    assert not figure.table.suppressed["expected"].any()
    assert display.beside(few_shown).headline == "Swale beside the whole county"
    assert "compared at once" not in display.beside_words(few_shown).text


def test_quarters_show_what_was_expected_after_the_launch_alone(shown: ReleasedSegment) -> None:
    figure = figure_of(shown)
    frame = figure.table.frame
    assert frame["months_in_words"].to_list()[:3] == [
        "Apr to Jul 2006",
        "Aug to Oct 2006",
        "Nov 2006 to Jan 2007",
    ]
    last = frame.row(-1, named=True)
    assert last["observed"] / last["expected"] == pytest.approx(shown.effect.table["ratio"].item())
    assert last["low"] < last["expected"] < last["high"]
    assert frame["expected"].null_count() == frame.height - 1
    assert frame["fitted"].null_count() == 2  # the workshops, and after them
    assert "In Aug to Dec 2011 it was 190, against 246 expected" in figure.picture.description


def test_a_hidden_quarter_is_a_gap_that_is_told(swale: SegmentFindings) -> None:
    at = pl.col("first") == swale.stretches["first"].min()
    is_small = at & (pl.col("segment") == "Swale")
    taken = swale.stretches.filter(is_small)["nfa"].item() - 3
    moved = at & (pl.col("segment") == "Thanet")
    nfa = pl.when(is_small).then(3).when(moved).then(pl.col("nfa") + taken).otherwise("nfa")
    gap = released(replace(swale, stretches=swale.stretches.with_columns(nfa=nfa)))
    figure = figure_of(gap)
    assert "One is not shown, to protect children's identities." in figure.picture.description
    row = csv_of(figure.table).splitlines()[1].split(",")
    assert row[:4] == ["Apr to Jul 2006", "636", "c", "c"]
    assert "own months" not in display.beside(gap).picture.description
    # by the county's total it could be worked out, were it the only one
    hidden = gap.register.filter(pl.col("count").is_null())
    assert set(hidden["first_month"]) == {swale.plan.series_starts}
    assert hidden.filter(pl.col("kind") == "district").height >= 2


def test_without_a_rate_to_show_there_is_a_table_and_no_empty_chart(swale: SegmentFindings) -> None:
    nfa = pl.when(pl.col("segment") == "housing").then(2).otherwise("nfa")
    few = replace(swale, stretches=swale.stretches.with_columns(nfa=nfa))
    shown = display.quarters(released(few, "agency", "housing"))
    assert isinstance(shown, Table)
    assert shown.name == "quarter_by_quarter"
    assert shown.frame["nfa"].null_count() == shown.frame.height


def test_figures_beside_the_county_are_those_of_the_released_tables(shown: ReleasedSegment) -> None:
    frame = display.beside(shown).table.frame
    assert frame["label"].to_list() == [
        "Swale, by its own months alone",
        "Swale, drawn towards the other districts",
        "The whole county, by itself",
        "The whole county, against its other referrals",
    ]
    effect = shown.effect.table
    county = dict(shown.changes.table.select("measure", "ratio").rows())
    assert frame["ratio"].to_list() == [
        effect["own_ratio"].item(),
        effect["ratio"].item(),
        county["nfa"],
        county["headline"],
    ]


def test_an_agency_is_named_as_people_would(swale: SegmentFindings) -> None:
    police = released(swale, "agency", "police")
    assert "inappropriate referrals from the police" in display.answer(police).text
    assert "the children of the county" in figure_of(police).subtitle
    assert "Which agency did best" in display.limits(police).markup
    assert segment_words.title(Segment(kind="agency", name="individual")) == "Individuals"


def change(ratio: float, low: float, high: float) -> Change:
    return Change(
        what="they", ratio=ratio, low=low, high=high, level=0.95, observed_a_month=9, months=5
    )


@pytest.mark.parametrize(
    ("here", "said"),
    [
        (change(0.8, 0.6, 1.1), "the two cannot be told apart"),
        (change(0.5, 0.4, 0.6), "they fell more than in the county"),
        (change(1.2, 1.1, 1.3), "they fell less, or rose more, than in the county"),
    ],
)
def test_a_segment_is_told_from_the_county_only_where_its_range_leaves_it(
    here: Change, said: str
) -> None:
    told = segment_words.beside_county(here, change(0.75, 0.6, 0.9))
    assert said in told
    assert wording.span(change(0.75, 0.6, 0.9)) in told


@pytest.mark.parametrize(
    ("chance", "said"), [(0.01, "still show a change"), (0.3, "could be chance")]
)
def test_a_segment_is_not_singled_out_for_chance(chance: float, said: str) -> None:
    assert said in segment_words.own_change("district", 12, chance)
    assert "12 districts compared at once" in segment_words.own_change("district", 12, chance)


def test_the_before_and_after_table_is_the_board_reports_row(shown: ReleasedSegment) -> None:
    frame = display.before_and_after(shown).frame
    effect = shown.effect.table.row(0, named=True)
    assert frame["months"].to_list() == ["Aug to Dec 2010", "Aug to Dec 2011"]
    for name in ("referrals", "nfa", "share"):
        assert frame[name].to_list() == [effect[f"{name}_before"], effect[f"{name}_after"]]
