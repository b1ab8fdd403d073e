using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// Decides on the regressions of each series: under which transform, above which level and how far shrunk towards the
/// regression of all series they forecast the validation part best, fitted on the rows before it.
/// </summary>
/// <param name="split">The series and their parts; the test part is not looked at.</param>
/// <param name="threads">How many share the series out; bits do not depend on it. 0 for all of the machine.</param>
internal sealed class RidgeEachDesigner(TemporalSplit split, int threads)
{
    /// <summary>The largest error, relative to no transform, at which a transform is chosen, as for one regression of
    /// all series.</summary>
    private const double LeastGain = 0.97;

    /// <summary>The largest number of origins of each series from which an error is computed.</summary>
    private const int MostOrigins = 4;

    /// <summary>With more series than this, evenly spaced ones are used: they give the same choice in less
    /// time.</summary>
    private const int MostSeries = 1_000;

    // How many windows the regression of all series counts as.
    private static readonly double[] _penalties = [10, 30, 100, 300, 1000];

    private readonly SeriesSet _set = split.Set;

    /// <summary>Completes a design.</summary>
    /// <param name="design">The design without a baseline.</param>
    /// <param name="options">Whether the transform of the targets may be chosen.</param>
    /// <exception cref="OptionException">The regressions find no room.</exception>
    public ForecastDesign Complete(ForecastDesign design, ForecastOptions options)
    {
        int most = Math.Max(1, split.Train.LongestRows / 4);
        int lags = Math.Clamp(BaselineDesigner.WantedLags(design), 1, most);
        design = design with { BaselineEach = true, BaselineLags = lags, BaselineLevel = 1, BaselinePenalties = [] };
        RidgeEachRoom.RequireMaps(options, design, _set.Count);
        for (int k = 0; k < design.TargetCount; k++)
        {
            int target = k;
            int[] levels = k > 0
                ? [design.BaselineLevel]
                : [1, .. design.Levels.Where(l => l > 1 && l <= lags).Take(1)];
            (ForecastDesign best, double penalty, _) = BaselineDesigner
                .Transformed(_set, split.Train.Rows, design, k, isTransformOpen: options.Transform is null)
                .SelectMany(one => levels.Select(level => one with { BaselineLevel = level }))
                .SelectMany(one => Try(one, target).Select((error, p) => (one, _penalties[p], Error: error)))
                .MinBy(c => c.one.Transforms[target] == TargetTransform.None ? LeastGain * c.Error : c.Error);
            design = best with { BaselinePenalties = [.. best.BaselinePenalties, penalty] };
        }

        return design;
    }

    /// <summary>The error of each penalty on the validation part: the mean over series of those over their
    /// spread.</summary>
    private double[] Try(ForecastDesign design, int target)
    {
        var scaling = ForecastScaling.Fit(_set, split.Train.Rows, design);
        var windows = new RidgeWindows(_set, design, scaling, split.Train.Rows);
        LinearMap center = new RidgeEach(windows, split.Train.Rows).Centers(target)[^1];
        int asked = Math.Min(_set.Count, MostSeries);
        var errors = new double[asked][];
        using Workers workers = new BaselineFitting(threads, default).MakeWorkers();
        workers.Run(
            new EachPart(i => errors[i] = Try((int)((long)i * _set.Count / asked), target, windows, scaling, center)),
            asked);

        // In the order of the series, whichever thread finished first.
        return [.. _penalties.Select((_, p) => errors.Sum(own => own[p]))];
    }

    /// <summary>The same of one series.</summary>
    private double[] Try(int series, int target, RidgeWindows windows, ForecastScaling scaling, LinearMap center)
    {
        ForecastDesign design = windows.Design;
        var errors = new double[_penalties.Length];
        RowRange rows = split.Validation.Rows[series], learning = split.Train.Rows[series];
        int first = Math.Max(rows.Start, design.Lookback), last = rows.End - design.Horizon;
        if (last < first)
        {
            return errors;
        }

        var sums = new RegressionSums(new WindowInputs(design, target).Count, design.Horizon);
        windows.Add(sums, target, series, windows.Divide(learning, 1)[0]);
        FittedScaler scaler = scaling.Of(_set[series], learning, design)[target];
        double spread = Change(series, target, design.Season);
        LinearMap[] maps = [.. _penalties.Select(p => sums.SolveTowards(center, p))];
        for (int origin = last; origin >= first; origin -= Math.Max(1, (last - first) / (MostOrigins - 1)))
        {
            windows.AddErrors(errors, maps, target, series, origin, scaler, spread, isEach: true);
        }

        return errors;
    }

    /// <summary>The mean change over a season in the training rows; 1 without any.</summary>
    private double Change(int series, int target, int season)
    {
        RowRange rows = split.Train.Rows[series];
        ReadOnlySpan<float> values = _set[series].Column(target);
        double sum = 0;
        int count = 0;
        for (int r = rows.Start + season; r < rows.End; r++)
        {
            float change = Math.Abs(values[r] - values[r - season]);
            if (!float.IsNaN(change))
            {
                sum += change;
                count++;
            }
        }

        return sum > 0 ? sum / count : 1;
    }
}
