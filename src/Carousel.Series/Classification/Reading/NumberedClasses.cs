using System.Text.RegularExpressions;
using Carousel.Jobs.Reading;

namespace Carousel.Classification;

/// <summary>
/// Classes that are numbers: 1.0 is 1, which a spreadsheet or a data frame writes once a class is missing.
/// </summary>
internal static partial class NumberedClasses
{
    /// <summary>The classes of a file as others write them.</summary>
    /// <param name="data">The file.</param>
    /// <param name="known">The classes of a model or of another file.</param>
    public static ClassData Like(ClassData data, IReadOnlyCollection<string> known)
    {
        if (data.Samples.All(s => known.Contains(s.Label)) || known.Any(name => NumberOf(name) is null))
        {
            return data;
        }

        ILookup<string?, string> names = known.ToLookup(NumberOf);
        return data with
        {
            Samples =
            [
                .. data.Samples.Select(s => known.Contains(s.Label) ? s
                    : s with { Label = names[NumberOf(s.Label)].FirstOrDefault(s.Label) }),
            ],
        };
    }

    /// <summary>One name for each number, the shortest, with a note.</summary>
    /// <param name="data">A file with classes.</param>
    public static ClassData Merged(ClassData data)
    {
        string[][] same =
        [
            .. data.Samples.Select(s => s.Label).Distinct().GroupBy(NumberOf)
                .Select(g => g.OrderBy(name => name.Length).ToArray()),
        ];
        return !same.Any(names => names.Length > 1) || same.Any(names => NumberOf(names[0]) is null) ? data
            : Like(data, [.. same.Select(names => names[0])]) with
            {
                Notes =
                [
                    .. data.Notes,
                    $"Classes that are the same number are one class: {CsvColumns.Shown(
                        [.. same.Where(names => names.Length > 1).Select(names => string.Join(" = ", names))])}.",
                ],
            };
    }

    // 1.0 and 1 are the same; 01 may be a code.
    private static string? NumberOf(string label) =>
        Whole().Match(label) is { Success: true } match ? match.Groups[1].Value : null;

    [GeneratedRegex(@"^(-?(?:0|[1-9][0-9]*))(?:\.0+)?$")]
    private static partial Regex Whole();
}
