using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Laboratory.Claims.Agreement;

/// <summary>Two sentences that differ in one thing, of which one is right.</summary>
/// <param name="Right">The right one.</param>
/// <param name="Wrong">The other one.</param>
/// <param name="Kind">What they differ in, such as <c>across a relative clause</c>; empty where the file does not
/// say.</param>
/// <param name="Line">Their line in the file.</param>
internal sealed record MinimalPair(string Right, string Wrong, string Kind, long Line)
{
    private const string Expected =
        "Expected a right sentence, a tab, a wrong one and, optionally, a tab and a class.";

    /// <summary>Reads a file of tab-separated values; empty lines are skipped.</summary>
    /// <param name="path">The file; it may be packed with gzip. A first line <c>right, tab, wrong</c> names its
    /// columns.</param>
    /// <returns>At least one pair.</returns>
    /// <exception cref="DataFormatException">The file can't be read, a line is not a pair, or no line is.</exception>
    public static IReadOnlyList<MinimalPair> Read(string path) => Read(TextLines.Read(path), path);

    /// <summary>Reads lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="name">How messages call the file.</param>
    /// <exception cref="DataFormatException">As <see cref="Read(string)"/>.</exception>
    public static IReadOnlyList<MinimalPair> Read(IEnumerable<TextLine> lines, string name)
    {
        var pairs = new List<MinimalPair>();
        foreach (TextLine line in lines)
        {
            string[] cells = [.. line.Text.Split('\t').Select(cell => cell.Trim())];
            bool isHeader = pairs.Count == 0 && line.Number == 1 && cells is ["right", "wrong", ..];
            if (!isHeader && !string.IsNullOrWhiteSpace(line.Text))
            {
                pairs.Add(Of(cells, line.Number, name));
            }
        }

        return pairs.Count > 0
            ? pairs
            : throw new DataFormatException($"{name} has no minimal pair. {Expected}");
    }

    private static MinimalPair Of(string[] cells, long line, string name)
    {
        string? wrong = cells.Length switch
        {
            1 => "the line has no tab.",
            > 3 => $"there are {cells.Length} columns.",
            _ when cells[0].Length == 0 || cells[1].Length == 0 => "a sentence is empty.",
            _ when cells[0] == cells[1] => "the two sentences are the same.",
            _ => null,
        };
        if (wrong is not null)
        {
            throw new DataFormatException(name, line, 0, $"{wrong} {Expected}");
        }

        LineLength.Require(cells[0], name, line);
        LineLength.Require(cells[1], name, line);
        return new MinimalPair(cells[0], cells[1], cells.Length > 2 ? cells[2] : "", line);
    }
}
