namespace Carousel.Reference.Optimization;

/// <summary>Textbook twin of ClipKernel: double precision, one value after the other.</summary>
internal static class ClipReference
{
    /// <summary>Σ x².</summary>
    public static double SumOfSquares(double[] values)
    {
        double sum = 0;
        foreach (double value in values)
        {
            sum += value * value;
        }

        return sum;
    }

    /// <summary>x ← factor·x.</summary>
    public static void Scale(double factor, double[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = factor * values[i];
        }
    }

    /// <summary>x ← min(max(x, −limit), limit).</summary>
    public static void Clamp(double limit, double[] values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Min(Math.Max(values[i], -limit), limit);
        }
    }
}
