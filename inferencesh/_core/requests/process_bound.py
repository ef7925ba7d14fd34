"""What belongs to this process, such as an agent or a stream: pickling it says what to do instead."""

from __future__ import annotations

from typing import Any

from ..errors.classes import InvalidInputError
from ..values.type_hints import readable_hints


class Live:
    """Cannot be pickled, nor copied deeply: it holds connections, and what is going on over them."""

    _instead = "pickle the client"

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        readable_hints(cls)

    def __copy__(self) -> Any:
        other = type(self).__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise InvalidInputError(
            f"{type(self).__name__} cannot be pickled or copied deeply, because it belongs to this process: "
            f"{self._instead}"
        )
