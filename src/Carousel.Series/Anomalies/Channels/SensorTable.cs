using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Anomalies;

/// <summary>A table with a row for each sensor and time, whose sensors become channels.</summary>
/// <param name="set">A series for each sensor.</param>
/// <param name="label">The column of labels; null without labels.</param>
internal sealed class SensorTable(SeriesSet set, string? label)
{
    // With more rows than that, the sensors have their own times, and most cells would be empty.
    private const int MostRows = 2;

    private readonly int _label = Place(set, label);

    private readonly int[] _values =
        [.. Enumerable.Range(0, set.Columns.Count).Where(c => c != Place(set, label))];

    /// <summary>The columns.</summary>
    public SensorColumns Columns => new(set.IdName!, [.. _values.Select(c => set.Columns[c])]);

    /// <summary>What was done, one sentence.</summary>
    public string Note =>
        $"The table has a row for each sensor and time: each value of {set.IdName} is a channel.";

    /// <summary>The rows of all sensors at one time as one row; a sensor without a row has a gap. A row is labelled if
    /// one of its sensors is.</summary>
    /// <param name="options">How the table was read.</param>
    /// <exception cref="DataFormatException">Few sensors have rows at the same times.</exception>
    public Series Join(ReadOptions options)
    {
        DateTime[] times = [.. set.Series.SelectMany(s => s.TimesArray!).Distinct().Order()];
        if (times.Length > MostRows * set.Series.Max(s => s.Length))
        {
            throw options.Unfit(
                $"{set.Name}: its {FigureText.Count(set.Count)} sensors have rows at different times. Pass {{Every}} "
                + $"10min, or another interval, to average the rows of each sensor on one grid.");
        }

        Dictionary<DateTime, int> rows = times.Index().ToDictionary(t => t.Item, t => t.Index);
        List<string> names = [];
        List<float[]> columns = [];
        var labels = new float[times.Length];
        foreach (Series sensor in set.Series)
        {
            int[] places = [.. sensor.TimesArray!.Select(t => rows[t])];
            foreach (int c in _values)
            {
                names.Add(_values.Length == 1 ? sensor.Id! : $"{sensor.Id} {set.Columns[c]}");
                columns.Add(Spread(sensor.Column(c), places, times.Length));
            }

            for (int r = 0; r < places.Length && _label >= 0; r++)
            {
                // A label that is not 0 or 1 is kept, and refused later.
                float mark = sensor[r, _label];
                labels[places[r]] = mark is 0 or float.NaN ? labels[places[r]] : mark;
            }
        }

        if (_label >= 0)
        {
            names.Add(set.Columns[_label]);
            columns.Add(labels);
        }

        return new Series(names, [.. columns], times);
    }

    private static int Place(SeriesSet set, string? label) =>
        set.Columns.ToList().FindIndex(c => c.Equals(label, StringComparison.OrdinalIgnoreCase));

    private static float[] Spread(ReadOnlySpan<float> own, int[] places, int rows)
    {
        var values = new float[rows];
        Array.Fill(values, float.NaN);
        for (int r = 0; r < places.Length; r++)
        {
            values[places[r]] = own[r];
        }

        return values;
    }
}
