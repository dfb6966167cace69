"""Agents in the browser: the first one, one from a file, and what becomes of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser import Watched, assert_accessible, shot, use_theme
from tests.web.conftest import PASSWORD, Person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

GREETER = {
    "name": "Greeter",
    "description": "Greets somebody by name.",
    "nodes": [
        {"id": "who", "block_id": "agent.short_text_input", "input_default": {"name": "name"}},
        {"id": "greet", "block_id": "text.fill_template", "input_default": {"format": "Hello, {{ name }}!"}},
        {"id": "out", "block_id": "agent.output", "input_default": {"name": "greeting"}},
    ],
    "links": [
        {"source_id": "who", "source_name": "result", "sink_id": "greet", "sink_name": "values_#_name"},
        {"source_id": "greet", "source_name": "output", "sink_id": "out", "sink_name": "value"},
    ],
}
STRANGE = {
    "id": "odd",
    "block_id": "11111111-2222-4333-8444-555555555555",
    "metadata": {"customized_name": "Mystery step"},
}
ASKING = {
    "id": "exa",
    "block_id": "exa.answer",
    "input_default": {"query": "Who wrote the first program?"},
    "metadata": {"customized_name": "Ask Exa"},
}


def test_somebody_new_has_a_result_two_clicks_after_they_registered(page: Page) -> None:
    page.goto("/register")
    page.get_by_label("E-mail address").fill("nora@example.com")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="No agents yet")).to_be_visible()
    page.get_by_role("button", name="Try it: Refund desk").wait_for()
    for theme in ("light", "dark"):
        use_theme(page, theme)
        assert_accessible(page)
    shot(page, "welcome")
    page.get_by_role("button", name="Try it: Refund desk").click()
    form = page.get_by_role("form", name="Inputs")
    expect(form.get_by_label("Customer")).to_have_value("Ada")
    form.get_by_role("button", name="Run", exact=True).click()
    result = page.get_by_role("region", name="Result")
    result.get_by_role("button", name="Approve", exact=True).click()
    expect(result.get_by_role("status").first).to_have_text("Completed")
    expect(result).to_contain_text("Ada")
    assert_accessible(page)
    shot(page, "agent-run")
    page.reload()
    expect(form.get_by_label("Customer")).to_have_value("Ada")
    expect(result).to_contain_text("Completed")


def test_the_look_around_goes_by_keyboard_through_real_pages_and_is_offered_once(signed_in: Person) -> None:
    page = signed_in.page
    page.get_by_role("button", name="Show me around").click()
    card = page.get_by_role("region", name="A look around")
    for number in range(1, 6):
        expect(card).to_contain_text(f"{number} of 6")
        expect(card.get_by_role("button", name="Next")).to_be_focused()
        page.keyboard.press("Enter")
    with page.expect_response(lambda answer: answer.url.endswith("/me/preferences")) as kept:
        card.get_by_role("button", name="Done").click()
    assert kept.value.json()["tours_seen"] == ["builder", "start"]
    expect(card).to_have_count(0)
    page.goto("/agents")
    page.get_by_role("button", name="Try it: Tidy report").wait_for()
    expect(page.get_by_role("button", name="Show me around")).to_have_count(0)


def test_a_file_is_imported_with_its_report_then_exported_and_deleted(
    signed_in: Person, tmp_path: Path
) -> None:
    page = signed_in.page
    file = tmp_path / "strange.json"
    nodes = [*GREETER["nodes"], STRANGE, ASKING]
    file.write_text(json.dumps({**GREETER, "name": "Stranger", "nodes": nodes}))
    page.get_by_role("button", name="Import an agent").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Or paste its JSON").fill("{]")
    dialog.get_by_role("button", name="Next").click()
    expect(dialog.get_by_role("alert")).to_contain_text("This is not JSON")
    dialog.locator("input[type=file]").set_input_files(file)
    expect(dialog.get_by_role("list", name="Agents in the file")).to_contain_text("Stranger5 steps")
    assert signed_in.ask("GET", "/graphs")["results"] == []
    expect(dialog).to_contain_text("For Ask Exa")
    dialog.get_by_role("button", name="Connect Exa").click()
    connecting = page.get_by_role("dialog", name="Connect Exa")
    connecting.get_by_label("API key").fill("canary-0123456789")
    connecting.get_by_role("button", name="Connect", exact=True).click()
    expect(dialog.get_by_role("combobox", name="Exa")).to_contain_text("Exa")
    assert_accessible(page)
    shot(page, "import-preview")
    dialog.get_by_role("button", name="Import", exact=True).click()
    expect(dialog.get_by_role("heading", name="“Stranger” is imported")).to_be_visible()
    expect(dialog).to_contain_text("Mystery step")
    expect(dialog).to_contain_text(f"Unknown block {STRANGE['block_id']}")
    assert_accessible(page)
    shot(page, "import-report")
    dialog.get_by_role("button", name="Close").click()
    (made,) = signed_in.ask("GET", "/graphs")["results"]
    (credential,) = signed_in.ask("GET", "/credentials")["results"]
    asking = next(n for n in signed_in.ask("GET", f"/graphs/{made['id']}")["nodes"] if n["id"] == "exa")
    assert asking["input_default"]["credentials"]["id"] == credential["id"]
    row = page.get_by_role("row", name=re.compile("Stranger"))
    expect(row).to_contain_text("Draft")
    row.get_by_role("button", name="More for Stranger").click()
    with page.expect_download() as saved:
        page.get_by_role("menuitem", name="Export as a file").click()
    assert saved.value.suggested_filename == "stranger-v1.json"
    assert json.loads(Path(saved.value.path()).read_text())["name"] == "Stranger"
    row.get_by_role("button", name="More for Stranger").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="No agents yet")).to_be_visible()
    assert signed_in.ask("GET", "/graphs")["results"] == []


def test_several_agents_go_out_as_one_file_and_come_in_again(signed_in: Person, tmp_path: Path) -> None:
    page = signed_in.page
    for name in ("First", "Second"):
        signed_in.ask("POST", "/graphs", {**GREETER, "name": name})
    page.reload()
    page.get_by_role("checkbox", name="Choose First").check()
    page.get_by_role("checkbox", name="Choose Second").check()
    bar = page.get_by_role("toolbar", name="2 agents chosen")
    shot(page, "agents-chosen")
    with page.expect_download() as saved:
        bar.get_by_role("button", name="Export as one file").click()
    expect(bar).to_have_count(0)
    file = tmp_path / "both.json"
    saved.value.save_as(file)
    page.get_by_role("button", name="Import", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(file)
    dialog.get_by_role("button", name="Import 2 agents").click()
    expect(dialog.get_by_role("heading", name="2 agents are imported")).to_be_visible()
    assert_accessible(page)
    shot(page, "bundle-imported")
    names = [graph["name"] for graph in signed_in.ask("GET", "/graphs")["results"]]
    assert sorted(names) == ["First", "First", "Second", "Second"]
    dialog.get_by_role("button", name="Open First").click()
    expect(page.get_by_role("heading", name="First")).to_be_visible()


def test_agents_are_searched_duplicated_and_found_by_the_command_palette(signed_in: Person) -> None:
    page = signed_in.page
    for name in ("Greeter", "Reporter"):
        signed_in.ask("POST", "/graphs", {**GREETER, "name": name})
    page.reload()
    rows = page.get_by_role("table", name="Agents").get_by_role("row")
    expect(rows).to_have_count(3)
    page.keyboard.press("/")
    page.keyboard.type("repo")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="More for Reporter").click()
    page.get_by_role("menuitem", name="Duplicate").click()
    expect(rows).to_have_count(3)
    expect(page.get_by_role("link", name=re.compile(r"^Reporter \(copy\)"))).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").fill("greeter")
    page.get_by_role("option", name="Greeter").click()
    expect(page.get_by_role("heading", name="Greeter")).to_be_visible()
    expect(page).to_have_title("Greeter · Polychord")


def test_agents_are_kept_in_folders_marked_archived_and_missed_when_they_go(signed_in: Person) -> None:
    page = signed_in.page
    first, second = (
        signed_in.ask("POST", "/graphs", {**GREETER, "name": name}) for name in ("First", "Second")
    )
    timed = {"graph_id": first["id"], "cron": "0 9 * * *", "name": "At nine", "inputs": {"name": "Ada"}}
    signed_in.ask("POST", "/schedules", timed)
    page.reload()
    rows = page.get_by_role("table", name="Agents").get_by_role("row")
    for name in ("Work", "Private"):
        page.get_by_role("button", name="New folder").click()
        page.get_by_label("Name of the folder").fill(name)
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_have_count(0)
    tiles = page.get_by_role("list", name="Folders")
    tiles.get_by_role("button", name="More for the folder Private").click()
    page.get_by_role("menuitem", name="Move to…").click()
    page.get_by_role("radio", name="Work").click()
    page.get_by_role("button", name="Move", exact=True).click()
    expect(tiles.get_by_role("listitem")).to_have_count(1)
    page.get_by_role("link", name=re.compile("^First")).drag_to(tiles.get_by_role("link", name="Work"))
    expect(tiles).to_contain_text("1 agent")
    page.get_by_role("button", name="Mark Second as a favourite").click()
    expect(page.get_by_role("button", name="Second is a favourite")).to_be_visible()
    page.get_by_role("button", name="More for Second").click()
    page.get_by_role("menuitem", name="Tags…").click()
    page.get_by_label("Tags", exact=True).fill("daily, mail")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(rows.last).to_contain_text("mail")
    assert_accessible(page)
    shot(page, "library")
    tiles.get_by_role("link", name="Work").press("Enter")
    expect(page.get_by_role("navigation", name="Folders above")).to_contain_text("Work")
    page.get_by_role("checkbox", name="Choose First").check()
    bar = page.get_by_role("toolbar", name="1 agent chosen")
    bar.get_by_role("button", name="Archive").click()
    expect(page.get_by_text("“First” is archived. Switched off: 1 schedule.")).to_be_visible()
    expect(page.get_by_role("heading", name="This folder is empty")).to_be_visible()
    page.get_by_role("combobox", name="Show").click()
    page.get_by_role("option", name="Archived").click()
    expect(rows.last).to_contain_text("First")
    page.get_by_role("button", name="More for First").click()
    page.get_by_role("menuitem", name="Delete").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("At nine")
    assert_accessible(page)
    shot(page, "library-delete")
    question.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    assert [graph["id"] for graph in signed_in.ask("GET", "/graphs?archived=any")["results"]] == [
        second["id"]
    ]


def test_a_version_is_named_and_an_older_one_made_active(signed_in: Person, watched: Watched) -> None:
    page = signed_in.page
    graph = signed_in.ask("POST", "/graphs", GREETER)
    page.goto(f"/agents/{graph['id']}?tab=settings")
    page.get_by_label("Description").fill("Greets everybody.")
    page.get_by_role("button", name="Save as a new version").click()
    page.get_by_role("tab", name="Versions").click()
    versions = page.get_by_role("list", name="Versions").get_by_role("listitem")
    expect(versions).to_have_count(2)
    page.get_by_role("button", name="More for version 1").click()
    page.get_by_role("menuitem", name="Name and notes").click()
    page.get_by_label("Name", exact=True).fill("The first")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(versions.last).to_contain_text("The first")
    page.get_by_role("button", name="More for version 1").click()
    page.get_by_role("menuitem", name="Make active").click()
    expect(versions.last).to_contain_text("Active")
    assert signed_in.ask("GET", f"/graphs/{graph['id']}")["description"] == GREETER["description"]
    assert_accessible(page)
    shot(page, "versions")
    page.get_by_role("button", name="More for version 2").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(versions).to_have_count(1)

    # A version that asks for more than a preset gives is active all the same, and says so.
    preset = {"graph_id": graph["id"], "name": "Daily", "inputs": {"name": "Ada"}}
    signed_in.ask("POST", "/presets", preset)
    tone = {"id": "tone", "block_id": "agent.short_text_input", "input_default": {"name": "tone"}}
    signed_in.ask("PUT", f"/graphs/{graph['id']}", {**GREETER, "nodes": [*GREETER["nodes"], tone]})
    page.goto(f"/agents/{graph['id']}/build")
    page.get_by_role("button", name="Saved, but 1 start does not fit").click()
    expect(page.get_by_role("dialog")).to_contain_text("Preset Daily: The agent asks for 'tone'.")
    assert_accessible(page)
    shot(page, "publish-partial")
    page.get_by_role("link", name="Put it right").click()
    expect(page.get_by_text("1 way to start this agent does not fit")).to_be_visible()
