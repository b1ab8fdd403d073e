using System.Text.RegularExpressions;

namespace Carousel.Site.Api;

/// <summary>A member as the public API's text file shows it.</summary>
/// <param name="Signature">The line.</param>
/// <param name="Name">As XML documentation names it: <c>#ctor</c>, <c>Item</c>, <c>op_Addition</c>.</param>
/// <param name="Parameters">Names of the parameters, in order.</param>
internal sealed record ApiMember(string Signature, string Name, IReadOnlyList<string> Parameters);

/// <summary>A type as the public API's text file shows it.</summary>
/// <param name="Declaration">The line.</param>
/// <param name="Name">Without type parameters.</param>
/// <param name="Namespace">Where it lies.</param>
/// <param name="Bases">Names of what it inherits, without type parameters.</param>
/// <param name="Members">In the order of the file.</param>
internal sealed record ApiType(
    string Declaration, string Name, string Namespace, IReadOnlyList<string> Bases, IReadOnlyList<ApiMember> Members)
{
    /// <summary>The name with its namespace, as XML documentation has it.</summary>
    public string FullName => $"{Namespace}.{Name}";
}

/// <summary>The public API of the libraries, with its documentation.</summary>
/// <param name="Types">All types.</param>
/// <param name="AssemblyOf">The library of each namespace.</param>
/// <param name="Docs">What is said of them.</param>
internal sealed partial record ApiReference(
    IReadOnlyList<ApiType> Types, IReadOnlyDictionary<string, string> AssemblyOf, XmlDocs Docs)
{
    private static readonly string[] _homes = ["src", "hosting"];

    /// <summary>
    /// Reads every <c>PublicApi.txt</c> of src and hosting, and the XML documentation of the same projects where a
    /// build has left it.
    /// </summary>
    /// <param name="root">The folder of the repository.</param>
    public static ApiReference Read(string root)
    {
        var types = new List<ApiType>();
        var assemblies = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var docs = new XmlDocs();
        foreach (string file in _homes.SelectMany(home => Directory.EnumerateFiles(
                Path.Combine(root, home), "PublicApi.txt", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal))
        {
            string project = Path.GetFileName(Path.GetDirectoryName(file)!);
            ApiType[] own = [.. Parse(File.ReadAllLines(file))];
            types.AddRange(own);
            foreach (ApiType type in own)
            {
                assemblies.TryAdd(type.Namespace, project);
            }

            string xml = Path.Combine(root, "artifacts", "bin", project, "release", project + ".xml");
            if (File.Exists(xml))
            {
                docs.Add(File.ReadAllText(xml));
            }
        }

        return new ApiReference(types, assemblies, docs);
    }

    /// <summary>Reads the lines of an API text: namespaces, below them types, below them members.</summary>
    public static IEnumerable<ApiType> Parse(IEnumerable<string> lines)
    {
        const string Opening = "namespace ";
        (string space, string declaration, List<ApiMember> members) = ("", "", []);

        // A namespace more ends the last type; what stands in none is no public API.
        foreach (string line in lines.Where(l => l.StartsWith(' ') || l.StartsWith(Opening, StringComparison.Ordinal))
            .Append(Opening + "end"))
        {
            if (line.StartsWith("    ", StringComparison.Ordinal))
            {
                members.Add(Member(line.Trim(), TypeName(declaration)));
                continue;
            }

            if (declaration.Length > 0)
            {
                yield return Type(declaration, space, members);
            }

            (declaration, members) = (line.StartsWith(' ') ? line.Trim() : "", []);
            space = line.StartsWith(' ') ? space : line[Opening.Length..].Trim();
        }
    }

    private static ApiType Type(string declaration, string space, List<ApiMember> members)
    {
        string bases = TypeKeyword().IsMatch(declaration) && declaration.Contains(" : ", StringComparison.Ordinal)
            ? declaration[(declaration.IndexOf(" : ", StringComparison.Ordinal) + 3)..]
            : "";
        return new ApiType(
            declaration, TypeName(declaration), space,
            [.. SignatureText.Split(bases.Split(" where ")[0]).Select(b => b.Split('<')[0])], members);
    }

    private static string TypeName(string declaration)
    {
        Match match = TypeKeyword().Match(declaration);
        return match.Success ? match.Groups["name"].Value : SignatureText.NameBeforeParameters(declaration);
    }

    private static ApiMember Member(string line, string type)
    {
        string signature = line.Split(" where ")[0];
        if (signature.EndsWith(')'))
        {
            string name = SignatureText.NameBeforeParameters(signature);
            bool isOperator = signature.Contains($" operator {name}(", StringComparison.Ordinal);
            return new ApiMember(
                line, name == type ? "#ctor" : isOperator ? "op_" + name : name,
                SignatureText.ParameterNames(signature));
        }

        if (signature.Contains(" this[", StringComparison.Ordinal))
        {
            return new ApiMember(line, "Item", []);
        }

        string before = signature.Split(" {")[0].Split(" = ")[0];
        return new ApiMember(line, before.Split(' ')[^1], []);
    }

    [GeneratedRegex(@"\b(class|struct|interface|enum|record)\s+(?!struct\b|class\b)(?<name>[\w.]+)")]
    private static partial Regex TypeKeyword();
}
