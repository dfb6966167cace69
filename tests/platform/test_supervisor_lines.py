from __future__ import annotations

import pytest

from platform_project.supervisor.lines import Lines


def test_lines_come_whole_with_the_name_before_them(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines(prefixed=True, coloured=False)
    lines.add("web", b"first\nsec")
    lines.add("beat", b"other\n")
    lines.add("web", b"ond\n")
    assert capsys.readouterr().out == "web      | first\nbeat     | other\nweb      | second\n"


def test_the_last_line_of_an_ended_program_needs_no_line_end(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines(prefixed=True, coloured=False)
    lines.add("web", b"Killed")
    lines.finish("web")
    lines.finish("web")
    assert capsys.readouterr().out == "web      | Killed\n"


def test_machines_get_json_as_it_is_and_any_other_line_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    Lines(prefixed=False, coloured=False).add("web", b'{"event":"x"}\n\nworker: "Warm" shutdown\n')
    assert capsys.readouterr().out == (
        '{"event":"x"}\n{"event": "worker: \\"Warm\\" shutdown", "process": "web"}\n'
    )


def test_an_endless_line_is_cut_instead_of_kept(capsys: pytest.CaptureFixture[str]) -> None:
    lines = Lines(prefixed=True, coloured=False)
    lines.add("web", b"x" * 70_000)
    assert len(capsys.readouterr().out) == len("web      | ") + 70_000 + 1


def test_names_are_coloured_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    Lines(prefixed=True, coloured=True).say("web", "hello")
    assert capsys.readouterr().out == "\033[36mweb      | \033[0mhello\n"
