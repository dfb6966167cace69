from __future__ import annotations

import pytest
from channels.testing import WebsocketCommunicator
from django.http import HttpRequest
from django.test import Client, RequestFactory

from platform_project import urls
from platform_project.asgi import application


@pytest.mark.parametrize("path", ["/api/nothing", "/api/v1/nothing", "/api/v1/nothing/", "/api/v9/graphs"])
@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_an_unknown_path_of_the_api_answers_in_its_error_shape(path: str, method: str) -> None:
    response = getattr(Client(enforce_csrf_checks=True), method)(path)
    assert response.status_code == 404
    assert response.json() == {
        "code": "not_found",
        "message": "There is nothing at this path.",
        "details": {"path": path},
    }


def test_a_crash_under_the_api_answers_in_its_error_shape_and_tells_nothing() -> None:
    response = urls.crashed(RequestFactory().get("/api/v1/graphs"))
    assert response.status_code == 500
    assert response.content == (
        b'{"code": "internal_error", "message": "Something went wrong on our side.", "details": {}}'
    )


def test_other_unknown_paths_get_a_page() -> None:
    response = Client().get("/static/nothing")
    assert (response.status_code, response.headers["Content-Type"]) == (404, "text/html; charset=utf-8")


def test_the_documentation_brings_its_own_files() -> None:
    page = Client().get("/api/docs").content.decode()
    assert "/static/drf_spectacular_sidecar/" in page
    assert "cdn" not in page


def test_the_admin_asks_for_a_sign_in() -> None:
    assert Client().get("/admin/").headers["Location"] == "/admin/login/?next=/admin/"


async def test_a_websocket_on_an_unknown_path_is_refused() -> None:
    socket = WebsocketCommunicator(application, "/nothing")
    assert (await socket.connect()) == (False, 4404)


def test_the_error_handlers_are_ours() -> None:
    request: HttpRequest = RequestFactory().get("/api/x")
    assert urls.handler404 is urls.not_found
    assert urls.not_found(request, Exception()).status_code == 404
