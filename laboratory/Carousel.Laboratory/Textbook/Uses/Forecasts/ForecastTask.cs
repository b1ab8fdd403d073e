using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Forecasts;

/// <summary>
/// The change of a series by the next day, from the days before: in units of the deviation of changes before a day that
/// separates training from test days.
/// </summary>
internal sealed class ForecastTask : SequenceTask
{
    /// <summary>Days that a forecast sees.</summary>
    public const int Window = 28;

    private const int Weekdays = 7;

    // The first days of a window are seen before anything is asked.
    private const int Ahead = 7;

    private readonly DailySeries _series;
    private readonly int _learned;
    private readonly double _mean, _deviation, _step;

    /// <summary>A task.</summary>
    /// <param name="series">The series.</param>
    /// <param name="learned">The days before this one may be learned from.</param>
    public ForecastTask(DailySeries series, int learned)
    {
        (_series, _learned) = (series, learned);
        double[] known = series.Values[..learned];
        _mean = known.Average();
        _deviation = Math.Sqrt(known.Average(v => (v - _mean) * (v - _mean)));
        _step = Math.Sqrt(known.Zip(known.Skip(1), (a, b) => (b - a) * (b - a)).Average());
    }

    /// <inheritdoc/>
    public override string Name => "textbook/forecast";

    /// <summary>Change, and where the level tells something: level, time of the year as an angle, weekday.</summary>
    public override int InputSize => _series.HasLevel ? 4 + Weekdays : 1;

    /// <inheritdoc/>
    public override int OutputSize => 1;

    /// <inheritdoc/>
    public override bool HasClasses => false;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, int sequences, TaskBatch batch)
    {
        batch.Begin(Window, sequences);
        for (int b = 0; b < sequences; b++)
        {
            Write(random.Between(Window, _learned - 2), b, batch);
            for (int t = Ahead; t < Window - 1; t++)
            {
                batch.AddTarget(b, t, [batch.Step(b, t + 1)[0]]);
            }
        }
    }

    /// <summary>Writes the windows that end with some days, with the change by the next as targets.</summary>
    /// <param name="days">The last days of the windows.</param>
    /// <param name="batch">Begun and filled.</param>
    public void Write(IReadOnlyList<int> days, TaskBatch batch)
    {
        batch.Begin(Window, days.Count);
        for (int b = 0; b < days.Count; b++)
        {
            Write(days[b], b, batch);
            batch.AddTarget(b, Window - 1, [(float)Change(days[b] + 1)]);
        }
    }

    /// <summary>What is known of a day.</summary>
    /// <param name="day">From 1.</param>
    /// <returns>[I], scaled by what may be learned from.</returns>
    public float[] Features(int day)
    {
        if (!_series.HasLevel)
        {
            return [(float)Change(day)];
        }

        double angle = 2 * Math.PI * _series.Days[day].DayOfYear / 365.25;
        float[] features =
        [
            (float)Change(day), (float)((_series.Values[day] - _mean) / _deviation), (float)Math.Sin(angle),
            (float)Math.Cos(angle), .. new float[Weekdays],
        ];
        features[^(1 + (int)_series.Days[day].DayOfWeek)] = 1;
        return features;
    }

    /// <summary>The change since the day before.</summary>
    public double Change(int day) => (_series.Values[day] - _series.Values[day - 1]) / _step;

    private void Write(int last, int b, TaskBatch batch)
    {
        for (int t = 0; t < Window; t++)
        {
            Features(last - Window + 1 + t).CopyTo(batch.Step(b, t));
        }
    }
}
