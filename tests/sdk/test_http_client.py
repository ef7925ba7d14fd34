"""A client of httpx of the wrong kind is refused when the client is made, and not when it is first used."""

from __future__ import annotations

import httpx
import pytest

from inferencesh import InvalidInputError, async_inference, inference


def test_an_async_http_client_is_none_for_the_sync_client() -> None:
    with pytest.raises(InvalidInputError, match=r"http_client must be an httpx\.Client, not a AsyncClient"):
        inference("inf_k", http_client=httpx.AsyncClient())  # type: ignore[arg-type]


def test_a_sync_http_client_is_none_for_the_async_client() -> None:
    with httpx.Client() as own, pytest.raises(
        InvalidInputError, match=r"http_client must be an httpx\.AsyncClient, not a Client"
    ):
        async_inference("inf_k", http_client=own)  # type: ignore[arg-type]
