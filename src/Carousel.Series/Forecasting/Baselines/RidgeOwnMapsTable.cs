namespace Carousel.Forecasting;

/// <summary>
/// Buffers for the regressions of some series while they are fitted: each has a separate place, so that several
/// threads may fill it.
/// </summary>
internal sealed class RidgeOwnMapsTable
{
    private readonly string[] _ids;
    private readonly int[] _places;
    private readonly int _horizon, _cells;
    private readonly float[][] _maps, _errors, _changes;
    private readonly int[] _windows;

    /// <summary>Room for some series.</summary>
    /// <param name="ids">Their ids.</param>
    /// <param name="inputs">I of a map.</param>
    /// <param name="design">Targets and horizon.</param>
    public RidgeOwnMapsTable(IReadOnlyList<string> ids, int inputs, ForecastDesign design)
    {
        _ids = RidgeOwnMaps.Ordered(ids);
        _places = [.. ids.Select(id => Array.BinarySearch(_ids, id, StringComparer.Ordinal))];
        (_horizon, _cells) = (design.Horizon, (inputs + 1) * design.Horizon);
        float[][] Room(int size) => [.. design.Targets.Select(_ => new float[_ids.Length * size])];
        (_maps, _errors, _changes, _windows) = (Room(_cells), Room(_horizon), Room(1), new int[_ids.Length]);
    }

    /// <summary>Keeps the regressions of a series.</summary>
    /// <param name="series">Its number among the ids.</param>
    /// <param name="fits">One for each target.</param>
    public void Keep(int series, IReadOnlyList<RidgeOwnMap> fits)
    {
        int place = _places[series];
        for (int k = 0; k < fits.Count; k++)
        {
            RidgeOwnMap own = fits[k];
            own.Map.Values.CopyTo(_maps[k].AsSpan(place * _cells));
            own.Errors.CopyTo(_errors[k], place * _horizon);
            (_windows[place], _changes[k][place]) = (own.Windows, own.Change);
        }
    }

    /// <summary>The regressions, once all are there.</summary>
    public RidgeOwnMaps Make()
    {
        for (int k = 0; k < _errors.Length; k++)
        {
            Shrink(_errors[k], _changes[k], _windows, _horizon);
        }

        return new RidgeOwnMaps(_ids, _maps, _errors, _horizon);
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
}

/// <summary>The regression of one series and target.</summary>
/// <param name="Map">For raw inputs.</param>
/// <param name="Errors">[H]: how far it usually errs.</param>
internal readonly record struct RidgeOwnMap(LinearMap Map, float[] Errors)
{
    /// <summary>In how many windows the errors were seen.</summary>
    public int Windows { get; init; }

    /// <summary>How much the series changes from row to row.</summary>
    public float Change { get; init; }
}
