namespace Carousel.Reference.Optimization;

/// <summary>Textbook twin of RmsPropKernel: double precision, one value after the other.</summary>
internal static class RmsPropReference
{
    /// <summary>s ← ρ·s + (1 − ρ)·g²; θ ← θ − η·g / (√s + ε).</summary>
    public static void Step(
        double rate, double decay, double epsilon, double[] gradient, double[] square, double[] value)
    {
        for (int i = 0; i < value.Length; i++)
        {
            square[i] = (decay * square[i]) + ((1 - decay) * gradient[i] * gradient[i]);
            value[i] -= rate * gradient[i] / (Math.Sqrt(square[i]) + epsilon);
        }
    }
}
