namespace Carousel.Reference.Losses;

/// <summary>Twin of AbsoluteLossKernel: |p − t|.</summary>
internal static class AbsoluteLossReference
{
    /// <summary>The loss of one target.</summary>
    public static double Value(double t, double[] p) => Math.Abs(p[0] - t);

    /// <summary>Its slope in each prediction.</summary>
    public static double[] Slopes(double t, double[] p) => [Math.Sign(p[0] - t)];
}
