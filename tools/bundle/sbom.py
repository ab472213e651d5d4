"""What is in a bundle, as a CycloneDX bill of materials: each wheel with its hash and licence."""

import zipfile
from datetime import UTC, datetime
from email.parser import HeaderParser
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from tools.bundle.wheels import sha256


def bill_of(wheels: list[Path], own: Path, made_at: int) -> str:
    """Return the bill as JSON: the project's wheel `own`, made of `wheels`.

    made_at is in seconds since 1970, so that a bundle made again has the same bytes.
    """
    parts = [component(wheel) for wheel in sorted(wheels)]
    whole = component(own)
    bom = Bom(components=parts)
    bom.metadata.component = whole
    bom.metadata.timestamp = datetime.fromtimestamp(made_at, UTC)
    bom.register_dependency(whole, parts)
    bom.serial_number = uuid5(NAMESPACE_URL, "".join(sorted(sha256(w) for w in (*wheels, own))))
    return JsonV1Dot6(bom).output_as_string(indent=2)


def component(wheel: Path) -> Component:
    """Describe one wheel by what its own metadata says of it."""
    head = _metadata(wheel)
    name, version = head["Name"], head["Version"]
    licence = head.get("License-Expression")
    url = PackageURL("pypi", name=name.lower(), version=version)
    return Component(
        type=ComponentType.LIBRARY,
        name=name,
        version=version,
        purl=url,
        bom_ref=str(url),
        description=head.get("Summary"),
        licenses=[LicenseFactory().make_from_string(licence)] if licence else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=sha256(wheel))],
    )


def _metadata(wheel: Path) -> dict[str, str]:
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (
            n for n in packed.namelist() if n.endswith(".dist-info/METADATA") and n.count("/") == 1
        )
        return dict(HeaderParser().parsestr(packed.read(name).decode("utf-8")).items())
