using System.IO.Compression;
using System.Text;
using System.Xml;

namespace Carousel.Data;

/// <summary>The parts of an Excel workbook (.xlsx): XML in a zip archive. Namespaces and prefixes differ between
/// programs, so elements are known by their local names.</summary>
/// <param name="archive">The archive.</param>
internal sealed class WorkbookParts(ZipArchive archive)
{
    private static readonly XmlReaderSettings _settings = new() { CloseInput = true };

    /// <summary>A reader of a part; null if there is no such part.</summary>
    /// <param name="part">Its path in the archive.</param>
    public XmlReader? Open(string part) =>
        archive.GetEntry(part) is { } entry ? XmlReader.Create(entry.Open(), _settings) : null;

    /// <summary>The parts to which a part refers.</summary>
    /// <param name="part">The part; empty for the archive.</param>
    /// <returns>The id of each reference, its kind, such as <c>worksheet</c>, and the path.</returns>
    public List<(string? Id, string Kind, string Part)> References(string part)
    {
        var found = new List<(string?, string, string)>();
        int name = part.LastIndexOf('/') + 1;
        using XmlReader? xml = Open($"{part[..name]}_rels/{part[name..]}.rels");
        while (xml?.Read() == true)
        {
            if (xml.LocalName == "Relationship" && xml.GetAttribute("Target") is { } target)
            {
                string kind = xml.GetAttribute("Type") ?? "";
                found.Add((
                    xml.GetAttribute("Id"), kind[(kind.LastIndexOf('/') + 1)..],
                    target.StartsWith('/') ? target[1..] : part[..name] + target));
            }
        }

        return found;
    }

    /// <summary>An attribute of the current element that has a prefix, which programs choose.</summary>
    /// <param name="xml">The reader.</param>
    /// <param name="name">The local name.</param>
    public static string? Prefixed(XmlReader xml, string name)
    {
        string? value = null;
        for (int a = 0; a < xml.AttributeCount; a++)
        {
            xml.MoveToAttribute(a);
            value = xml.Prefix.Length > 0 && xml.LocalName == name ? xml.Value : value;
        }

        xml.MoveToElement();
        return value;
    }

    /// <summary>The value or the text of the current element, without its formula and its phonetic hints.</summary>
    /// <param name="xml">The reader, which is at the end of the element afterwards.</param>
    public static string TextOf(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }

        string text = "";
        StringBuilder? parts = null;
        int depth = xml.Depth;
        bool isText = false, isHint = false;
        while (xml.Read() && xml.Depth > depth)
        {
            if (xml.NodeType is XmlNodeType.Element or XmlNodeType.EndElement)
            {
                bool begins = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
                isHint = xml.LocalName == "rPh" ? begins : isHint;
                isText = begins && xml.LocalName is "v" or "t" && !isHint;
            }
            else if (isText && text.Length == 0)
            {
                text = xml.Value;
            }
            else if (isText)
            {
                (parts ??= new StringBuilder(text)).Append(xml.Value);
            }
        }

        return parts?.ToString() ?? text;
    }
}
