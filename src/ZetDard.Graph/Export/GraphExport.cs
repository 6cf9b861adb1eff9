using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using ZetDard.Recommenders;

namespace ZetDard.Graph;

/// <summary>Writes graphs to files that other programs open.</summary>
/// <remarks>
/// A node has an id (<c>user:7</c>, from the id, not the index), a kind and a label. An edge without direction is written once:
/// from user to song, from song to artist,
/// and among followers from the smaller to the larger index. The writer streams, so that memory does not grow with the graph.
/// Files are the same in every culture.
/// </remarks>
public static class GraphExport
{
    /// <summary>Writes a graph to a stream, as UTF-8.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="stream">Receives the file; stays open.</param>
    /// <param name="format">The format.</param>
    /// <param name="label">Gives a node's label, for example its title; its id by default. Characters that XML forbids are
    /// replaced.</param>
    public static void Write(this MusicGraph graph, Stream stream, GraphFileFormat format, Func<GraphNode, string>? label = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(stream);
        label ??= node => IdOf(graph, node);
        switch (format)
        {
            case GraphFileFormat.GraphMl:
                WriteXml(stream, xml => WriteGraphMl(graph, xml, label));
                break;
            case GraphFileFormat.Gexf:
                WriteXml(stream, xml => WriteGexf(graph, xml, label));
                break;
            case GraphFileFormat.Json:
                WriteJson(graph, stream, label);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(format), format, "The format must be GraphMl, Gexf or Json.");
        }
    }

    /// <summary>Writes a graph to a file. The ending decides the format: .graphml, .gexf or .json. A file that exists is replaced
    /// only when the new one is complete.</summary>
    /// <exception cref="ArgumentException">The ending is none of these.</exception>
    public static void Write(this MusicGraph graph, string path, Func<GraphNode, string>? label = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var ending = Path.GetExtension(path);
        var format = ending.ToUpperInvariant() switch
        {
            ".GRAPHML" => GraphFileFormat.GraphMl,
            ".GEXF" => GraphFileFormat.Gexf,
            ".JSON" => GraphFileFormat.Json,
            _ => throw new ArgumentException(
                $"A graph cannot be written to '{path}': the ending must be .graphml, .gexf or .json, not '{ending}'.", nameof(path)),
        };
        DataFile.Replace(path, stream => graph.Write(stream, format, label));
    }

    private static string IdOf(MusicGraph graph, GraphNode node)
    {
        var value = node.Kind switch
        {
            NodeKind.User => graph.Users[node.Index].Value,
            NodeKind.Song => graph.Songs[node.Index].Value,
            _ => graph.Artists[node.Index].Value,
        };
        return string.Create(CultureInfo.InvariantCulture, $"{KindOf(node.Kind)}:{value}");
    }

    private static string KindOf(NodeKind kind) => kind switch
    {
        NodeKind.User => "user",
        NodeKind.Song => "song",
        _ => "artist",
    };

    /// <summary>Every edge once, with what it means.</summary>
    private static IEnumerable<(GraphEdge Edge, string Kind)> Edges(MusicGraph graph) =>
        from node in graph.Nodes()
        from edge in graph.EdgesOf(node)
        let kind = (node.Kind, edge.Target.Kind) switch
        {
            (NodeKind.User, NodeKind.Song) => "has",
            (NodeKind.User, NodeKind.User) when node.Index < edge.Target.Index => "follows",
            (NodeKind.Song, NodeKind.Song) => "shares listeners with",
            (NodeKind.Song, NodeKind.Artist) => "by",
            _ => null,
        }
        where kind is not null
        select (edge, kind);

    private static void WriteXml(Stream stream, Action<XmlWriter> write)
    {
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            NewLineChars = "\n",
            CloseOutput = false,
        };
        using var xml = XmlWriter.Create(stream, settings);
        write(xml);
    }

    private static void WriteGraphMl(MusicGraph graph, XmlWriter xml, Func<GraphNode, string> label)
    {
        const string Namespace = "http://graphml.graphdrawing.org/xmlns";
        xml.WriteStartElement("graphml", Namespace);
        foreach (var (id, of, type) in (ReadOnlySpan<(string, string, string)>)
            [("kind", "node", "string"), ("label", "node", "string"), ("relation", "edge", "string"), ("weight", "edge", "double")])
        {
            xml.WriteStartElement("key", Namespace);
            xml.WriteAttributeString("id", id);
            xml.WriteAttributeString("for", of);
            xml.WriteAttributeString("attr.name", id);
            xml.WriteAttributeString("attr.type", type);
            xml.WriteEndElement();
        }

        xml.WriteStartElement("graph", Namespace);
        xml.WriteAttributeString("edgedefault", "directed");
        foreach (var node in graph.Nodes())
        {
            xml.WriteStartElement("node", Namespace);
            xml.WriteAttributeString("id", IdOf(graph, node));
            Data("kind", KindOf(node.Kind));
            Data("label", Clean(label(node)));
            xml.WriteEndElement();
        }

        foreach (var (edge, kind) in Edges(graph))
        {
            xml.WriteStartElement("edge", Namespace);
            xml.WriteAttributeString("source", IdOf(graph, edge.Source));
            xml.WriteAttributeString("target", IdOf(graph, edge.Target));
            Data("relation", kind);
            Data("weight", edge.Weight.ToString(CultureInfo.InvariantCulture));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();

        void Data(string key, string value)
        {
            xml.WriteStartElement("data", Namespace);
            xml.WriteAttributeString("key", key);
            xml.WriteString(value);
            xml.WriteEndElement();
        }
    }

    private static void WriteGexf(MusicGraph graph, XmlWriter xml, Func<GraphNode, string> label)
    {
        const string Namespace = "http://www.gexf.net/1.2draft";
        xml.WriteStartElement("gexf", Namespace);
        xml.WriteAttributeString("version", "1.2");
        xml.WriteStartElement("graph", Namespace);
        xml.WriteAttributeString("defaultedgetype", "directed");
        xml.WriteAttributeString("mode", "static");
        Attribute("node", "kind");
        Attribute("edge", "relation");
        xml.WriteStartElement("nodes", Namespace);
        foreach (var node in graph.Nodes())
        {
            xml.WriteStartElement("node", Namespace);
            xml.WriteAttributeString("id", IdOf(graph, node));
            xml.WriteAttributeString("label", Clean(label(node)));
            Value(KindOf(node.Kind));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteStartElement("edges", Namespace);
        var id = 0;
        foreach (var (edge, kind) in Edges(graph))
        {
            xml.WriteStartElement("edge", Namespace);
            xml.WriteAttributeString("id", id++.ToString(CultureInfo.InvariantCulture));
            xml.WriteAttributeString("source", IdOf(graph, edge.Source));
            xml.WriteAttributeString("target", IdOf(graph, edge.Target));
            xml.WriteAttributeString("weight", edge.Weight.ToString(CultureInfo.InvariantCulture));
            Value(kind);
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();

        void Attribute(string of, string title)
        {
            xml.WriteStartElement("attributes", Namespace);
            xml.WriteAttributeString("class", of);
            xml.WriteStartElement("attribute", Namespace);
            xml.WriteAttributeString("id", "0");
            xml.WriteAttributeString("title", title);
            xml.WriteAttributeString("type", "string");
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        void Value(string value)
        {
            xml.WriteStartElement("attvalues", Namespace);
            xml.WriteStartElement("attvalue", Namespace);
            xml.WriteAttributeString("for", "0");
            xml.WriteAttributeString("value", value);
            xml.WriteEndElement();
            xml.WriteEndElement();
        }
    }

    private static void WriteJson(MusicGraph graph, Stream stream, Func<GraphNode, string> label)
    {
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteBoolean("directed", true);
        json.WriteBoolean("multigraph", false);
        json.WriteStartObject("graph");
        json.WriteEndObject();
        json.WriteStartArray("nodes");
        foreach (var node in graph.Nodes())
        {
            json.WriteStartObject();
            json.WriteString("id", IdOf(graph, node));
            json.WriteString("kind", KindOf(node.Kind));
            json.WriteString("label", Clean(label(node)));
            json.WriteEndObject();
            FlushWhenLarge();
        }

        json.WriteEndArray();
        json.WriteStartArray("edges");
        foreach (var (edge, kind) in Edges(graph))
        {
            json.WriteStartObject();
            json.WriteString("source", IdOf(graph, edge.Source));
            json.WriteString("target", IdOf(graph, edge.Target));
            json.WriteString("relation", kind);
            json.WriteNumber("weight", edge.Weight);
            json.WriteEndObject();
            FlushWhenLarge();
        }

        json.WriteEndArray();
        json.WriteEndObject();

        void FlushWhenLarge()
        {
            if (json.BytesPending > 1 << 16)
            {
                json.Flush();
            }
        }
    }

    /// <summary>Replaces what XML 1.0 forbids: control characters and halves of surrogate pairs.</summary>
    private static string Clean(string text)
    {
        if (text.All(XmlConvert.IsXmlChar))
        {
            return text;
        }

        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            clean.Append(rune.IsBmp && !XmlConvert.IsXmlChar((char)rune.Value) ? Rune.ReplacementChar.ToString() : rune.ToString());
        }

        return clean.ToString();
    }
}
