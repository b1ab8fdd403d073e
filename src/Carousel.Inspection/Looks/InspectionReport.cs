using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>The page of one look or of several.</summary>
internal static class InspectionReport
{
    /// <summary>Makes the page.</summary>
    /// <param name="results">What was found, one at least.</param>
    /// <param name="subject">What was looked at.</param>
    /// <param name="command">The command line that makes it again.</param>
    /// <returns>The page.</returns>
    public static ReportDocument Of(IReadOnlyList<InspectionResult> results, InspectionSubject subject, string command)
    {
        Section[] sections =
        [
            .. Optional.Of(results.Count > 1 ? Found(results) : null),
            .. results.SelectMany(Sections),
            .. Optional.Of(results.Any(r => r.Figures.Count > 0) ? Figures(results) : null),
            new Section("Reproduce this result",
            [
                new Facts(
                [
                    new Fact("model", subject.ModelName),
                    new Fact("data", subject.DataName),
                    .. subject.Facts.Select(f => new Fact(f.Name, f.Fact)),
                    new Fact("seed", $"{subject.Seed}"),
                ]),
                new CodeBlock(command),
            ]),
        ];
        return new ReportDocument(
            Path.GetFileName(subject.DataName),
            results.Count == 1
                ? results[0].Sentence
                : $"{results.Count} analyses of the model "
                    + $"over {subject.CountedSteps}: {string.Join(", ", results.Select(r => r.Name))}.",
            sections)
        {
            Kicker = $"A look inside {subject.ModelName}",
        };
    }

    private static Section Found(IReadOnlyList<InspectionResult> results) => new("What was found",
    [
        new Table(
            [new("look", Alignment.Left), new("question", Alignment.Left), new("answer", Alignment.Left)],
            [.. results.Select(r => new TableRow(
            [
                new TableCell(r.Name) { Link = r.Sections.Count > 0 ? new SectionLink(r.Sections[0].Title) : null },
                new TableCell(r.Question), new TableCell(r.Sentence),
            ]))]),
    ]);

    private static IEnumerable<Section> Sections(InspectionResult result)
    {
        if (result.Sections.Count == 0)
        {
            return [];
        }

        Section last = result.Sections[^1];
        return [
            .. result.Sections.SkipLast(1),
            last with { Blocks = [.. last.Blocks, .. result.Notes.Select(note => new Paragraph(note, Tone.Quiet))] },
        ];
    }

    private static Section Figures(IReadOnlyList<InspectionResult> results) => new("All figures",
    [
        .. results.Where(r => r.Figures.Count > 0)
            .Select(r => new Table([new("figure", Alignment.Left), new("measured"), new("95 % interval")],
            [
                .. r.Figures.Select(
                    f =>
                        TableRow.Of(
                            MeasuredText.Name(f.Name), MeasuredText.Number(f.Value),
                            MeasuredText.Interval(f.Interval))),
            ])
            {
                Caption = r.Question,
                Note = r.Files.Count > 0
                    ? $"In the same folder: {string.Join(", ", r.Files.Select(f => f.Name))}."
                    : "",
            }),
    ])
    {
        Lead = "As printed in the terminal. A dash marks a figure that is counted, not estimated.",
    };
}
