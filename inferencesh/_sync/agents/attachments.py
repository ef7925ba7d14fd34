# Made from inferencesh/_async/agents/attachments.py by scripts/unasync.py. Do not edit.
"""Files of a message, or of a tool's result: uploaded, or named as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Mapping, Optional, Sequence, cast

from ..._core.errors.classes import InvalidInputError
from ..._core.requests.options import CallOptions
from ..._runtime.local_files import guess_type, name_from_url

if TYPE_CHECKING:
    from ..files.files import Files
    from ..requests.http import Deadline


def attach(
    storage: Files,
    files: Optional[Sequence[Any]],
    options: CallOptions,
    deadline: Deadline,
    *,
    expand: bool = False,
) -> List[Dict[str, Any]]:
    """File references for what is to be attached; what the platform does not have yet is uploaded.

    Args:
        expand: whether a leading `~` of a path stands for the home folder.
    """
    if not files:
        return []
    if isinstance(files, (str, bytes, Mapping)) or not isinstance(files, (list, tuple)):
        raise InvalidInputError("files must be a list, as in files=['image.png']")
    refs = [_known_ref(item) for item in files]
    waiting = [(item, f"files[{index}]") for index, item in enumerate(files) if refs[index] is None]
    sent = storage._upload_all(waiting, options, deadline, expand=expand) if waiting else []
    uploaded = iter(sent)
    return [ref if ref is not None else _ref_of(next(uploaded)) for ref in refs]


def _known_ref(item: Any) -> Optional[Dict[str, Any]]:
    """A file reference for something that needs no upload: a file uploaded before, or a web address."""
    if isinstance(item, Mapping):
        file = cast("Mapping[str, Any]", item)
        if not file.get("uri"):
            raise InvalidInputError("a file reference needs a uri: upload_file gives one")
        return _ref_of(file)
    if isinstance(item, str) and item.lower().startswith(("https://", "http://", "inf://")):
        name = name_from_url(item)
        return {"uri": item, "filename": name, "content_type": guess_type(name)}
    return None


def _ref_of(file: Mapping[str, Any]) -> Dict[str, Any]:
    """A file reference, the schema FileRef of openapi.yaml."""
    ref = {key: file[key] for key in ("id", "uri", "filename", "content_type", "size") if file.get(key) is not None}
    ref.setdefault("filename", name_from_url(str(file["uri"])))
    ref.setdefault("content_type", guess_type(ref["filename"]))
    return ref
