using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Laboratory.Claims.Physics;

/// <summary>What came of one cell set by hand.</summary>
/// <param name="Figures">Its figures.</param>
/// <param name="Sentence">What came out.</param>
/// <param name="Blocks">Its pictures.</param>
internal sealed record PhysicsPart(IReadOnlyList<MeasuredFigure> Figures, string Sentence, IReadOnlyList<Block> Blocks)
{
    /// <summary>The largest difference of two rows of numbers, as a share of the largest of the second.</summary>
    public static double Difference(IReadOnlyList<double> found, IReadOnlyList<double> expected)
    {
        double largest = expected.Max(Math.Abs), worst = 0;
        for (int t = 0; t < expected.Count; t++)
        {
            double difference = Math.Abs(found[t] - expected[t]);
            worst = double.IsNaN(difference) ? double.PositiveInfinity : Math.Max(worst, difference);
        }

        return worst / largest;
    }
}
