using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Report;
using ReportSeries = Carousel.Report.Series;

namespace Carousel.Anomalies;

/// <summary>
/// What the report of a search shows: the incidents, a close-up of each of the clearest, and each channel with the
/// expected values, the incidents and, below it, the score.
/// </summary>
internal sealed class ChannelReport(
    ChannelData data, ChannelVerdicts verdicts, int from, SearchSetting search, SeriesChanges changes)
{
    private const int MostChannels = 6;
    private const int MostCloseUps = 10;
    private const int MostRows = 60;
    private const int FewestAround = 60;

    // A page stays readable, and small, with a few thousand points.
    private const int MostPoints = 4000;
    private const int MostPointsOfCloseUp = 1200;

    private readonly ChannelTables _tables = new(data, verdicts, from);

    /// <summary>What the job adds to its report.</summary>
    public JobPage Page()
    {
        ChannelIncident[] clearest = [.. _tables.Clearest];
        IEnumerable<Section> closeUps = clearest.Length == 0 ? [] :
        [
            new Section("The clearest incidents", [.. clearest.Take(MostCloseUps).Select(CloseUp)])
            {
                Lead = "Each chart shows an incident with the rows around it. Vertical lines mark its first and last "
                    + "row. A dashed line repeats the most similar stretch of rows that are in no incident.",
            },
        ];
        return new JobPage(
            $"Search for anomalies: {data.Name}",
            search.Headline,
            [
                new Section("The incidents", [Incidents(clearest)])
                {
                    Lead = "Clearest incidents first; the first channel is the most unusual. Its views are the highest "
                        + "scores of single values (residual), of levels and of shapes.",
                },
                .. closeUps,
                new Section("The series", [.. Charts(clearest)])
                {
                    Lead = "All searched rows, with the expected values. If they are too many for the page, "
                        + "the lowest and the highest row of each stretch are shown. A vertical line marks the start "
                        + "of an incident, with its place in the table.",
                },
                .. Optional.Of(changes.Section()),
            ]);
    }

    /// <summary>
    /// The rows of a chart: all of them, or the lowest and the highest of each stretch.
    /// </summary>
    /// <param name="values">[n]: what the chart shows; NaN is a gap.</param>
    /// <param name="range">The rows to show.</param>
    /// <param name="most">The largest number of rows.</param>
    internal static int[] Thinned(IReadOnlyList<float> values, RowRange range, int most)
    {
        if (range.Length <= most)
        {
            return [.. Enumerable.Range(range.Start, range.Length)];
        }

        int stretches = most / 2;
        SortedSet<int> rows = [];
        for (int s = 0; s < stretches; s++)
        {
            int start = range.Start + (int)((long)range.Length * s / stretches);
            int end = range.Start + (int)((long)range.Length * (s + 1) / stretches);
            (int lowest, int highest) = (start, start);
            for (int r = start; r < end; r++)
            {
                lowest = values[r] < values[lowest] || float.IsNaN(values[lowest]) ? r : lowest;
                highest = values[r] > values[highest] || float.IsNaN(values[highest]) ? r : highest;
            }

            rows.Add(lowest);
            rows.Add(highest);
        }

        return [.. rows];
    }

    private Table Incidents(ChannelIncident[] clearest) => Table.Of(
        ["", "start", "end", "rows", "channels", "score", "how unusual", "what", "views", "shares of channels"],
        clearest.Take(MostRows).Select((incident, i) => (string[])
        [
            FigureText.Count(i + 1), data.LabelAt(incident.Rows.Start), data.LabelAt(incident.Rows.End - 1),
            FigureText.Count(incident.Rows.Length),
            string.Join(", ", incident.Channels.Select(c => data.Channels[c])), FigureText.Number(incident.Score, 1),
            _tables.RarityInWords(incident), _tables.What(incident), _tables.ViewsInWords(incident),
            _tables.Shares(incident.Peak),
        ])) with
    {
        Note = clearest.Length > MostRows
            ? $"{MostRows} of {FigureText.Count(clearest.Length)} are shown; all are in {ChannelPlan.IncidentsName}."
            : "",
    };

    private LineChart CloseUp(ChannelIncident incident, int place)
    {
        int around = Math.Max(FewestAround, incident.Rows.Length / 2), channel = incident.Channels[0];
        var range = new RowRange(
            Math.Max(0, incident.Rows.Start - around), Math.Min(data.Count, incident.Rows.End + around));
        float[] values = data.Columns[channel];
        int[] rows = Thinned(values, range, MostPointsOfCloseUp);
        var similar = SimilarStretch.Find(values, verdicts.Ranges(), incident.Rows);
        return Chart(
            $"{place + 1}. {data.Channels[channel]}", rows, data.Channels[channel],
            [MarkerAt(rows, incident.Rows.Start, "start"), MarkerAt(rows, incident.Rows.End - 1, "end")],
            [
                .. Values(channel, rows),
                .. Optional.Of(similar).Select(s => new ReportSeries(
                    "most similar stretch", [.. rows.Select(r => s.At(values, r))], SeriesRole.Baseline)),
            ]) with
        {
            Caption = $"{_tables.Describe(incident)}."
                + (similar is null ? "" : $" The most similar stretch begins at {data.LabelAt(similar.Start)}."),
        };
    }

    private IEnumerable<Block> Charts(ChannelIncident[] clearest)
    {
        var searched = new RowRange(from, data.Count);
        for (int c = 0; c < Math.Min(MostChannels, data.Channels.Count); c++)
        {
            int[] rows = Thinned(data.Columns[c], searched, MostPoints);
            yield return Chart(data.Channels[c], rows, data.Channels[c], Markers(clearest, rows), Values(c, rows));
        }

        int[] scored = Thinned([.. verdicts.Scores.Select(s => (float)s)], searched, MostPoints);
        var score = new ReportSeries("score", [.. scored.Select(r => verdicts.Scores[r])], SeriesRole.Forecast);
        var threshold = new ReportSeries(
            "threshold", [.. scored.Select(_ => verdicts.Threshold)], SeriesRole.Baseline);
        yield return Chart(
            "Score", scored, "a score this high occurs once in 10^score rows", Markers(clearest, scored),
            [score, threshold]);
    }

    private ReportSeries[] Values(int channel, int[] rows) =>
    [
        new("value", [.. rows.Select(r => (double)data.Columns[channel][r])], SeriesRole.Truth),
        new("expected", [.. rows.Select(r => verdicts.Expected[channel][r])], SeriesRole.Forecast),
    ];

    private static Marker[] Markers(ChannelIncident[] clearest, int[] rows) =>
    [
        .. clearest.Select((incident, i) => MarkerAt(rows, incident.Rows.Start, $"{i + 1}"))
            .OrderBy(m => m.Position),
    ];

    private static Marker MarkerAt(int[] rows, int row, string label)
    {
        int place = Array.BinarySearch(rows, row);
        return new Marker(Math.Min(place < 0 ? ~place : place, rows.Length - 1), label);
    }

    private LineChart Chart(string title, int[] rows, string unit, Marker[] markers, ReportSeries[] series) =>
        new(
            title,
            data.Stamps is { } stamps
                ? Axis.Time(data.TimeName ?? "", [.. rows.Select(r => stamps[r])])
                : Axis.Number("row", [.. rows.Select(r => (double)(r + 1))]),
            series)
        {
            Markers = markers,
            IsZoomable = true,
            ValueName = unit,
        };
}
