"""`./run` on machines that lack things, in a folder with a space; made-up programs note what they are asked."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent.parent
TOOLS = ("bash", "env", "dirname", "sha256sum", "cat", "sed", "timeout", "rm", "mkdir", "cp", "chmod")

PYTHON = """#!/usr/bin/env bash
echo "python $*" >>"$NOTES"
if [ "${2-}" = venv ]; then mkdir -p .venv/bin && cp "$0" .venv/bin/python; fi
case " $* " in *" $FAILS "*) exit 1 ;; esac
"""
APT_GET = """#!/usr/bin/env bash
echo "apt-get $*" >>"$NOTES"
cp "$SPARE_PYTHON" "$(dirname "$0")/python3"
"""


class Machine:
    """A folder with the script, and a PATH that holds only what we put there."""

    def __init__(self, place: Path, user: int) -> None:
        self.folder, self.programs, self.notes = place / "etalase saya", place / "programs", place / "notes"
        self.user, self.spare = user, place / "spare-python"
        self.folder.mkdir()
        self.programs.mkdir()
        for name in ("run", "requirements.txt", "requirements-dev.txt"):
            shutil.copy(PROJECT / name, self.folder / name)
        for name in TOOLS:
            (self.programs / name).symlink_to(shutil.which(name) or pytest.fail(f"{name} is needed"))
        self.put("id", f"#!/usr/bin/env bash\necho {user}\n")
        self.spare.write_text(PYTHON)
        self.spare.chmod(0o755)

    def put(self, name: str, text: str) -> None:
        """Give the machine a program."""
        (self.programs / name).write_text(text)
        (self.programs / name).chmod(0o755)

    def run(self, *words: str, fails: str = "nothing") -> tuple[int, str, list[str]]:
        """Run the script; its exit code, what it said, and what the programs were asked since the last time."""
        self.notes.write_text("")
        environment = {"PATH": str(self.programs), "NOTES": str(self.notes), "SPARE_PYTHON": str(self.spare)}
        done = subprocess.run(
            [str(self.folder / "run"), *words],
            check=False,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env=environment | {"FAILS": fails},
            cwd="/",
        )
        asked = [line for line in self.notes.read_text().splitlines() if " -c " not in line]
        return done.returncode, done.stdout + done.stderr, asked


@pytest.fixture
def bare(tmp_path: Path) -> Machine:
    """A machine of root's without Python, with apt-get."""
    machine = Machine(tmp_path, user=0)
    machine.put("apt-get", APT_GET)
    return machine


@pytest.fixture
def ready(tmp_path: Path) -> Machine:
    """A machine with Python, where the set-up was done, and Chromium."""
    machine = Machine(tmp_path, user=0)
    machine.put("python3", PYTHON)
    machine.put("chromium", "")
    machine.put("apt-get", APT_GET)
    machine.run("setup")
    return machine


def installs(lock: str) -> str:
    options = "-qq --disable-pip-version-check --no-input --no-deps --require-hashes --only-binary :all:"
    return f"python -m pip install {options} -r {lock}"


def test_root_gets_python_installed_and_the_application_started(bare: Machine) -> None:
    code, _said, asked = bare.run()
    assert code == 0
    assert asked[0] == "apt-get install -y -q --no-install-recommends python3 python3-venv"
    assert asked[1] == "python -m venv --clear .venv"
    assert installs("requirements.txt") in asked
    assert asked[-1] == "python -m application.serve"


def test_an_ordinary_user_without_python_is_told_the_command_and_nothing_is_installed(tmp_path: Path) -> None:
    machine = Machine(tmp_path, user=1000)
    machine.put("apt-get", APT_GET)
    machine.put("sudo", "#!/usr/bin/env bash\necho sudo >>$NOTES\n")
    code, said, asked = machine.run()
    assert code == 1
    assert "sudo apt-get update && sudo apt-get install -y --no-install-recommends python3 python3-venv" in said
    assert "Etalase needs Python 3.11 or newer" in said
    assert asked == []


def test_a_machine_without_apt_is_told_what_it_needs(tmp_path: Path) -> None:
    code, said, _asked = Machine(tmp_path, user=0).run()
    assert code == 1
    assert "python3 python3-venv" in said


def test_a_second_start_installs_nothing(ready: Machine) -> None:
    assert ready.run() == (0, "", ["python -m application.serve"])


def test_a_changed_lock_is_installed_once(ready: Machine) -> None:
    with (ready.folder / "requirements.txt").open("a") as lock:
        lock.write("# changed\n")
    assert installs("requirements.txt") in ready.run()[2]
    assert ready.run()[2] == ["python -m application.serve"]


def test_an_interrupted_installation_is_done_again(ready: Machine) -> None:
    with (ready.folder / "requirements.txt").open("a") as lock:
        lock.write("# changed\n")
    assert ready.run(fails="install")[0] == 1
    assert installs("requirements.txt") in ready.run()[2]


def test_words_of_a_command_arrive_as_they_were_typed(ready: Machine) -> None:
    assert ready.run("flask", "user", "create", "--email", "a@b.id")[2] == [
        "python -m application.serve flask user create --email a@b.id"
    ]


def test_every_check_runs_even_after_one_failed_and_the_failed_one_is_named(ready: Machine) -> None:
    code, said, asked = ready.run("test", "-k", "money", fails="mypy")
    assert code == 1
    assert said.splitlines()[-1] == "Gagal / failed: mypy"
    assert installs("requirements-dev.txt") in asked
    assert [line.split()[2] for line in asked[-4:]] == ["ruff", "ruff", "mypy", "pytest"]
    assert asked[-1] == "python -m pytest -n 2 --maxschedchunk=8 --durations=10 -rs -k money"


def test_all_checks_passed_is_said(ready: Machine) -> None:
    code, said, asked = ready.run("test", "--long")
    assert code == 0
    assert said.splitlines()[-1] == "Semua lulus. / All passed."
    assert asked[-1] == "python -m pytest -n 2 --maxschedchunk=8 --durations=10 -rs"


def test_without_chromium_an_ordinary_user_is_told_what_is_skipped(ready: Machine) -> None:
    (ready.programs / "chromium").unlink()
    ready.put("id", "#!/usr/bin/env bash\necho 1000\n")
    code, said, _asked = ready.run("test")
    assert code == 0
    assert "sudo apt-get install -y --no-install-recommends chromium" in said
    assert "skipped: tes peramban / browser tests (Chromium)" in said


def test_an_unknown_word_gets_the_list_of_commands(ready: Machine) -> None:
    code, said, asked = ready.run("tset")
    assert (code, asked) == (2, [])
    assert "./run test ..." in said


def test_the_clean_checkout_is_tested_by_the_command_of_the_readme() -> None:
    lines = (PROJECT / ".ci" / "run").read_text().splitlines()
    assert lines[-1] == 'exec ./run test "$@" </dev/null'
    assert os.access(PROJECT / ".ci" / "run", os.X_OK)
