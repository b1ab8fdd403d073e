using Carousel.Data;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// Turns the quantiles of each step into whole paths: which steps are high or low together is taken from the validation
/// windows.
/// </summary>
/// <remarks>
/// Each validation window gives a template: the share of its forecast distribution at which every true value lay. A
/// path takes, at each step, the forecast's value at the template's share (the Schaake shuffle of Clark and others
/// 2004, with shares instead of ranks). Sums over steps are then sums of paths. If a true value ties with a flat
/// stretch of its distribution, as zeros of a count do, its share is drawn from the whole stretch: else all templates
/// would be alike there. A few horizons are too small a sample of sums, so windows of the training set are added. A
/// missing value has the share of the nearest known one of its window.
/// </remarks>
/// <param name="Templates">Each [H, K]: shares in 0 … 1.</param>
public sealed record SamplePaths(IReadOnlyList<float[]> Templates)
{
    /// <summary>The tensor of a model's file that holds the templates.</summary>
    internal const string TensorName = "calibration.templates";

    /// <summary>How wide intervals of sums are; null for as wide as paths say.</summary>
    internal SumWidths? Widths { get; init; }

    /// <summary>Whether few horizons may have given the templates: then an interval of a sum is at least as wide as if
    /// the errors of its steps were independent.</summary>
    internal bool MayBeFew { get; init; }

    private const int MostTemplates = 200;

    /// <summary>The least number of paths for quantiles of sums.</summary>
    private const int LeastSums = 5;

    /// <summary>With this many non-overlapping horizons only the validation set is used for the spread of
    /// sums.</summary>
    private const int EnoughSideBySide = 30;

    /// <summary>Otherwise the validation set gives at most this many templates, most of them similar.</summary>
    private const int MostBesideTraining = 50;

    private static readonly CounterRandom _random = new(0, CounterRandom.Purpose("sample paths"));

    /// <summary>
    /// The windows that give templates: those of the validation part, thinned out, and where few of them lie side by
    /// side, windows of the training part.
    /// </summary>
    /// <param name="validation">Windows of the validation part.</param>
    /// <param name="apart">How many of them lie side by side without overlap.</param>
    /// <param name="training">Windows of the training part.</param>
    internal static Window[] Choose(IReadOnlyList<Window> validation, int apart, Windows training)
    {
        bool isEnough = apart >= EnoughSideBySide;
        int most = isEnough ? MostTemplates : MostBesideTraining;
        Window[] first = Windows.Thinned(validation, validation.Count, most);
        int more = isEnough ? 0 : Math.Min(MostTemplates - first.Length, training.Count);
        return [.. first, .. Enumerable.Range(0, more).Select(i => training[(int)((long)i * training.Count / more)])];
    }

    /// <summary>The templates of windows; those of which most values of a target are missing give none.</summary>
    /// <param name="table">Calibrated quantiles in the unit of the data, as the forecasts have it that paths are made
    /// of.</param>
    /// <param name="truth">[W, H, K] in the same unit, NaN where missing.</param>
    /// <param name="apart">Each how many windows one gives a template: 1 for all.</param>
    internal static SamplePaths Fit(QuantileTable table, ReadOnlySpan<float> truth, int apart = 1)
    {
        int cells = table.Horizon * table.Targets;
        var templates = new List<float[]>();
        for (int w = 0; w < table.Windows; w += apart)
        {
            ReadOnlySpan<float> values = truth.Slice(w * cells, cells);
            var template = new float[cells];
            for (int i = 0; i < cells; i++)
            {
                (double from, double to) = float.IsNaN(values[i]) ? (double.NaN, 0) : QuantileScale.Stretch(
                    table.Shares, table[w, i / table.Targets, i % table.Targets], values[i]);
                double place = from < to ? CounterRandom.ToUniform(_random.Word((uint)w, i)) : 0;
                template[i] = (float)(from + (place * (to - from)));
            }

            if (Enumerable.Range(0, table.Targets).All(k => Fill(template, k, table.Targets)))
            {
                templates.Add(template);
            }
        }

        return new SamplePaths(templates);
    }

    /// <summary>The paths of a model's file.</summary>
    /// <param name="design">Horizon and targets.</param>
    /// <param name="find">Finds a tensor of the file; null where it is not there.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="ModelFileException">The tensor does not fit the design.</exception>
    internal static SamplePaths Read(ForecastDesign design, Func<string, StoredTensor?> find, string path)
    {
        int cells = design.Horizon * design.TargetCount;
        return find(TensorName) is not { } templates ? new SamplePaths([])
            : templates.Shape.Rank == 2 && templates.Shape[1] == cells
                ? new SamplePaths(
                    [
                        .. Enumerable.Range(0, templates.Shape[0])
                            .Select(t => templates.Values.Slice(t * cells, cells).ToArray()),
                    ])
                : throw new ModelFileException(
                    $"{path}: the tensor '{TensorName}' has the shape {templates.Shape}, but {cells} values a row "
                    + "are needed.");
    }

    /// <summary>What a model's file holds of them.</summary>
    internal IEnumerable<StoredTensor> ToTensors() => Templates is [var first, ..]
        ? [
            new StoredTensor(
                TensorName, new Shape(Templates.Count, first.Length), Templates.SelectMany(t => t).ToArray()),
        ]
        : [];

