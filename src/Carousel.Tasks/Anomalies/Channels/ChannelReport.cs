using Carousel.Data;
using Carousel.Report;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using ReportSeries = Carousel.Report.Series;

namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>The page of a search: each channel with what was expected and where the alarms are, the score under it, and the reasons.</summary>
internal static class ChannelReport
{
    private const int MostChannels = 6;
    private const int MostMarkers = 40;
    private const int MostRows = 60;
    private const int MostPoints = 6000;

    public static ReportDocument Make(ChannelData data, ChannelVerdicts verdicts, int from, ChannelModel model, JobResult result, string command)
    {
        IReadOnlyList<RowRange> ranges = verdicts.Ranges(from);
        return new ReportDocument(
            data.Name,
            result.Sentence,
            [
                new Section("The alarms", [Table(data, verdicts, ranges)]) { Lead = "The clearest first; the reason is the channel that was farthest from what was expected." },
                new Section("The series", [.. Charts(data, verdicts, from, model, ranges)]) { Lead = "The part that was searched, with what was expected." },
                new Section("Beside simple detectors", [Scores(result)]) { Lead = "Each may be as loud as the other: as many rows of the learning part lie above its threshold." },
                new Section("Again", [new CodeBlock(command) { Caption = "The command that makes this page." }]),
            ])
        {
            Kicker = "Search for anomalies",
        };
    }

    private static Table Table(ChannelData data, ChannelVerdicts verdicts, IReadOnlyList<RowRange> ranges)
    {
        TableColumn[] columns =
        [
            new("from", Alignment.Left), new("rows"), new("score"), new("channel", Alignment.Left), new("value"), new("expected"),
        ];
        IEnumerable<RowRange> clearest = ranges.OrderByDescending(r => verdicts.Scores[verdicts.Peak(r)]).Take(MostRows);
        return new Table(columns, [.. clearest.Select(r => Row(data, verdicts, r))])
        {
            Note = ranges.Count > MostRows ? $"{MostRows} of {FigureText.Count(ranges.Count)} are shown; all are in {ChannelPlan.RangesName}." : "",
        };
    }

    private static TableRow Row(ChannelData data, ChannelVerdicts verdicts, RowRange range)
    {
        int peak = verdicts.Peak(range);
        int channel = verdicts.Channels[peak];
        return TableRow.Of(
            data.LabelAt(range.Start), FigureText.Count(range.Length), FigureText.Number(verdicts.Scores[peak], 1), data.Channels[channel],
            ChannelTables.Shown(data, verdicts, channel, peak, isExpected: false), ChannelTables.Shown(data, verdicts, channel, peak, isExpected: true));
    }

    private static IEnumerable<Block> Charts(ChannelData data, ChannelVerdicts verdicts, int from, ChannelModel model, IReadOnlyList<RowRange> ranges)
    {
        // A page stays readable, and small, with a few thousand points.
        int last = Math.Min(data.Count, from + MostPoints);
        int[] rows = [.. Enumerable.Range(from, last - from)];
        Axis axis = data.Stamps is { } stamps
            ? Axis.Time(data.TimeName ?? "", [.. rows.Select(r => stamps[r])])
            : Axis.Number("row", [.. rows.Select(r => (double)(r + 1))]);
        Marker[] markers = [.. ranges.Where(r => r.Start < last).OrderByDescending(r => verdicts.Scores[verdicts.Peak(r)]).Take(MostMarkers)
            .OrderBy(r => r.Start).Select(r => new Marker(r.Start - from))];
        for (int c = 0; c < Math.Min(MostChannels, data.Channels.Count); c++)
        {
            int own = c;
            yield return new LineChart(
                data.Channels[c], axis,
                [
                    new ReportSeries("value", [.. rows.Select(r => (double)data.Columns[own][r])], SeriesRole.Truth),
                    new ReportSeries("expected", [.. rows.Select(r => verdicts.Expected[own][r])], SeriesRole.Forecast),
                ])
            {
                Markers = markers,
                IsZoomable = true,
                ValueName = data.Channels[c],
            };
        }

        double[] threshold = new double[rows.Length];
        Array.Fill(threshold, model.Fitted.Threshold);
        yield return new LineChart(
            "Score", axis,
            [
                new ReportSeries("score", [.. rows.Select(r => verdicts.Scores[r])], SeriesRole.Forecast),
                .. model.Fitted.Kind == Thresholds.ThresholdKind.Rate ? [new ReportSeries("threshold", threshold, SeriesRole.Baseline)] : Array.Empty<ReportSeries>(),
            ])
        {
            Markers = markers,
            IsZoomable = true,
            ValueName = "deviations of the oddest channel from what is usual",
        };
    }

    internal static Table Scores(JobResult result) => new(
        [new TableColumn("", Alignment.Left), .. result.Metrics.Select(m => new TableColumn(m.Title))],
        [.. result.Scores.Select((s, row) => new TableRow(
            [
                new TableCell(s.Title),
                .. result.Metrics.Select(m => new TableCell(
                    !s.Metrics.TryGetValue(m.Key, out double value) ? FigureText.Unknown : m.IsShare ? FigureText.Percent(value, 2) : FigureText.Number(value, m.Decimals ?? 3))),
            ],
            row == 0))]);
}
