using Carousel.Memory;
using Carousel.Storage;

namespace Carousel.Forecasting.Rivals;

/// <summary>
/// The regressions of single series, by their ids: for each target one table of all maps, as a model file holds it.
/// </summary>
internal sealed class RidgeOwnMaps
{
    private const string MapsName = "own.", ErrorsName = "errors.";

    private readonly Dictionary<string, int> _places;
    private readonly float[][] _maps;
    private readonly float[][] _errors;
    private readonly float[][] _usual;
    private readonly int _cells;
    private readonly int _outputs;

    private RidgeOwnMaps(string[] ids, float[][] maps, float[][] errors, int outputs)
    {
        _places = ids.Index().ToDictionary(one => one.Item, one => one.Index, StringComparer.Ordinal);
        (_maps, _errors, _outputs, _cells) = (maps, errors, outputs, maps[0].Length / ids.Length);
        _usual =
        [
            .. errors.Select(all => Enumerable.Range(0, outputs)
                .Select(t => ids.Select((_, s) => all[(s * outputs) + t]).Average()).ToArray()),
        ];
    }

    /// <summary>The regressions of some series.</summary>
    /// <param name="ids">Their ids.</param>
    /// <param name="inputs">I of a map.</param>
    /// <param name="design">Targets and horizon.</param>
    /// <param name="fit">Fits a series: its regression for each target.</param>
    public static RidgeOwnMaps Make(
        IReadOnlyList<string> ids, int inputs, ForecastDesign design, Func<int, RidgeOwnMap[]> fit)
    {
        string[] ordered = Ordered(ids);
        int H = design.Horizon, cells = (inputs + 1) * H;
        float[][] maps = [.. design.Targets.Select(_ => new float[ordered.Length * cells])];
        float[][] errors = [.. design.Targets.Select(_ => new float[ordered.Length * H])];
        var windows = new int[ordered.Length];
        float[][] changes = [.. design.Targets.Select(_ => new float[ordered.Length])];
        for (int s = 0; s < ids.Count; s++)
        {
            int place = Array.BinarySearch(ordered, ids[s], StringComparer.Ordinal);
            foreach ((int k, RidgeOwnMap own) in fit(s).Index())
            {
                own.Map.Values.CopyTo(maps[k].AsSpan(place * cells));
                own.Errors.CopyTo(errors[k], place * H);
                (windows[place], changes[k][place]) = (own.Windows, own.Change);
            }
        }

        foreach ((int k, float[] all) in errors.Index())
        {
            Shrink(all, changes[k], windows, H);
        }

        return new RidgeOwnMaps(ordered, maps, errors, H);
    }

    /// <summary>
    /// Draws the errors of series with few windows towards what the others err in units of how much a series changes
    /// from row to row: windows overlap, and a horizon of them tells little more than one.
    /// </summary>
    private static void Shrink(float[] errors, float[] changes, int[] windows, int horizon)
    {
        for (int t = 0; t < horizon; t++)
        {
            double sum = 0, count = 0;
            for (int s = 0; s < windows.Length; s++)
            {
                sum += (double)windows[s] * errors[(s * horizon) + t] / changes[s];
                count += windows[s];
            }

            for (int s = 0; s < windows.Length && count > 0; s++)
            {
                ref float own = ref errors[(s * horizon) + t];
                double usual = changes[s] * sum / count;
                own = (float)(((windows[s] * (double)own) + (horizon * usual)) / (windows[s] + horizon));
            }
        }
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

    private static string[] Ordered(IEnumerable<string> ids) => [.. ids.Order(StringComparer.Ordinal)];
}

/// <summary>The regression of one series and target.</summary>
/// <param name="Map">Of inputs as they are.</param>
/// <param name="Errors">[H]: how far it usually errs.</param>
internal readonly record struct RidgeOwnMap(LinearMap Map, float[] Errors)
{
    /// <summary>In how many windows the errors were seen.</summary>
    public int Windows { get; init; }

    /// <summary>How much the series changes from row to row.</summary>
    public float Change { get; init; }
}
