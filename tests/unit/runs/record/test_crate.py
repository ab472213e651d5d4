"""The manifest is a Process Run Crate in JSON-LD, and is refused when it is not as written."""

import json
import warnings
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from rocrate.rocrate import ROCrate  # type: ignore[import-untyped]

from referral_analysis.errors import FileUnreadableError
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import NAME, CodeVersion, FileRecord, Manifest, Package

A, B = "a" * 64, "b" * 64
MANIFEST = Manifest(
    notebook=FileRecord(path="notebooks/board_report.ipynb", bytes=10, sha256=A),
    parameters_file=FileRecord(path="notebooks/parameters/board.yaml", bytes=20, sha256=B),
    parameters={"extract": "data/a.csv", "fourier_pairs": 2, "codes": {"source": {"School": "2A"}}},
    inputs={"extract": FileRecord(path="data/a.csv", bytes=30, sha256=A, rows=103_425)},
    outputs=(
        FileRecord(path="report.html", bytes=1, sha256=A),
        FileRecord(path="tables/all referrals.csv", bytes=2, sha256=B),
    ),
    code=CodeVersion(version="0.1.0", source_sha256=A, commit="c" * 40, clean=True),
    python="3.11.7",
    packages={"polars": Package(version="2.1.0", sha256=(A, B)), "ours": Package(version="0.1.0")},
    lock_sha256=B,
    platform="Linux x86_64",
    simulation={"seed": 5},
    changed=("codes", "fourier_pairs"),
    decisions={"primary_form": "ratio", "residual_correlation": 0.83, "not_shown": None},
    started="2012-01-20T09:00:00+00:00",
    ended="2012-01-20T09:00:06+00:00",
    register=FileRecord(path="private/register.csv", bytes=3, sha256=B),
    kept=("run.log", "private/contents.json"),
)


@pytest.fixture
def written(tmp_path: Path) -> dict[str, Any]:
    crate.write(MANIFEST, tmp_path)
    document: dict[str, Any] = json.loads((tmp_path / NAME).read_text("utf-8"))
    return document


@pytest.fixture
def entities(written: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entity["@id"]: entity for entity in written["@graph"]}


def test_the_library_reads_it_back_as_a_crate(tmp_path: Path) -> None:
    crate.write(MANIFEST, tmp_path)
    for output in MANIFEST.outputs:
        path = tmp_path / output.path
        path.parent.mkdir(exist_ok=True)
        path.write_text("x")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        read = ROCrate(str(tmp_path))
    assert {entity.id for entity in read.data_entities} == {
        "report.html",
        "tables/all%20referrals.csv",
    }
    assert read.root_dataset["mentions"]["instrument"]["name"] == "referral-analysis"


def test_it_has_what_the_profile_demands(entities: dict[str, dict[str, Any]]) -> None:
    root, run = entities["./"], entities["#run"]
    assert entities[root["conformsTo"]["@id"]]["@type"] == "CreativeWork"
    assert root["conformsTo"]["@id"] == "https://w3id.org/ro/wfrun/process/0.5"
    assert entities[NAME]["conformsTo"]["@id"] == "https://w3id.org/ro/crate/1.1"
    assert {"name", "description", "datePublished", "license"} <= set(root)
    assert run["@type"] == "CreateAction"
    assert entities[run["instrument"]["@id"]]["@type"] == "SoftwareApplication"
    assert root["mentions"] == {"@id": "#run"}


def test_every_reference_leads_to_an_entity(entities: dict[str, dict[str, Any]]) -> None:
    outside = {"https://w3id.org/ro/crate/1.1", "http://schema.org/CompletedActionStatus"}
    for entity in entities.values():
        for name, value in entity.items():
            for held in value if isinstance(value, list) else [value]:
                if isinstance(held, dict):
                    assert held["@id"] in entities.keys() | outside, name


def test_every_term_is_in_the_vocabulary(entities: dict[str, dict[str, Any]]) -> None:
    vocabulary = json.loads((files("rocrate") / "data" / "ro-crate.jsonld").read_text("utf-8"))
    known = {*vocabulary["@context"], "@id", "@type"}
    for entity in entities.values():
        assert set(entity) <= known
        assert entity["@type"] in known


