using System.Globalization;
using System.Text;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Report;

namespace Carousel.Anomalies;

/// <summary>The changes of level, trend and spread of each channel, as a file and a table of the report.</summary>
/// <param name="data">The rows.</param>
/// <param name="changes">For each channel, in order of rows.</param>
internal sealed class SeriesChanges(ChannelData data, IReadOnlyList<IReadOnlyList<ChangePoint>> changes)
{
    /// <summary>The file of all changes.</summary>
    public const string FileName = "changes.csv";

    private const int MostShown = 60;
    private const double LeastNoise = 1e-3;

    /// <summary>Finds the changes of all channels.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="parts">[C]: of each channel; null for one without values.</param>
    /// <param name="cancellation">Stops it between channels.</param>
    public static SeriesChanges Of(
        ChannelData data, IEnumerable<RobustParts?> parts, CancellationToken cancellation) =>
        new(data, [.. data.Columns.Zip(parts, (column, own) => Find(column, own, cancellation))]);

    /// <summary>A line for each change, with a header.</summary>
    public string Lines()
    {
        var text = new StringBuilder($"{CsvCell.Of(data.TimeName ?? "row")},channel,kind,size,confidence\n");
        foreach ((int channel, ChangePoint change) in InOrder())
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"{data.LabelAt(change.Row)},{CsvCell.Of(data.Channels[channel])},{Word(change.Kind)},"
                + $"{change.Size:G6},{change.Confidence:0.###}\n");
        }

        return text.ToString();
    }

    /// <summary>A section of the report; null if nothing changes.</summary>
    public Section? Section()
    {
        (int Channel, ChangePoint Change)[] all = [.. InOrder()];
        return all.Length == 0 ? null : new Section("Changes of level, trend and spread",
        [
            Table.Of(
                ["from", "channel", "what changes", "size", "confidence"],
                all.OrderByDescending(c => c.Change.Confidence).Take(MostShown).OrderBy(c => c.Change.Row)
                    .Select(c => (string[])
                    [
                        data.LabelAt(c.Change.Row), data.Channels[c.Channel], Word(c.Change.Kind),
                        c.Change.Size.ToString("G4", CultureInfo.InvariantCulture),
                        FigureText.Percent(c.Change.Confidence, 0),
                    ])) with
            {
                Note = all.Length > MostShown
                    ? $"{MostShown} of {FigureText.Count(all.Length)} are shown; all are in {FileName}."
                    : "",
            },
        ])
        {
            Lead = "A level changes by its size in units of the channel, a trend by units per row, a spread by a "
                + "factor. Seasons are removed before.",
        };
    }

    private IEnumerable<(int Channel, ChangePoint Change)> InOrder() =>
        changes.SelectMany((own, c) => own.Select(change => (c, change))).OrderBy(c => c.change.Row);

    private static string Word(ChangeKind kind) => kind.ToString().ToLowerInvariant();

    private static IReadOnlyList<ChangePoint> Find(
        float[] column, RobustParts? parts, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();

        // Filled rows have no noise and would become separate segments.
        int[] known = [.. Enumerable.Range(0, column.Length).Where(r => float.IsFinite(column[r]))];
        return parts is null || known.Length < 2 * ChangePoints.LeastRows ? []
            : [
                .. ChangePoints.Find(
                    [.. known.Select(r => column[r] - parts.LongSeason[r])],
                    parts.SeasonRows, LeastNoise * RobustScale.Of(column).Scale)
                    .Select(c => c with { Row = known[c.Row] }),
            ];
    }
}
