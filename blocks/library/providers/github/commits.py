"""Commits, and what checks say of them. https://docs.github.com/en/rest/commits"""

from __future__ import annotations

from typing import Any

from blocks.library.providers.github._api import (
    API,
    BRANCH,
    PAGE,
    PER_PAGE,
    REPO,
    REPO_NAME,
    REPO_URL,
)
from blocks.rest import (
    Gives,
    Operation,
    Subpath,
    Values,
    anything,
    blocks_of,
    choice,
    echo,
    get,
    gives,
    items,
    number,
    patch,
    post,
    text,
)
from blocks.sdk.patterns import Pattern, find

STATUS_SCOPE = ("repo:status",)
CHECK_STATUS = "queued in_progress completed waiting requested pending"
CONCLUSION = "success failure neutral cancelled timed_out action_required skipped"
CHECK_RUN = gives(
    dict[str, Any],
    "The check run: id, html_url, status, conclusion",
    "{id: id, html_url: html_url, status: status, conclusion: conclusion}",
)
_OUTPUT = {"title": "{output_title}", "summary": "{output_summary}", "text": "{output_text}"}
_FAILED = "['failure', 'timed_out', 'cancelled']"


def tree_of(values: Values) -> Values:
    """The changed files, as entries of a tree."""
    entries = []
    for place, file in enumerate(values["files"]):
        path = str(file.get("path", "")).strip().strip("/")
        if not path:
            raise ValueError(f"`files`: number {place + 1} has no path.")
        entry: dict[str, Any] = {"path": path, "mode": "100644", "type": "blob"}
        if str(file.get("operation", "upsert")).lower() == "delete":
            entry["sha"] = None
        else:
            entry["content"] = str(file.get("content", ""))
        entries.append(entry)
    return {"entries": entries}


def place_of(values: Values) -> Values:
    """Where the checks are: of a commit or branch, or of a pull request by its number."""
    target = str(values["target"]).strip()
    return (
        {"pull": int(target), "sha": None}
        if target.isdecimal() and len(target) < 12
        else {"pull": None, "sha": target}
    )


RUNS = (
    "check_runs[].{id: id, name: name, status: status, conclusion: conclusion, html_url: html_url,"
    " started_at: started_at, completed_at: completed_at, summary: output.summary, text: output.text}"
)


def overall_status(answer: Any) -> str:
    found = {run["status"] for run in answer["check_runs"]}
    return "completed" if found <= {"completed"} else "in_progress" if "in_progress" in found else "queued"


def overall_conclusion(answer: Any) -> str:
    found = {run["conclusion"] for run in answer["check_runs"]}
    if not found:
        return "no_checks"
    if None in found:
        return "pending"
    return "success" if found <= {"success", "neutral", "skipped"} else "failure"


def matched_lines(values: Values) -> list[dict[str, Any]]:
    """The lines of what checks say in which the pattern is found."""
    if not values["search_pattern"]:
        return []
    pattern = Pattern(f"^.*(?:{values['search_pattern']}).*$", "search_pattern", is_multiline=True)
    return [
        {"check_run": run["name"], "line": line}
        for run in values["runs"] or ()
        for line in find(
            pattern, "\n".join(run["output"].get(part) or "" for part in ("title", "summary", "text"))
        )
    ]


LISTED: dict[str, Gives] = {
    "commit": gives(dict[str, Any], "Each commit, on its own", each="commits"),
    "commits": gives(
        list[dict[str, Any]],
        "All commits: sha, message, author, date, url",
        "[].{sha: sha, message: commit.message, author: commit.author.name, date: commit.author.date,"
        " url: html_url}",
    ),
}

