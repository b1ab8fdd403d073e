using Carousel.Memory;
using Carousel.Storage;

namespace Carousel.Forecasting;

/// <summary>
/// Turns the quantiles of each step into whole paths: which steps are high or low together is taken from the validation
/// windows.
/// </summary>
/// <remarks>
/// Each validation window gives a template: the share of its forecast distribution at which every true value lay. A
/// path takes, at each
/// step, the forecast's value at the template's share (the Schaake shuffle of Clark and others 2004, with shares in
/// place of ranks). Sums over steps are then sums of paths.
/// </remarks>
/// <param name="Templates">Each [H, K]: shares in 0 … 1.</param>
public sealed record SamplePaths(IReadOnlyList<float[]> Templates)
{
    /// <summary>The tensor of a model's file that holds the templates.</summary>
    internal const string TensorName = "calibration.templates";

    private const int MostTemplates = 200;

    /// <summary>The templates of validation windows; windows with a missing value give none.</summary>
    /// <param name="calibrated">Calibrated quantiles in the network's scale.</param>
    /// <param name="truth">[W, H, K] in the same scale, NaN where missing.</param>
    internal static SamplePaths Fit(QuantileTable calibrated, ReadOnlySpan<float> truth)
    {
        int cells = calibrated.Horizon * calibrated.Targets;
        int stride = Math.Max(1, (calibrated.Windows + MostTemplates - 1) / MostTemplates);
        var templates = new List<float[]>();
        for (int w = 0; w < calibrated.Windows; w += stride)
        {
            ReadOnlySpan<float> values = truth.Slice(w * cells, cells);
            if (!ContainsNaN(values))
            {
                var template = new float[cells];
                for (int i = 0; i < cells; i++)
                {
                    template[i] = (float)QuantileScale.Share(
                        calibrated.Shares, calibrated[w, i / calibrated.Targets, i % calibrated.Targets], values[i]);
                }

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
                    + $"are needed.");
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
        var paths = new double[Templates.Count][];
        for (int p = 0; p < paths.Length; p++)
        {
            paths[p] = new double[table.Horizon];
            for (int t = 0; t < table.Horizon; t++)
            {
                paths[p][t] = QuantileScale.Value(
                    table.Shares, table[window, t, target], Templates[p][(t * table.Targets) + target]);
            }
        }

        return paths;
    }

    /// <summary>The distribution of the sum over the horizon.</summary>
    /// <param name="table">Quantiles in the scale of the data.</param>
    /// <param name="window">Which window.</param>
    /// <param name="target">Which target.</param>
    /// <param name="level">The interval in percent.</param>
    /// <returns>Median and ends of the interval of the sum; without templates the sum of the medians and no interval
    /// (NaN).</returns>
    public (double Median, double Low, double High) Sum(QuantileTable table, int window, int target, double level)
    {
        double[] sums = [.. Of(table, window, target).Select(p => p.Sum()).Order()];
        if (sums.Length < 5)
        {
            double sum = Enumerable.Range(0, table.Horizon).Sum(t => table.MedianOf(window, t, target));
            return (sum, double.NaN, double.NaN);
        }

        return (At(sums, 0.5), At(sums, (100 - level) / 200), At(sums, (100 + level) / 200));
    }

    private static bool ContainsNaN(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (float.IsNaN(value))
            {
                return true;
            }
        }

        return false;
    }

    private static double At(double[] sorted, double share)
    {
        double place = share * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((place - below) * (sorted[above] - sorted[below]));
    }
}
