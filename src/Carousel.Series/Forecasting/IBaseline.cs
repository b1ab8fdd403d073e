using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>The values of one series for fitting a baseline, with the ends of its parts.</summary>
/// <param name="Values">[rows], NaN is missing.</param>
/// <param name="TrainEnd">One past the last row of the training part.</param>
/// <param name="ValidationEnd">One past the last row of the validation part, at least
/// <paramref name="TrainEnd"/>.</param>
internal readonly record struct BaselineSeries(ReadOnlyMemory<float> Values, int TrainEnd, int ValidationEnd)
{
    /// <summary>The series of a split, for one column.</summary>
    /// <param name="split">The split.</param>
    /// <param name="column">The number of the column.</param>
    /// <returns>A value for each series.</returns>
    public static IReadOnlyList<BaselineSeries> From(TemporalSplit split, int column)
    {
        ArgumentNullException.ThrowIfNull(split);
        return [
            .. split.Set.Series.Select(
                (s, k) =>
                    new BaselineSeries(s.ColumnMemory(column), split.Train.Rows[k].End, split.Validation.Rows[k].End)),
        ];
    }
}

/// <summary>A simple forecast that a model has to beat.</summary>
internal interface IBaseline
{
    /// <summary>
    /// The name in tables, such as <c>last value</c>, <c>seasonal naive, 24</c> or <c>ridge, 168</c>.
    /// </summary>
    string Name { get; }

    /// <summary>How the baseline is said to a person, such as <c>same hour yesterday</c>.</summary>
    string Title => Name;

    /// <summary>How many values before an origin it looks at, if there are as many.</summary>
    int Lookback { get; }

    /// <summary>Learns what there is to learn from the training part, and decides by the validation part.</summary>
    /// <param name="series">One or several series of one target.</param>
    /// <param name="horizon">The longest horizon that will be asked for.</param>
    void Fit(IReadOnlyList<BaselineSeries> series, int horizon);

    /// <summary>Forecasts what follows a history.</summary>
    /// <param name="history">[rows], the last row is the newest; NaN is missing.</param>
    /// <param name="horizon">How many rows to forecast, at most what was fitted.</param>
    /// <param name="forecast">[horizon], overwritten; NaN where nothing is known.</param>
    void Forecast(ReadOnlySpan<float> history, int horizon, Span<float> forecast);
}
