using Carousel.Autograd;

namespace Carousel.Inspection.Attribution;

/// <summary>
/// Attribution of a score to its inputs: the gradient along the straight path from a baseline to the sequence,
/// integrated, times the way that each input goes.
/// </summary>
/// <remarks>
/// Sundararajan, Taly and Yan 2017, "Axiomatic attribution for deep networks": aᵢ = (xᵢ − x⁰ᵢ) · ∫₀¹ ∂F(x⁰ + α(x −
/// x⁰))/∂xᵢ dα, whose sum is F(x) − F(x⁰). Gradients are
/// taken with dropout off; those of parameters are neither computed nor changed. Results are equal bits for any number
/// of threads.
/// </remarks>
public static class IntegratedGradients
{
    /// <summary>Attributes a score.</summary>
    /// <param name="backend">The backend that the score's layers were built on.</param>
    /// <param name="score">What is attributed.</param>
    /// <param name="input">[T, I], the sequence.</param>
    /// <param name="inputs">I.</param>
    /// <param name="baseline">[T, I], where the path begins; null for zeros. See <see cref="Baselines"/>.</param>
    /// <param name="options">How finely the path is followed; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The attributions, with their completeness error.</returns>
    /// <exception cref="ArgumentException">The input or baseline is not a whole number of steps, or they differ in
    /// length.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static InputAttribution Of(
        Backend backend, SequenceScore score, float[] input, int inputs, float[]? baseline = null,
        IntegratedGradientsOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(score);
        options ??= new IntegratedGradientsOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Points, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MostPoints, options.Points, nameof(options));
        int T = Baselines.StepsOf(input, inputs);
        float[] start = Baselines.Fitting(baseline, input);
        using var run = new ScoredSequences(backend, score, T, inputs);
        double[] ends = run.Scores(2, (k, version) => (k == 0 ? start : input).CopyTo(version), cancellation);

        // A sum can fit by chance while its parts are still wrong: they have to agree with those of half as many
        // points.
        (double[] before, _) = Parts(run, start, input, options.Rule, Math.Max(1, options.Points / 2), cancellation);
        for (int count = options.Points; ; count = Math.Min(2 * count, options.MostPoints))
        {
            (double[] values, int points) = Parts(run, start, input, options.Rule, count, cancellation);
            var found = new InputAttribution(T, inputs, values, ends[1], ends[0])
            {
                Points = points,
                Tolerance = options.Tolerance,
                Change = Change(before, values),
            };
            if ((found.IsComplete && found.Change <= options.Tolerance) || count == options.MostPoints)
            {
                return found;
            }

            before = values;
        }
    }

    private static (double[] Parts, int Points) Parts(
        ScoredSequences run, float[] start, float[] input, PathRule rule, int count, CancellationToken cancellation)
    {
        (double[] places, double[] weights) = PathPoints.Of(rule, count);
        var values = new double[input.Length];
        run.AddGradients(weights, (k, version) => Between(start, input, places[k], version), values, cancellation);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] *= (double)input[i] - start[i];
        }

        return (values, places.Length);
    }

    private static double Change(double[] before, double[] after)
    {
        double apart = 0, sizes = 0;
        for (int i = 0; i < after.Length; i++)
        {
            apart += Math.Abs(after[i] - before[i]);
            sizes += Math.Abs(after[i]);
        }

        return apart == 0 ? 0 : apart / sizes;
    }

    private static void Between(float[] start, float[] end, double place, Span<float> version)
    {
        for (int i = 0; i < version.Length; i++)
        {
            version[i] = (float)(start[i] + (place * ((double)end[i] - start[i])));
        }
    }
}
