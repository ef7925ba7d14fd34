from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, FrozenSet, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import MISSING, UNSET, Open, Unset, given

T = TypeVar("T", bound="SocketAccess")


@_attrs_define
class SocketAccess(Open):
    """Where to dial a live connection, and with what. The token is a secret."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(
        (
            "id",
            "url",
            "token",
        )
    )

    id: str
    """ The id of the socket. """

    url: str
    """ The address of the relay, `wss://...`. """

    token: str = _attrs_field(repr=False)
    """ A short-lived credential, for the query as `access_token` or as a bearer token. """

    expires_at: str | Unset = UNSET
    """ When the token ends, RFC 3339. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.id, Unset):
            _out_["id"] = self.id

        if not isinstance(self.url, Unset):
            _out_["url"] = self.url

        if not isinstance(self.token, Unset):
            _out_["token"] = self.token

        if not isinstance(self.expires_at, Unset):
            _out_["expires_at"] = self.expires_at

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:

        _new_ = cls
        _data_ = dict(src_dict)
        id: str = MISSING
        if _data_.get("id") is not None:
            id = _data_.pop("id")

        url: str = MISSING
        if _data_.get("url") is not None:
            url = _data_.pop("url")

        token: str = MISSING
        if _data_.get("token") is not None:
            token = _data_.pop("token")

        expires_at = given(_data_.pop("expires_at", UNSET))

        _made_ = _new_(
            id=id,
            url=url,
            token=token,
            expires_at=expires_at,
        )
        _made_.additional_properties = _data_
        return _made_
