using Carousel.Anomalies.Thresholds;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Report;
using ReportSeries = Carousel.Report.Series;

namespace Carousel.Anomalies.Channels;

/// <summary>
/// What the report of a search shows: each channel with what was expected and where the alarms are, the score under it,
/// and the reasons.
/// </summary>
internal sealed class ChannelReport(ChannelData data, ChannelVerdicts verdicts, int from, ChannelFitted fitted)
{
    private const int MostChannels = 6;
    private const int MostMarkers = 40;
    private const int MostRows = 60;
    private const int MostPoints = 6000;

    private readonly IReadOnlyList<RowRange> _ranges = verdicts.Ranges(from);

    // A page stays readable, and small, with a few thousand points.
    private readonly int[] _rows = [.. Enumerable.Range(from, Math.Min(MostPoints, data.Count - from))];

    /// <summary>What the job adds to its report.</summary>
    public JobPage Page() => new(
        $"Search for anomalies: {data.Name}",
        "All detectors have the same false-alarm rate on the learning part.",
        [
            new Section("The alarms", [Alarms(new ChannelTables(data, verdicts))])
            {
                Lead = "The clearest first; the reason is the channel that was farthest from what was expected.",
            },
            new Section("The series", [.. Charts()]) { Lead = "The part that was searched, with what was expected." },
        ]);

    private Table Alarms(ChannelTables tables) => Table.Of(
        ["from", "rows", "score", "channel", "value", "expected", "shares of channels"],
        verdicts.Clearest(_ranges).Take(MostRows).Select(range =>
        {
            int peak = verdicts.Peak(range);
            return (string[])
            [
                data.LabelAt(range.Start), FigureText.Count(range.Length), FigureText.Number(verdicts.Scores[peak], 1),
                data.Channels[verdicts.Channels[peak]], tables.Shown(peak, isExpected: false),
                tables.Shown(peak, isExpected: true), tables.Shares(peak),
            ];
        })) with
    {
        Note = _ranges.Count > MostRows
            ? $"{MostRows} of {FigureText.Count(_ranges.Count)} are shown; all are in {ChannelPlan.RangesName}."
            : "",
    };

    private IEnumerable<Block> Charts()
    {
        Axis axis = data.Stamps is { } stamps
            ? Axis.Time(data.TimeName ?? "", [.. _rows.Select(r => stamps[r])])
            : Axis.Number("row", [.. _rows.Select(r => (double)(r + 1))]);
        Marker[] markers =
        [
            .. verdicts.Clearest([.. _ranges.Where(r => r.Start <= _rows[^1])]).Take(MostMarkers).OrderBy(r => r.Start)
                .Select(r => new Marker(r.Start - from)),
        ];
        LineChart Chart(string title, string unit, params ReportSeries[] series) =>
            new(title, axis, series) { Markers = markers, IsZoomable = true, ValueName = unit };
        for (int c = 0; c < Math.Min(MostChannels, data.Channels.Count); c++)
        {
            yield return Chart(
                data.Channels[c], data.Channels[c],
                new ReportSeries("value", [.. _rows.Select(r => (double)data.Columns[c][r])], SeriesRole.Truth),
                new ReportSeries("expected", [.. _rows.Select(r => verdicts.Expected[c][r])], SeriesRole.Forecast));
        }

        var score = new ReportSeries("score", [.. _rows.Select(r => verdicts.Scores[r])], SeriesRole.Forecast);
        var threshold = new ReportSeries("threshold", [.. _rows.Select(_ => fitted.Threshold)], SeriesRole.Baseline);
        yield return Chart(
            "Score", "deviations of the oddest channel from normal",
            fitted.Kind == ThresholdKind.Rate ? [score, threshold] : [score]);
    }
}
