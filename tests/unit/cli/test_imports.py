"""Commands import what they need when they are called: a word of help is there at once."""

import json
import subprocess
import sys

from click.testing import CliRunner

from referral_analysis.cli.audit_sample import audit_sample
from referral_analysis.questions.audited.sample import APART

LATE = (
    "import json, sys; import referral_analysis.cli.entry; "
    "print(json.dumps(sorted(name for name in sys.modules if name.split('.')[0] in "
    "{'altair', 'numpy', 'papermill', 'polars', 'pydantic', 'referral_analysis', 'scipy'})))"
)


def test_the_command_line_imports_none_of_what_its_commands_do() -> None:
    words = [sys.executable, "-c", LATE]
    done = subprocess.run(words, check=True, capture_output=True, text=True)
    loaded = set(json.loads(done.stdout))
    ours = {name for name in loaded if name.startswith("referral_analysis.")}
    assert loaded - ours == {"referral_analysis"}
    assert {name.split(".")[1] for name in ours} == {"cli", "errors"}


def test_agencies_with_strata_of_their_own_are_those_that_the_help_names() -> None:
    told = " ".join(CliRunner().invoke(audit_sample, ["--help"]).output.split())
    assert f"[default: ({', '.join(APART)})]" in told
