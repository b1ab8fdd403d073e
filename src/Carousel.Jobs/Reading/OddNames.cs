using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Reading;

/// <summary>Notes on names of classes, words and files that may be mistakes.</summary>
internal static class OddNames
{
    private const int MostNamed = 8;

    /// <summary>A note on each group of names that differ only in case or blanks.</summary>
    /// <param name="names">The names.</param>
    /// <param name="kind">What they are, in the plural.</param>
    public static IEnumerable<string> Alike(IEnumerable<string> names, string kind) =>
        names.Distinct().GroupBy(n => n.Trim(), StringComparer.OrdinalIgnoreCase).Where(g => g.Count() > 1)
            .Select(g => $"The {kind} {FigureText.Listed([.. g.Select(n => $"'{n}'")], MostNamed)} differ only in case "
                + "or in surrounding blanks and are kept separate. If they mean the same, correct the data.");

    /// <summary>A note on files that a table lists with several labels.</summary>
    /// <param name="rows">Files with their labels.</param>
    /// <param name="kind">What labels are, in the plural.</param>
    public static IEnumerable<string> Twice(IEnumerable<(string File, string Label)> rows, string kind)
    {
        string[] twice = [.. rows.Distinct().CountBy(r => r.File).Where(f => f.Value > 1).Select(f => f.Key)];
        return Optional.Of(twice.Length == 0 ? null
            : $"Files are listed with different {kind}: {FigureText.Listed(twice, MostNamed)}. Correct the table.");
    }
}