    /// <summary>Paths of one window.</summary>
    /// <param name="table">Quantiles in the scale of the data.</param>
    /// <param name="window">Which window.</param>
    /// <param name="target">Which target.</param>
    /// <returns>[paths][H].</returns>
    public double[][] Of(QuantileTable table, int window, int target)
    {
        ArgumentNullException.ThrowIfNull(table);
        double[][] flat =
            [.. Enumerable.Range(0, table.Horizon).Select(t => QuantileScale.Flattened(table[window, t, target]))];
        return
        [
            .. Templates.Select(template => flat.Select((step, t) => QuantileScale.Value(
                table.Shares, step, template[(t * table.Targets) + target])).ToArray()),
        ];
    }

    /// <summary>The distribution of the sum over the horizon.</summary>
    /// <param name="table">Quantiles in the scale of the data.</param>
    /// <param name="window">Which window.</param>
    /// <param name="target">Which target.</param>
    /// <param name="level">The interval in percent.</param>
    /// <returns>Median and ends of the interval of the sum. With fewer than five templates all steps are taken as high
    /// or low together: the ends are the sums of those of the steps.</returns>
    public (double Median, double Low, double High) Sum(QuantileTable table, int window, int target, double level) =>
        Sums(table, window, target, [QuantileTable.Percent(level)])[0];

    /// <summary>The same for several intervals, from the same paths.</summary>
    /// <param name="table">Quantiles in the scale of the data.</param>
    /// <param name="window">Which window.</param>
    /// <param name="target">Which target.</param>
    /// <param name="levels">The intervals in percent.</param>
    internal (double Median, double Low, double High)[] Sums(
        QuantileTable table, int window, int target, IReadOnlyList<double> levels) =>
        [.. Sums(table, [window], target, levels).Select((told, l) => Widths?.Apply(target, levels[l], told) ?? told)];

    /// <summary>The same of the sum over several windows, which are taken as high or low together.</summary>
    /// <param name="table">Quantiles in the scale of the data.</param>
    /// <param name="windows">Which windows.</param>
    /// <param name="target">Which target.</param>
    /// <param name="levels">The intervals in percent.</param>
    internal (double Median, double Low, double High)[] Sums(
        QuantileTable table, IReadOnlyList<int> windows, int target, IReadOnlyList<double> levels)
    {
        if (Templates.Count < LeastSums)
        {
            var steps = windows.SelectMany(w => Enumerable.Range(0, table.Horizon).Select(t => (w, t))).ToArray();
            return
            [
                .. levels.Select(level => (
                    steps.Sum(s => table.MedianOf(s.w, s.t, target)),
                    steps.Sum(s => table.Interval(s.w, s.t, target, level).Low),
                    steps.Sum(s => table.Interval(s.w, s.t, target, level).High))),
            ];
        }

        var sums = new double[Templates.Count];
        foreach (int window in windows)
        {
            foreach ((int p, double[] path) in Of(table, window, target).Index())
            {
                sums[p] += path.Sum();
            }
        }

        Array.Sort(sums);
        return
        [
            .. levels.Select(level =>
            {
                (double below, double above) = MayBeFew ? Independent(table, windows, target, level) : default;
                double median = At(sums, 0.5);
                return (
                    median, Math.Min(At(sums, (100 - level) / 200), median - below),
                    Math.Max(At(sums, (100 + level) / 200), median + above));
            }),
        ];
    }

    /// <summary>How far an interval reaches below and above the median if the errors of a window's steps are
    /// independent.</summary>
    private static (double Below, double Above) Independent(
        QuantileTable table, IReadOnlyList<int> windows, int target, double level)
    {
        double below = 0, above = 0;
        foreach (int window in windows)
        {
            double squaredBelow = 0, squaredAbove = 0;
            for (int t = 0; t < table.Horizon; t++)
            {
                double median = table.MedianOf(window, t, target);
                (double low, double high) = table.Interval(window, t, target, level);
                squaredBelow += Math.Pow(median - low, 2);
                squaredAbove += Math.Pow(high - median, 2);
            }

            (below, above) = (below + Math.Sqrt(squaredBelow), above + Math.Sqrt(squaredAbove));
        }

        return (below, above);
    }

    /// <summary>Quantiles of the sum over the horizon, only from sample paths.</summary>
    /// <param name="table">Quantiles in the scale of the data.</param>
    /// <param name="window">Which window.</param>
    /// <param name="target">Which target.</param>
    /// <param name="shares">[Q].</param>
    internal double[] SumQuantiles(QuantileTable table, int window, int target, IReadOnlyList<double> shares)
    {
        double[] sums = [.. Of(table, window, target).Select(p => p.Sum()).Order()];
        return [.. shares.Select(share => sums.Length == 0 ? 0 : At(sums, share))];
    }

    /// <summary>Gives missing shares of a target the nearest known ones; false where most are missing.</summary>
    private static bool Fill(float[] template, int target, int targets)
    {
        int[] cells = [.. Enumerable.Range(0, template.Length / targets).Select(t => (t * targets) + target)];
        int[] known = [.. cells.Where(i => !float.IsNaN(template[i]))];
        if (2 * known.Length < cells.Length)
        {
            return false;
        }

        foreach (int i in cells.Except(known))
        {
            template[i] = template[known.MinBy(other => Math.Abs(other - i))];
        }

        return true;
    }

    /// <summary>
    /// The (n + 1)·share-th smallest, between neighbours a line: a further sum of the same kind stays below it with
    /// that probability.
    /// </summary>
    internal static double At(double[] sorted, double share)
    {
        double place = Math.Clamp((share * (sorted.Length + 1)) - 1, 0, sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
