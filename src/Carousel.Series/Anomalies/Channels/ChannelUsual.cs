namespace Carousel.Anomalies;

/// <summary>What is usual of a channel, from the rows that are learned from. Kept in the model file.</summary>
/// <param name="Row">For the distance of single rows from their expected values.</param>
/// <param name="Levels">Of the mean distance of several rows from a level that follows, the shortest first.</param>
/// <param name="Hold">Of runs of one value, and of runs without any.</param>
/// <param name="Cycle">Its usual value at an hour; levels are computed on the residuals.</param>
/// <param name="Peers">What other channels say of it.</param>
/// <param name="Rest">As <paramref name="Levels"/>, for the residuals after the peers; empty without peers.</param>
internal sealed record ChannelUsual(
    LevelUsual Row, IReadOnlyList<LevelUsual> Levels, HoldUsual Hold, CycleProfile Cycle, ChannelPeers Peers,
    IReadOnlyList<LevelUsual> Rest)
{
    /// <summary>Of the shapes of windows; null in files of earlier versions.</summary>
    public IReadOnlyList<ShapeUsual>? Shapes { get; init; }

    /// <summary>Rows over which the level of a network's errors follows.</summary>
    public const int ErrorSpan = 16;

    private const int FewestSpans = 10, AveragedShare = 4, WarmSpans = 4, UsualWarmRows = 64, MostPeaks = 50;
    private const int FewestRowsOfBlock = 32;
    private const double UsualShare = 0.6827, LeastShareOfSquares = 0.25, LeastScale = 1e-3, LeastExcess = 0.5;

    private static readonly int[] _rowSpans = [1, 2, 4, 8, 16, 32], _levelSpans = [16, 64, 256];

    /// <summary>Whether the numbers are valid for one of the channels; checks data from a file.</summary>
    /// <param name="channels">C.</param>
    public bool Fits(int channels) => Row is { IsSound: true } && Hold is { IsSound: true }
        && Levels is not null && Levels.All(l => l is { IsSound: true }) && Cycle is { IsSound: true }
        && Peers is not null && Peers.Fits(channels)
        && Rest is not null && Rest.All(l => l is { IsSound: true })
        && (Shapes is null || Shapes.All(s => s is { IsSound: true }));

    /// <summary>Rows over which the slowest level follows, for a number of training rows.</summary>
    public static int SlowestSpan(int learningRows) =>
        _levelSpans.LastOrDefault(s => s * FewestSpans <= learningRows, _levelSpans[0]);

    /// <summary>What is usual of each channel.</summary>
    /// <param name="units">[C][L]: in robust units; NaN is a gap.</param>
    /// <param name="raw">[C][L]: as they were read.</param>
    /// <param name="stamps">[L or more]: the times; null for none.</param>
    /// <param name="errors">[C][L]: a network's errors in scales of its forecast; null where it is not used.</param>
    /// <param name="fresh">The first row that the network was not trained on.</param>
    /// <param name="rowsBetween">Rows from one false incident to the next.</param>
    /// <returns>[C], and [C][L]: the usual value at the time of each row, from other days or weeks.</returns>
    public static (ChannelUsual[] Usual, double[][] Cycles) Of(
        double[][] units, float[][] raw, IReadOnlyList<DateTime>? stamps, double[][]? errors, int fresh,
        double rowsBetween)
    {
        int slowest = SlowestSpan(units[0].Length);
        (CycleProfile Profile, double[] HeldOut)[] cycles =
            [.. units.Select(u => CycleProfile.Of(u, stamps, slowest, fresh))];
        double[][] rests = [.. units.Zip(cycles, (own, c) => own.Zip(c.HeldOut, (u, h) => u - h).ToArray())];
        ChannelPeers[] peers = ChannelPeers.Of(rests, slowest, fresh);
        ChannelUsual[] usual =
        [
            .. rests.Select((own, c) =>
            {
                LevelUsual[] levels = LevelsOf(own);
                return new ChannelUsual(
                    errors is null ? Usual(own, BestSpan(own), averaged: 1, 0)
                        : Usual(errors[c], ErrorSpan, averaged: 1, fresh),
                    levels, HoldUsual.Of(raw[c], rowsBetween), cycles[c].Profile, peers[c],
                    peers[c].Channels.Count == 0 ? []
                        : LevelsOf([.. own.Select((u, r) => u - peers[c].Of([.. rests.Select(o => o[r])]))]))
                {
                    Shapes = levels is [.., var slow] ? ShapeUsual.Of(own, slow) : [],
                };
            }),
        ];
        return (usual, [.. cycles.Select(c => c.HeldOut)]);
    }

    /// <summary>The span of the exponential mean that forecasts a channel best, 1 for its last value.</summary>
    /// <param name="values">NaN is a gap.</param>
    public static int BestSpan(double[] values) =>
        _rowSpans.MinBy(s => Distances(values, s).DefaultIfEmpty().Average(Math.Abs));

    /// <summary>The distances of values from an exponential mean of those before them; NaN for a gap.</summary>
    /// <param name="values">NaN is a gap.</param>
    /// <param name="span">Rows of the mean; 1 for the last value.</param>
    public static IEnumerable<double> Distances(IEnumerable<double> values, int span) =>
        Moves(values, span).Where(d => !double.IsNaN(d));

    /// <summary>The same for each value; NaN for a gap and for the first value.</summary>
    /// <param name="values">NaN is a gap.</param>
    /// <param name="span">Rows of the mean; 1 for the last value.</param>
    public static IEnumerable<double> Moves(IEnumerable<double> values, int span)
    {
        (double level, long rows) = (0, 0);
        foreach (double value in values)
        {
            yield return rows == 0 ? double.NaN : value - level;
            level += double.IsNaN(value) ? 0 : (value - level) / Math.Min(++rows, span);
        }
    }

    private static LevelUsual[] LevelsOf(double[] values) =>
    [
        .. _levelSpans.Where(s => s * FewestSpans <= values.Length)
            .Select(s => Usual(values, s, s / AveragedShare, 0)),
    ];

    private static LevelUsual Usual(double[] values, int span, int averaged, int from)
    {
        double[] distances = [.. Distances(values, span).Skip(Math.Max(from, 2 * span)).Select(Math.Abs).Order()];
        double usual = distances.Length == 0 ? 0 : distances[(int)(UsualShare * (distances.Length - 1))];
        double squares = distances.Length == 0 ? 0 : Math.Sqrt(distances.Average(d => d * d));
        var open = new LevelUsual(
            span, averaged, Math.Max(WarmSpans * span, Math.Min(UsualWarmRows, values.Length / WarmSpans)),
            Math.Max(Math.Max(usual, LeastShareOfSquares * squares), LeastScale), PeakTail.None);
        var meter = new LevelMeter(open);
        double[] taken = [.. values.Select(meter.Take)];
        var tail = PeakTail.Of(taken[from..], Math.Max(span, FewestRowsOfBlock), MostPeaks);

        // If all distances are 0, the smallest distance has no scale to be compared with.
        return open with { Tail = tail.Base > 0 ? tail : tail with { Excess = Math.Max(tail.Excess, LeastExcess) } };
    }
}
