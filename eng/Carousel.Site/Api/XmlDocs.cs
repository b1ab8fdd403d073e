using System.Xml.Linq;

namespace Carousel.Site.Api;

/// <summary>What the compiler's XML documentation says of types and members.</summary>
internal sealed class XmlDocs
{
    private readonly Dictionary<string, XElement> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<XElement>> _byName = new(StringComparer.Ordinal);

    /// <summary>Whether anything was read.</summary>
    public bool IsEmpty => _byId.Count == 0;

    /// <summary>Reads a file's text.</summary>
    public void Add(string xml)
    {
        foreach (XElement member in XDocument.Parse(xml, LoadOptions.PreserveWhitespace).Descendants("member"))
        {
            string id = member.Attribute("name")!.Value;
            _byId[id] = member;
            string name = WithoutArity(id.Split('(')[0].Split('~')[0][2..]);
            (_byName.TryGetValue(name, out List<XElement>? all) ? all : _byName[name] = []).Add(member);
        }
    }

    /// <summary>What is said of a type; null where nothing is.</summary>
    public XElement? Of(ApiType type) =>
        _byName.GetValueOrDefault(type.FullName)?.Find(
            m => m.Attribute("name")!.Value.StartsWith("T:", StringComparison.Ordinal));

    /// <summary>What is said of a member, by itself or by what it inherits; null where nothing is.</summary>
    /// <param name="type">Where it stands.</param>
    /// <param name="member">The member.</param>
    /// <param name="typeOf">Finds a type by its name; null where there is none.</param>
    public XElement? Of(ApiType type, ApiMember member, Func<string, ApiType?> typeOf)
    {
        XElement? found = Own(type, member);
        if (found is not null && found.Element("inheritdoc") is not { } inherit)
        {
            return found;
        }

        if (found?.Element("inheritdoc")?.Attribute("cref")?.Value is { } cref
            && _byId.TryGetValue(cref, out XElement? other))
        {
            return other;
        }

        return type.Bases.Select(typeOf).OfType<ApiType>().Where(b => b != type).Select(b => Of(b, member, typeOf))
            .FirstOrDefault(d => d is not null);
    }

    // Of several of one name, the one with these parameters; else with as many.
    private XElement? Own(ApiType type, ApiMember member)
    {
        XElement[] all =
        [
            .. (_byName.GetValueOrDefault($"{type.FullName}.{member.Name}") ?? [])
                .Where(m => !m.Attribute("name")!.Value.StartsWith("T:", StringComparison.Ordinal)),
        ];
        return all.FirstOrDefault(
            m => m.Elements("param").Select(p => p.Attribute("name")!.Value).SequenceEqual(member.Parameters))
            ?? all.FirstOrDefault(m => CountOf(m) == member.Parameters.Count)
            ?? all.FirstOrDefault(m => member.Name == "Item");
    }

    private static int CountOf(XElement member)
    {
        string id = member.Attribute("name")!.Value;
        int opening = id.IndexOf('(', StringComparison.Ordinal);
        return opening < 0
            ? 0
            : SignatureText.Split(id[(opening + 1)..id.LastIndexOf(')')].Replace('{', '<').Replace('}', '>')).Count();
    }

    private static string WithoutArity(string name) =>
        string.Join('.', name.Split('.').Select(part => part.Split('`')[0]));
}
