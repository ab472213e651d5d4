"""A report that is added as the page says is made by the same command as the others."""

import sys
from pathlib import Path

from tests.additions import PAGES, copied, follow, run


def test_a_report_that_is_added_can_be_run(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    follow(PAGES[2], folder)
    words = ["-m", "referral_analysis", "run", "one_page", "-p", "one_page.yaml"]
    done = run([sys.executable, *words], folder)
    assert done.returncode == 0, done.stderr
    made = folder / "reports/one_page/one_page"
    page = (made / "report.html").read_text("utf-8")
    assert "no further action would fall and nothing would have improved" in page
    tables = {path.stem for path in (made / "tables").iterdir()}
    assert "agencies" not in tables  # which the Board report has, and the one page leaves out
    assert any("district" in name for name in tables)
    assert (made / "private/register.csv").is_file()
