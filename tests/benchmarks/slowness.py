"""Makes every fsync of a process take 10 ms longer, with a library put before the C library."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

SOURCE = Path(__file__).with_name("slow_sync.c")


def slowed(folder: Path) -> Mapping[str, str]:
    """The variables of a process that is to be slowed; the library is compiled into the folder.

    Raises:
        LookupError: there is no C compiler.
    """
    compiler = shutil.which("cc")
    if compiler is None:
        raise LookupError("no C compiler is here")
    library = folder / "slow_sync.so"
    flags = ("-O2", "-shared", "-fPIC")
    subprocess.run([compiler, *flags, "-o", library, SOURCE, "-ldl"], check=True)
    return {"LD_PRELOAD": str(library)}
