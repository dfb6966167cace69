"""The storage of large values. A name is the hash of what is in the file."""

from __future__ import annotations

from agents.errors import ValueGone
from platform_project.kit.stored_files import StoredFiles

ALIAS = "values"

_files = StoredFiles(ALIAS, "a stored value", gone=ValueGone)

write = _files.write
read = _files.read
opened = _files.opened
exists = _files.exists
delete = _files.delete
folders = _files.folders
names = _files.names
age_seconds = _files.age_seconds
size_of = _files.size_of
drop_left_over = _files.drop_left_over
