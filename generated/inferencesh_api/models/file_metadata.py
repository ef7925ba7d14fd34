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
        type_: None | str | Unset
        if isinstance(self.type_, Unset):
            type_ = UNSET
        else:
            type_ = self.type_

        if not isinstance(type_, Unset):
            _out_["type"] = type_

        width: int | None | Unset
        if isinstance(self.width, Unset):
            width = UNSET
        else:
            width = self.width

        if not isinstance(width, Unset):
            _out_["width"] = width

        height: int | None | Unset
        if isinstance(self.height, Unset):
            height = UNSET
        else:
            height = self.height

        if not isinstance(height, Unset):
            _out_["height"] = height

        duration: float | None | Unset
        if isinstance(self.duration, Unset):
            duration = UNSET
        else:
            duration = self.duration

        if not isinstance(duration, Unset):
            _out_["duration"] = duration

        fps: float | None | Unset
        if isinstance(self.fps, Unset):
            fps = UNSET
        else:
            fps = self.fps

        if not isinstance(fps, Unset):
            _out_["fps"] = fps

        sample_rate: int | None | Unset
        if isinstance(self.sample_rate, Unset):
            sample_rate = UNSET
        else:
            sample_rate = self.sample_rate

        if not isinstance(sample_rate, Unset):
            _out_["sample_rate"] = sample_rate

        channels: int | None | Unset
        if isinstance(self.channels, Unset):
            channels = UNSET
        else:
            channels = self.channels

        if not isinstance(channels, Unset):
            _out_["channels"] = channels

        codec: None | str | Unset
        if isinstance(self.codec, Unset):
            codec = UNSET
        else:
            codec = self.codec

        if not isinstance(codec, Unset):
            _out_["codec"] = codec

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)

        def _parse_type_(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        type_ = _parse_type_(_data_.pop("type", UNSET))

        def _parse_width(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("int | None | Unset", data)

        width = _parse_width(_data_.pop("width", UNSET))

        def _parse_height(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("int | None | Unset", data)

        height = _parse_height(_data_.pop("height", UNSET))

        def _parse_duration(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("float | None | Unset", data)

        duration = _parse_duration(_data_.pop("duration", UNSET))

        def _parse_fps(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("float | None | Unset", data)

        fps = _parse_fps(_data_.pop("fps", UNSET))

        def _parse_sample_rate(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("int | None | Unset", data)

        sample_rate = _parse_sample_rate(_data_.pop("sample_rate", UNSET))

        def _parse_channels(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("int | None | Unset", data)

        channels = _parse_channels(_data_.pop("channels", UNSET))

        def _parse_codec(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast("None | str | Unset", data)

        codec = _parse_codec(_data_.pop("codec", UNSET))

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
