"""`referral-analysis audit-sample`: which referrals the auditors are to judge, and how many."""

from pathlib import Path
from typing import TypeVar

import click

from referral_analysis.cli.commands import PATH, commands
from referral_analysis.errors import ParametersError

Given = TypeVar("Given")


@commands.command(name="audit-sample")
@click.argument("extracts", metavar="EXTRACT...", type=PATH, nargs=-1)
@click.option(
    "-p",
    "--parameters",
    "parameters_file",
    type=PATH,
    help="Parameters file with the extract's mappings and its population file.",
)
@click.option("--before", metavar="MONTH..MONTH", help="Months before the launch to draw from.")
@click.option("--after", metavar="MONTH..MONTH", help="Months after it; best the same of the year.")
@click.option("--cases", type=click.IntRange(4), default=400, show_default=True)
@click.option(
    "--twice-percent",
    type=click.IntRange(0, 100),
    default=30,
    show_default=True,
    help="Share of the cases that two auditors judge, each without knowing.",
)
@click.option(
    "--auditor",
    "auditors",
    multiple=True,
    default=("A", "B"),
    show_default=True,
    help="An auditor's name; may be given more than once.",
)
@click.option(
    "--by-nfa/--not-by-nfa",
    default=True,
    show_default=True,
    help="Draw as many with no further action as without, to judge it as a proxy.",
)
@click.option(
    "--agency",
    "agencies",
    multiple=True,
    show_default="education, health, police",
    help="An agency group with strata of its own; the others are one.",
)
@click.option(
    "--district-group",
    "district_groups",
    multiple=True,
    metavar="GROUP=DISTRICT,...",
    help="Districts with strata of their own; may be given more than once.",
)
@click.option("--seed", type=click.IntRange(0), help="Same seed, same sample.")
@click.option("--output", type=PATH, help="A new folder for the files.")
@click.option(
    "--precision",
    type=click.FloatRange(0, 50, min_open=True, max_open=True),
    metavar="POINTS",
    help="Print how many cases give shares this precise, and draw nothing.",
)
@click.option(
    "--share-percent",
    type=click.FloatRange(0, 100, min_open=True, max_open=True),
    default=50,
    show_default=True,
    help="With --precision: about how many are inappropriate.",
)
@click.option(
    "--level-percent",
    type=click.IntRange(80, 99),
    default=95,
    show_default=True,
    help="With --precision: the confidence level.",
)
def audit_sample(
    extracts: tuple[Path, ...],
    *,
    parameters_file: Path | None,
    before: str | None,
    after: str | None,
    cases: int,
    twice_percent: int,
    auditors: tuple[str, ...],
    by_nfa: bool,
    agencies: tuple[str, ...],
    district_groups: tuple[str, ...],
    seed: int | None,
    output: Path | None,
    precision: float | None,
    share_percent: float,
    level_percent: int,
) -> None:
    """Draw a stratified sample of referrals for auditors to judge, blind to its key.

    Several files or a folder, such as yearly returns, are one extract.

    Example: referral-analysis audit-sample data_samples/synthetic_referrals_2011-11-14.csv.gz
    -p notebooks/parameters/executive_december_2011.yaml --before 2010-08..2010-10
    --after 2011-08..2011-10 --seed 2012 --output november_audit
    """
    from referral_analysis.questions.audited import sample  # noqa: PLC0415 - a second of imports
    from referral_analysis.runs.analyst import audit_sample as auditing  # noqa: PLC0415

    if precision is not None:
        click.echo(auditing.sample_size(precision, level_percent, share_percent))
        return
    plan = sample.SamplePlan(
        before=auditing.months(_given(before, "--before"), "--before"),
        after=auditing.months(_given(after, "--after"), "--after"),
        cases=cases,
        judged_twice=twice_percent / 100,
        auditors=auditing.auditors(auditors, "--auditor"),
        seed=_given(seed, "--seed"),
        by_nfa=by_nfa,
        agencies=auditing.agencies(agencies or sample.APART, "--agency"),
        district_groups=auditing.district_groups(district_groups, "--district-group"),
    )
    click.echo(
        auditing.draw_sample(
            _given(extracts or None, "EXTRACT"),
            _given(parameters_file, "--parameters"),
            plan,
            _given(output, "--output"),
        )
    )


def _given(value: Given | None, option: str) -> Given:
    if value is None:
        raise ParametersError(
            option,
            found="nothing",
            needed="a value, to draw a sample",
            do="Add it, or ask with --precision how many cases are needed.",
        )
    return value
