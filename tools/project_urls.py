"""Name the project's addresses in the package's metadata: those of the repository that builds it.

A council may keep a repository of its own, so none is written down. What builds a release says
where it runs (`GITHUB_SERVER_URL`, `GITHUB_REPOSITORY`); a package built elsewhere names none.
"""

import os
from collections.abc import Mapping

from hatchling.metadata.plugin.interface import MetadataHookInterface

PAGES = {
    "Source": "",
    "Documentation": "/tree/main/docs",
    "Changelog": "/blob/main/CHANGELOG.md",
    "Issues": "/issues",
    "Security": "/security/policy",
}


def urls(environment: Mapping[str, str]) -> dict[str, str]:
    """Return the address of each page, by its name; none where nothing says where it runs."""
    server, repository = (
        environment.get(name, "") for name in ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY")
    )
    if not server or not repository:
        return {}
    return {name: f"{server}/{repository}{page}" for name, page in PAGES.items()}


class CustomMetadataHook(MetadataHookInterface):
    """What hatchling calls for the field that pyproject.toml leaves open."""

    def update(self, metadata: dict[str, object]) -> None:
        """Write the field `urls`."""
        metadata["urls"] = urls(os.environ)
