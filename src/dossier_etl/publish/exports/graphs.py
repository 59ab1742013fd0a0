"""Networks as GraphML and GEXF: which entities are named together, and which outlets copy from which."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree

from dossier_etl.errors import UsageError
from dossier_etl.publish.exports.cells import xml_text
from dossier_etl.publish.exports.source import Source

GRAPHS = {
    "co_mentions": (
        False,
        """SELECT entity_id, name, publications FROM entity ORDER BY entity_id""",
        """SELECT entity_id, other_id, publications FROM entity_pair WHERE entity_id < other_id
           UNION SELECT other_id, entity_id, publications FROM entity_pair WHERE other_id < entity_id ORDER BY ALL""",
    ),
    "republishers": (
        True,
        """SELECT outlet, outlet, count(*) FROM article WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY outlet""",
        """SELECT s.outlet, c.outlet, count(*) FROM article c JOIN article s ON s.article_id = c.copy_of
           WHERE c.outlet <> s.outlet GROUP BY ALL ORDER BY ALL""",
    ),
}
"""Name → whether its edges have a direction (from source to copier); SQL for nodes (id, label, publications) and edges (ids, weight)."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A network: nodes as (id, label, publications), edges as (from, to, publications)."""

    name: str
    directed: bool
    nodes: list[tuple[Any, ...]]
    edges: list[tuple[Any, ...]]


def read_graph(source: Source) -> Graph:
    """Read the graph a source is named after. Raises UsageError for another."""
    if source.name not in GRAPHS:
        raise UsageError(f"{source.name} is no network", hint=f"networks: {', '.join(GRAPHS)}")
    directed, nodes, edges = GRAPHS[source.name]
    return Graph(source.name, directed, source.con.execute(nodes).fetchall(), source.con.execute(edges).fetchall())


def write_graphml(source: Source, file: Path) -> int:
    """Write GraphML; return nodes and edges."""
    graph = read_graph(source)
    keys = (("label", "node", "string"), ("publications", "node", "long"), ("weight", "edge", "long"))
    with etree.xmlfile(str(file), encoding="utf-8") as xml:
        xml.write_declaration()
        with xml.element("graphml", nsmap={None: "http://graphml.graphdrawing.org/xmlns"}):
            for name, of, kind in keys:
                xml.write(etree.Element("key", {"id": name, "for": of, "attr.name": name, "attr.type": kind}))
            with xml.element(
                "graph", {"id": graph.name, "edgedefault": "directed" if graph.directed else "undirected"}
            ):
                for node, label, publications in graph.nodes:
                    xml.write(_graphml("node", {"id": xml_text(node)}, {"label": label, "publications": publications}))
                for start, end, weight in graph.edges:
                    ends = {"source": xml_text(start), "target": xml_text(end)}
                    xml.write(_graphml("edge", ends, {"weight": weight}))
    return len(graph.nodes) + len(graph.edges)


def _graphml(tag: str, attributes: dict[str, str], data: dict[str, Any]) -> Any:
    element = etree.Element(tag, attributes)
    for key, value in data.items():
        etree.SubElement(element, "data", {"key": key}).text = xml_text(value)
    return element


def write_gexf(source: Source, file: Path) -> int:
    """Write GEXF 1.3 for Gephi; return nodes and edges."""
    graph = read_graph(source)
    with etree.xmlfile(str(file), encoding="utf-8") as xml:
        xml.write_declaration()
        element: Callable[..., AbstractContextManager[None]] = xml.element
        with element("gexf", {"version": "1.3"}, nsmap={None: "http://gexf.net/1.3"}):
            mode = "directed" if graph.directed else "undirected"
            with element("graph", {"mode": "static", "defaultedgetype": mode}):
                attributes = etree.Element("attributes", {"class": "node"})
                etree.SubElement(attributes, "attribute", {"id": "0", "title": "publications", "type": "long"})
                xml.write(attributes)
                with element("nodes"):
                    for node in _gexf_nodes(graph):
                        xml.write(node)
                with element("edges"):
                    for number, (start, end, weight) in enumerate(graph.edges):
                        ends = {"source": xml_text(start), "target": xml_text(end), "weight": str(weight)}
                        xml.write(etree.Element("edge", {"id": str(number), **ends}))
    return len(graph.nodes) + len(graph.edges)


def _gexf_nodes(graph: Graph) -> Iterator[Any]:
    for node, label, publications in graph.nodes:
        element = etree.Element("node", {"id": xml_text(node), "label": xml_text(label)})
        values = etree.SubElement(element, "attvalues")
        etree.SubElement(values, "attvalue", {"for": "0", "value": str(publications)})
        yield element
