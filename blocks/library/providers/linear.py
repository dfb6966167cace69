"""Linear, over GraphQL. https://linear.app/developers/graphql"""

from __future__ import annotations

from typing import Any

from blocks.rest import (
    Api,
    Auth,
    AuthStyle,
    Call,
    Operation,
    Values,
    blocks_of,
    flag,
    gives,
    number,
    post,
    text,
)
from blocks.sdk import Category

API = Api(
    provider="linear",
    name="Linear",
    base_url="https://api.linear.app",
    auth=Auth(AuthStyle.HEADER, "Authorization"),  # a key as it is; an OAuth token with a word before it
    said="errors[0].extensions.userPresentableMessage || errors[0].message",
    failed="errors[0].extensions.userPresentableMessage || errors[0].message",
    category=Category.PRODUCTIVITY,
)
_CATEGORIES = (Category.PRODUCTIVITY, Category.ISSUE_TRACKING)
_READ = ("read",)

_ISSUE = (
    "id identifier title description priority url createdAt state { id name type } project { id name } "
    "assignee { id name } labels { nodes { id name } } team { id name }"
)
_COMMENTS = "comments { nodes { id body createdAt user { name } } }"


def query(text: str, variables: dict[str, Any], **options: Any) -> Call:
    return post("/graphql", {"query": text, "variables": variables}, **{"reads": True, **options})


def team_id(values: Values) -> Values:
    wanted = values["team_name"].strip().lower()
    for team in values["teams"]:
        if wanted in (team["name"].lower(), team["key"].lower(), team["id"]):
            return {"team_id": team["id"]}
    names = ", ".join(repr(team["name"]) for team in values["teams"][:20])
    raise ValueError(
        f"`team_name`: there is no team {values['team_name'][:100]!r}. There are {names or 'none'}."
    )


def project_id(values: Values) -> Values:
    if values["project_name"] and not values["projects"]:
        raise ValueError(f"`project_name`: there is no project {values['project_name'][:100]!r}.")
    project = values["projects"][0]["id"] if values["project_name"] else None
    return {"project_id": project}


def issue_filter(values: Values) -> Values:
    """Of which team, if one is named."""
    team = values["team_name"]
    return {"filter": {"team": {"name": {"eqIgnoreCase": team}}} if team else None}


def project_filter(values: Values) -> Values:
    wanted: dict[str, Any] = {
        "project": {"name": {"eqIgnoreCase": values["project"]}},
        "state": {"name": {"eqIgnoreCase": values["status"]}},
        "assignee": {"null": not values["is_assigned"]},
    }
    comments = _COMMENTS if values["include_comments"] else ""
    nodes = f"nodes {{ {_ISSUE} {comments} }}"
    asked = f"query($filter: IssueFilter) {{ issues(first: 100, filter: $filter) {{ {nodes} }} }}"
    return {"filter": wanted, "asked": asked}


