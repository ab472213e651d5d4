"""Make every table of docs/validation.md again, in one command.

    python -m benchmarks.validation REFERENCE [--slow] [--every N]

REFERENCE: a folder with the data that may be read here and not passed on, each under its file's
name (docs/validation.md says where each is published): published/sicily_smoking_ban.csv and
quetiapine_au.csv; real/simits_mecklenburg_bail_monthly.csv, camhs_grampian_monthly_2015_2021.csv
and dfe_referrals_by_la_2013_2025.csv. All else is fetched from the packages that ship it. The
placebo launches take three hours and a half with --slow, the councils of 2025 two minutes, the rest
one. --every 400 tries the whole way in four minutes, once environments are made: of the placebo
launches every 400th window, of the councils none, and no committed result of either is replaced.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks import council_years, councils, published
from benchmarks.placebo import __main__ as placebo

FILES = (
    "published/sicily_smoking_ban.csv",
    "published/quetiapine_au.csv",
    "real/simits_mecklenburg_bail_monthly.csv",
    "real/camhs_grampian_monthly_2015_2021.csv",
    "real/dfe_referrals_by_la_2013_2025.csv",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the studies one after another: those of published data, which take least, first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("reference", type=Path)
    parser.add_argument("--slow", action="store_true", help="CausalPy and CausalImpact too")
    parser.add_argument("--every", type=int, default=1, help="a try: every Nth placebo launch")
    asked = parser.parse_args(arguments)
    reference: Path = asked.reference
    if missing := [name for name in FILES if not (reference / name).is_file()]:
        parser.error(f"{reference} has no {', '.join(missing)}: docs/validation.md says from where")
    table = str(reference / "real" / "dfe_referrals_by_la_2013_2025.csv")
    series = placebo.series_file(placebo.WORK, reference)
    published.main([str(series.with_name("casualties.csv")), str(reference)])
    council_years.main([table])
    if asked.every == 1:
        councils.main([table])
    slow = ["--slow"] if asked.slow else []
    placebo.main(["--reference", str(reference), "--every", str(asked.every), *slow])


if __name__ == "__main__":
    main()
