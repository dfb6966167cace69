from __future__ import annotations

import os
import time

from platform_project.kit.ids import uuid7


def test_ids_are_version_7_grow_with_time_and_are_never_the_same() -> None:
    before = time.time_ns() // 1_000_000
    made = [uuid7() for _ in range(2_000)]
    assert {(made_id.version, made_id.variant) for made_id in made} == {(7, "specified in RFC 4122")}
    assert len(set(made)) == 2_000
    times = [made_id.int >> 80 for made_id in made]
    assert times == sorted(times)
    assert before <= times[0] <= times[-1] <= time.time_ns() // 1_000_000


def test_a_forked_child_makes_other_ids_than_its_parent() -> None:
    uuid7()  # some chance is in reserve now
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, b"".join(_chances()))
        os._exit(0)
    os.waitpid(child, 0)
    theirs = os.read(reader, 400)
    os.close(reader)
    os.close(writer)
    assert len(theirs) == 400
    assert not {theirs[at : at + 8] for at in range(0, 400, 8)} & set(_chances())


def _chances() -> list[bytes]:
    """The parts of 50 ids that do not tell the time."""
    return [(uuid7().int & (2**62 - 1)).to_bytes(8, "big") for _ in range(50)]
