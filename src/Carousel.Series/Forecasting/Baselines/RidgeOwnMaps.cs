using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// The regressions of single series, by their ids: for each target one table of all maps, as a model file holds it.
/// </summary>
internal sealed class RidgeOwnMaps
{
    private const string MapsName = "own.", ErrorsName = "errors.";

    private readonly Dictionary<string, int> _places;
    private readonly float[][] _maps, _errors, _usual;
    private readonly int _cells, _outputs;

    /// <summary>The regressions of some series.</summary>
    /// <param name="ids">Their ids, in order.</param>
    /// <param name="maps">For each target the maps of all.</param>
    /// <param name="errors">For each target how far they usually err.</param>
    /// <param name="outputs">H.</param>
    internal RidgeOwnMaps(string[] ids, float[][] maps, float[][] errors, int outputs)
    {
        _places = ids.Index().ToDictionary(one => one.Item, one => one.Index);
        (_maps, _errors, _outputs, _cells) = (maps, errors, outputs, maps[0].Length / ids.Length);
        _usual =
        [
            .. errors.Select(all => Enumerable.Range(0, outputs)
                .Select(t => ids.Select((_, s) => all[(s * outputs) + t]).Average()).ToArray()),
        ];
    }

    /// <summary>The map of a series; null for one that was not learned from.</summary>
    public LinearMap? Of(string id, int target) => _places.TryGetValue(id, out int place)
        ? new LinearMap(_maps[target].AsMemory(place * _cells, _cells), _outputs)
        : null;

    /// <summary>[H]: how far a regression usually errs in a series; in one not learned from, the mean of all.</summary>
    public ReadOnlySpan<float> Errors(string id, int target) => _places.TryGetValue(id, out int place)
        ? _errors[target].AsSpan(place * _outputs, _outputs)
        : _usual[target];

    /// <summary>For a model file: for each target the maps of all series, in the order of their ids, and the
    /// errors.</summary>
    public IEnumerable<StoredTensor> ToTensors(string name)
    {
        for (int k = 0; k < _maps.Length; k++)
        {
            yield return new StoredTensor(
                $"{name}{MapsName}{k}", new Shape(_maps[k].Length / _outputs, _outputs), _maps[k]);
            yield return new StoredTensor(
                $"{name}{ErrorsName}{k}", new Shape(_places.Count, _outputs), _errors[k]);
        }
    }

    /// <summary>Reads what <see cref="ToTensors"/> wrote; null where a tensor is not there or of its shape.</summary>
    /// <param name="design">The design of the model.</param>
    /// <param name="ids">The ids of the series.</param>
    /// <param name="inputs">Inputs of a map.</param>
    /// <param name="find">Finds a tensor by name.</param>
    /// <param name="name">What the names begin with.</param>
    public static RidgeOwnMaps? Read(
        ForecastDesign design, IEnumerable<string> ids, int inputs, Func<string, StoredTensor?> find, string name)
    {
        string[] ordered = Ordered(ids);
        int H = design.Horizon;
        float[]? Values(string tensor, int rows) =>
            find($"{name}{tensor}") is { } found && found.Shape == new Shape(rows, H)
                ? found.Values.Span.ToArray()
                : null;
        float[]?[] maps =
            [.. design.Targets.Select((_, k) => Values($"{MapsName}{k}", ordered.Length * (inputs + 1)))];
        float[]?[] errors = [.. design.Targets.Select((_, k) => Values($"{ErrorsName}{k}", ordered.Length))];
        return maps.Concat(errors).Contains(null) ? null : new RidgeOwnMaps(ordered, maps!, errors!, H);
    }

    /// <summary>Ids in the order of a table.</summary>
    internal static string[] Ordered(IEnumerable<string> ids) => [.. ids.Order(StringComparer.Ordinal)];
}
