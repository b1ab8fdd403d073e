using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// Decides what the baseline inside sees, how it is penalised, and under which transform of the target it forecasts
/// best:
/// by forward validation in the data's unit over the validation part and the last blocks of the training part, each
/// forecast by a regression on the rows before it.
/// </summary>
internal sealed class BaselineDesigner
{
    /// <summary>With more windows than this a regression is fitted on some of them, evenly spaced.</summary>
    private const int MostWindows = 6000;

    /// <summary>The number of origins of a part from which its error is computed.</summary>
    private const int MostOrigins = 200;

    /// <summary>Blocks of the training part, of which the last <see cref="ForwardBlocks"/> are forecast.</summary>
    private const int Blocks = RidgeFolds.Count;

    private const int ForwardBlocks = 2;

    /// <summary>Values that the baseline sees at most, unless the network looks back further.</summary>
    private const int LongestLags = 200;

    /// <summary>
    /// A transform must be better than none by this factor, because values below 0 cannot be forecast under it. The
    /// same applies to a regression of the difference from the last value.
    /// </summary>
    private const double LeastGain = 0.97;

    // In units of the number of windows: the penalty against the mean square of a scaled input, which is 1. The largest
    // leave little but the mean, if the past has no information.
    private static readonly double[] _penalties = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10, 100];

    private readonly SeriesSet _set;
    private readonly IReadOnlyList<RowRange> _training, _validation;

    /// <summary>A designer.</summary>
    /// <param name="set">The series.</param>
    /// <param name="training">For each series the rows to learn from.</param>
    /// <param name="validation">For each series the rows behind them; what comes later is not looked at.</param>
    public BaselineDesigner(SeriesSet set, IReadOnlyList<RowRange> training, IReadOnlyList<RowRange> validation)
    {
        // For a large set some series decide; only they are read again for every candidate.
        var all = new SeriesPart(set, training);
        (_set, _training, _validation) =
            (set.With([.. all.Sampled(set.Series)]), [.. all.Sampled(training)], [.. all.Sampled(validation)]);
    }

    /// <summary>Completes a design.</summary>
    /// <param name="design">The design without a baseline.</param>
    /// <param name="isTransformOpen">Whether the transform of the targets may be chosen.</param>
    public ForecastDesign Complete(ForecastDesign design, bool isTransformOpen)
    {
        design = design with { BaselinePenalties = [] };
        for (int k = 0; k < design.TargetCount; k++)
        {
            // All targets share their columns, so the first decides on lags and on last year.
            (ForecastDesign best, double penalty) = Choose(design, k, isTransformOpen, isFirst: k == 0);
            design = best with { BaselinePenalties = [.. best.BaselinePenalties, penalty] };
        }

        return design;
    }

    /// <summary>Decides for one target.</summary>
    /// <param name="design">The design; penalties are not changed.</param>
    /// <param name="target">Which target.</param>
    /// <param name="isTransformOpen">Whether its transform may be chosen.</param>
    /// <param name="isFirst">Whether lags and last year are open, too; else they are the design's.</param>
    /// <returns>The design with lags, year and transform, and the penalty.</returns>
    public (ForecastDesign Design, double Penalty) Choose(
        ForecastDesign design, int target, bool isTransformOpen, bool isFirst)
    {
        int rows = _training.Max(r => r.Length), most = Math.Max(1, rows / 4), wanted = WantedLags(design);
        int week = _set.Frequency is { Days: < 1 } frequency ? (int)((7 / frequency.Days) + 0.5) : wanted;
        ForecastDesign first = isFirst ? design with { BaselineLags = Math.Clamp(wanted, 1, most) } : design;
        Candidate best = Transformed(first, target, isTransformOpen).Select(one => Try(one, target))
            .MinBy(c => c.Design.Transforms[target] == TargetTransform.None ? LeastGain * c.Error : c.Error)!;
        if (isFirst && best.Design.BaselineLags > 1)
        {
            Candidate relative = Try(best.Design with { BaselineRelative = true }, target);
            best = relative.Error < LeastGain * best.Error ? relative : best;
        }

        if (isFirst && week > best.Design.BaselineLags && week <= Math.Min(most, LongestLags))
        {
            best = Better(best, Try(best.Design with { BaselineLags = week }, target));
        }

        if (isFirst && Year(rows) is > 0 and int year)
        {
            best = Better(best, Try(best.Design with { BaselineYear = year }, target));
        }

        return (best.Design, best.Penalty);
    }

    private static Candidate Better(Candidate one, Candidate other) => other.Error < one.Error ? other : one;

    /// <summary>How many of the last values a baseline should see: the longest season and look-back.</summary>
    internal static int WantedLags(ForecastDesign design) =>
        design.Lags.Append(design.Season).Append(LongestOf(design)).Where(s => s <= LongestLags)
            .Append(design.Lookback).Append(design.Horizon).Max();

    private static int LongestOf(ForecastDesign design) =>
        design.Levels.Where(l => l <= LongestLags).DefaultIfEmpty(1).Max();

    private IEnumerable<ForecastDesign> Transformed(ForecastDesign design, int target, bool isTransformOpen) =>
        Transformed(_set, _training, design, target, isTransformOpen);

    /// <summary>The design under each transform of a target that fits its values.</summary>
    internal static IEnumerable<ForecastDesign> Transformed(
        SeriesSet set, IReadOnlyList<RowRange> training, ForecastDesign design, int target, bool isTransformOpen)
    {
        bool isPositive = !set.Series.Where((s, i) => s.Column(target)[training[i].Start..training[i].End]
            .ToArray().Any(v => v < 0)).Any();
        TargetTransform[] transforms = !isTransformOpen ? [design.Transforms[target]]
            : isPositive ? Enum.GetValues<TargetTransform>()
            : [TargetTransform.None];
        return transforms.Select(transform => design with
        {
            Transforms = [.. design.Transforms.Select((t, c) => c == target ? transform : t)],
        });
    }

    /// <summary>The penalty with the least error of a design, and that error.</summary>
    private Candidate Try(ForecastDesign design, int target)
    {
        var scaling = ForecastScaling.Fit(_set, _training, design);
        var windows = new RidgeWindows(_set, design, scaling, _training, MostWindows);
        RowRange[][] blocks = windows.Divide(_training, Blocks);
        var errors = new double[_penalties.Length];
        RegressionSums before = windows.Sum(target, []);
        for (int b = 0; b <= Blocks; b++)
        {
            if (b >= Blocks - ForwardBlocks)
            {
                RegressionSums known = windows.Sum(target, []);
                known.Add(before);
                if (b < Blocks)
                {
                    // Windows whose horizons reach into the block.
                    known.Add(windows.Sum(target, [.. blocks.Select(own => new RowRange(
                        Math.Max(own[0].Start, own[b].Start - design.Horizon + 1), own[b].Start))]), -1);
                }

                RowRange[] part = b < Blocks
                    ? [.. blocks.Select(own => own[b])]
                    : [
                        .. _validation.Select(r => new RowRange(
                            Math.Max(r.Start, design.Lookback), r.End - design.Horizon + 1)),
                    ];
                if (known.Count == 0)
                {
                    Array.Fill(errors, double.PositiveInfinity);
                }

                AddErrors(design, scaling, windows, target, known, part, errors);
            }

            if (b < Blocks)
            {
                before.Add(windows.Sum(target, [.. blocks.Select(own => own[b])]));
            }
        }

        int best = errors.All(e => e == 0) ? _penalties.Length / 2 : Array.IndexOf(errors, errors.Min());
        return new Candidate(design, _penalties[best], errors[best]);
    }

    /// <summary>
    /// Adds the mean absolute error of each penalty over a part, as a share of the series' spread.
    /// </summary>
    private void AddErrors(
        ForecastDesign design, ForecastScaling scaling, RidgeWindows windows, int target, RegressionSums known,
        RowRange[] part, double[] errors)
    {
        LinearMap[] maps = [.. _penalties.Select(p => windows.Solve(known, p))];
        var sums = new double[maps.Length];
        double count = 0;
        int stride = Math.Max(1, part.Sum(p => Math.Max(0, p.Length)) / MostOrigins);
        for (int s = 0; s < part.Length; s++)
        {
            FittedScaler scaler = scaling.Of(_set[s], _training[s], design)[target];
            double spread = Spread(s, target);
            for (int origin = part[s].Start; origin < part[s].End; origin += stride)
            {
                count += windows.AddErrors(sums, maps, target, s, origin, scaler, spread, isEach: false);
            }
        }

        for (int m = 0; m < sums.Length && count > 0; m++)
        {
            errors[m] += sums[m] / count;
        }
    }

    private double Spread(int series, int target)
    {
        RowRange rows = _training[series];
        double[] known =
        [
            .. _set[series].Column(target)[rows.Start..rows.End].ToArray().Where(v => !float.IsNaN(v))
                .Select(v => (double)v),
        ];
        double mean = known.DefaultIfEmpty(0).Average();
        double spread = known.DefaultIfEmpty(0).Average(v => Math.Abs(v - mean));
        return spread > 0 ? spread : 1;
    }

    /// <summary>A year in rows where two of them lie before the validation part; else 0.</summary>
    private int Year(int rows) =>
        _set.Frequency is { } frequency && SeasonFinder.Year(frequency) is { } year && rows >= 2 * year ? year : 0;

    private sealed record Candidate(ForecastDesign Design, double Penalty, double Error);
}
