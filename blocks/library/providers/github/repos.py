"""Repositories. https://docs.github.com/en/rest/repos"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.github._api import ALL_PAGES, API, LIMIT, ONE_HUNDRED, REPO, REPO_URL
from blocks.rest import Operation, Values, blocks_of, constant, flag, get, gives, number, post, put, text

_DISCUSSIONS = (
    "query($owner: String!, $name: String!, $count: Int!) { repository(owner: $owner, name: $name) "
    "{ discussions(first: $count) { nodes { title url } } } }"
)


def owner_and_name(values: Values) -> Values:
    owner, name = values["repo_url"].split("/")
    return {"owner": owner, "repo_name": name}


OPERATIONS = (
    Operation(
        id="029ec3b8-1cfd-46d3-b6aa-28e4a706efd1",
        slug="create_repository",
        about="Create a repository.",
        calls=[post("/user/repos", "name description private auto_init gitignore_template")],
        takes={
            "name": text("Its name", example="roof", min_length=1),
            "description": text("What it is for", ""),
            "private": flag("Only those who are invited see it", False),
            "auto_init": flag("With a README to begin with", True),
            "gitignore_template": text(
                "Language whose usual .gitignore it gets, as Python", "", advanced=True
            ),
        },
        gives={
            "url": gives(str, "Its address", "html_url"),
            "clone_url": gives(str, "Where git clones it from"),
        },
        scopes=REPO,
    ),
    Operation(
        id="a439f2f4-835f-4dae-ba7b-0205ffa70be6",
        slug="fork_repository",
        about="Fork a repository.",
        calls=[post("/repos/{repo_url}/forks", "organization")],
        takes={
            "repo_url": REPO_URL,
            "organization": text("The organization that gets the fork; you if empty", ""),
        },
        gives={
            "url": gives(str, "The fork's address", "html_url"),
            "clone_url": gives(str, "Where git clones it from"),
            "full_name": gives(str, "owner/name of the fork"),
        },
        scopes=REPO,
    ),
    Operation(
        id="59d4f241-968a-4040-95da-348ac5c5ce27",
        slug="get_repository_info",
        about="Read what GitHub knows of a repository.",
        calls=[get("/repos/{repo_url}")],
        takes={"repo_url": REPO_URL},
        gives={
            "name": gives(str, "Its name"),
            "full_name": gives(str, "owner/name"),
            "description": gives(str, "What it is for"),
            "default_branch": gives(str, "The branch that is shown first"),
            "private": gives(bool, "Whether only invited people see it"),
            "html_url": gives(str, "Its address"),
            "clone_url": gives(str, "Where git clones it from"),
            "stars": gives(int, "How many starred it", "stargazers_count"),
            "forks": gives(int, "How many forks it has", "forks_count"),
            "open_issues": gives(int, "How many issues and pull requests are open", "open_issues_count"),
        },
        scopes=REPO,
    ),
    Operation(
        id="3ef1a419-3d76-4e07-b761-de9dad4d51d7",
        slug="list_discussions",
        about="List the newest discussions of a repository.",
        calls=[
            post(
                "/graphql",
                {
                    "query": _DISCUSSIONS,
                    "variables": {"owner": "{owner}", "name": "{repo_name}", "count": "{num_discussions}"},
                },
                derive=owner_and_name,
                reads=True,
            )
        ],
        takes={"repo_url": REPO_URL, "num_discussions": number("At most so many", 5, ge=1, le=100)},
        gives={
            "discussion": gives(dict[str, Any], "Each of them, on its own", each="discussions"),
            "discussions": gives(
                list[dict[str, Any]],
                "All of them: title, url",
                "data.repository.discussions.nodes[].{title: title, url: url}",
            ),
        },
        scopes=REPO,
    ),
    Operation(
        id="3460367a-6ba7-4645-8ce6-47b05d040b92",
        slug="list_releases",
        about="List the releases of a repository.",
        calls=[get("/repos/{repo_url}/releases", ONE_HUNDRED)],
        takes={"repo_url": REPO_URL, "max_items": LIMIT},
        gives={
            "release": gives(dict[str, Any], "Each of them, on its own", each="releases"),
            "releases": gives(
                list[dict[str, Any]], "All of them: name, url", "[].{name: name, url: html_url}"
            ),
        },
        paging=ALL_PAGES,
        scopes=REPO,
    ),
    Operation(
        id="e96d01ec-b55e-4a99-8ce8-c8776dce850b",
        slug="list_stargazers",
        about="List who starred a repository.",
        calls=[get("/repos/{repo_url}/stargazers", ONE_HUNDRED)],
        takes={"repo_url": REPO_URL, "max_items": LIMIT},
        gives={
            "stargazer": gives(dict[str, Any], "Each of them, on their own", each="stargazers"),
            "stargazers": gives(
                list[dict[str, Any]], "All of them: username, url", "[].{username: login, url: html_url}"
            ),
        },
        paging=ALL_PAGES,
        scopes=REPO,
    ),
    Operation(
        id="358924e7-9a11-4d1a-a0f2-13c67fe59e2e",
        slug="list_tags",
        about="List the tags of a repository.",
        calls=[get("/repos/{repo_url}/tags", ONE_HUNDRED)],
        takes={"repo_url": REPO_URL, "max_items": LIMIT},
        gives={
            "tag": gives(dict[str, Any], "Each of them, on its own", each="tags"),
            "tags": gives(
                list[dict[str, Any]],
                "All of them: name, sha, url (of an archive)",
                "[].{name: name, sha: commit.sha, url: zipball_url}",
            ),
        },
        paging=ALL_PAGES,
        scopes=REPO,
    ),
    Operation(
        id="bd700764-53e3-44dd-a969-d1854088458f",
        slug="star_repository",
        about="Star a repository.",
        calls=[put("/user/starred/{repo_url}")],
        takes={"repo_url": REPO_URL},
        gives={"status": constant("Repository starred successfully", "That it is done")},
        scopes=REPO,
        repeats=True,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
