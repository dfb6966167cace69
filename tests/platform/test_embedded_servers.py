"""PostgreSQL and Redis as they really run, on folders of each test's own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest
import redis
from django.db import connection
from redis.backoff import NoBackoff
from redis.retry import Retry

from platform_project.database.base import DatabaseWrapper
from platform_project.embedded.addresses import (
    DATABASE,
    ROLE,
    addresses_of,
    database_folder,
    database_url,
    lock_of,
    redis_url,
)
from platform_project.embedded.errors import ServerHeld, StartRefused
from platform_project.embedded.servers import running

pytestmark = pytest.mark.slow

HOLDER = """
import pathlib, sys, time
from platform_project.embedded.servers import running
with running(pathlib.Path(sys.argv[1])) as started:
    print(*(server.process.pid for server in started), flush=True)
    time.sleep(60)
"""


def ask(var_dir: Path, sql: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database_url(var_dir)) as session:
        return session.execute(sql.encode()).fetchall()


def test_the_database_is_durable_has_vectors_and_its_owner_is_no_superuser(var_dir: Path) -> None:
    with running(var_dir, {"postgres"}):
        settings = ask(
            var_dir,
            "SELECT current_setting('fsync'), current_setting('synchronous_commit'),"
            " current_setting('full_page_writes')",
        )
        assert settings == [("on", "on", "on")]
        assert ask(var_dir, "SELECT '[1,2]'::vector <-> '[1,5]'") == [(3.0,)]
        assert ask(var_dir, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user") == [(False,)]


def test_the_database_listens_on_the_loopback_address_alone_and_wants_the_password(var_dir: Path) -> None:
    with running(var_dir, {"postgres"}) as (postgres,):
        assert postgres.process is not None
        addresses = {
            c.laddr.ip for c in psutil.Process(postgres.process.pid).net_connections() if c.status == "LISTEN"
        }
        assert addresses == {"127.0.0.1"}
        wrong = database_url(var_dir).replace(addresses_of(var_dir).postgres_password, "wrong")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)


def platforms_own(var_dir: Path) -> dict[str, Any]:
    """How the platform connects to the database of a folder."""
    addresses = addresses_of(var_dir)
    its = {
        "HOST": "127.0.0.1",
        "PORT": addresses.postgres_port,
        "USER": ROLE,
        "PASSWORD": addresses.postgres_password,
        "NAME": DATABASE,
        "OPTIONS": {},
        "SOCKET_FOLDER": str(database_folder(var_dir)),
    }
    return DatabaseWrapper({**connection.settings_dict, **its}, "own").get_connection_params()


def test_the_platform_reaches_the_database_by_a_socket_that_wants_the_password(var_dir: Path) -> None:
    (var_dir / "postgres" / "pg_hba.conf").write_text("local all all reject\n")  # as an older version's
    with running(var_dir, {"postgres"}):
        own = platforms_own(var_dir)
        with psycopg.connect(**own) as session:
            assert session.execute("SELECT inet_client_addr()").fetchall() == [(None,)]
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(**own | {"password": "wrong"})
        assert ask(var_dir, "SELECT host(inet_client_addr())") == [("127.0.0.1",)]


def test_where_the_path_is_too_long_for_a_socket_it_goes_by_the_loopback_address(var_dir: Path) -> None:
    long = var_dir.rename(var_dir.with_name("x" * 100))
    with running(long, {"postgres"}), psycopg.connect(**platforms_own(long)) as session:
        assert session.execute("SELECT host(inet_client_addr())").fetchall() == [("127.0.0.1",)]


def test_redis_keeps_its_data_over_a_kill_and_wants_the_password(var_dir: Path) -> None:
    with running(var_dir, {"redis"}) as (server,):
        with redis.Redis.from_url(redis_url(var_dir)) as client:
            assert client.config_get("append*")["appendfsync"] == "everysec"
            assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
            client.set("kept", "yes")
        port = addresses_of(var_dir).redis_port
        with (
            redis.Redis(port=port, retry=Retry(NoBackoff(), 0)) as stranger,
            pytest.raises(redis.AuthenticationError),
        ):
            stranger.get("kept")
        assert server.process is not None
        server.process.kill()
        server.process.wait()
    with running(var_dir, {"redis"}), redis.Redis.from_url(redis_url(var_dir)) as client:
        assert client.get("kept") == b"yes"


def test_committed_rows_survive_a_kill_of_every_process(var_dir: Path) -> None:
    with running(var_dir, {"postgres"}) as (postgres,):
        with psycopg.connect(database_url(var_dir)) as session:
            session.execute("CREATE TABLE kept AS SELECT 7 AS number")
        assert postgres.process is not None
        family = psutil.Process(postgres.process.pid)
        for process in [*family.children(recursive=True), family]:
            with suppress(psutil.NoSuchProcess):  # a session that ended by itself
                process.kill()
        postgres.process.wait()
    with running(var_dir, {"postgres"}):
        assert ask(var_dir, "SELECT number FROM kept") == [(7,)]


def test_pid_files_that_name_another_living_program_are_no_obstacle(var_dir: Path) -> None:
    data, port = var_dir / "postgres", addresses_of(var_dir).postgres_port
    with subprocess.Popen(["sleep", "30"]) as stranger:
        for name in ("postmaster.pid", f".s.PGSQL.{port}.lock"):
            (data / name).write_text(f"{stranger.pid}\n{data}\n")
        with running(var_dir, {"postgres"}):
            assert ask(var_dir, "SELECT 1") == [(1,)]
        assert stranger.poll() is None
        stranger.kill()


def test_a_half_made_data_folder_is_made_again(tmp_path: Path) -> None:
    half = tmp_path / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with running(tmp_path, {"postgres"}):
        assert ask(tmp_path, "SELECT current_database()::text") == [("polychord",)]
    assert not half.exists()


def test_an_empty_data_folder_counts_as_none(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    with running(tmp_path, {"postgres"}):
        assert ask(tmp_path, "SELECT current_database()::text") == [("polychord",)]


def test_a_folder_that_holds_no_data_of_postgresql_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "notes.txt").write_text("mine")
    with pytest.raises(StartRefused, match="but no PostgreSQL data"), running(tmp_path, {"postgres"}):
        pass
    assert [path.name for path in (tmp_path / "postgres").iterdir()] == ["notes.txt"]


def test_data_of_another_major_version_is_refused_and_left_alone(var_dir: Path) -> None:
    (var_dir / "postgres" / "PG_VERSION").write_text("16\n")
    before = sorted(path.name for path in (var_dir / "postgres").iterdir())
    with (
        pytest.raises(StartRefused, match="holds PostgreSQL 16 data, this is PostgreSQL 18"),
        running(var_dir),
    ):
        pass
    assert sorted(path.name for path in (var_dir / "postgres").iterdir()) == before


def test_a_new_password_file_beside_older_data_counts(var_dir: Path) -> None:
    kept = json.loads((var_dir / "embedded.json").read_text())
    (var_dir / "embedded.json").unlink()
    with running(var_dir, {"postgres"}):
        assert ask(var_dir, "SELECT 1") == [(1,)]
    assert (
        json.loads((var_dir / "embedded.json").read_text())["postgres_password"] != kept["postgres_password"]
    )


def test_a_running_server_is_used_and_left_running(var_dir: Path) -> None:
    with running(var_dir) as outer, running(var_dir) as inner:
        assert [server.name for server in outer] == ["postgres", "redis"]
        assert inner == []
        with pytest.raises(ServerHeld, match=f"is run by process {os.getpid()}"), running(var_dir, own=True):
            pass
        assert ask(var_dir, "SELECT 1") == [(1,)]


def test_a_server_that_another_process_is_just_starting_is_waited_for(tmp_path: Path) -> None:
    port = addresses_of(tmp_path).redis_port
    lock = lock_of(tmp_path, "redis")
    assert lock.take()
    with ThreadPoolExecutor(1) as pool, socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)

        def start() -> None:
            time.sleep(0.3)
            other.bind(("127.0.0.1", port))
            other.listen()

        began = time.monotonic()
        starting = pool.submit(start)
        with running(tmp_path, {"redis"}) as started:
            assert time.monotonic() - began >= 0.3
            assert started == []
        starting.result()
    lock.free()


def test_no_server_outlives_a_killed_parent(var_dir: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(var_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        pids = [int(pid) for pid in holder.stdout.readline().split()]
        families = [
            p for pid in pids for p in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True))
        ]
        assert len(pids) == 2
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        _, alive = psutil.wait_procs(families, timeout=10)
        assert alive == []
    with running(var_dir):
        assert ask(var_dir, "SELECT 1") == [(1,)]


def test_it_starts_on_a_new_port_when_a_foreign_program_has_the_old_one(var_dir: Path) -> None:
    old = addresses_of(var_dir).postgres_port
    with socket.create_server(("127.0.0.1", old)), running(var_dir, {"postgres"}):
        assert addresses_of(var_dir).postgres_port != old
        assert ask(var_dir, "SELECT 1") == [(1,)]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")
def test_root_runs_the_database_as_somebody_else_even_below_a_closed_folder(var_dir: Path) -> None:
    var_dir.parent.chmod(0o700)
    with running(var_dir, {"postgres"}) as (postgres,):
        assert postgres.process is not None
        status = Path(f"/proc/{postgres.process.pid}/status").read_text()
        uid = next(line.split()[1] for line in status.splitlines() if line.startswith("Uid:"))
        capabilities = next(line.split()[1] for line in status.splitlines() if line.startswith("CapEff:"))
        assert uid == str((var_dir / "postgres").stat().st_uid)
        assert int(uid) != 0
        assert int(capabilities, 16) in (0, 1 << 1)  # none, or CAP_DAC_OVERRIDE alone


def test_stopping_takes_well_under_the_deadline(var_dir: Path) -> None:
    with running(var_dir):
        session = psycopg.connect(database_url(var_dir))
        session.execute("SELECT 1")
        began = time.monotonic()
    assert time.monotonic() - began < 3
    session.close()
