namespace Carousel.Forecasting;

/// <summary>
/// Which columns group the series, as <c>State/Region*Purpose</c> says it: regions within states, crossed with
/// purposes. Every level is a depth of each of the crossed paths.
/// </summary>
/// <param name="Paths">The columns of each path, the widest groups first.</param>
internal sealed record HierarchyForm(IReadOnlyList<IReadOnlyList<string>> Paths)
{
    /// <summary>The level, and the node, of the sum over everything.</summary>
    public const string Total = "total";

    private const char Within = '/', Crossed = '*';

    /// <summary>Every column.</summary>
    public IReadOnlyList<string> Columns => [.. Paths.SelectMany(p => p)];

    /// <summary>What is wrong with a text; null where it can be read.</summary>
    /// <param name="text">The text, or null.</param>
    public static string? Fault(string? text)
    {
        if (text is null)
        {
            return null;
        }

        IReadOnlyList<string> columns = Split(text).Columns;
        return columns.Any(c => c.Length == 0)
            ? $"is written as columns of groups such as State/Region or State/Region*Purpose, but is '{text}'."
            : columns.GroupBy(c => c, StringComparer.OrdinalIgnoreCase).FirstOrDefault(g => g.Count() > 1) is { } twice
                ? $"names the column '{twice.Key}' twice: '{text}'."
                : null;
    }

    /// <summary>Reads a text that has no fault.</summary>
    /// <param name="text">The text.</param>
    public static HierarchyForm Parse(string text) => Fault(text) is { } fault
        ? throw new FormatException($"The hierarchy {fault}")
        : Split(text);

    /// <summary>
    /// The levels, each by how many columns of each path it goes down: the total first, the finest groups last.
    /// </summary>
    /// <returns>[levels][paths].</returns>
    public IReadOnlyList<int[]> Levels()
    {
        IEnumerable<int[]> levels = [[]];
        foreach (IReadOnlyList<string> path in Paths)
        {
            levels = levels.SelectMany(l => Enumerable.Range(0, path.Count + 1).Select(d => (int[])[.. l, d]));
        }

        // The sort is stable: of as many columns the level with more of the first path stands first.
        return [.. levels.Reverse().OrderBy(l => l.Sum())];
    }

    /// <summary>What a level is called: the columns that it goes down to.</summary>
    /// <param name="level">How many columns of each path.</param>
    public string NameOf(int[] level) => Join(level, column => column);

    /// <summary>What a group of a level is called: the values of those columns.</summary>
    /// <param name="level">How many columns of each path.</param>
    /// <param name="valueOf">The value of a column.</param>
    public string NodeOf(int[] level, Func<string, string> valueOf) => Join(level, valueOf);

    private static HierarchyForm Split(string text) =>
        new([.. text.Split(Crossed).Select(p => (IReadOnlyList<string>)[.. p.Split(Within).Select(c => c.Trim())])]);

    private string Join(int[] level, Func<string, string> part)
    {
        string[] paths =
        [
            .. Paths.Zip(level).Where(p => p.Second > 0)
                .Select(p => string.Join(Within, p.First.Take(p.Second).Select(part))),
        ];
        return paths.Length == 0 ? Total : string.Join(Crossed, paths);
    }
}
