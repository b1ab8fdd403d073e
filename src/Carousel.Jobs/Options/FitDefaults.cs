namespace Carousel.Jobs.Options;

/// <summary>The defaults of each job for options of <see cref="Fitting.FitOptions"/>, for its help, its schema and its
/// page: those of <c>fit-defaults.txt</c>.</summary>
internal static class FitDefaults
{
    private const string Resource = "fit-defaults.txt";

    private static readonly ILookup<string, string> _rules = Read();

    /// <summary>The default of an option in words; null if none is declared.</summary>
    /// <param name="options">The type of the job's options.</param>
    /// <param name="property">The property of the option.</param>
    public static string? Of(Type options, string property) => _rules[options.Name].Concat(_rules["*"])
        .FirstOrDefault(rule => rule.StartsWith($"{property}: ", StringComparison.Ordinal))?[(property.Length + 2)..];

    // A line at the margin names the options; the lines below it that are indented are its rules.
    private static ILookup<string, string> Read()
    {
        using var reader = new StreamReader(
            typeof(FitDefaults).Assembly.GetManifestResourceStream(Resource)!);
        string owner = "";
        var rules = new List<(string Owner, string Rule)>();
        while (reader.ReadLine() is { } line)
        {
            owner = line.StartsWith(' ') ? owner : line;
            rules.Add((owner, line.Trim()));
        }

        return rules.ToLookup(rule => rule.Owner, rule => rule.Rule);
    }
}
