"""Branches and what differs between them. https://docs.github.com/en/rest/branches"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.github._api import API, PAGE, PER_PAGE, REPO, REPO_URL
from blocks.library.providers.github.pulls import patches_of
from blocks.rest import Operation, Subpath, blocks_of, constant, delete, get, gives, post, text

OPERATIONS = (
    Operation(
        id="2e4faa8c-6086-4546-ba77-172d1d560186",
        slug="compare_branches",
        about="Tell what differs between two branches, tags or commits.",
        calls=[get("/repos/{repo_url}/compare/{base}...{head}")],
        takes={
            "repo_url": REPO_URL,
            "base": text("The one to compare with", example="main"),
            "head": text("The one that is compared", example="roof"),
        },
        gives={
            "status": gives(str, "ahead, behind, diverged or identical"),
            "ahead_by": gives(int, "Commits that only `head` has"),
            "behind_by": gives(int, "Commits that only `base` has"),
            "total_commits": gives(int, "Commits between them"),
            "diff": gives(str, "The changes, as a patch", lambda answer: patches_of(answer.get("files"))),
            "file": gives(dict[str, Any], "Each changed file, on its own", each="files"),
            "files": gives(
                list[dict[str, Any]],
                "The changed files: filename, status, additions, deletions, patch",
                "files[].{filename: filename, status: status, additions: additions, deletions: deletions,"
                " patch: patch}",
            ),
        },
        scopes=REPO,
    ),
    Operation(
        id="0d4130f7-e0ab-4d55-adc3-0a40225e80f4",
        slug="delete_branch",
        about="Delete a branch.",
        calls=[delete("/repos/{repo_url}/git/refs/heads/{branch}")],
        takes={"repo_url": REPO_URL, "branch": text("The branch", example="roof", read=Subpath)},
        gives={"status": constant("Branch deleted successfully", "That it is done")},
        scopes=REPO,
        is_sensitive=True,
    ),
    Operation(
        id="74243e49-2bec-4916-8bf4-db43d44aead5",
        slug="list_branches",
        about="List the branches of a repository.",
        calls=[get("/repos/{repo_url}/branches", "per_page page")],
        takes={"repo_url": REPO_URL, "per_page": PER_PAGE, "page": PAGE},
        gives={
            "branch": gives(dict[str, Any], "Each of them, on its own", each="branches"),
            "branches": gives(
                list[dict[str, Any]],
                "All of them: name, sha, protected",
                "[].{name: name, sha: commit.sha, protected: protected}",
            ),
        },
        scopes=REPO,
    ),
    Operation(
        id="944cc076-95e7-4d1b-b6b6-b15d8ee5448d",
        slug="make_branch",
        about="Make a branch out of another.",
        calls=[
            get("/repos/{repo_url}/git/ref/heads/{source_branch}", keep={"sha": "object.sha"}),
            post("/repos/{repo_url}/git/refs", {"ref": "refs/heads/{new_branch}", "sha": "{sha}"}),
        ],
        takes={
            "repo_url": REPO_URL,
            "new_branch": text("The branch to make", example="roof", min_length=1),
            "source_branch": text("The branch that it begins as", example="main", read=Subpath),
        },
        gives={"status": constant("Branch created successfully", "That it is done")},
        scopes=REPO,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
