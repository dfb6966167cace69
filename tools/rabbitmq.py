"""A RabbitMQ of one's own, on free ports and in a temporary folder: for tests and for trying things.

    python3 tools/rabbitmq.py                      until Ctrl-C; prints its URL
    python3 tools/rabbitmq.py COMMAND [ARGUMENT…]  as long as a command runs, which gets it as BROKER_URL

Needs `rabbitmq-server` (Debian, Ubuntu: apt-get install rabbitmq-server). Uses the standard library alone.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

START_SECONDS = 90.0
STOP_SECONDS = 20.0
# Debian's command on the PATH is a wrapper that changes user and folder; the server itself lies here.
PLACES = ("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server")


def main() -> int:
    # However we are ended, what we started is ended too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        with running() as url:
            print(f"rabbitmq | ready at {url}", flush=True)
            if len(sys.argv) > 1:
                environment = {**os.environ, "BROKER_URL": url}
                return subprocess.run(sys.argv[1:], env=environment, check=False).returncode
            signal.pause()
    except KeyboardInterrupt:
        pass
    return 0


@contextmanager
def running() -> Iterator[str]:
    """A server that is ready; gives its URL. It, its port mapper and its data are gone at the end."""
    with TemporaryDirectory(prefix="rabbitmq-") as folder:
        port, distribution_port, mapper_port = _free_ports(3)
        environment = _environment(Path(folder), port, distribution_port, mapper_port)
        log = Path(folder) / "output"
        with log.open("wb") as output:
            server = subprocess.Popen(
                [_program()],
                env=environment,
                cwd=folder,
                stdout=output,
                stderr=output,
                start_new_session=True,  # a Ctrl-C reaches us alone
            )
        try:
            _wait_ready(server, port, log)
            yield f"amqp://guest:guest@127.0.0.1:{port}//"
        finally:
            _stop(server, environment)


def _program() -> str:
    found = next(filter(None, map(shutil.which, PLACES)), None)
    if found is None:
        sys.exit("RabbitMQ is not installed (Debian, Ubuntu: apt-get install rabbitmq-server).")
    return found


def _environment(folder: Path, port: int, distribution_port: int, mapper_port: int) -> dict[str, str]:
    """Everything of the machine's own RabbitMQ is left alone: its data, settings, ports and cookie."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith("RABBITMQ_")},
        "HOME": str(folder),  # for Erlang's cookie
        "ERL_EPMD_PORT": str(mapper_port),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"own{os.getpid()}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(distribution_port),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_MNESIA_BASE": str(folder / "data"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_PLUGINS_EXPAND_DIR": str(folder / "plugins"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),  # no such file: none
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
    }


def _wait_ready(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not _answers(port):
        if server.poll() is not None or time.monotonic() > until:
            sys.exit(f"RabbitMQ did not start:\n{log.read_text(errors='replace')[-3000:]}")
        time.sleep(0.2)


def _answers(port: int) -> bool:
    """True once it speaks AMQP: the port is open a moment earlier."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=2) as session:
            session.sendall(b"AMQP\x00\x00\x09\x01")
            return session.recv(1) == b"\x01"  # the first frame of a handshake
    except OSError:
        return False


def _stop(server: subprocess.Popen[bytes], environment: dict[str, str]) -> None:
    os.killpg(server.pid, signal.SIGTERM)
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    mapper = shutil.which("epmd")
    if mapper is not None:  # the server started it as a daemon, which would stay
        ending = [mapper, "-port", environment["ERL_EPMD_PORT"], "-kill"]
        subprocess.run(ending, env=environment, stdout=subprocess.DEVNULL, check=False)


def _free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


if __name__ == "__main__":
    sys.exit(main())
