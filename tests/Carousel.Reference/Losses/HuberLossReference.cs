namespace Carousel.Reference.Losses;

/// <summary>Twin of HuberLossKernel: ½(p − t)² up to δ, δ·(|p − t| − δ/2) beyond.</summary>
internal static class HuberLossReference
{
    /// <summary>The loss of one target.</summary>
    public static double Value(double delta, double t, double[] p)
    {
        double error = Math.Abs(p[0] - t);
        return error <= delta ? 0.5 * error * error : delta * (error - (delta / 2));
    }

    /// <summary>Its slope in each prediction.</summary>
    public static double[] Slopes(double delta, double t, double[] p) => [Math.Clamp(p[0] - t, -delta, delta)];
}
