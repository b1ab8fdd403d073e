using Carousel.Memory;
using Carousel.Storage;

namespace Carousel.Forecasting.Rivals;

/// <summary>
/// Ridge regression of each target on <see cref="WindowInputs"/>, directly for each step: what a forecaster would pick
/// instead of a network, and what the network holds inside.
/// </summary>
/// <param name="design">Columns, horizon and the rows that it sees.</param>
/// <param name="maps">One for each target.</param>
internal sealed class RidgeRival(ForecastDesign design, IReadOnlyList<LinearMap> maps) : IRivalInside
{
    private const string TensorName = "rival.ridge.";

    private readonly WindowInputs[] _inputs =
        [.. Enumerable.Range(0, design.TargetCount).Select(k => new WindowInputs(design, k))];

    private readonly double[] _room = new double[new WindowInputs(design, 0).Count];

    /// <summary>One for each target.</summary>
    public IReadOnlyList<LinearMap> Maps => maps;

    /// <inheritdoc/>
    public void Forecast(RivalRows rows, int series, int origin, int target, Span<double> forecast)
    {
        _inputs[target].Write(rows, origin, _room);
        maps[target].Apply(_room, forecast);
    }

    /// <summary>Whether a tensor of a model file is one of its maps.</summary>
    public static bool IsTensor(string name) => name.StartsWith(TensorName, StringComparison.Ordinal);

    /// <summary>Its maps for a model file.</summary>
    public IEnumerable<StoredTensor> ToTensors() => maps.Select((map, k) => map.ToTensor($"{TensorName}{k}"));

    /// <summary>Reads what <see cref="ToTensors"/> wrote.</summary>
    /// <param name="design">The design of the model.</param>
    /// <param name="find">Finds a tensor by name.</param>
    /// <param name="path">How messages call the file.</param>
    /// <exception cref="ModelFileException">A map is missing or has another shape.</exception>
    public static RidgeRival? Read(ForecastDesign design, Func<string, StoredTensor?> find, string path)
    {
        if (!design.HasRival)
        {
            return null;
        }

        int inputs = new WindowInputs(design, 0).Count;
        return new RidgeRival(design,
        [
            .. Enumerable.Range(0, design.TargetCount).Select(k =>
                find($"{TensorName}{k}") is { } tensor && LinearMap.Of(tensor, inputs, design.Horizon) is { } map
                    ? map
                    : throw new ModelFileException(
                        $"{path}: the tensor '{TensorName}{k}' must have the shape "
                        + $"{new Shape(inputs + 1, design.Horizon)}; the file was damaged or made by hand.")),
        ]);
    }
}
