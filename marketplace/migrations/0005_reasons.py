"""Words to begin a rejection or a take-down with. They are the operator's to change."""

from __future__ import annotations

from typing import Any

from django.db import migrations

REASONS = [
    (
        "It does not run",
        "When we ran the agent it failed: [what happened]. Please run it once with inputs that a newcomer would give, put right what fails, and submit it again.",
    ),
    (
        "It says too little",
        "The description does not say what the agent does with what it is given, or what comes out. Please tell in a few sentences whom it helps, what it needs and what it gives back.",
    ),
    (
        "It promises more than it does",
        "The title or the description promises [what], which the agent does not do. Please say only what it does today.",
    ),
    (
        "It needs more access than it says",
        "The agent reads or sends [what], which the description does not mention. Please say so, or leave that step out.",
    ),
    (
        "A secret in the agent",
        "A step holds what looks like a key or a password ([which step]). Please take it out, let buyers connect an account of their own instead, and make the old key invalid: it was sent to us.",
    ),
    (
        "The work of others",
        "Text, pictures or the agent itself seem to be the work of others: [what]. Please show us that you may offer it, or replace it.",
    ),
    (
        "Harmful use",
        "The agent can be used to harm others: [how]. We do not offer such agents.",
    ),
    (
        "The price does not fit",
        "The price of a run is far from what the agent does or costs. Please look at it again, or tell us in the description why it costs that much.",
    ),
    (
        "A copy of another",
        "This is nearly the same as another of your listings ([which]). Please offer it as a new version of that one.",
    ),
]


def add(apps: Any, schema_editor: Any) -> None:
    template = apps.get_model("marketplace", "ReasonTemplate")
    for position, (title, text) in enumerate(REASONS):
        template.objects.get_or_create(title=title, defaults={"text": text, "position": position})


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0004_senior_moderators")]
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