OPERATIONS = (
    Operation(
        id="8f7d3a2e-9b5c-4c6a-8f1d-7c8b3e4a5d6c",
        slug="create_comment",
        about="Comment on an issue.",
        calls=[
            query(
                "mutation($input: CommentCreateInput!) { commentCreate(input: $input) "
                "{ success comment { id body } } }",
                {"input": {"issueId": "{issue_id}", "body": "{comment}"}},
                reads=False,
            )
        ],
        takes={
            "issue_id": text("The issue's id or number, as ENG-12", example="ENG-12", min_length=1),
            "comment": text("The comment, in Markdown", example="Done.", long=True, min_length=1),
        },
        gives={
            "comment_id": gives(str, "The comment's id", "data.commentCreate.comment.id"),
            "comment_body": gives(str, "What it says", "data.commentCreate.comment.body"),
        },
        scopes=("comments:create",),
        categories=_CATEGORIES,
    ),
    Operation(
        id="f9c68f55-dcca-40a8-8771-abf9601680aa",
        slug="create_issue",
        about="Make an issue.",
        calls=[
            query(
                "query { teams(first: 250) { nodes { id name key } } }",
                {},
                keep={"teams": "data.teams.nodes"},
            ),
            query(
                "query($name: String!) { projects(first: 1, filter: {name: {eqIgnoreCase: $name}}) "
                "{ nodes { id name } } }",
                {"name": "{project_name}"},
                when="project_name",
                derive=team_id,
                keep={"projects": "data.projects.nodes"},
            ),
            query(
                "mutation($input: IssueCreateInput!) { issueCreate(input: $input) "
                "{ success issue { id identifier title } } }",
                {
                    "input": {
                        "title": "{title}",
                        "description": "{description}",
                        "teamId": "{team_id}",
                        "priority": "{priority}",
                        "projectId": "{project_id}",
                    }
                },
                reads=False,
                derive=project_id,
            ),
        ],
        takes={
            "title": text("Its title", example="It rains in", min_length=1),
            "description": text("What it is about, in Markdown", example="Through the roof.", long=True),
            "team_name": text("The team's name or key", example="Roofers", min_length=1),
            "priority": number("0 none, 1 urgent, 2 high, 3 medium, 4 low", None, ge=0, le=4),
            "project_name": text("The project's name", None),
        },
        gives={
            "issue_id": gives(str, "Its number, as ENG-12", "data.issueCreate.issue.identifier"),
            "issue_title": gives(str, "Its title", "data.issueCreate.issue.title"),
        },
        scopes=("issues:create",),
        categories=_CATEGORIES,
    ),
    Operation(
        id="c7d3f1e8-45a9-4b2c-9f81-3e6a8d7c5b1a",
        slug="get_project_issues",
        about="List the issues of a project that have a status.",
        calls=[query("{asked}", {"filter": "{filter}"}, derive=project_filter)],
        takes={
            "project": text("The project's name", example="Roof", min_length=1),
            "status": text("The status, as In Progress", example="Todo", min_length=1),
            "is_assigned": flag("Those that are somebody's; else those that are nobody's", False),
            "include_comments": flag("With their comments", False),
        },
        gives={"issues": gives(list[dict[str, Any]], "The issues, at most 100", "data.issues.nodes")},
        scopes=_READ,
        categories=_CATEGORIES,
    ),
    Operation(
        id="b5a2a0e6-26b4-4c5b-8a42-bc79e9cb65c2",
        slug="search_issues",
        about="Search for issues.",
        calls=[
            query(
                "query($term: String!, $first: Int, $filter: IssueFilter) "
                f"{{ searchIssues(term: $term, first: $first, filter: $filter) {{ nodes {{ {_ISSUE} }} }} }}",
                {"term": "{term}", "first": "{max_results}", "filter": "{filter}"},
                derive=issue_filter,
            )
        ],
        takes={
            "term": text("What to search for", example="rain", min_length=1),
            "max_results": number("At most so many", 10, ge=1, le=100),
            "team_name": text("Only of this team", None),
        },
        gives={"issues": gives(list[dict[str, Any]], "The issues", "data.searchIssues.nodes")},
        scopes=_READ,
        categories=_CATEGORIES,
    ),
    Operation(
        id="446a1d35-9d8f-4ac5-83ea-7684ec50e6af",
        slug="search_projects",
        about="Search for projects.",
        calls=[
            query(
                "query($term: String!) { searchProjects(term: $term, includeComments: false) "
                "{ nodes { id name description priority progress content url } } }",
                {"term": "{term}"},
            )
        ],
        takes={"term": text("What to search for", example="roof", min_length=1)},
        gives={"projects": gives(list[dict[str, Any]], "The projects", "data.searchProjects.nodes")},
        scopes=_READ,
        categories=_CATEGORIES,
    ),
)

BLOCKS = blocks_of(API, OPERATIONS, __name__)
