using System.Text.Json.Serialization;
using Carousel.Jobs;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>What a fit found out about a hierarchy: kept in the model file.</summary>
/// <param name="Nodes">[N]: the ids of the sums and series, in their order.</param>
/// <param name="Weights">[K][<see cref="SimpleForecasts.Count"/>]: how much each simple forecast counts in their
/// mean.</param>
/// <param name="NonNegative">[K]: whether no value of the bottom series was below 0, so that no forecast is.</param>
/// <param name="Widths">[K][levels][Q]: how much further from the median each quantile lies than that of the
/// samples.</param>
internal sealed record Reconciliation(
    IReadOnlyList<string> Nodes,
    IReadOnlyList<IReadOnlyList<double>> Weights,
    IReadOnlyList<bool> NonNegative,
    IReadOnlyList<IReadOnlyList<IReadOnlyList<double>>> Widths)
{
    /// <summary>The tensor of a model's file that holds the errors.</summary>
    public const string TensorName = "hierarchy.errors";

    private const string What = "the sums of a hierarchy as version 0.1 made them";

    /// <summary>What earlier versions could do.</summary>
    public static IReadOnlyList<RemovedFeature> Removed { get; } =
    [
        new("hierarchy.method", "Mint", What), new("hierarchy.method", "BottomUp", What),
        new("hierarchy.method", "None", What),
    ];

    /// <summary>
    /// [O][H, K, M]: what came less what was forecast, of every bottom series, on the validation part, by a model that
    /// had not seen it.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyList<float[]> Errors { get; init; } = [];

    /// <summary>The errors for a model's file.</summary>
    public IEnumerable<StoredTensor> ToTensors() => Errors.Count == 0 ? [] :
    [
        new StoredTensor(TensorName, new Shape(Errors.Count, Errors[0].Length), Errors.SelectMany(e => e).ToArray()),
    ];

    /// <summary>What a model's file holds, with its errors.</summary>
    /// <param name="fitted">The content of its JSON; null without a hierarchy.</param>
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

        int steps = design.Horizon * design.TargetCount;
        return fitted?.Fits(design) == true && find(TensorName) is { } errors && errors.Shape.Rank == 2
            && errors.Shape[1] % steps == 0 && errors.Shape[1] <= (long)steps * fitted.Nodes.Count
            ? fitted with
            {
                Errors =
                [
                    .. Enumerable.Range(0, errors.Shape[0])
                        .Select(o => errors.Values.Slice(o * errors.Shape[1], errors.Shape[1]).ToArray()),
                ],
            }
            : throw new ModelFileException(
                $"{path}: the errors of the hierarchy ('{TensorName}') do not fit the model's configuration; the file "
                + "was damaged or made by hand.");
    }

    private bool Fits(ForecastDesign design)
    {
        (int K, int Q) = (design.TargetCount, design.Quantiles.Count);
        return HierarchyForm.Fault(design.Hierarchy) is null && NonNegative.Count == K && Widths.Count == K
            && Weights.Count == K
            && Weights.All(w => w.Count == SimpleForecasts.Count && w.All(double.IsFinite))
            && Widths.All(k => k.Count > 0 && k.Count == Widths[0].Count
                && k.All(l => l.Count == Q && l.All(double.IsFinite)));
    }

    /// <summary>[O][M]: the errors of one step of one target.</summary>
    /// <param name="step">0 … H − 1.</param>
    /// <param name="target">0 … K − 1.</param>
    /// <param name="bottom">M.</param>
    public double[][] ErrorsAt(int step, int target, int bottom)
    {
        int at = ((step * Weights.Count) + target) * bottom;
        return [.. Errors.Select(e => e.AsSpan(at, bottom).ToArray().Select(v => (double)v).ToArray())];
    }
}
