"""Functions of rows, called so that what they say, or stumble over, is a failure of the SDK's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from blocks.rest.operation import Api
from blocks.sdk import InvalidInput, ProviderDown


def called(function: Callable[[Any], Any], argument: Any, api: Api) -> Any:
    """What it gives. A ValueError is for people; an answer that it cannot read is the provider's fault.

    Raises InvalidInput or ProviderDown.
    """
    try:
        return function(argument)
    except ValueError as err:
        raise InvalidInput(str(err)) from None
    except (LookupError, TypeError, AttributeError) as err:
        raise ProviderDown(f"{api.name}'s answer is not what its documentation says.") from err
