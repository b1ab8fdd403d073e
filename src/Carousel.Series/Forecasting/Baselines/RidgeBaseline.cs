using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// Ridge regression of each target on <see cref="WindowInputs"/>, directly for each step: what a forecaster would pick
/// instead of a network, and the one inside the network.
/// </summary>
/// <param name="design">Columns, horizon and the rows that it sees.</param>
/// <param name="maps">One for each target.</param>
/// <param name="own">Those of single series; null where there are none.</param>
internal sealed class RidgeBaseline(
    ForecastDesign design, IReadOnlyList<LinearMap> maps, RidgeOwnMaps? own = null) : IBaselineInside
{
    private const string TensorName = "rival.ridge.";

    private readonly WindowInputs[] _inputs =
        [.. design.TargetPlaces.Select(k => new WindowInputs(design, k))];

    private readonly double[] _room = new double[new WindowInputs(design, 0).Count];

    /// <summary>One for each target.</summary>
    public IReadOnlyList<LinearMap> Maps => maps;

    /// <inheritdoc/>
    public void Forecast(BaselineRows rows, int series, int origin, int target, Span<double> forecast)
    {
        _inputs[target].Write(rows, origin, _room);
        (own?.Of(rows.Id, target) ?? maps[target]).Apply(_room, forecast);
    }

    /// <inheritdoc/>
    public ReadOnlySpan<float> Errors(BaselineRows rows, int target) => own!.Errors(rows.Id, target);

    /// <summary>Whether a tensor of a model file is one of its maps.</summary>
    public static bool IsTensor(string name) => name.StartsWith(TensorName, StringComparison.Ordinal);

    /// <summary>Its maps for a model file.</summary>
    public IEnumerable<StoredTensor> ToTensors() =>
    [
        .. maps.Select((map, k) => map.ToTensor($"{TensorName}{k}")), .. own?.ToTensors(TensorName) ?? [],
    ];

    /// <summary>Reads what <see cref="ToTensors"/> wrote.</summary>
    /// <param name="design">The design of the model.</param>
    /// <param name="ids">The ids of the series that were learned from.</param>
    /// <param name="find">Finds a tensor by name.</param>
    /// <param name="path">How messages call the file.</param>
    /// <exception cref="ModelFileException">A map is missing or has another shape.</exception>
    public static RidgeBaseline? Read(
        ForecastDesign design, IEnumerable<string> ids, Func<string, StoredTensor?> find, string path)
    {
        if (!design.HasBaseline)
        {
            return null;
        }

        int inputs = new WindowInputs(design, 0).Count;
        RidgeOwnMaps? own = design.BaselineEach ? RidgeOwnMaps.Read(design, ids, inputs, find, TensorName) : null;
        if (design.BaselineEach && own is null)
        {
            throw new ModelFileException(
                $"{path}: the regressions of its series are missing, or have other sizes; the file was damaged or "
                + "made by hand.");
        }

        return new RidgeBaseline(design,
        [
            .. design.TargetPlaces.Select(k =>
                find($"{TensorName}{k}") is { } tensor && LinearMap.Of(tensor, inputs, design.Horizon) is { } map
                    ? map
                    : throw new ModelFileException(
                        $"{path}: the tensor '{TensorName}{k}' must have the shape "
                        + $"{new Shape(inputs + 1, design.Horizon)}; the file was damaged or made by hand.")),
        ], own);
    }
}
