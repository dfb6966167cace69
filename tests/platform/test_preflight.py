"""What stops a start is told in one line that names the variable, the port or the process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from platform_project.embedded.errors import StartRefused
from platform_project.kit.server_urls import refuse_wrong_urls
from platform_project.supervisor import preflight

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def test_a_taken_port_is_refused_with_its_number_and_holder() -> None:
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(
            StartRefused, match=rf"^Port {port} of 127.0.0.1 is taken by process {os.getpid()} \("
        ):
            preflight.check_port("127.0.0.1", port)


def test_a_second_start_on_a_folder_is_refused_with_port_and_process(tmp_path: Path) -> None:
    first, second = preflight.platform_lock(tmp_path), preflight.platform_lock(tmp_path)
    preflight.take_folder(first, "http://127.0.0.1:8000")
    with pytest.raises(StartRefused, match=rf"process {os.getpid()} serves http://127.0.0.1:8000\."):
        preflight.take_folder(second, "http://127.0.0.1:9000")
    assert second.holder() == (os.getpid(), "http://127.0.0.1:8000")
    first.free()


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("DATABASE_URL", "postgres://me:hunter2@127.0.0.1:9/db"),
        ("REDIS_URL", "redis://:hunter2@127.0.0.1:9/0"),
        ("BROKER_URL", "amqp://me:hunter2@127.0.0.1:9//"),
    ],
)
def test_an_unreachable_server_is_named_by_its_variable_without_its_password(
    variable: str, url: str, settings: Settings
) -> None:
    setattr(settings, variable, url)
    given = {"DATABASE_URL": ["redis"], "REDIS_URL": ["postgres"], "BROKER_URL": ["postgres", "redis"]}[
        variable
    ]
    if variable == "REDIS_URL":
        settings.BROKER_URL = url
    with pytest.raises(StartRefused) as refused:
        preflight.check_given_urls(given)
    line = str(refused.value)
    assert line.startswith(f"{variable} leads to no server that lets us in: ")
    assert "hunter2" not in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("variable", "url"),
    [
        ("DATABASE_URL", "mysql://me:hunter2@db/x"),
        ("DATABASE_URL", "postgres://me:hunter2@db"),
        ("DATABASE_URL", "hunter2"),
        ("REDIS_URL", "http://hunter2"),
        ("REDIS_URL", "redis://:hunter2@host:port/0"),
        ("BROKER_URL", "sqs://hunter2"),
    ],
)
def test_a_malformed_url_is_refused_by_the_name_of_its_variable(variable: str, url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"^{variable} must look like ") as refused:
        refuse_wrong_urls(**{variable: url})
    assert "hunter2" not in str(refused.value)


def test_sound_urls_pass() -> None:
    refuse_wrong_urls(
        DATABASE_URL="postgresql://me@db:5432/name", REDIS_URL="rediss://cache", BROKER_URL="amqps://queue//"
    )


@pytest.mark.parametrize(
    ("environment", "line"),
    [
        pytest.param({"REDIS_URL": "nonsense"}, "REDIS_URL must look like redis://", id="malformed URL"),
        pytest.param(
            {"PORT": "abc"}, "A variable of the environment or of .env has a wrong form: ", id="no number"
        ),
        pytest.param({"DEBUG": "false", "SECRET_KEY": ""}, "SECRET_KEY is not set.", id="no key"),
    ],
)
def test_the_command_line_says_what_is_wrong_in_one_line(
    environment: dict[str, str], line: str, tmp_path: Path
) -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "up"],
        cwd=ROOT,
        env={**os.environ, "VAR_DIR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith(line)
    assert len(ended.stderr.splitlines()) == 1
