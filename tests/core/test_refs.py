"""The reference grammar."""

from __future__ import annotations

import pickle

import pytest

from inferencesh._core.errors.classes import InvalidInputError
from inferencesh._core.requests.refs import Ref

GOOD = [
    ("infsh/flux-schnell", Ref("flux-schnell", "infsh")),
    ("infsh/flux-schnell@latest", Ref("flux-schnell", "infsh", version="latest")),
    ("acme/tool@53bk0yzk", Ref("tool", "acme", version="53bk0yzk")),
    ("acme/tool@v1:resize", Ref("tool", "acme", version="v1", function="resize")),
    ("acme/tool:resize", Ref("tool", "acme", function="resize")),
    ("my-app", Ref("my-app")),
    ("my-app@v1", Ref("my-app", version="v1")),
    ("my-app:run", Ref("my-app", function="run")),
    ("app/acme/tool", Ref("tool", "acme", "app")),
    ("agent/acme/helper@latest", Ref("helper", "acme", "agent", "latest")),
    ("skill/acme/review", Ref("review", "acme", "skill")),
    ("knowledge/acme/docs/api@v2", Ref("docs/api", "acme", "knowledge", "v2")),
    ("app/tool", Ref("tool", "app")),  # two parts: a namespace that is called like a type
    ("google/veo-3-1-fast", Ref("veo-3-1-fast", "google")),
]


@pytest.mark.parametrize(("text", "ref"), GOOD)
def test_a_reference_is_taken_apart_and_put_together(text: str, ref: Ref) -> None:
    assert Ref.parse(text) == ref
    assert str(Ref.parse(text)) == text
    assert Ref.parse(Ref.parse(text)) == ref
    assert pickle.loads(pickle.dumps(ref)) == ref


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "infsh/flux schnell",
        "infsh/flux\n",
        "/flux",
        "/infsh/flux",
        "infsh/",
        "infsh//flux",
        "/",
        "@v1",
        "infsh/@v1",
        "infsh/flux@",
        "infsh/flux:",
        "infsh/flux@v1:",
        ":run",
        "infsh/flux@v1@v2",
        "acme/a/b",
        "app/acme/",
        "app/acme//b",
        "https://app.inference.sh/apps/infsh/flux",
        "infsh\\flux",
        "../secrets",
        "infsh/..",
        "infsh/flux?x=1",
        "infsh/flux#x",
        "infsh/flux@v1/x",
        "infsh/flux:a/b",
        "a:b/c@v1",
        "infsh/flux\x00",
        "x" * 10_000 + "/",
    ],
)
def test_nonsense_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        Ref.parse(text)
    assert str(caught.value).startswith("app is no reference: ")
    assert "'infsh/flux-schnell'" in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("value", [None, 5, b"infsh/flux", ["infsh/flux"], {"ref": "x"}])
def test_what_is_no_string_is_refused(value: object) -> None:
    with pytest.raises(InvalidInputError, match=r"core_app\.ref is no reference: it is no string"):
        Ref.parse(value, "core_app.ref")


@pytest.mark.parametrize(("text", "latest"), [("a/b", True), ("a/b@latest", True), ("a/b@v1", False), ("b", True)])
def test_latest_means_no_version(text: str, latest: bool) -> None:
    assert Ref.parse(text).is_latest is latest


def test_the_full_name_leaves_the_rest_out() -> None:
    assert Ref.parse("app/acme/tool@v1:run").full_name == "acme/tool"
    assert Ref.parse("tool@v1").full_name == "tool"
