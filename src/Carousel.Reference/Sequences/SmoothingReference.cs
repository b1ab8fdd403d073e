namespace Carousel.Reference.Sequences;

/// <summary>Twin of SmoothingKernel on a single sequence.</summary>
/// <param name="first">Steps of the shorter season.</param>
/// <param name="second">Steps of the longer season; 0 for none.</param>
/// <param name="recent">M: how many last values each step sees.</param>
/// <param name="ahead">H: how many steps ahead the smoothing is continued.</param>
internal sealed class SmoothingReference(int first, int second, int recent, int ahead)
{
    /// <summary>Smooths a sequence.</summary>
    /// <param name="z">[T]; NaN where missing.</param>
    /// <param name="start">[first + second].</param>
    /// <param name="coefficients">α, γ and δ.</param>
    /// <returns>Seen [T, M + 1], ahead [T, H].</returns>
    public (double[,] Seen, double[,] Ahead) Forward(double[] z, double[] start, double[] coefficients)
    {
        int T = z.Length, from = From(z);
        State s = Run(z, start, coefficients);
        double[,] seen = new double[T, recent + 1], next = new double[T, ahead];
        for (int t = 0; t < T; t++)
        {
            for (int m = 0; m < recent; m++)
            {
                int at = t - recent + 1 + m;
                seen[t, m] = at < from ? 0 : s.Rest[at] - s.Level[t];
            }

            seen[t, recent] = s.First[t] + s.Second[t];
            for (int h = 0; h < ahead; h++)
            {
                next[t, h] = s.Level[t] + s.First[t + 1 + (h % first)]
                    + (second == 0 ? 0 : s.Second[t + 1 + (h % second)]);
            }
        }

        return (seen, next);
    }

    /// <summary>The gradient by the coefficients.</summary>
    /// <param name="z">As given to Forward.</param>
    /// <param name="start">As given to Forward.</param>
    /// <param name="coefficients">As given to Forward.</param>
    /// <param name="dSeen">[T, M + 1].</param>
    /// <param name="dAhead">[T, H].</param>
    /// <returns>Of α, γ and δ.</returns>
    public double[] Backward(
        double[] z, double[] start, double[] coefficients, double[,] dSeen, double[,] dAhead)
    {
        int T = z.Length, from = From(z);
        State s = Run(z, start, coefficients);
        double[] dRest = new double[T], dLevel = new double[T], dFirst = new double[T + first],
            dSecond = new double[T + Math.Max(1, second)], dCoefficients = new double[3];
        for (int t = 0; t < T; t++)
        {
            for (int m = 0; m < recent; m++)
            {
                int at = t - recent + 1 + m;
                if (at >= from)
                {
                    dRest[at] += dSeen[t, m];
                    dLevel[t] -= dSeen[t, m];
                }
            }

            dFirst[t] += dSeen[t, recent];
            dSecond[t] += dSeen[t, recent];
            for (int h = 0; h < ahead; h++)
            {
                dLevel[t] += dAhead[t, h];
                dFirst[t + 1 + (h % first)] += dAhead[t, h];
                if (second > 0)
                {
                    dSecond[t + 1 + (h % second)] += dAhead[t, h];
                }
            }
        }

        for (int t = T - 1; t >= from; t--)
        {
            double news = s.Rest[t] - s.Level[t];
            double d1 = dFirst[t + first], d2 = second > 0 ? dSecond[t + second] : 0;
            dCoefficients[1] += news * d1;
            dCoefficients[2] += news * d2;
            dFirst[t] += d1;
            dSecond[t] += d2;
            double dNews = (coefficients[1] * d1) + (coefficients[2] * d2);
            dRest[t] += dNews;
            dLevel[t] -= dNews;
            if (t == from)
            {
                dRest[t] += dLevel[t];
            }
            else
            {
                dCoefficients[0] += dLevel[t] * (s.Rest[t] - s.Level[t - 1]);
                dRest[t] += coefficients[0] * dLevel[t];
                dLevel[t - 1] += (1 - coefficients[0]) * dLevel[t];
            }

            if (double.IsNaN(z[t]))
            {
                dLevel[t - 1] += dRest[t];
            }
            else
            {
                dFirst[t] -= dRest[t];
                dSecond[t] -= dRest[t];
            }
        }

        return dCoefficients;
    }

    private static int From(double[] z)
    {
        int from = Array.FindIndex(z, v => !double.IsNaN(v));
        return from < 0 ? z.Length : from;
    }

    private State Run(double[] z, double[] start, double[] coefficients)
    {
        int T = z.Length, from = From(z);
        double[] rest = new double[T], level = new double[T], one = new double[T + first],
            two = new double[T + Math.Max(1, second)];
        start.AsSpan(0, first).CopyTo(one);
        start.AsSpan(first, second).CopyTo(two);
        for (int t = 0; t < T; t++)
        {
            if (t >= from)
            {
                rest[t] = double.IsNaN(z[t]) ? level[t - 1] : z[t] - one[t] - two[t];
                level[t] = t == from ? rest[t] : level[t - 1] + (coefficients[0] * (rest[t] - level[t - 1]));
            }

            one[t + first] = one[t] + (coefficients[1] * (rest[t] - level[t]));
            if (second > 0)
            {
                two[t + second] = two[t] + (coefficients[2] * (rest[t] - level[t]));
            }
        }

        return new State(rest, level, one, two);
    }

    private sealed record State(double[] Rest, double[] Level, double[] First, double[] Second);
}
