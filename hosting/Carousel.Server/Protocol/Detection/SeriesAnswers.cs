using Carousel.Anomalies;
using Carousel.Classical;

namespace Carousel.Server.Protocol;

/// <summary>Answers to requests about one series.</summary>
internal static class SeriesAnswers
{
    private const int SeasonsSuggested = 4, LeastSuggested = 28, MostSuggested = 8640;

    // Deviations that make an anomaly at a sensitivity of 99, and how many more each lower one needs.
    private const double FewestUnits = 3, UnitsPerSensitivity = 0.125;

    /// <summary>Judges each point.</summary>
    public static SeriesAnswer OfAll(SeriesRequest request)
    {
        int season = Season(request);
        var whole = WholeSeries.Of(request.Values, season);
        bool[] found = whole.Judge(request.Values, Units(request), request.Body.MaxAnomalyRatio);
        LastAnswer[] each = [.. request.Rows.Select(r => Of(request, season, whole, r, r, found[r]))];
        double[] margins = [.. each.Select(e => e.UpperMargin)];
        return new SeriesAnswer(
            season, [.. each.Select(e => e.ExpectedValue)], margins, margins, [.. each.Select(e => e.IsAnomaly)],
            [.. each.Select(e => e.IsNegativeAnomaly)], [.. each.Select(e => e.IsPositiveAnomaly)],
            [.. each.Select(e => e.Severity)]);
    }

    /// <summary>Judges the last point.</summary>
    public static LastAnswer OfLast(SeriesRequest request)
    {
        int season = Season(request);
        var last = WholeSeries.OfLast(request.Values, season);
        double distance = Math.Abs(request.Values[^1] - last.Expected[0]) / last.Scale[0];
        return Of(request, season, last, request.Values.Length - 1, 0, distance > Units(request));
    }

    /// <summary>Finds the change points.</summary>
    public static ChangeAnswer OfChanges(SeriesRequest request)
    {
        int season = Season(request);
        double[] values = MissingValues.Fill(request.Values, 1), wave = RobustParts.Of(values, season).Season;
        double[] confidence = new double[values.Length];
        foreach (ChangePoint change in ChangePoints.Find(
            [.. values.Select((v, t) => v - wave[t])], request.Body.StableTrendWindow))
        {
            confidence[change.Row] = change.Confidence;
        }

        double[] scores = [.. request.Rows.Select(r => confidence[r])];
        return new ChangeAnswer(season, [.. scores.Select(s => s > 1 - request.Body.Threshold)], scores);
    }

    private static LastAnswer Of(
        SeriesRequest request, int season, WholeSeries whole, int row, int place, bool isFound)
    {
        double expected = whole.Expected[place], distance = request.Values[row] - expected;
        double reach = Units(request) * whole.Scale[place], margin = reach / (100 - request.Body.Sensitivity);
        return new LastAnswer(
            season, Math.Min(Math.Max(SeasonsSuggested * season, LeastSuggested) + 1, MostSuggested), expected, margin,
            margin, isFound, isFound && distance < 0, isFound && distance > 0,
            isFound ? 1 - (reach / Math.Abs(distance)) : 0);
    }

    private static double Units(SeriesRequest request) =>
        FewestUnits + ((99 - request.Body.Sensitivity) * UnitsPerSensitivity);

    private static int Season(SeriesRequest request) =>
        request.Body.Period ?? WholeSeries.FindSeason(request.Values, request.Frequency);
}