def test_nothing_is_dated_by_the_clock_or_named_at_random(written: dict[str, Any]) -> None:
    assert written == crate.to_document(MANIFEST)
    later = crate.to_document(replace(MANIFEST, ended="2012-01-20T10:00:00+00:00"))
    changed = [
        (old["@id"], name)
        for old, new in zip(written["@graph"], later["@graph"], strict=True)
        for name in old
        if old[name] != new[name]
    ]
    assert changed == [("./", "datePublished"), ("./", "identifier"), ("#run", "endTime")]


def test_rows_versions_and_hashes_are_in_it(entities: dict[str, dict[str, Any]]) -> None:
    assert entities["#input-extract-rows"]["value"] == 103_425
    assert entities["#package-polars"]["softwareVersion"] == "2.1.0"
    assert entities["#package-polars"]["sha256"] == [A, B]
    assert entities["#lock"]["sha256"] == B
    assert entities["#commit"]["value"] == "c" * 40


@pytest.mark.parametrize("path", ["/etc/passwd", "../a.csv", "a/../../b", "C:\\a.csv", "..\\a"])
@pytest.mark.parametrize("identifier", ["#notebook", "#input-extract", "report.html"])
def test_a_path_that_leads_out_is_refused(
    tmp_path: Path, written: dict[str, Any], path: str, identifier: str
) -> None:
    for entity in written["@graph"]:
        if entity["@id"] == identifier:
            entity["name"] = path
    (tmp_path / NAME).write_text(_signed(written), "utf-8")
    with pytest.raises(FileUnreadableError, match="cannot be read as a manifest"):
        crate.read(tmp_path)


def _signed(document: dict[str, Any]) -> str:
    """Write a document that was changed by somebody who knows how it is protected."""
    for entity in document["@graph"]:
        if entity["@id"] == "./":
            entity["identifier"] = crate.digest(document)
    return json.dumps(document)


@pytest.mark.parametrize("identifier", ["./", "#run", "#referral-analysis", "#notebook"])
def test_a_crate_that_lacks_a_part_is_refused(
    tmp_path: Path, written: dict[str, Any], identifier: str
) -> None:
    graph = [entity for entity in written["@graph"] if entity["@id"] != identifier]
    (tmp_path / NAME).write_text(_signed({**written, "@graph": graph}), "utf-8")
    with pytest.raises(FileUnreadableError, match="cannot be read as a manifest"):
        crate.read(tmp_path)


def test_half_a_character_is_refused(tmp_path: Path, written: dict[str, Any]) -> None:
    for entity in written["@graph"]:
        if entity["@id"] == "#run":
            entity["name"] = "\ud800"
    (tmp_path / NAME).write_text(_signed(written), "utf-8")
    with pytest.raises(FileUnreadableError, match="cannot be read as a manifest"):
        crate.read(tmp_path)


def test_what_is_beside_the_report_is_read_back(tmp_path: Path) -> None:
    crate.write(MANIFEST, tmp_path)
    assert crate.read(tmp_path).kept == ("run.log", "private/contents.json")
    crate.write(replace(MANIFEST, kept=()), tmp_path)
    assert crate.read(tmp_path).kept == ()


def test_a_changed_number_is_known(tmp_path: Path, written: dict[str, Any]) -> None:
    text = json.dumps(written).replace("103425", "103426")
    (tmp_path / NAME).write_text(text, "utf-8")
    with pytest.raises(FileUnreadableError, match="not what the run wrote"):
        crate.read(tmp_path)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "7", '{"@graph": 3}', '{"@graph": [{}]}', "\udcff"]
)
def test_what_is_no_crate_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / NAME).write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(FileUnreadableError, match="cannot be read as a manifest"):
        crate.read(tmp_path)


def test_a_missing_manifest_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadableError, match=f"^{NAME}: no such file; need the manifest"):
        crate.read(tmp_path)


def test_a_manifest_that_cannot_be_opened_is_one_line(tmp_path: Path) -> None:
    (tmp_path / NAME).mkdir()
    with pytest.raises(FileUnreadableError, match="IsADirectoryError"):
        crate.read(tmp_path)


def test_a_text_that_is_none_is_refused(tmp_path: Path, written: dict[str, Any]) -> None:
    for entity in written["@graph"]:
        if entity["@id"] == "#run":
            entity["startTime"] = 7
    (tmp_path / NAME).write_text(_signed(written), "utf-8")
    with pytest.raises(FileUnreadableError, match="cannot be read as a manifest"):
        crate.read(tmp_path)
