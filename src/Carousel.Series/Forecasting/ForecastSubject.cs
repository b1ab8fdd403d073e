namespace Carousel.Forecasting;

/// <summary>A target of a series: what a picture of the report shows, and how well it was forecast.</summary>
/// <param name="Series">The place of the series in its set.</param>
/// <param name="Target">Which target.</param>
/// <param name="Title">The title that distinguishes it from the others in the report.</param>
/// <param name="Error">Mean absolute error of the model's medians on the test part; NaN where nothing was
/// measured.</param>
/// <param name="BaselineError">That of the best baseline, on the same values.</param>
/// <param name="Values">How many values measured them.</param>
internal sealed record ForecastSubject(
    int Series, int Target, string Title, double Error, double BaselineError, long Values);
