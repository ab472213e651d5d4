"""Every manifest comes back from its crate as it went in, and its bytes follow from it alone."""

import contextlib
import string
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from referral_analysis.errors import FileUnreadableError
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import NAME, CodeVersion, FileRecord, Manifest, Package

names = st.text(string.ascii_lowercase + "_", min_size=1, max_size=8).filter(str.isidentifier)
words = st.text(st.characters(codec="utf-8"), max_size=20)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
versions = st.from_regex(r"[0-9]\.[0-9]{1,2}(rc1)?", fullmatch=True)
plain = st.none() | st.booleans() | st.integers() | words
values = st.recursive(
    plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3)
)
paths = st.lists(
    st.text(string.ascii_letters + string.digits + " -_é%#.", min_size=1, max_size=8).filter(
        lambda part: part.strip(".") and part not in {NAME, "."}
    ),
    min_size=1,
    max_size=3,
).map("/".join)
sizes = st.integers(0, 10**12)
files = st.builds(FileRecord, path=paths, bytes=sizes, sha256=hashes, rows=st.none())
tables = st.builds(FileRecord, path=paths, bytes=sizes, sha256=hashes, rows=st.none() | sizes)
manifests = st.builds(
    Manifest,
    notebook=files,
    parameters_file=files,
    parameters=st.dictionaries(names, values, max_size=5),
    inputs=st.dictionaries(names, tables, max_size=4),
    outputs=st.lists(files, max_size=4, unique_by=lambda file: file.path).map(tuple),
    code=st.builds(
        CodeVersion,
        version=versions,
        source_sha256=hashes,
        commit=st.none() | hashes,
        clean=st.none() | st.booleans(),
    ),
    python=versions,
    packages=st.dictionaries(
        names, st.builds(Package, version=versions, sha256=st.lists(hashes, max_size=3).map(tuple))
    ),
    lock_sha256=st.none() | hashes,
    platform=words,
    simulation=st.dictionaries(names, st.integers(0, 2**53), max_size=2),
    started=st.datetimes().map(str),
    ended=st.datetimes().map(str),
    register=st.none() | files,
)


@given(manifests)
def test_a_manifest_comes_back_as_it_went_in(manifest: Manifest) -> None:
    with tempfile.TemporaryDirectory() as place:
        crate.write(manifest, Path(place))
        assert crate.read(Path(place)) == manifest


@given(manifests)
def test_the_same_manifest_gives_the_same_document(manifest: Manifest) -> None:
    assert crate.to_document(manifest) == crate.to_document(replace(manifest))


@given(manifests, st.data())
def test_a_changed_byte_is_known(manifest: Manifest, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        crate.write(manifest, folder)
        written = bytearray((folder / NAME).read_bytes())
        at = data.draw(st.integers(0, len(written) - 2))  # the last byte ends the last line
        written[at] = data.draw(st.integers(0, 255).filter(lambda byte: byte != written[at]))
        (folder / NAME).write_bytes(bytes(written))
        with contextlib.suppress(FileUnreadableError):
            assert crate.read(folder) == manifest
            assert chr(written[at]).isspace()  # between two values
