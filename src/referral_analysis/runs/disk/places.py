"""Where a run lands: reports/<release>/<notebook>, and below it a folder for each segment."""

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

from referral_analysis.analysis.segments import Segment
from referral_analysis.extract.codes import AGENCY_GROUPS
from referral_analysis.runs.parameters import ExtractReport

LONGEST = 40
DIGITS = 8  # of a name's hash: two of a few hundred names share theirs once in a hundred thousand
SMALL_WORDS = frozenset({"and", "in", "le", "of", "on", "the", "under", "upon", "with"})


def place_of(release: str, notebook: str, parameters: ExtractReport) -> PurePosixPath:
    """Return a run's folder below that of the reports; release and notebook are plain names."""
    place = PurePosixPath(release) / notebook
    return place / slug(parameters.segment) if parameters.segment else place


def slug(segment: Segment) -> str:
    """Return a folder's name for a segment: lower case, digits and hyphens, one for each name.

    A name written as names are keeps its own: Tonbridge and Malling is tonbridge-and-malling. Any
    other has some of its hash too, so that no two names share a folder, on any file system.
    """
    plain = unicodedata.normalize("NFKD", segment.name).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    made = "-".join(words)[:LONGEST].strip("-")
    if segment.kind == "agency":
        is_usual = segment.name in AGENCY_GROUPS
    else:
        usual = " ".join(word if word in SMALL_WORDS else word.capitalize() for word in words)
        is_usual = segment.name == usual and " ".join(words) not in AGENCY_GROUPS
    if is_usual and 0 < len("-".join(words)) <= LONGEST:
        return made
    digest = hashlib.sha256(f"{segment.kind} {segment.name}".encode("utf-8", "backslashreplace"))
    return f"{made or segment.kind}-{digest.hexdigest()[:DIGITS]}"
