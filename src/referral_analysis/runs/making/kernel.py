"""The process that runs a notebook: this interpreter, in a folder of its own, always in UTC."""

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import default

from referral_analysis.report.page.mime import EXPORTS

ARGUMENTS = (
    "-m",
    "ipykernel_launcher",
    "-f",
    "{connection_file}",
    "--HistoryManager.enabled=False",
)

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
"""For linear algebra, set before numpy is imported: the matrices are small, and on a busy machine
threads cost seconds."""
SETTINGS = {"TZ": "UTC", EXPORTS: "1", **ONE_THREAD}
LONGEST_FOLDER = 90  # bytes; a socket's whole path may have 103 on macOS, 107 on Linux


class OwnKernel(AsyncKernelManager):  # type: ignore[misc]
    """A kernel of the running interpreter; no kernel need be registered anywhere.

    Its connection file, sockets and IPython profile are in a new folder, so that runs side by side
    cannot meet and nobody's start-up files are run. It listens on sockets in that folder: over TCP
    ipykernel warns, and ports can be taken by others. Windows has no such sockets, and elsewhere
    their path must be short: there it is TCP.
    """

    @default("transport")
    def _own_transport(self) -> str:
        is_short = len(os.fsencode(self._folder())) < LONGEST_FOLDER
        return "ipc" if os.name == "posix" and is_short else "tcp"

    @default("ip")
    def _own_ip(self) -> str:
        return str(self._folder() / "socket") if self.transport == "ipc" else "127.0.0.1"

    @default("connection_file")
    def _own_connection_file(self) -> str:
        return str(self._folder() / "kernel.json")

    @property
    def kernel_spec(self) -> KernelSpec:
        """Describe the kernel: this interpreter, in UTC, with an IPython profile of its own."""
        return KernelSpec(
            argv=[sys.executable, *ARGUMENTS],
            display_name="Python 3",
            language="python",
            env=SETTINGS | {"IPYTHONDIR": str(self._folder())},
        )

    def _folder(self) -> Path:
        if not hasattr(self, "_own_folder"):
            self._own_folder = Path(tempfile.mkdtemp(prefix="ra-"))
        return self._own_folder

    async def _async_cleanup_resources(self, restart: bool = False) -> None:  # noqa: FBT001, FBT002 - jupyter_client's signature
        await super()._async_cleanup_resources(restart=restart)
        if not restart and hasattr(self, "_own_folder"):
            shutil.rmtree(self._own_folder, ignore_errors=True)

    cleanup_resources: Any = _async_cleanup_resources
