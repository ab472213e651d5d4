"""`audit-sample`: the files that auditors and analyst get, and how it ends when it cannot draw."""

import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from referral_analysis.cli import commands
from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.extract import key_digest, read_audit_key
from referral_analysis.runs.analyst import audit_sample as auditing

ROOT = Path(__file__).resolve().parents[2]
EXTRACT = "data_samples/synthetic_referrals_2011-11-14.csv.gz"
DECEMBER = "notebooks/parameters/executive_december_2011.yaml"
ASKED = {
    "--parameters": DECEMBER,
    "--before": "2010-08..2010-10",
    "--after": "2011-08..2011-10",
    "--seed": "2012",
}


def audit_sample(monkeypatch: pytest.MonkeyPatch, *words: str, **changed: str | None) -> Result:
    """Call the command in the project's folder; options of `changed` replace those asked for."""
    monkeypatch.chdir(ROOT)
    options: dict[str, str | None] = {
        **ASKED,
        **{f"--{name}": value for name, value in changed.items()},
    }
    given = [word for name, value in options.items() if value for word in (name, value)]
    return CliRunner().invoke(commands, ["audit-sample", EXTRACT, *given, *words])


def test_it_writes_a_blind_sheet_an_auditor_and_a_private_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = audit_sample(monkeypatch, output=str(tmp_path / "audit"))
    assert done.exit_code == 0, done.output
    assert "400 cases in 16 strata: 200 before (August 2010 to October 2010" in done.output
    files = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert files == {
        "audit/.gitignore",
        "audit/auditor_A.csv",
        "audit/auditor_B.csv",
        "audit/private/cases.csv",
        "audit/private/key.csv",
        "audit/private/sample.json",
    }
    key = read_audit_key(tmp_path / "audit/private/key.csv")
    sheet = pl.read_csv(tmp_path / "audit/auditor_A.csv")
    cases = pl.read_csv(tmp_path / "audit/private/cases.csv")
    assert set(sheet.join(cases, on="case", how="left")["referral_id"]) == set(
        key.filter(pl.col("auditors").list.contains("A"))["referral_id"]
    )
    recorded = json.loads((tmp_path / "audit/private/sample.json").read_text("utf-8"))
    assert recorded["seed"] == 2012
    assert recorded["key"]["sha256_of_rows"] == key_digest(key)
    assert (tmp_path / "audit/private").stat().st_mode & 0o077 == 0


def test_yearly_files_are_drawn_from_as_the_one_that_they_were_cut_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sample's rows in two files that overlap by a half-year: the same cases."""
    rows = pl.read_csv(ROOT / EXTRACT, infer_schema=False)
    day = pl.col("referred_on")
    rows.filter(day < "2011-04-01").write_csv(tmp_path / "2010-11.csv")
    rows.filter(day >= "2010-10-01").write_csv(tmp_path / "2011-12.csv")
    years = ["2010-11.csv", "2011-12.csv"]
    given = [word for name, value in ASKED.items() for word in (name, value)]
    monkeypatch.chdir(ROOT)
    for name, files in {"one": [EXTRACT], "two": [str(tmp_path / one) for one in years]}.items():
        words = ["audit-sample", *files, *given, "--output", str(tmp_path / name)]
        done = CliRunner().invoke(commands, words)
        assert done.exit_code == 0, done.output
    cases = [pl.read_csv(tmp_path / name / "private/key.csv") for name in ("one", "two")]
    assert cases[0].equals(cases[1])
    recorded = json.loads((tmp_path / "two/private/sample.json").read_text("utf-8"))
    assert [one["name"] for one in recorded["extract"]] == years


def test_it_draws_the_committed_sample_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = [
        "--district-group", "East=Canterbury,Dover,Shepway,Swale,Thanet",
        "--district-group", "Mid=Ashford,Maidstone,Tonbridge and Malling",
        "--district-group", "West=Dartford,Gravesham,Sevenoaks,Tunbridge Wells",
    ]  # fmt: skip
    done = audit_sample(monkeypatch, *groups, output=str(tmp_path / "audit"))
    assert done.exit_code == 0, done.output
    drawn = (tmp_path / "audit/private/key.csv").read_bytes()
    assert drawn == (ROOT / "data_samples/audit_sample.csv").read_bytes()


def test_precision_needs_no_extract() -> None:
    done = CliRunner().invoke(commands, ["audit-sample", "--precision", "5"])
    assert done.exit_code == 0
    assert "385 cases a period" in done.output
    assert "769 cases a period: so is the change" in done.output


@pytest.mark.parametrize(
    ("words", "changed", "message"),
    [
        ((), {"seed": None}, "--seed: nothing; need a value"),
        ((), {"before": "August"}, "--before: a value that is not a month"),
        ((), {"after": "2012-08..2012-10"}, "no referrals from August 2012 to October 2012"),
        ((), {"before": "2011-09"}, "two spans of months in order"),
        (("--agency", "schools"), {}, "the agency group schools; need one of individual"),
        (("--district-group", "East"), {}, "a group that cannot be read"),
        (("--district-group", "E=Dover", "--district-group", "W=Dover"), {}, "in two groups"),
        (("--district-group", "East=Hove"), {}, "Hove, which is not an area of the population"),
        (("--auditor", "../A", "--auditor", "B"), {}, "a name that cannot be part of a file's"),
        (("--auditor", "A"), {}, "two auditors or more"),
        (("--cases", "10"), {}, "strata to share"),
    ],
)
def test_what_cannot_be_drawn_is_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    changed: dict[str, str | None],
    message: str,
) -> None:
    done = audit_sample(monkeypatch, *words, **{"output": str(tmp_path / "audit"), **changed})
    assert isinstance(done.exception, ReferralAnalysisError)
    assert message in str(done.exception)
    assert not (tmp_path / "audit").exists()


def test_a_sample_larger_than_the_referrals_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    months = {"before": "2010-08", "after": "2011-08"}
    asked = ("--cases", "9000")
    done = audit_sample(monkeypatch, *asked, **months, output=str(tmp_path / "audit"))
    assert done.exit_code == 0, done.output
    key = pl.read_csv(tmp_path / "audit/private/key.csv")
    assert (key["drawn"] == key["in_stratum"]).all()
    said = f"9000 cases were asked for, {key.height} drawn: in 16 of 16 strata every referral is"
    assert said in done.output


def test_a_sample_being_judged_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "audit").mkdir()
    done = audit_sample(monkeypatch, output=str(tmp_path / "audit"))
    assert "so that no sample that is being judged is written over" in str(done.exception)


def test_a_disk_that_fills_up_leaves_nothing_of_a_sample(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError

    monkeypatch.setattr(auditing, "_record", full)  # the last file of the folder
    done = audit_sample(monkeypatch, output=str(tmp_path / "november" / "audit"))
    assert "output folder audit: it cannot be written (OSError)" in str(done.exception)
    assert not list(tmp_path.iterdir())
