using Carousel.Data;
using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting;

/// <summary>Chooses the network and its features from the training set only.</summary>
internal static class ForecastDesigner
{
    private const int MostLags = 3;

    private const int Harmonics = 2;

    /// <summary>A season longer than this many look-backs is not used as the level of a window.</summary>
    private const int FarLonger = 4;

    public static ForecastDesign Make(
        TemporalSplit split, ForecastOptions options, SeasonFinding seasons, int season, int horizon, int lookback,
        DemandChoice? demand, EventCalendar? events, ClosedTimes? closed)
    {
        ForecastLoss loss = demand?.Loss ?? ForecastLoss.Quantile;
        SeriesSet set = split.Set;
        int[] lengths = [.. seasons.Found.Select(s => s.Steps).Append(season).Where(s => s > 1).Distinct().Order()];
        int trainRows = split.Train.LongestRows;
        double trainDays = trainRows * (set.Frequency?.Days ?? 0);
        var design = new ForecastDesign
        {
            Targets = set.Roles.Targets,
            Known = set.Roles.Known,
            Past = set.Roles.Past,
            Static = StaticNames(set),
            TimeName = set.TimeName,
            IdName = set.IdName,
            Frequency = set.Frequency?.ToString(),
            Every = set.Sampling,
            Clock = set.Clock?.ToString(),
            Offsets = set.Offsets,
            WeightName = set.HasWeights ? options.Weight : null,
            Hierarchy = options.Hierarchy,
            Horizon = horizon,
            Lookback = lookback,
            Season = season,
            Lags =
            [
                .. lengths.Select(s => (horizon + s - 1) / s * s).Where(l => l <= (trainRows - horizon) / 2)
                    .Distinct().Take(MostLags),
            ],
            Levels = lengths.Length > 0
                ? [.. lengths.Where(l => l <= trainRows / 3).Take(MostLags)]
                : [Math.Min(lookback, horizon)],
            Rates = Rates(split),
            Cycles = CalendarFeatures.For(set.Frequency, trainDays).Cycles,
            Harmonics = Harmonics,
            Masked = [.. set.Roles.Columns.Where((_, c) => split.Train.EachOf(c).Any(v => v.Span.Contains(float.NaN)))],
            Transforms =
            [
                .. set.Roles.Columns.Select(
                    (_, c) => Transform(
                        split, options, demand is not null, c, season > 1 ? season : Math.Max(horizon, 4))),
            ],
            Normalization = demand is not null
                ? WindowNormalization.None
                : options.WindowNormalization
                    ?? (lengths.Length > 0 && options.Baseline == ForecastBaseline.None
                        ? WindowNormalization.Mean
                        : WindowNormalization.Last),
            LevelSpan = lengths.LastOrDefault(l => l <= FarLonger * lookback, lookback),
            Loss = loss,
            DemandHalfLife = demand?.HalfLife,
            DemandSeason = demand?.Season ?? 0,
            Quantiles = Quantiles(options.Levels),
            Intervals = options.Levels,
            Cell = options.Fit.Cell,
            Layers = options.Fit.Layers ?? 1,
            Hidden = options.Fit.Hidden ?? 32,
            Dropout = options.Fit.Dropout ?? 0.2,
            ForgetBias = 1,
            Initializer = options.Fit.Initializer ?? InitializerKind.Glorot,
            Ensemble = options.Ensemble ?? 3,
            Events = events,
            Closed = closed,
        };
        return options.Baseline == ForecastBaseline.None || demand is not null ? design
            : options.Baseline == ForecastBaseline.RidgeEach
            ? new RidgeEachDesigner(split, options.Fit.Threads).Complete(design, options)
            : new BaselineDesigner(set, split.Train.Rows, split.Validation.Rows)
                .Complete(design, isTransformOpen: options.Transform is null);
    }

