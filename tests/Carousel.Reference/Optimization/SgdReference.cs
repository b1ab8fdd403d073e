namespace Carousel.Reference.Optimization;

/// <summary>Textbook twin of SgdKernel: double precision, one value after the other.</summary>
internal static class SgdReference
{
    /// <summary>v ← μ·v + g; θ ← θ − η·v, or with Nesterov θ ← θ − η·(g + μ·v).</summary>
    public static void Step(
        double rate, double momentum, bool nesterov, double[] gradient, double[] velocity, double[] value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            velocity[i] = (momentum * velocity[i]) + gradient[i];
            double direction = nesterov ? gradient[i] + (momentum * velocity[i]) : velocity[i];
            value[i] -= rate * direction;
        }
    }
}
