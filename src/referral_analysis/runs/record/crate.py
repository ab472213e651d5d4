"""The manifest as an RO-Crate after the Process Run Crate profile; the only rocrate import.

Written from a Manifest and read back into the same Manifest. The bytes follow from the Manifest
alone: nothing is dated by the clock or named at random. The root's `identifier` is the SHA-256 of
everything else in the file, so that a file changed later is known for one.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from referral_analysis.errors import FileUnreadableError
from referral_analysis.runs.disk.small_text import small_text
from referral_analysis.runs.record.crate_entities import RUN, contextual, file_entity, root
from referral_analysis.runs.record.crate_reading import manifest_of
from referral_analysis.runs.record.manifest import NAME, Manifest

Document: TypeAlias = dict[str, Any]

SPECIFICATION = "1.1"  # of RO-Crate: the one that the profile extends
_MOST = 50_000_000  # bytes: a hundred times the manifest of a run with thirty outputs
TERMS = "https://w3id.org/ro/terms/workflow-run/context"


def write(manifest: Manifest, folder: Path) -> None:
    """Write the manifest into a run folder."""
    text = json.dumps(to_document(manifest), indent=1, ensure_ascii=False)
    (folder / NAME).write_text(text + "\n", "utf-8", newline="\n")


def read(folder: Path) -> Manifest:
    """Read the manifest of a run folder; FileUnreadableError where it is missing, broken, changed.

    The file is data of anybody's: no path in it may lead out of a folder.
    """
    try:
        document = json.loads(small_text(folder / NAME, where=NAME, most=_MOST))
        json.dumps(document, ensure_ascii=False).encode()  # half a character is no text
        given = document["@graph"]
        entities = {entity["@id"]: entity for entity in given}
        if len(entities) != len(given) or entities["./"]["identifier"] != digest(document):
            raise _broken("it is not what the run wrote")
        return manifest_of(entities)
    except FileNotFoundError:
        raise _broken("no such file") from None
    except OSError as error:
        raise _broken(f"it cannot be read ({type(error).__name__})") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise _broken("it cannot be read as a manifest") from None


def to_document(manifest: Manifest) -> Document:
    """Describe a run in JSON-LD."""
    from rocrate.model import ContextEntity  # type: ignore[import-untyped] # noqa: PLC0415 - half a second
    from rocrate.rocrate import ROCrate  # type: ignore[import-untyped] # noqa: PLC0415

    crate = ROCrate(version=SPECIFICATION)
    crate.metadata.extra_contexts.append(TERMS)
    for output in manifest.outputs:
        crate.add_file(dest_path=output.path, properties=file_entity(output))
    for identifier, properties in contextual(manifest).items():
        crate.add(ContextEntity(crate, identifier, properties))
    for name, value in root(manifest).items():
        crate.root_dataset[name] = value  # its datePublished among them: the library's is the clock
    crate.root_dataset["mentions"] = {"@id": RUN}
    document: Document = crate.metadata.generate()
    crate.root_dataset["identifier"] = digest(document)
    return document


def digest(document: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a crate's content but for the root's identifier."""
    graph = [
        {name: value for name, value in entity.items() if (entity["@id"], name) != _DIGEST}
        for entity in document["@graph"]
    ]
    plain = json.dumps({**document, "@graph": graph}, sort_keys=True, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(plain.encode()).hexdigest()}"


_DIGEST = ("./", "identifier")


def _broken(found: str) -> FileUnreadableError:
    return FileUnreadableError(
        NAME,
        found=found,
        needed="the manifest of a run, as the run wrote it",
        do="Name a run folder, and get an unchanged copy of it.",
    )