    /// <summary>
    /// Pairs of a target and a covariate known ahead where 0 ≤ first ≤ second in every training row.
    /// </summary>
    private static RateFeature[] Rates(TemporalSplit split)
    {
        SeriesRoles roles = split.Set.Roles;
        return
        [
            .. from k in Enumerable.Range(0, roles.Targets.Count)
               from q in Enumerable.Range(0, roles.Known.Count)
               where split.Train.EachOf(k).Zip(split.Train.EachOf(roles.Targets.Count + q))
                   .All(v => AreShares(v.First, v.Second))
               select new RateFeature(roles.Targets[k], roles.Known[q]),
        ];
    }

    private static bool AreShares(ReadOnlyMemory<float> parts, ReadOnlyMemory<float> wholes) =>
        parts.ToArray().Zip(wholes.ToArray())
            .All(v => float.IsNaN(v.First) || (v.First >= 0 && v.First <= v.Second));

    /// <summary>The interval's ends, the quartiles and deciles, and the median, ascending.</summary>
    internal static double[] Quantiles(IReadOnlyList<double> levels) =>
        [
            .. levels.SelectMany(l => new[] { Round((100 - l) / 200), Round((100 + l) / 200) })
                .Concat([0.1, 0.25, 0.5, 0.75, 0.9]).Distinct().Order(),
        ];

    private static double Round(double share) => Math.Round(share, 6);

    private static string[] StaticNames(SeriesSet set) =>
    [
        .. set.Roles.Static.SelectMany<string, string>(name => set.Series.All(s => s.Statics[name].IsNumber)
            ? [name]
            : set.Series.Select(s => $"{name}={s.Statics[name].Text}").Distinct()
                .Order(StringComparer.Ordinal)),
    ];

    /// <summary>
    /// The power 1, ½ or 0 under which the spread of blocks depends least on their level (Guerrero 1993): the
    /// coefficient of
    /// variation of sd / mean^(1 − power) over blocks of one season.
    /// </summary>
    private static TargetTransform Transform(
        TemporalSplit split, ForecastOptions options, bool areCounts, int column, int block)
    {
        float lowest = split.Train.EachOf(column).SelectMany(v => v.ToArray()).Where(v => !float.IsNaN(v))
            .DefaultIfEmpty(0).Min();
        bool isTarget = column < split.Set.Roles.Targets.Count;
        if (isTarget && options.Transform is { } wanted)
        {
            bool fits = wanted == TargetTransform.None || lowest >= 0;
            return fits ? wanted : throw options.Wrong(
                $"{{Transform}} {(wanted == TargetTransform.Log ? "log" : "sqrt")} needs values of 0 and more, but "
                + $"column '{split.Set.Columns[column]}' has {lowest}.");
        }

        if (lowest < 0 || (areCounts && isTarget))
        {
            return TargetTransform.None;
        }

        (double Mean, double Deviation)[] blocks =
            [.. Blocks(split.Train.SampleOf(column), block).Where(b => b.Mean > 0)];
        if (blocks.Length < 4)
        {
            return TargetTransform.None;
        }

        (TargetTransform Kind, double Power)[] powers =
        [
            (TargetTransform.None, 1), (TargetTransform.SquareRoot, 0.5), (TargetTransform.Log, 0),
        ];
        return powers.MinBy(
            p =>
                Variation(
                    [
                        .. blocks.Select(
                            b => b.Deviation / (p.Power == 1 ? 1 : p.Power == 0 ? b.Mean : Math.Sqrt(b.Mean))),
                    ])).Kind;
    }

    private static double Variation(double[] ratios)
    {
        double mean = ratios.Average();
        return mean <= 0 ? double.PositiveInfinity : Math.Sqrt(ratios.Average(r => (r - mean) * (r - mean))) / mean;
    }

    private static IEnumerable<(double Mean, double Deviation)> Blocks(float[] values, int block) =>
        from all in values.Skip(values.Length % block).Chunk(block)
        let known = all.Where(v => !float.IsNaN(v)).Select(v => (double)v).ToArray()
        where 2 * known.Length >= block && known.Length > 0
        let mean = known.Average()
        select (mean, Math.Sqrt(Math.Max(0, known.Average(v => v * v) - (mean * mean))));
}
