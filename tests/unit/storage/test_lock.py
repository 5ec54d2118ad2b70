import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage.errors import FolderInUse, NotRecorded
from storage.lock import held, used

HOLD = """
import sys, time
from pathlib import Path
from storage.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_process_is_told_which_one_runs(tmp_path: Path) -> None:
    """A folder that a process holds is refused with its number, and free once it is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        refused = pytest.raises(FolderInUse, match=rf"already running.*process {holder.pid}\)")
        for _ in range(2):
            with refused, held(tmp_path):
                pytest.fail("two held one folder")
        holder.kill()
    with held(tmp_path):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_a_folder_is_free_after_its_block_and_after_an_error(tmp_path: Path) -> None:
    """Leaving the block lets go, however it is left; within it not even we can hold it again."""
    with pytest.raises(ZeroDivisionError), held(tmp_path):
        raise ZeroDivisionError
    with held(tmp_path), pytest.raises(FolderInUse, match=f"process {os.getpid()}"), held(tmp_path):
        pytest.fail("one folder was held twice")
    with held(tmp_path):
        assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o600


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A missing folder is refused in a sentence."""
    with pytest.raises(NotRecorded, match="lock could not be"), held(tmp_path / "gone"):
        pytest.fail("a missing folder was held")


def test_a_database_is_used_beside_others_or_alone(tmp_path: Path) -> None:
    """Any number use it together; who has to be alone is refused, and refuses all others."""
    refused = pytest.raises(FolderInUse, match=r"Another command .* try again when it has ended")
    with used(tmp_path), used(tmp_path), refused, used(tmp_path, alone=True):
        pytest.fail("a database was taken away from those who use it")
    for alone in (False, True):
        with used(tmp_path, alone=True), refused, used(tmp_path, alone=alone):
            pytest.fail("a database was used while it was replaced")
    with held(tmp_path), used(tmp_path, alone=True):
        assert [one.name for one in tmp_path.iterdir()] == ["lock"]
