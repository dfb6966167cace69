"""An API's OpenAPI document as rows of blocks. `reading` is the way in; nothing here touches the database."""
