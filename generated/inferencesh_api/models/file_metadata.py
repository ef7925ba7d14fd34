from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

T = TypeVar("T", bound="FileMetadata")


@_attrs_define
class FileMetadata(Open):
    """What was found inside a media file."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    type_: None | str | Unset = UNSET
    """ Kind of media. """

    width: int | None | Unset = UNSET
    """ Pixels. """

    height: int | None | Unset = UNSET
    """ Pixels. """

    duration: float | None | Unset = UNSET
    """ Seconds. """

    fps: float | None | Unset = UNSET
    """ Frames a second. """

    sample_rate: int | None | Unset = UNSET
    """ Samples a second. """

    channels: int | None | Unset = UNSET
    """ Audio channels. """

    codec: None | str | Unset = UNSET
    """ How it is coded. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.type_, Unset):
            _out_["type"] = self.type_

        if not isinstance(self.width, Unset):
            _out_["width"] = self.width

        if not isinstance(self.height, Unset):
            _out_["height"] = self.height

        if not isinstance(self.duration, Unset):
            _out_["duration"] = self.duration

        if not isinstance(self.fps, Unset):
            _out_["fps"] = self.fps

        if not isinstance(self.sample_rate, Unset):
            _out_["sample_rate"] = self.sample_rate

        if not isinstance(self.channels, Unset):
            _out_["channels"] = self.channels

        if not isinstance(self.codec, Unset):
            _out_["codec"] = self.codec

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        type_ = cast("None | str | Unset", _data_.pop("type", UNSET))

        width = cast("int | None | Unset", _data_.pop("width", UNSET))

        height = cast("int | None | Unset", _data_.pop("height", UNSET))

        duration = cast("float | None | Unset", _data_.pop("duration", UNSET))

        fps = cast("float | None | Unset", _data_.pop("fps", UNSET))

        sample_rate = cast("int | None | Unset", _data_.pop("sample_rate", UNSET))

        channels = cast("int | None | Unset", _data_.pop("channels", UNSET))

        codec = cast("None | str | Unset", _data_.pop("codec", UNSET))

        _made_ = _new_(
            type_=type_,
            width=width,
            height=height,
            duration=duration,
            fps=fps,
            sample_rate=sample_rate,
            channels=channels,
            codec=codec,
        )
        _made_.additional_properties = _data_
        return _made_
