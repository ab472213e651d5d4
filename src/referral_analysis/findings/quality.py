"""What was read, what was kept, and which rules rows failed."""

import polars as pl

from referral_analysis.extract import Checked


def rows(checked: Checked) -> pl.DataFrame:
    """Return one row: the referrals read, kept and excluded."""
    return pl.DataFrame(
        {"read": [checked.n_read], "kept": [checked.n_kept], "excluded": [checked.n_excluded]}
    )


def rules(checked: Checked) -> pl.DataFrame:
    """Return a row a rule: its number, sentence, severity and the rows that failed it.

    `failed` is null where the extract lacks a column that the rule needs.
    """
    schema = {"rule": pl.String, "sentence": pl.String, "severity": pl.String, "failed": pl.Int64}
    found = [(rule.number, rule.sentence, rule.severity, rule.failed) for rule in checked.rules]
    return pl.DataFrame(found, schema, orient="row")
