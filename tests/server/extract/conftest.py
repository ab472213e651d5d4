"""A PostgreSQL of our own for these tests: made in a temporary folder, ended with them."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Debian keeps the server's programs out of the path, a folder a version
PLACES = (*sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True),)
USER, PASSWORD = "analyst", "secret-word"


def find_program(name: str) -> Path | None:
    """Find a program of the server, on the path or where Debian keeps it."""
    found = shutil.which(name, path=os.pathsep.join([*map(str, PLACES), os.environ["PATH"]]))
    return Path(found) if found else None


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def unprivileged() -> str | None:
    """Name the account to run as: the server refuses to run as root."""
    return None if os.geteuid() else "nobody"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Start a server, and return its address with the password in it."""
    initdb, pg_ctl = find_program("initdb"), find_program("pg_ctl")
    if initdb is None or pg_ctl is None:
        message = "PostgreSQL is not installed here: apt-get install postgresql"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    port, account = free_port(), unprivileged()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "password").write_text(PASSWORD)
        if account is not None:
            owner = pwd.getpwnam(account)
            for path in (folder, folder / "password"):
                os.chown(path, owner.pw_uid, owner.pw_gid)
        data, log = folder / "data", folder / "log"
        start = f"-h 127.0.0.1 -p {port} -k {folder} -c fsync=off"
        run: list[list[str | Path]] = [
            [
                initdb,
                "-D",
                data,
                "-U",
                USER,
                "-A",
                "scram-sha-256",
                "--pwfile",
                folder / "password",
            ],
            [pg_ctl, "-D", data, "-l", log, "-o", start, "-w", "start"],
        ]
        for words in run:
            subprocess.run(words, check=True, capture_output=True, user=account, cwd=folder)
        try:
            yield f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{port}/postgres"
        finally:
            stop: list[str | Path] = [pg_ctl, "-D", data, "-m", "immediate", "-w", "stop"]
            subprocess.run(stop, check=True, capture_output=True, user=account, cwd=folder)
