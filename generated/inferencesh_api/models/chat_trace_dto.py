from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, FrozenSet, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Open, Unset

if TYPE_CHECKING:
    from ..models.json_object import JsonObject


T = TypeVar("T", bound="ChatTraceDTO")


@_attrs_define
class ChatTraceDTO(Open):
    """What was done in a chat, as a graph."""

    REQUIRED_KEYS: ClassVar[FrozenSet[str]] = frozenset(())

    graph_id: None | str | Unset = UNSET
    """ Identifier of the graph. """

    nodes: list[JsonObject] | None | Unset = UNSET
    """ Steps; not described here. """

    edges: list[JsonObject] | None | Unset = UNSET
    """ What led to what; not described here. """

    total_steps: int | None | Unset = UNSET
    """ All steps. """

    completed_steps: int | None | Unset = UNSET
    """ Steps that are done. """

    running_steps: int | None | Unset = UNSET
    """ Steps that go on. """

    failed_steps: int | None | Unset = UNSET
    """ Steps that failed. """

    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:

        _out_: dict[str, Any] = {}
        _out_.update(self.additional_properties)
        if not isinstance(self.graph_id, Unset):
            _out_["graph_id"] = self.graph_id

        nodes: list[dict[str, Any]] | None | Unset
        if isinstance(self.nodes, Unset):
            nodes = UNSET
        elif isinstance(self.nodes, list):
            nodes = []
            for nodes_type_0_item_data in self.nodes:
                nodes_type_0_item = nodes_type_0_item_data.to_dict()
                nodes.append(nodes_type_0_item)

        else:
            nodes = self.nodes

        if not isinstance(nodes, Unset):
            _out_["nodes"] = nodes

        edges: list[dict[str, Any]] | None | Unset
        if isinstance(self.edges, Unset):
            edges = UNSET
        elif isinstance(self.edges, list):
            edges = []
            for edges_type_0_item_data in self.edges:
                edges_type_0_item = edges_type_0_item_data.to_dict()
                edges.append(edges_type_0_item)

        else:
            edges = self.edges

        if not isinstance(edges, Unset):
            _out_["edges"] = edges

        if not isinstance(self.total_steps, Unset):
            _out_["total_steps"] = self.total_steps

        if not isinstance(self.completed_steps, Unset):
            _out_["completed_steps"] = self.completed_steps

        if not isinstance(self.running_steps, Unset):
            _out_["running_steps"] = self.running_steps

        if not isinstance(self.failed_steps, Unset):
            _out_["failed_steps"] = self.failed_steps

        return _out_

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.json_object import JsonObject

        _new_ = cls
        _data_ = dict(src_dict)
        graph_id = cast("None | str | Unset", _data_.pop("graph_id", UNSET))

        def _parse_nodes(data: object) -> list[JsonObject] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                nodes_type_0 = []
                _nodes_type_0 = data
                for nodes_type_0_item_data in _nodes_type_0 or ():
                    nodes_type_0_item = JsonObject.from_dict(nodes_type_0_item_data)

                    nodes_type_0.append(nodes_type_0_item)

                return nodes_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[JsonObject] | None | Unset", data)

        nodes = _parse_nodes(_data_.pop("nodes", UNSET))

        def _parse_edges(data: object) -> list[JsonObject] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                edges_type_0 = []
                _edges_type_0 = data
                for edges_type_0_item_data in _edges_type_0 or ():
                    edges_type_0_item = JsonObject.from_dict(edges_type_0_item_data)

                    edges_type_0.append(edges_type_0_item)

                return edges_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast("list[JsonObject] | None | Unset", data)

        edges = _parse_edges(_data_.pop("edges", UNSET))

        total_steps = cast("int | None | Unset", _data_.pop("total_steps", UNSET))

        completed_steps = cast("int | None | Unset", _data_.pop("completed_steps", UNSET))

        running_steps = cast("int | None | Unset", _data_.pop("running_steps", UNSET))

        failed_steps = cast("int | None | Unset", _data_.pop("failed_steps", UNSET))

        _made_ = _new_(
            graph_id=graph_id,
            nodes=nodes,
            edges=edges,
            total_steps=total_steps,
            completed_steps=completed_steps,
            running_steps=running_steps,
            failed_steps=failed_steps,
        )
        _made_.additional_properties = _data_
        return _made_
