"""One BLAS thread, so that CPU times mean what they say."""

import os
import subprocess
import sys

NAMES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def on_one_thread(module: str) -> None:
    """Run a module again with one BLAS thread, which numpy takes note of when it is imported."""
    if any(os.environ.get(name) != "1" for name in NAMES):
        once = os.environ | dict.fromkeys(NAMES, "1")
        command = [sys.executable, "-m", module, *sys.argv[1:]]
        sys.exit(subprocess.run(command, env=once, check=False).returncode)
