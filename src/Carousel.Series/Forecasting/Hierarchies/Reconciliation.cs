using System.Text.Json.Serialization;
using Carousel.Data;
using Carousel.Memory;
using Carousel.Storage;

namespace Carousel.Forecasting.Hierarchies;

/// <summary>What a fit found out about a hierarchy: kept in the model file.</summary>
/// <param name="Method">How forecasts are made to add up.</param>
/// <param name="Nodes">[N]: the ids of the sums and series, in their order.</param>
/// <param name="SimpleShares">[K][levels]: how much of the mean of simple forecasts is mixed into that of the model,
/// 0 … 1.</param>
/// <param name="NonNegative">[K]: whether no value of the bottom series was below 0, so that no forecast is.</param>
/// <param name="Widths">[K][levels][Q]: how much further from the median each quantile lies than that of the
/// samples.</param>
internal sealed record Reconciliation(
    ForecastReconciliation Method,
    IReadOnlyList<string> Nodes,
    [property: JsonPropertyName("naive_shares")] IReadOnlyList<IReadOnlyList<double>> SimpleShares,
    IReadOnlyList<bool> NonNegative,
    IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> Widths)
{
    /// <summary>The tensor of a model's file that holds the errors.</summary>
    public const string TensorName = "hierarchy.errors";

    /// <summary>
    /// [K][levels][<see cref="SimpleForecasts.Count"/>]: how much each simple forecast counts in their mean; null in a
    /// file of an earlier version, which knows the seasonal naive one alone.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>>? SimpleWeights { get; init; }

    /// <summary>
    /// [O][H, K, N]: what came less what was forecast, of every node, on the validation part, by a model that had not
    /// seen it.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<float[]> Errors { get; init; } = [];

    /// <summary>The errors for a model's file.</summary>
    public IEnumerable<StoredTensor> ToTensors() => Errors.Count == 0 ? [] :
    [
        new StoredTensor(TensorName, new Shape(Errors.Count, Errors[0].Length), Errors.SelectMany(e => e).ToArray()),
    ];

    /// <summary>What a model's file holds, with its errors.</summary>
    /// <param name="fitted">What stands in its JSON; null without a hierarchy.</param>
    /// <param name="design">Horizon and targets.</param>
    /// <param name="find">Finds a tensor of the file; null where it is not there.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="ModelFileException">The numbers do not fit the design.</exception>
    public static Reconciliation? Read(
        Reconciliation? fitted, ForecastDesign design, Func<string, StoredTensor?> find, string path)
    {
        if (fitted is null && design.Hierarchy is null)
        {
            return null;
        }

        int cells = design.Horizon * design.TargetCount * (fitted?.Nodes.Count ?? 0);
        return fitted?.Fits(design) == true && find(TensorName) is { } errors && errors.Shape.Rank == 2
            && errors.Shape[1] == cells
            ? fitted with
            {
                Errors =
                [
                    .. Enumerable.Range(0, errors.Shape[0])
                        .Select(o => errors.Values.Slice(o * cells, cells).ToArray()),
                ],
            }
            : throw new ModelFileException(
                $"{path}: the errors of the hierarchy ('{TensorName}') do not fit the model's configuration; the file "
                + "was damaged or made by hand.");
    }

    /// <summary>Makes forecasts of some series add up.</summary>
    /// <param name="design">Horizon, targets and quantiles.</param>
    /// <param name="data">The sums and series.</param>
    /// <exception cref="DataFormatException">They are not those of the training.</exception>
    public Reconciler Reconciler(ForecastDesign design, ForecastData data)
    {
        IReadOnlyList<Series> series = data.Set.Series;
        return new Reconciler(design, this, series);
    }

    /// <summary>The mean of simple forecasts of a node, as its level weighs them.</summary>
    /// <param name="series">The node's values.</param>
    /// <param name="level">Its level.</param>
    /// <param name="target">Which target.</param>
    /// <param name="origins">[O], ascending.</param>
    /// <param name="design">Season and horizon.</param>
    /// <returns>[O][H]; NaN where nothing is known, or nothing of it is mixed in.</returns>
    public double[][] Simple(Series series, int level, int target, int[] origins, ForecastDesign design) =>
        SimpleShares[target][level] == 0
            ? [.. origins.Select(_ => Enumerable.Repeat(double.NaN, design.Horizon).ToArray())]
            : SimpleForecasts.Mean(
                series, target, origins, design, SimpleWeights?[target][level] ?? SimpleForecasts.Naive);

    private bool Fits(ForecastDesign design)
    {
        (int K, int Q) = (design.TargetCount, design.Quantiles.Count);
        int levels = HierarchyForm.Fault(design.Hierarchy) is null && SimpleShares is [var first, ..] ? first.Count : 0;
        return levels > 0 && SimpleShares.Count == K && NonNegative.Count == K
            && SimpleShares.All(k => k.Count == levels && k.All(double.IsFinite))
            && (SimpleWeights is null || HasAll(SimpleWeights, SimpleForecasts.Count)) && HasAll(Widths, Q);

        bool HasAll(IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> numbers, int count) => numbers.Count == K
            && numbers.All(k => k.Count == levels && k.All(l => l.Count == count && l.All(double.IsFinite)));
    }

    /// <summary>[O][N]: the errors of one step of one target.</summary>
    /// <param name="step">0 … H − 1.</param>
    /// <param name="target">0 … K − 1.</param>
    public double[][] ErrorsAt(int step, int target)
    {
        int at = ((step * SimpleShares.Count) + target) * Nodes.Count;
        return [.. Errors.Select(e => e.AsSpan(at, Nodes.Count).ToArray().Select(v => (double)v).ToArray())];
    }
}
