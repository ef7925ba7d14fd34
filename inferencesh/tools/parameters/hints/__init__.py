"""Type hints and JSON: the schema of a hint, and values of it from JSON and back.

`codec_of(hint, where)` gives a `Codec`: schema and loader at once, so that what the schema promises is what the loader
takes. Each kind of hint has one place: `simple`, `choices`, `containers`, `objects` and `models`; `compiler` tells the
kinds apart. `constraints` adds the limits that hints carry, `defaults` reads defaults, `generics` fills in type
variables, and `names` resolves what was written as text.
"""

from __future__ import annotations

from .codec import Codec
from .compiler import codec_of
from .constraints import is_field
from .defaults import Default, read_default
from .members import Field, fields_schema, load_fields
from .names import parameter_hint

__all__ = [
    "Codec",
    "Default",
    "Field",
    "codec_of",
    "fields_schema",
    "is_field",
    "load_fields",
    "parameter_hint",
    "read_default",
]
