"""The appropriateness paper of December from the sample, through the command line."""

import subprocess
import sys
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parents[2]
DECEMBER = "notebooks/parameters/appropriateness_december_2011.yaml"


def test_the_interim_paper_stands_alone_and_says_what_is_too_early(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "referral_analysis", "run", "notebooks/appropriateness.ipynb",
         "-p", DECEMBER, "--set", "earlier_runs=[]", "--output", str(tmp_path / "paper")],
        cwd=ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "paper" / "report.html").read_text("utf-8")
    assert "<script" not in page
    assert "Interim finding." in page
    # closures of one month only have settled; nobody has been followed for six
    assert "Too early to say" in page
    assert "6 months on" in page
    for name in (
        "made-of-two",
        "referred-again-all",
        "mix",
        "funnel-agencies",
        "changes-districts",
    ):
        assert (tmp_path / "paper" / "charts" / f"{name}.svg").stat().st_size > 1000
    register = pl.read_csv(tmp_path / "paper" / "private" / "register.csv")
    assert set(register["report"]) == {"appropriateness"}
