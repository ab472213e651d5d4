"""Synthetic extracts of any size for the ingest benchmark: the same rows as CSV and as Parquet."""

from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.extract import codes, columns

SEED = 2011
CHUNK = 1_000_000
FIRST_DAY, DAYS = np.datetime64("2006-04-01"), 5_400  # fifteen years
DISTRICTS = tuple(f"District {number:02}" for number in range(1, 13))
REFERRALS_A_CHILD = 1.8
CHILD = """<Child>
  <ChildIdentifiers><LAchildID>C{child:08}</LAchildID><UPN>A{child:012}</UPN>
    <FormerUPN>B{child:012}</FormerUPN><PersonBirthDate>2004-{other:02}-{day:02}</PersonBirthDate>
    <GenderCurrent>1</GenderCurrent></ChildIdentifiers>
  <ChildCharacteristics><Ethnicity>WBRI</Ethnicity><Disabilities><Disability>NONE</Disability>
    </Disabilities></ChildCharacteristics>
  <CINdetails>
    <CINreferralDate>2011-{other:02}-{day:02}</CINreferralDate>
    <ReferralSource>2A</ReferralSource><PrimaryNeedCode>N1</PrimaryNeedCode>
    <CINclosureDate>2012-{other:02}-{day:02}</CINclosureDate>
    <ReasonForClosure>RC7</ReasonForClosure>
    <DateOfInitialCPC>2012-01-{day:02}</DateOfInitialCPC>
    <Assessments><AssessmentActualStartDate>2012-01-{day:02}</AssessmentActualStartDate>
      <AssessmentInternalReviewDate>2012-01-{day:02}</AssessmentInternalReviewDate>
      <AssessmentAuthorisationDate>2012-02-{day:02}</AssessmentAuthorisationDate>
      <FactorsIdentifiedAtAssessment><AssessmentFactors>4A</AssessmentFactors>
      </FactorsIdentifiedAtAssessment></Assessments>
    <Section47><S47ActualStartDate>2012-01-{day:02}</S47ActualStartDate></Section47>
    <ReferralNFA>0</ReferralNFA>
  </CINdetails>
</Child>
"""


def make(rows: int, folder: Path) -> tuple[Path, Path]:
    """Write the CSV and the Parquet file of this many rows, unless they are there; return both."""
    folder.mkdir(parents=True, exist_ok=True)
    width = len(columns.BEFORE_SINGLE)
    name = f"referrals_{rows}_{width}_columns"  # none of another version is taken
    csv, parquet = folder / f"{name}.csv", folder / f"{name}.parquet"
    if csv.exists() and parquet.exists():
        return csv, parquet
    rng = np.random.default_rng(SEED)
    with csv.open("wb") as file:
        for start in range(0, rows, CHUNK):
            chunk = _chunk(rng, start, min(CHUNK, rows - start), rows)
            chunk.write_csv(file, include_header=start == 0)
    typed = pl.scan_csv(csv, schema={c.name: c.dtype for c in columns.BEFORE_SINGLE})
    typed.sink_parquet(parquet)
    return csv, parquet


def make_quoted(csv: Path) -> Path:
    """Write a CSV file again with quotation marks round every field, unless it is there."""
    path = csv.with_stem(f"{csv.stem}_quoted")
    if not path.exists():
        rows = pl.scan_csv(csv, infer_schema=False).fill_null("")
        rows.sink_csv(path, quote_style="always")
    return path


def make_census(megabytes: int, folder: Path) -> Path:
    """Write a CIN census return of about this size, unless it is there: a child a referral."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"census_{megabytes}.xml"
    if path.exists():
        return path
    children = megabytes * 1_000_000 // len(CHILD.format(child=0, day=1, other=1))
    with path.open("w", encoding="utf-8") as file:
        file.write("<Message><Header><Source><LEA>886</LEA></Source></Header><Children>\n")
        for child in range(children):
            file.write(CHILD.format(child=child, day=child % 28 + 1, other=child % 12 + 1))
        file.write("</Children></Message>\n")
    return path


def _chunk(rng: np.random.Generator, start: int, rows: int, of: int) -> pl.DataFrame:
    """Draw rows: ids in order, children at random among all, dates after one another."""
    children = int(of / REFERRALS_A_CHILD)
    referred = FIRST_DAY + rng.integers(0, DAYS, rows)
    is_nfa = rng.random(rows) < 0.3
    later = {
        columns.INITIAL_ASSESSED_ON: (10, 0.5),
        columns.CORE_ASSESSED_ON: (40, 0.3),
        columns.SECTION_47_ON: (20, 0.1),
        columns.CHILD_PROTECTION_PLAN_ON: (60, 0.05),
        columns.CLOSED_ON: (200, 1.0),
    }
    frame = {
        columns.REFERRAL_ID: pl.Series(np.arange(start, start + rows)),
        columns.CHILD_ID: pl.Series(rng.integers(0, children, rows)),
        columns.REFERRED_ON: referred,
        columns.DISTRICT: _drawn(rng, DISTRICTS, rows),
        columns.REFERRAL_SOURCE: _drawn(rng, codes.codes_of(columns.REFERRAL_SOURCE), rows),
        columns.PRIMARY_NEED: _drawn(rng, codes.codes_of(columns.PRIMARY_NEED), rows),
        columns.IS_NFA: is_nfa,
        **{name: _after(rng, referred, *how, is_nfa) for name, how in later.items()},
        columns.CLOSURE_REASON: _drawn(rng, codes.codes_of(columns.CLOSURE_REASON)[:7], rows),
        columns.AGE_AT_REFERRAL: rng.integers(0, 18, rows),
    }
    ids = (columns.REFERRAL_ID, columns.CHILD_ID)
    return pl.DataFrame(frame).with_columns(
        pl.format(letter, pl.col(name).cast(pl.String).str.zfill(8)).alias(name)
        for name, letter in zip(ids, ("R{}", "C{}"), strict=True)
    )


def _drawn(rng: np.random.Generator, values: list[str] | tuple[str, ...], rows: int) -> pl.Series:
    return pl.Series(values).gather(rng.integers(0, len(values), rows))


def _after(
    rng: np.random.Generator,
    referred: NDArray[np.datetime64],
    within_days: int,
    share: float,
    is_nfa: NDArray[np.bool_],
) -> pl.Series:
    """Draw days after the referral; only closure happens to a referral with no further action."""
    day = pl.Series(referred + rng.integers(0, within_days, len(referred)))
    happens = (rng.random(len(referred)) < share) & (~is_nfa | (share == 1.0))
    return pl.select(pl.when(pl.Series(happens)).then(day)).to_series()
