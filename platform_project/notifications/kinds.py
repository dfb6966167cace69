"""What people are told of, by which ways, and what holds where they chose nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class Kind(models.TextChoices):
    RUN_FINISHED = "run_finished"
    RUN_FAILED = "run_failed"
    REVIEW_WAITING = "review_waiting"  # somebody has to answer before an agent goes on
    CREDITS_LOW = "credits_low"
    PAYMENT_TROUBLE = "payment_trouble"  # it failed, is disputed, or its bank wants to ask
    SCHEDULE_MISSED = "schedule_missed"  # a planned time at which nothing was started
    SUBMISSION_DECIDED = "submission_decided"
    LISTING_MODERATED = "listing_moderated"  # taken down or restored; an appeal was answered
    LISTING_RATED = "listing_rated"
    REPORT_ANSWERED = "report_answered"  # to who reported a listing, or a rating
    UPDATE_AVAILABLE = "update_available"  # a new version of an agent that one added


class Mail(models.TextChoices):
    """When it is mailed."""

    OFF = "off"
    IMMEDIATE = "immediate"
    DAILY = "daily"  # with all others of the day, at eight in the morning where the person is
    WEEKLY = "weekly"  # so on Mondays


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants to be told of a kind. app: in the web app's list."""

    app: bool = True
    mail: Mail = Mail.OFF
    push: bool = False

    @property
    def is_silence(self) -> bool:
        return not (self.app or self.push) and self.mail is Mail.OFF


USUAL: dict[Kind, Wish] = {
    Kind.RUN_FINISHED: Wish(app=False),
    Kind.RUN_FAILED: Wish(mail=Mail.IMMEDIATE),
    Kind.REVIEW_WAITING: Wish(mail=Mail.IMMEDIATE, push=True),
    Kind.CREDITS_LOW: Wish(mail=Mail.IMMEDIATE),
    Kind.PAYMENT_TROUBLE: Wish(mail=Mail.IMMEDIATE),
    Kind.SCHEDULE_MISSED: Wish(mail=Mail.IMMEDIATE),
    Kind.SUBMISSION_DECIDED: Wish(mail=Mail.IMMEDIATE),
    Kind.LISTING_MODERATED: Wish(mail=Mail.IMMEDIATE),
    Kind.LISTING_RATED: Wish(),
    Kind.REPORT_ANSWERED: Wish(mail=Mail.IMMEDIATE),
    Kind.UPDATE_AVAILABLE: Wish(),
}
