namespace Carousel.Forecasting;

/// <summary>The effect of an event, or of a day next to it.</summary>
/// <param name="Title">The event.</param>
/// <param name="Target">The column that it changes.</param>
/// <param name="DaysLearned">On how many days of the rows to learn from it occurred, of all series together.</param>
/// <param name="Usual">What such a day usually has above the same weekdays around it, in the unit of the data.</param>
internal sealed record EventImpact(string Title, string Target, int DaysLearned, double Usual)
{
    /// <summary>On how many days of the test part it was forecast; a day counts once for each series.</summary>
    public int DaysForecast { get; init; }

    /// <summary>By how much the forecasts of those days change when it is known, in the unit of the data; NaN without
    /// such days.</summary>
    public double Change { get; init; } = double.NaN;

    /// <summary>The same in percent of the forecasts without it.</summary>
    public double Percent { get; init; } = double.NaN;

    /// <summary>The mean absolute error on those days.</summary>
    public double Error { get; init; } = double.NaN;

    /// <summary>What it would be without knowing of the event.</summary>
    public double ErrorWithout { get; init; } = double.NaN;
}
