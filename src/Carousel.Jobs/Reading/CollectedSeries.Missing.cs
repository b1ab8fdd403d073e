using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Reading;

/// <content>Missing values.</content>
internal sealed partial class CollectedSeries
{
    private const int MostNotes = 5;

    private IReadOnlyList<string> MissingCodes => [.. layout.Codes.SelectMany(c => c?.Find() ?? []).Distinct()];

    private void LeaveOutCodes()
    {
        layout.Notes.AddRange(layout.Codes.SelectMany((c, k) => c?.Doubtful().Select(code =>
            $"Column '{layout.Header[layout.Values[k]]}' has {code}, far above all other numbers: "
            + $"pass --missing {code} if it means a missing value.") ?? []));
        Dictionary<float, string>[] codes =
        [
            .. layout.Codes.Select(
                c => c is null ? [] : c.Find().DistinctBy(c.ValueOf).ToDictionary(c.ValueOf)),
        ];
        if (Array.TrueForAll(codes, c => c.Count == 0))
        {
            return;
        }

        for (int k = 0; k < codes.Length; k++)
        {
            layout.Missing[k].Any |= codes[k].Count > 0;
        }

        foreach (SeriesBuilder builder in _builders.Values)
        {
            Each(builder, b => b.LeaveOut(codes), changes: true);
        }
    }

    private void FindMissing()
    {
        bool leavesOut = !options.KeepsEnd && layout.Missing.Take(layout.Targets).Any(m => m.Any);
        if (!layout.Missing.Any(m => m.Any))
        {
            return;
        }

        foreach (SeriesBuilder builder in _builders.Values)
        {
            Each(
                builder,
                b =>
                {
                    if (leavesOut)
                    {
                        b.LeaveOutEnd();
                    }

                    b.CountMissing();
                },
                changes: leavesOut);
        }

        if (_builders.Values.Max(b => b.LeftOutAtEnd) is > 0 and var ahead)
        {
            layout.Notes.Add(
                $"{FigureText.Counted(ahead, "row")} at the end without a target: the "
                + "forecast starts after the last row with one.");
            layout.Notes.AddRange(_aheadColumns.Note() is { } note ? [note] : []);
        }

        string[] notes =
            [.. layout.Missing.Select((m, k) => m.Note(layout.Header[layout.Values[k]])).OfType<string>()];
        layout.Notes.AddRange(notes.Take(MostNotes));
        if (notes.Length > MostNotes)
        {
            layout.Notes.Add($"{notes.Length - MostNotes} more columns have missing values.");
        }
    }
}
