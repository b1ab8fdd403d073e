namespace Carousel.Reference.Losses;

/// <summary>Twin of SquaredLossKernel: (p − t)².</summary>
internal static class SquaredLossReference
{
    /// <summary>The loss of one target.</summary>
    public static double Value(double t, double[] p) => (p[0] - t) * (p[0] - t);

    /// <summary>Its slope in each prediction.</summary>
    public static double[] Slopes(double t, double[] p) => [2 * (p[0] - t)];
}
