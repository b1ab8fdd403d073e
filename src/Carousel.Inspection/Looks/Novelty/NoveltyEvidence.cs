using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Looks;

/// <summary>
/// Whether all sequences together have more boundaries, or more often acts, than sequences of one source.
/// </summary>
internal static class NoveltyEvidence
{
    /// <summary>The level of the test, and of acts in one sequence.</summary>
    public const double Level = 0.05;

    /// <summary>
    /// The probability that sequences of one source have this many boundaries, or acts this often: the tail of the
    /// Poisson distribution.
    /// </summary>
    public static double PValue(IReadOnlyList<NovelSequence> found, NoveltyOptions options) => options.Acts is null
        ? PoissonTail.AtLeast(found.Sum(f => f.Peaks.Boundaries.Count), options.FalseAlarms * found.Count)
        : found.Count == 1 ? found[0].Acts!.PValue
        : PoissonTail.AtLeast(found.Count(f => f.Acts!.PValue <= Level), Level * found.Count);
}
