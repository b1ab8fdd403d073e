using Carousel.Memory;
using Carousel.Storage;

namespace Carousel.Forecasting.Rivals;

/// <summary>The regressions of single series, by their ids.</summary>
/// <param name="maps">For each series a map for each target.</param>
/// <param name="errors">For each series and target how far its regression usually errs: [H].</param>
internal sealed class RidgeOwnMaps(
    IReadOnlyDictionary<string, LinearMap[]> maps, IReadOnlyDictionary<string, float[][]> errors)
{
    private const string MapsName = "own.", ErrorsName = "errors.";

    private readonly float[][] _usual = Usual(errors);

    /// <summary>The maps of a series, one for each target; null for one that was not learned from.</summary>
    public LinearMap[]? this[string id] => maps.GetValueOrDefault(id);

    /// <summary>How far a regression usually errs in a series; in one not learned from, the mean of all.</summary>
    public float[] Errors(string id, int target) => errors.GetValueOrDefault(id, _usual)[target];

    /// <summary>For a model file: for each target the maps of all series, in the order of their ids, and the
    /// errors.</summary>
    public IEnumerable<StoredTensor> ToTensors(string name)
    {
        string[] ids = Ordered(maps.Keys);
        for (int k = 0; k < _usual.Length; k++)
        {
            int target = k;
            StoredTensor[] own = [.. ids.Select(id => maps[id][target].ToTensor(name))];
            int rows = own[0].Shape[0], columns = own[0].Shape[1];
            var values = new float[ids.Length * rows * columns];
            var widths = new float[ids.Length * columns];
            for (int s = 0; s < ids.Length; s++)
            {
                own[s].Values.Span.CopyTo(values.AsSpan(s * rows * columns));
                errors[ids[s]][k].CopyTo(widths, s * columns);
            }

            yield return new StoredTensor($"{name}{MapsName}{k}", new Shape(ids.Length * rows, columns), values);
            yield return new StoredTensor($"{name}{ErrorsName}{k}", new Shape(ids.Length, columns), widths);
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
        int columns = design.Horizon, cells = (inputs + 1) * columns;
        var maps = ordered.ToDictionary(id => id, _ => new LinearMap[design.TargetCount], StringComparer.Ordinal);
        var errors = ordered.ToDictionary(id => id, _ => new float[design.TargetCount][], StringComparer.Ordinal);
        for (int k = 0; k < design.TargetCount; k++)
        {
            if (find($"{name}{MapsName}{k}") is not { } own || find($"{name}{ErrorsName}{k}") is not { } widths
                || own.Shape != new Shape(ordered.Length * (inputs + 1), columns)
                || widths.Shape != new Shape(ordered.Length, columns))
            {
                return null;
            }

            for (int s = 0; s < ordered.Length; s++)
            {
                maps[ordered[s]][k] = LinearMap.Of(own.Values.Span.Slice(s * cells, cells), columns);
                errors[ordered[s]][k] = widths.Values.Span.Slice(s * columns, columns).ToArray();
            }
        }

        return new RidgeOwnMaps(maps, errors);
    }

    private static string[] Ordered(IEnumerable<string> ids) => [.. ids.Order(StringComparer.Ordinal)];

    private static float[][] Usual(IReadOnlyDictionary<string, float[][]> errors)
    {
        float[][] first = errors.Values.First();
        return
        [
            .. first.Select((steps, k) => steps.Select((_, t) => errors.Values.Average(e => e[k][t])).ToArray()),
        ];
    }
}
