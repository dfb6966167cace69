"""The inbox of questions, on a phone and on a desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.web.browser import PHONE, assert_accessible, shot, use_theme
from tests.web.conftest import Person
from tests.web.runs import LETTER, asking, start

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]


def test_a_question_is_approved_with_a_change_on_a_phone(signed_in: Person) -> None:
    page = signed_in.page
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page.goto("/reviews")
    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    run = start(signed_in, asking("May this letter go out?"))
    page.get_by_role("button", name="May this letter go out?").click()
    question = page.get_by_role("article", name="May this letter go out?")
    expect(question).to_contain_text("Autumn news")
    question.get_by_role("button", name="Change the data").click()
    question.get_by_label("subject").fill("Winter news")
    question.get_by_label("Message").fill("With a better subject.")
    assert_accessible(page)
    shot(page, "review")
    page.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    question.get_by_role("button", name="Approve with changes").click()
    expect(page.get_by_role("heading", name="Nothing waits for you")).to_be_visible()
    page.goto(f"/runs/{run}")
    expect(page.locator("[aria-live=polite]", has_text="Completed")).to_be_visible()
    outputs = signed_in.ask("GET", f"/executions/{run}")["outputs"]
    assert outputs == {"approved": [{**LETTER, "subject": "Winter news"}]}


def test_several_questions_are_rejected_at_once_and_the_answers_are_kept(signed_in: Person) -> None:
    page = signed_in.page
    for number in (1, 2, 3):
        start(signed_in, asking(f"Question {number}?"))
    page.goto("/reviews")
    navigation = page.get_by_role("navigation", name="Main")
    expect(navigation.get_by_role("link", name="Reviews")).to_contain_text("3")
    for number in (1, 3):
        page.get_by_role("checkbox", name=f"Choose Question {number}?").click()
    for theme in ("dark", "light"):
        use_theme(page, theme)
        assert_accessible(page)
    shot(page, "reviews")
    page.get_by_role("button", name="Reject all…").click()
    dialog = page.get_by_role("dialog", name="Reject 2 questions?")
    dialog.get_by_label("Message").fill("Not this week.")
    dialog.get_by_role("button", name="Reject").click()
    expect(navigation.get_by_role("link", name="Reviews")).to_contain_text("1")
    expect(page.get_by_role("list", name="Reviews").get_by_role("listitem")).to_have_count(1)
    page.get_by_role("combobox", name="Which reviews").click()
    page.get_by_role("option", name="Rejected").click()
    expect(page.get_by_role("list", name="Reviews").get_by_role("listitem")).to_have_count(2)
    decided = page.get_by_role("article")
    expect(decided).to_contain_text("By Wanda Weber")
    expect(decided).to_contain_text("Not this week.")
    assert_accessible(page)
