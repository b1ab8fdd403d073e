using Carousel.Memory;

namespace Carousel.Kernels.Sequences;

/// <summary>
/// Exponential smoothing of one sequence by a level and one or two seasons: what each step leaves of its last values,
/// and how level and seasons go on from it. Double-precision twin: SmoothingReference.
/// </summary>
/// <remarks>
/// Derivation: docs/derivations/smoothing.md. Additive, so that of logarithms is multiplicative in the values. Rows lie
/// by step, sequences side by side. A value that is NaN changes nothing. One sequence is one chain of operations.
/// </remarks>
internal static class SmoothingKernel
{
    /// <summary>Smooths a sequence.</summary>
    /// <param name="size">The sizes.</param>
    /// <param name="b">Which sequence, 0 … B − 1.</param>
    /// <param name="z">[T·B], the values by step; NaN where missing.</param>
    /// <param name="start">[B, First + Second]: the seasons of the first steps.</param>
    /// <param name="coefficients">[B, 3]: α of the level, γ and δ of the seasons, each 0 … 1.</param>
    /// <param name="saved">[Saved], of this sequence: overwritten.</param>
    /// <param name="seen">[T·B, M + 1]: the last M values without their seasons, above the level, the oldest first,
    /// and the season of the step; the rows of this sequence are overwritten.</param>
    /// <param name="ahead">[T·B, H]: level and seasons of the next H steps; the rows of this sequence are
    /// overwritten.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Forward(
        SmoothingSize size, int b, ReadOnlySpan<float> z, ReadOnlySpan<float> start, ReadOnlySpan<float> coefficients,
        Span<float> saved, Span<float> seen, Span<float> ahead)
    {
        Require(size, z, coefficients, saved, seen, ahead);
        ShapeException.Require(start, (size.B, size.Start));
        (int T, int B, int P) = (size.T, size.B, size.First);
        var kept = new Parts(size, saved[..size.Kept]);
        start.Slice(b * size.Start, P).CopyTo(kept.First);
        start.Slice((b * size.Start) + P, size.Second).CopyTo(kept.Second);
        (float alpha, float gamma, float delta) =
            (coefficients[3 * b], coefficients[(3 * b) + 1], coefficients[(3 * b) + 2]);
        int from = FirstKnown(size, b, z);
        for (int t = 0; t < T; t++)
        {
            float season = kept.Season(t), before = t > from ? kept.Level[t - 1] : 0, value = z[(t * B) + b];
            float rest = t < from ? 0 : float.IsNaN(value) ? before : value - season;
            float level = t < from ? 0 : t == from ? rest : before + (alpha * (rest - before));
            float news = rest - level;
            (kept.Rest[t], kept.Level[t]) = (rest, level);
            kept.First[t + P] = kept.First[t] + (gamma * news);
            if (size.Second > 0)
            {
                kept.Second[t + size.Second] = kept.Second[t] + (delta * news);
            }
        }

        for (int t = 0; t < T; t++)
        {
            Span<float> row = seen.Slice(((t * B) + b) * size.Seen, size.Seen);
            for (int m = 0; m < size.Recent; m++)
            {
                int at = t - size.Recent + 1 + m;
                row[m] = at < from ? 0 : kept.Rest[at] - kept.Level[t];
            }

            row[^1] = kept.Season(t);
            Span<float> next = ahead.Slice(((t * B) + b) * size.Ahead, size.Ahead);
            for (int h = 0; h < next.Length; h++)
            {
                next[h] = kept.Level[t] + kept.First[t + 1 + (h % P)]
                    + (size.Second > 0 ? kept.Second[t + 1 + (h % size.Second)] : 0);
            }
        }
    }

    /// <summary>The gradient of <see cref="Forward"/> by the coefficients of a sequence.</summary>
    /// <param name="size">As given to Forward.</param>
    /// <param name="b">As given to Forward.</param>
    /// <param name="z">As given to Forward.</param>
    /// <param name="coefficients">As given to Forward.</param>
    /// <param name="saved">As left by Forward; its second half is overwritten.</param>
    /// <param name="dSeen">[T·B, M + 1], ∂loss/∂seen.</param>
    /// <param name="dAhead">[T·B, H], ∂loss/∂ahead.</param>
    /// <param name="dCoefficients">[B, 3]: the row of this sequence is added to.</param>
    /// <exception cref="ShapeException">A span is not the size stated here.</exception>
    public static void Backward(
        SmoothingSize size, int b, ReadOnlySpan<float> z, ReadOnlySpan<float> coefficients, Span<float> saved,
        ReadOnlySpan<float> dSeen, ReadOnlySpan<float> dAhead, Span<float> dCoefficients)
    {
        Require(size, z, coefficients, saved, dSeen, dAhead);
        ShapeException.Require<float>(dCoefficients, (size.B, 3));
        (int T, int B, int P) = (size.T, size.B, size.First);
        var kept = new Parts(size, saved[..size.Kept]);
        var d = new Parts(size, saved[size.Kept..]);
        d.Clear();
        int from = FirstKnown(size, b, z);
        for (int t = 0; t < T; t++)
        {
            ReadOnlySpan<float> row = dSeen.Slice(((t * B) + b) * size.Seen, size.Seen);
            for (int m = Math.Max(0, from - t + size.Recent - 1); m < size.Recent; m++)
            {
                d.Rest[t - size.Recent + 1 + m] += row[m];
                d.Level[t] -= row[m];
            }

            d.AddSeason(t, row[^1]);
            ReadOnlySpan<float> next = dAhead.Slice(((t * B) + b) * size.Ahead, size.Ahead);
            for (int h = 0; h < next.Length; h++)
            {
                d.Level[t] += next[h];
                d.First[t + 1 + (h % P)] += next[h];
                if (size.Second > 0)
                {
                    d.Second[t + 1 + (h % size.Second)] += next[h];
                }
            }
        }

        (float alpha, float gamma, float delta) =
            (coefficients[3 * b], coefficients[(3 * b) + 1], coefficients[(3 * b) + 2]);
        float dAlpha = 0, dGamma = 0, dDelta = 0;
        for (int t = T - 1; t >= from; t--)
        {
            float news = kept.Rest[t] - kept.Level[t], dFirst = d.First[t + P];
            float dSecond = size.Second > 0 ? d.Second[t + size.Second] : 0;
            float dNews = (gamma * dFirst) + (delta * dSecond);
            dGamma += news * dFirst;
            dDelta += news * dSecond;
            d.First[t] += dFirst;
            if (size.Second > 0)
            {
                d.Second[t] += dSecond;
            }

            float dLevel = d.Level[t] - dNews, dRest = d.Rest[t] + dNews;
            if (t == from)
            {
                dRest += dLevel;
            }
            else
            {
                dAlpha += dLevel * (kept.Rest[t] - kept.Level[t - 1]);
                dRest += alpha * dLevel;
                d.Level[t - 1] += (1 - alpha) * dLevel;
            }

            if (t > from && float.IsNaN(z[(t * B) + b]))
            {
                d.Level[t - 1] += dRest;
            }
            else
            {
                d.AddSeason(t, -dRest);
            }
        }

        dCoefficients[3 * b] += dAlpha;
        dCoefficients[(3 * b) + 1] += dGamma;
        dCoefficients[(3 * b) + 2] += dDelta;
    }

    /// <summary>The first step with a value; T where there is none.</summary>
    private static int FirstKnown(SmoothingSize size, int b, ReadOnlySpan<float> z)
    {
        int t = 0;
        while (t < size.T && float.IsNaN(z[(t * size.B) + b]))
        {
            t++;
        }

        return t;
    }

    private static void Require(
        SmoothingSize size, ReadOnlySpan<float> z, ReadOnlySpan<float> coefficients, ReadOnlySpan<float> saved,
        ReadOnlySpan<float> seen, ReadOnlySpan<float> ahead)
    {
        ShapeException.Require(z, size.Rows);
        ShapeException.Require(coefficients, (size.B, 3));
        ShapeException.Require(saved, size.Saved);
        ShapeException.Require(seen, (size.Rows, size.Seen));
        ShapeException.Require(ahead, (size.Rows, size.Ahead));
    }

    /// <summary>What one sequence keeps, or the gradients of that.</summary>
    private readonly ref struct Parts(SmoothingSize size, Span<float> values)
    {
        private readonly Span<float> _values = values;

        /// <summary>[T]: values without their seasons.</summary>
        public Span<float> Rest => _values[..size.T];

        /// <summary>[T].</summary>
        public Span<float> Level => _values.Slice(size.T, size.T);

        /// <summary>[T + First]: the shorter season of each step, the last ones ahead.</summary>
        public Span<float> First => _values.Slice(2 * size.T, size.T + size.First);

        /// <summary>[T + Second]; not used without a second season.</summary>
        public Span<float> Second => _values[((3 * size.T) + size.First)..];

        public void Clear() => _values.Clear();

        public float Season(int t) => First[t] + (size.Second > 0 ? Second[t] : 0);

        public void AddSeason(int t, float d)
        {
            First[t] += d;
            if (size.Second > 0)
            {
                Second[t] += d;
            }
        }
    }
}
