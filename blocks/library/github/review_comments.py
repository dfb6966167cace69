"""Comments for the review of a pull request.
https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request"""

from __future__ import annotations

from typing import Any

from blocks.sdk import Block, BlockInput, BlockOutput, Category, Context, Outputs, Pin


class GithubCreateCommentObject(Block):
    """Make a comment on a line of a file, to be sent with a review of a pull request."""

    id = "b7d5e4f2-8c3a-4e6b-9f1d-7a8b9c5e4d3f"
    slug = "github.review_comment"
    category = Category.DEVELOPER_TOOLS
    pure = True

    class Input(BlockInput):
        path: str = Pin(description="The file", example="src/main.py")
        body: str = Pin(description="The comment, in Markdown", example="This can be a constant.")
        position: int | None = Pin(None, description="The line, counted within the diff", advanced=True)
        line: int | None = Pin(None, description="The line, counted within the file", example=10)
        side: str | None = Pin(
            "RIGHT", description="RIGHT for the file as it will be, LEFT for what it was", advanced=True
        )
        start_line: int | None = Pin(
            None, description="The first line, if it is about several", advanced=True
        )
        start_side: str | None = Pin(None, description="The side of the first line", advanced=True)

    class Output(BlockOutput):
        comment_object: dict[str, Any] = Pin(description="The comment, as GitHub takes it")

    async def run(self, input: Input, ctx: Context) -> Outputs:
        comment: dict[str, Any] = {"path": input.path, "body": input.body}
        if input.position is not None:
            comment["position"] = input.position
        if input.line is not None:
            comment["line"] = input.line
            comment["side"] = input.side
        comment["start_line"] = input.start_line
        comment["start_side"] = input.start_side
        yield "comment_object", {name: value for name, value in comment.items() if value is not None}
