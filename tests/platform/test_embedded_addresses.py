from __future__ import annotations

import json
import socket
from pathlib import Path

from platform_project.embedded.addresses import addresses_of, database_url, lock_of, redis_url


def test_addresses_are_made_once_and_kept_for_their_owner_alone(tmp_path: Path) -> None:
    first = addresses_of(tmp_path)
    assert addresses_of(tmp_path) == first
    assert (tmp_path / "embedded.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["embedded.json"]


def test_urls_name_the_kept_ports(tmp_path: Path) -> None:
    made = addresses_of(tmp_path)
    password, port = made.postgres_password, made.postgres_port
    assert database_url(tmp_path) == f"postgres://polychord:{password}@127.0.0.1:{port}/polychord"
    assert redis_url(tmp_path) == f"redis://:{made.redis_password}@127.0.0.1:{made.redis_port}/0"


def test_passwords_do_not_show_in_the_repr(tmp_path: Path) -> None:
    made = addresses_of(tmp_path)
    assert made.postgres_password not in repr(made)
    assert made.redis_password not in repr(made)


def test_a_port_that_a_foreign_program_took_is_replaced_and_the_rest_is_kept(tmp_path: Path) -> None:
    before = addresses_of(tmp_path)
    with socket.create_server(("127.0.0.1", before.redis_port)):
        after = addresses_of(tmp_path)
    assert after.redis_port != before.redis_port
    assert (after.postgres_port, after.redis_password) == (before.postgres_port, before.redis_password)
    assert json.loads((tmp_path / "embedded.json").read_text())["redis_port"] == after.redis_port


def test_a_port_is_kept_while_the_server_itself_has_it(tmp_path: Path) -> None:
    before = addresses_of(tmp_path)
    lock = lock_of(tmp_path, "redis")
    assert lock.take()
    with socket.create_server(("127.0.0.1", before.redis_port)):
        assert addresses_of(tmp_path) == before
    lock.free()


def test_a_file_that_cannot_be_read_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "embedded.json").write_text("{half")
    made = addresses_of(tmp_path)
    assert addresses_of(tmp_path) == made
