"""The blocks' part of `/api/v1/`."""

from __future__ import annotations

from django.urls import path

from blocks.api.views import BlockDetail, BlockExecution, Blocks

urlpatterns = [
    path("blocks", Blocks.as_view()),
    path("blocks/<str:ref>", BlockDetail.as_view()),
    path("blocks/<str:ref>/execute", BlockExecution.as_view()),
]
