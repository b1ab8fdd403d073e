namespace Carousel.Laboratory.Textbook.Physics;

/// <summary>How far a cell that is set by hand is from its closed form.</summary>
internal static class PhysicsPart
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
