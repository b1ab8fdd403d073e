using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// A series as a regression reads it: targets and covariates known ahead, transformed and scaled as for the network.
/// A gap repeats the last known value; rows before the first known one have the mean, 0.
/// </summary>
internal sealed class BaselineRows
{
    private readonly Series _series;
    private readonly float[][] _columns, _events;

    /// <summary>The rows of a series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="design">Columns and transforms.</param>
    /// <param name="scalers">The scalers of the series, in the order of the design's columns.</param>
    /// <param name="events">[targets][rows]: what special days change; null or none without events.</param>
    public BaselineRows(
        Series series, ForecastDesign design, IReadOnlyList<FittedScaler> scalers, float[][]? events = null)
    {
        (_series, _events) = (series, events ?? []);
        _columns =
        [
            .. Enumerable.Range(0, design.TargetCount + design.Known.Count).Select(c => Filled(
                ForecastScaling.Column(series.Column(c), series.Length, design.Transforms[c], scalers[c]))),
        ];
    }

    /// <summary>How many bytes it takes.</summary>
    public long Bytes => sizeof(float) * _columns.Concat(_events).Sum(c => (long)c.Length);

    /// <summary>The id of the series; empty where it has none.</summary>
    public string Id => _series.Id ?? "";

    /// <summary>The stamp of a row; null where rows have none.</summary>
    public DateTime? TimeAt(int row) => _series.TimeAt(row);

    /// <summary>Copies rows of a column; those beyond its ends repeat the row there.</summary>
    /// <param name="column">Which column: the targets, then what is known ahead.</param>
    /// <param name="from">The first row.</param>
    /// <param name="values">Overwritten.</param>
    public void Copy(int column, int from, Span<double> values) => Copy(_columns[column], from, values);

    /// <summary>Copies what special days change in rows of a target.</summary>
    /// <param name="target">Which target.</param>
    /// <param name="from">The first row.</param>
    /// <param name="values">Overwritten.</param>
    public void CopyEvents(int target, int from, Span<double> values) => Copy(_events[target], from, values);

    /// <summary>A row of a column.</summary>
    public float this[int column, int row] => _columns[column][row];

    private static float[] Filled(float[] column)
    {
        float last = 0;
        foreach (ref float value in column.AsSpan())
        {
            last = value = float.IsNaN(value) ? last : value;
        }

        return column;
    }

    private static void Copy(float[] source, int from, Span<double> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = source[Math.Clamp(from + i, 0, source.Length - 1)];
        }
    }
}