OPERATIONS = (
    Operation(
        id="8b13f579-d8b6-4dc2-a140-f770428805de",
        slug="list_commits",
        about="List the commits of a branch, the newest first.",
        calls=[
            get("/repos/{repo_url}/commits", {"sha": "{branch}", "per_page": "{per_page}", "page": "{page}"})
        ],
        takes={"repo_url": REPO_URL, "branch": BRANCH, "per_page": PER_PAGE, "page": PAGE},
        gives=LISTED,
        scopes=REPO,
    ),
    Operation(
        id="389eee51-a95e-4230-9bed-92167a327802",
        slug="commit_files",
        name="GitHub Commit Several Files",
        about="Create, change and delete several text files in one commit.",
        calls=[
            get("/repos/{repo_url}/git/ref/heads/{branch}", keep={"head": "object.sha"}, derive=tree_of),
            get("/repos/{repo_url}/git/commits/{head}", keep={"base": "tree.sha"}),
            post(
                "/repos/{repo_url}/git/trees",
                lambda values: {"base_tree": values["base"], "tree": values["entries"]},
                keep={"tree": "sha"},
            ),
            post(
                "/repos/{repo_url}/git/commits",
                {"message": "{commit_message}", "tree": "{tree}", "parents": ["{head}"]},
                keep={"commit": "sha", "url": "html_url"},
            ),
            patch("/repos/{repo_url}/git/refs/heads/{branch}", {"sha": "{commit}"}),
        ],
        takes={
            "repo_url": REPO_URL,
            "branch": text("The branch", example="main", read=Subpath),
            "commit_message": text("What the commit is about", example="Mend the roof", min_length=1),
            "files": items(
                dict[str, Any],
                "The files: path, content, and operation (upsert or delete)",
                example=[{"path": "docs/roof.md", "content": "New tiles.", "operation": "upsert"}],
                min_length=1,
                max_length=500,
            ),
        },
        gives={
            "sha": gives(str, "The commit's hash", "object.sha"),
            "url": gives(str, "Where it is in GitHub's API", "object.url"),
        },
        scopes=REPO,
    ),
    Operation(
        id="8ad9e103-78f2-4fdb-ba12-3571f2c95e98",
        slug="get_ci_results",
        name="GitHub Get CI Results",
        about="Tell how the checks of a commit, branch or pull request went.",
        calls=[
            get("/repos/{repo}/pulls/{pull}", when="pull", keep={"sha": "head.sha"}, derive=place_of),
            get(
                "/repos/{repo}/commits/{sha}/check-runs",
                {"per_page": 100, "check_name": "{check_name_filter}"},
                keep={"runs": "check_runs"},
            ),
        ],
        takes={
            "repo": REPO_NAME,
            "target": anything("A commit, branch or tag, or a pull request's number", example="main"),
            "search_pattern": text("Look for this regular expression in what checks say", None),
            "check_name_filter": text("Only checks of this name", None),
        },
        gives={
            "check_run": gives(dict[str, Any], "Each check, on its own", each="check_runs"),
            "check_runs": gives(list[dict[str, Any]], "All checks", RUNS),
            "matched_line": gives(dict[str, Any], "Each line that was found", each="matched_lines"),
            "matched_lines": echo(
                list[dict[str, Any]], "The lines that were found: check_run, line", matched_lines
            ),
            "overall_status": gives(str, "queued, in_progress or completed", overall_status),
            "overall_conclusion": gives(str, "success, failure, pending or no_checks", overall_conclusion),
            "total_checks": gives(int, "How many there are", "length(check_runs)"),
            "passed_checks": gives(int, "How many went well", "length(check_runs[?conclusion=='success'])"),
            "failed_checks": gives(
                int,
                "How many failed",
                f"length(check_runs[?contains({_FAILED}, conclusion || '')])",
            ),
        },
        scopes=REPO,
        computes=True,
    ),
    Operation(
        id="2f45e89a-3b7d-4f22-b89e-6c4f5c7e1234",
        slug="create_check_run",
        about="Report a check of a commit. Only GitHub Apps may.",
        calls=[
            post(
                "/repos/{repo_url}/check-runs",
                {
                    "name": "{name}",
                    "head_sha": "{head_sha}",
                    "status": "{status}",
                    "conclusion": "{conclusion}",
                    "details_url": "{details_url}",
                    "output": _OUTPUT,
                },
            )
        ],
        takes={
            "repo_url": REPO_URL,
            "name": text("The check's name", example="roof", min_length=1),
            "head_sha": text("The commit", example="7638417db6d59f3c431d3e1f261cc637155684cd"),
            "status": choice(CHECK_STATUS, "How far it is", "queued"),
            "conclusion": choice(CONCLUSION, "How it went, once it is completed", None),
            "details_url": text("Where people read more", ""),
            "output_title": text("Title of what it says", ""),
            "output_summary": text("What it says in short, in Markdown", "", long=True),
            "output_text": text("What it says at length, in Markdown", "", long=True),
        },
        gives={"check_run": CHECK_RUN},
        scopes=STATUS_SCOPE,
    ),
    Operation(
        id="8a23c567-9d01-4e56-b789-0c12d3e45678",
        slug="update_check_run",
        about="Report how a check of a commit goes on or went. Only GitHub Apps may.",
        calls=[
            patch(
                "/repos/{repo_url}/check-runs/{check_run_id}",
                {"status": "{status}", "conclusion": "{conclusion}", "output": _OUTPUT},
            )
        ],
        takes={
            "repo_url": REPO_URL,
            "check_run_id": number("The check run's id", example=4),
            "status": choice(CHECK_STATUS, "How far it is", example="completed"),
            "conclusion": choice(CONCLUSION, "How it went", example="success"),
            "output_title": text("Title of what it says", None),
            "output_summary": text("What it says in short, in Markdown", None, long=True),
            "output_text": text("What it says at length, in Markdown", None, long=True),
        },
        gives={"check_run": CHECK_RUN},
        scopes=STATUS_SCOPE,
        repeats=True,
    ),
    Operation(
        id="3d67f123-a4b5-4c89-9d01-2e34f5c67890",
        slug="create_status",
        about="Set a status on a commit.",
        calls=[
            post(
                "/repos/{repo_url}/statuses/{sha}",
                {
                    "state": "{state}",
                    "target_url": "{target_url}",
                    "description": "{description}",
                    "context": "{check_name}",
                },
            )
        ],
        takes={
            "repo_url": REPO_URL,
            "sha": text("The commit", example="7638417db6d59f3c431d3e1f261cc637155684cd"),
            "state": choice("error failure pending success", "How it went", example="success"),
            "target_url": text("Where people read more", None),
            "description": text("A few words on it", None, max_length=140),
            "check_name": text("What the status is of", "Polychord"),
        },
        gives={
            "status": gives(
                dict[str, Any],
                "The status: id, url, state, context, description, target_url, created_at, updated_at",
                "{id: id, url: url, state: state, context: context, description: description,"
                " target_url: target_url, created_at: created_at, updated_at: updated_at}",
            )
        },
        scopes=STATUS_SCOPE,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
