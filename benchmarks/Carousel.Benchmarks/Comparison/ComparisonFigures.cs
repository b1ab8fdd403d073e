namespace Carousel.Benchmarks.Comparison;

/// <summary>
/// Medians over rounds. Ratios are made inside a round, where both programs met the same machine, then the median is
/// taken.
/// </summary>
/// <param name="records">The figures of all rounds.</param>
internal sealed class ComparisonFigures(ComparisonRecords records)
{
    /// <summary>The program that the others are held against.</summary>
    public const string Carousel = "carousel";

    private readonly ILookup<(string Who, string Shape, ComparisonMeasure Measure), ComparisonRecord> _figures =
        records.Records.ToLookup(r => (r.Who, r.Shape, r.Measure));

    /// <summary>The median of a figure.</summary>
    /// <returns>Null where it was not measured.</returns>
    public double? Value(string who, string shape, ComparisonMeasure measure) =>
        Median(_figures[(who, shape, measure)].Select(r => r.Value));

    /// <summary>
    /// How many times as good Carousel is: times and memory of the other over its own, its own units a second over the
    /// other's.
    /// </summary>
    /// <param name="who">The other program.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="measure">What is compared.</param>
    /// <returns>The median of the rounds' ratios; null where no round has both.</returns>
    public double? Ratio(string who, string shape, ComparisonMeasure measure) => Ratio(who, Carousel, shape, measure);

    /// <summary>How many times as good a program is as another.</summary>
    /// <param name="other">The other.</param>
    /// <param name="who">The program.</param>
    /// <param name="shape">The shape.</param>
    /// <param name="measure">What is compared.</param>
    public double? Ratio(string other, string who, string shape, ComparisonMeasure measure)
    {
        IEnumerable<double> ratios =
            from theirs in _figures[(other, shape, measure)]
            join ours in _figures[(who, shape, measure)] on theirs.Round equals ours.Round
            select measure == ComparisonMeasure.Units ? ours.Value / theirs.Value : theirs.Value / ours.Value;
        return Median(ratios);
    }

    /// <summary>The geometric mean of the ratios of some shapes.</summary>
    /// <returns>Null where one of them is missing.</returns>
    public double? GeometricMean(string who, IReadOnlyCollection<string> shapes, ComparisonMeasure measure) =>
        GeometricMean(shapes, shape => Ratio(who, shape, measure));

    /// <summary>
    /// What the geometric mean would be if Carousel reached the multiply-add peak: no program of this machine can do
    /// better.
    /// </summary>
    /// <param name="who">The other program.</param>
    /// <param name="shapes">The shapes.</param>
    /// <param name="measure">What is compared.</param>
    /// <param name="share">Carousel's share of the peak in it.</param>
    /// <returns>Null where one of them is missing.</returns>
    public double? GeometricMeanAtPeak(
        string who, IReadOnlyCollection<string> shapes, ComparisonMeasure measure, ComparisonMeasure share) =>
        GeometricMean(shapes, shape => Ratio(who, shape, measure) / Value(Carousel, shape, share));

    private static double? GeometricMean(IReadOnlyCollection<string> shapes, Func<string, double?> ratio)
    {
        double[] logarithms = [.. shapes.Select(ratio).OfType<double>().Select(r => Math.Log(r))];
        return shapes.Count == 0 || logarithms.Length < shapes.Count ? null : Math.Exp(logarithms.Average());
    }

    private static double? Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? null : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
