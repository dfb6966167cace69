"""Takes the cells out of a workbook: `python _workbook_reader.py BYTES MAX_CELLS < file > JSON`.
See `blocks/library/_programs.py`.

Reads Excel (xlsx, xlsm, xlsb, xls) and OpenDocument. A workbook is a zip archive, and may be a bomb.
"""

from __future__ import annotations

import io
import json
import resource
import sys
from collections.abc import Iterator
from typing import Any


def main() -> None:
    memory_bytes = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    json.dump(_answer(sys.stdin.buffer.read(), int(sys.argv[2])), sys.stdout)


def _answer(content: bytes, max_cells: int) -> dict[str, Any]:
    import python_calamine  # here: only the program needs it

    try:
        sheet = python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0)
    except (python_calamine.CalamineError, OSError) as err:
        return {"refused": f"The workbook cannot be read: {str(err)[:200]}", "too_large": False}
    if sheet.total_height * sheet.total_width > max_cells:
        return {"refused": f"The sheet has more than {max_cells:,} cells.", "too_large": True}
    return {"done": list(_rows(sheet))}


def _rows(sheet: Any) -> Iterator[list[str]]:
    for row in sheet.to_python(skip_empty_area=True):
        yield [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))  # a workbook has no whole numbers
    if isinstance(cell, bool):
        return str(cell).lower()
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


if __name__ == "__main__":
    main()
