using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// A series as it would be with time running unevenly: as many steps, read between those of the series.
/// </summary>
/// <param name="warp">How much faster or slower time runs at most, as a share, 0 … below 1.</param>
internal sealed class SeriesWarping(double warp)
{
    private const int Knots = 5;

    // A draw for each knot; two more stay unused, so that each series keeps its draws.
    private const int Draws = Knots + 2;

    /// <summary>A changed series.</summary>
    /// <param name="values">[L, C], NaN where a value is missing.</param>
    /// <param name="channels">C.</param>
    /// <param name="random">Draws.</param>
    /// <param name="epoch">Each epoch has different changes,</param>
    /// <param name="place">and each series.</param>
    /// <returns>[L, C].</returns>
    public float[] Apply(float[] values, int channels, CounterRandom random, int epoch, int place)
    {
        int L = values.Length / channels;
        if (L < 2)
        {
            return values;
        }

        Span<double> drawn = stackalloc double[Knots];
        for (int i = 0; i < Knots; i++)
        {
            drawn[i] = CounterRandom.ToUniform(random.Word((uint)epoch, ((long)place * Draws) + i));
        }

        double[] gone = new double[L];
        for (int t = 1; t < L; t++)
        {
            gone[t] = gone[t - 1] + Speed(drawn, t, L);
        }

        var changed = new float[values.Length];
        for (int t = 0; t < L; t++)
        {
            double at = Math.Min((L - 1) * (gone[t] / gone[^1]), L - 1);
            int step = Math.Min((int)at, L - 2);
            for (int c = 0; c < channels; c++)
            {
                changed[(t * channels) + c] = Between(
                    values[(step * channels) + c], values[((step + 1) * channels) + c], at - step);
            }
        }

        return changed;
    }

    /// <summary>How fast time runs in front of a step: between knots that are evenly apart.</summary>
    private double Speed(ReadOnlySpan<double> drawn, int step, int steps)
    {
        double place = (step - 1) * (Knots - 1.0) / (steps - 1);
        int knot = (int)place;
        double share = place - knot, low = drawn[knot], high = drawn[knot + 1];
        return 1 + (warp * ((2 * (low + (share * (high - low)))) - 1));
    }

    /// <summary>Next to a missing value the nearer one counts.</summary>
    private static float Between(float low, float high, double share) => float.IsNaN(low) || float.IsNaN(high)
        ? share < 0.5 ? low : high
        : (float)(low + (share * ((double)high - low)));
}
