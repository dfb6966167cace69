"""Files of a repository. https://docs.github.com/en/rest/repos/contents"""

from __future__ import annotations

import base64
import binascii
from typing import Any

from blocks.library.providers.github._api import API, BRANCH, PER_PAGE, REPO, REPO_URL, repository_of
from blocks.rest import Operation, Subpath, Values, blocks_of, flag, get, gives, put, text


def encoded(content: str) -> str:
    return base64.b64encode(content.encode()).decode()


def decoded(answer: Any) -> str:
    """The text of a file; empty if it is no text, or so large that GitHub left it out."""
    try:
        return base64.b64decode(answer.get("content") or "").decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""


def folder_of(path: str) -> Subpath:
    inner = path.strip().strip("/")
    return Subpath(f"contents/{inner}" if inner else "contents")


def sought(values: Values) -> Values:
    within = f" repo:{values['repo']}" if values["repo"] else ""
    return {"sought": f"{values['query']}{within}"}


PATH = text("The file's path in the repository", example="docs/roof.md", min_length=1, read=Subpath)
CONTENT = text("The file's text", example="New tiles.", long=True, read=encoded)
COMMIT = {
    "url": gives(str, "The file's address", "content.html_url"),
    "sha": gives(str, "The commit", "commit.sha"),
}

OPERATIONS = (
    Operation(
        id="8fd132ac-b917-428a-8159-d62893e8a3fe",
        slug="create_file",
        about="Create a file in a repository.",
        calls=[
            put(
                "/repos/{repo_url}/contents/{file_path}",
                {"message": "{commit_message}", "content": "{content}", "branch": "{branch}"},
            )
        ],
        takes={
            "repo_url": REPO_URL,
            "file_path": PATH,
            "content": CONTENT,
            "branch": BRANCH,
            "commit_message": text("What the commit is about", "Create new file"),
        },
        gives=COMMIT,
        scopes=REPO,
    ),
    Operation(
        id="30be12a4-57cb-4aa4-baf5-fcc68d136076",
        slug="update_file",
        about="Replace the text of a file in a repository.",
        calls=[
            get("/repos/{repo_url}/contents/{file_path}", {"ref": "{branch}"}, keep={"sha": "sha"}),
            put(
                "/repos/{repo_url}/contents/{file_path}",
                {"message": "{commit_message}", "content": "{content}", "branch": "{branch}", "sha": "{sha}"},
            ),
        ],
        takes={
            "repo_url": REPO_URL,
            "file_path": PATH,
            "content": CONTENT,
            "branch": BRANCH,
            "commit_message": text("What the commit is about", "Update file"),
        },
        gives=COMMIT,
        scopes=REPO,
    ),
    Operation(
        id="87ce6c27-5752-4bbc-8e26-6da40a3dcfd3",
        slug="read_file",
        about="Read a file of a repository, of at most 1 MB.",
        calls=[get("/repos/{repo_url}/contents/{file_path}", {"ref": "{branch}"})],
        takes={"repo_url": REPO_URL, "file_path": PATH, "branch": BRANCH},
        gives={
            "text_content": gives(str, "Its text; empty if it is none", decoded),
            "raw_content": gives(str, "Its content in base 64", "content"),
            "size": gives(int, "Its size, bytes"),
        },
        scopes=REPO,
    ),
    Operation(
        id="1355f863-2db3-4d75-9fba-f91e8a8ca400",
        slug="read_folder",
        about="List what is in a folder of a repository.",
        calls=[get("/repos/{repo_url}/{folder_path}", {"ref": "{branch}"})],
        takes={
            "repo_url": REPO_URL,
            "folder_path": text("The folder's path; / is the whole", example="docs", read=folder_of),
            "branch": BRANCH,
        },
        gives={
            "file": gives(dict[str, Any], "Each file: name, path, size", each="files"),
            "dir": gives(dict[str, Any], "Each folder: name, path", each="dirs"),
            "files": gives(
                list[dict[str, Any]], "All files", "[?type=='file'].{name: name, path: path, size: size}"
            ),
            "dirs": gives(list[dict[str, Any]], "All folders", "[?type=='dir'].{name: name, path: path}"),
        },
        scopes=REPO,
    ),
    Operation(
        id="89c5c0ec-172e-4001-a32c-bdfe4d0c9e81",
        slug="get_repository_tree",
        about="List all files and folders of a branch.",
        calls=[get("/repos/{repo_url}/git/trees/{branch}", {"recursive": "{recursive}"})],
        takes={
            "repo_url": REPO_URL,
            "branch": BRANCH,
            "recursive": flag("With what is in the folders", True, read=lambda yes: 1 if yes else None),
        },
        gives={
            "entry": gives(dict[str, Any], "Each of them, on its own", each="entries"),
            "entries": gives(
                list[dict[str, Any]],
                "All of them: path, type, size, sha",
                "tree[].{path: path, type: type, size: size, sha: sha}",
            ),
            "truncated": gives(bool, "Whether there are more than GitHub lists"),
        },
        scopes=REPO,
    ),
    Operation(
        id="47f94891-a2b1-4f1c-b5f2-573c043f721e",
        slug="search_code",
        about="Search for code on GitHub.",
        calls=[get("/search/code", {"q": "{sought}", "per_page": "{per_page}"}, derive=sought)],
        takes={
            "query": text(
                "What to look for, in GitHub's words", example="addClass language:js", min_length=1
            ),
            "repo": text("Only in this repository, as owner/name", "", read=repository_of),
            "per_page": PER_PAGE,
        },
        gives={
            "result": gives(dict[str, Any], "Each file that was found, on its own", each="results"),
            "results": gives(
                list[dict[str, Any]],
                "All of them: name, path, repository, url, sha",
                "items[].{name: name, path: path, repository: repository.full_name, url: html_url, sha: sha}",
            ),
            "total_count": gives(int, "How many there are on GitHub"),
        },
        scopes=REPO,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
