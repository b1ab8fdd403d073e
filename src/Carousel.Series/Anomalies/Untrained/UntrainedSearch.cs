using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Report;

namespace Carousel.Anomalies;

/// <summary>
/// A search for anomalies without a training part: rows are compared with the 5,000 rows before and after them.
/// </summary>
internal sealed class UntrainedSearch
{
    // Value, run and shape.
    private const double Views = 3;

    private readonly ChannelData _data;
    private readonly double _rowsBetween;

    private UntrainedSearch(ChannelData data, AnomalyOptions options)
    {
        _data = data;
        _rowsBetween = AlarmRate.Of(options.Rate).RowsBetween(data.Stamps, data.Count);
        Facts =
        [
            data.Fact,
            new("model", "none is trained: rows are compared with the 5,000 rows before and after them"),
            AlarmRate.Fact(options.Rate, _rowsBetween),
            .. JobFact.Notes(data.Notes),
        ];
    }

    /// <summary>What was found in the file.</summary>
    public IReadOnlyList<JobFact> Facts { get; }

    /// <summary>[C]: trend and season of each channel; null for one without values.</summary>
    private RobustParts?[] Parts => field ??= [.. _data.Columns.Select(c => RobustParts.OfChannel(_data, c))];

    /// <summary>Prepares a search.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="DataFormatException">There are too few rows.</exception>
    public static UntrainedSearch Make(ChannelData data, AnomalyOptions options) => data.Count >= ChannelPlan.FewestRows
        ? new UntrainedSearch(RisingChannels.Watched(data, RisingChannels.Find(data, data.Count)), options)
        : throw new DataFormatException(
            $"{data.Name} has {FigureText.Counted(data.Count, "row")}; a search for anomalies needs at least "
            + $"{ChannelPlan.FewestRows}.");

    /// <summary>Scores all rows.</summary>
    /// <param name="command">The command line, for the report.</param>
    /// <param name="progress">Receives the channel and the share that is done.</param>
    /// <param name="cancellation">Stops it between channels.</param>
    /// <returns>Table, sentence, report and files.</returns>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public JobResult Measure(
        string command, IProgress<(string Part, double Share)> progress, CancellationToken cancellation)
    {
        ChannelVerdicts verdicts = Judge(progress, cancellation);
        var search = new SearchSetting(
            "Rows are compared with the 5,000 rows before and after them; nothing was trained.",
            "value, hold and shape", _rowsBetween);
        JobResult result = ChannelResult.WithPage(
            _data, verdicts, 0, search, Parts, cancellation);
        JobPage page = result.Page!;
        return result with
        {
            Report = new ReportDocument(
                page.Title, result.Sentence,
                [JobReport.Result(result, page), .. page.Sections, JobReport.Settings(Facts, command)])
            {
                Kicker = $"carousel anomaly · {_data.Name}",
            },
        };
    }

    /// <summary>Judges all rows.</summary>
    /// <param name="progress">Receives the channel and the share that is done; or null.</param>
    /// <param name="cancellation">Stops it between channels.</param>
    public ChannelVerdicts Judge(
        IProgress<(string Part, double Share)>? progress = null, CancellationToken cancellation = default)
    {
        int channels = _data.Columns.Count, rows = _data.Count;
        double threshold = Math.Log10(_rowsBetween), share = Math.Log10(Views * channels);
        double[][] scores = new double[channels][], expected = new double[channels][];
        var single = new (double Score, ChannelReason Reason)[channels][];
        for (int c = 0; c < channels; c++)
        {
            cancellation.ThrowIfCancellationRequested();
            progress?.Report((_data.Channels[c], (double)c / channels));
            float[] column = _data.Columns[c];
            var scale = RobustScale.Of(column);
            var views = SeriesViews.Of([.. column.Select(v => scale.Units(v))], Parts[c]?.SeasonRows ?? 0);

            // A usual row has 1; in a series that repeats itself exactly it has 0, which has no logarithm.
            double[] logs = [.. views.Scores.Select(v => Math.Log(Math.Max(v, 1)))];
            PeakTail tail = RobustTail.Of(logs);
            expected[c] = Parts[c]?.ToExpected() ?? [.. column.Select(_ => double.NaN)];
            single[c] = RowViews.Of(column, expected[c], views, share, threshold);

            // Windows make the neighbours of an anomaly odd: they rank before usual rows, but are not marked and have
            // no part in incidents. The score of a gap stays NaN.
            scores[c] =
            [
                .. logs.Zip(single[c], (v, own) => Math.Max(
                    tail.ScoreOf(v) - share, own.Score > threshold ? own.Score : 0 * own.Score)),
            ];
        }

        int[] oddest =
        [
            .. Enumerable.Range(0, rows).Select(r =>
                Enumerable.Range(0, channels).MaxBy(c => (single[c][r].Score > threshold, scores[c][r]))),
        ];
        double[] highest = [.. oddest.Select((c, r) => double.IsNaN(scores[c][r]) ? 0 : scores[c][r])];
        int gap = (int)Math.Clamp(_rowsBetween / 4, 1, RobustTail.MostRows);
        var tracker = new IncidentTracker(gap, threshold, 0);
        (bool IsAnomalous, bool Begins)[] judged =
            [.. oddest.Select((c, r) => tracker.Take(single[c][r].Score, c, single[c][r].Reason))];
        return new ChannelVerdicts(highest, oddest, [.. judged.Select(s => s.IsAnomalous)], expected)
        {
            Begins = [.. judged.Select(s => s.Begins)],
            ByChannel = [.. single.Select(own => own.Select(s => s.Score).ToArray())],
            Reasons = [.. oddest.Select((c, r) => single[c][r].Reason)],
            Threshold = threshold,
            Least = threshold,
            Gap = gap,
        };
    }
}
