using Carousel.Autograd;

namespace Carousel.Inspection.Attribution;

/// <summary>What a score hangs on: spans of steps are replaced by a baseline, one after the other.</summary>
/// <remarks>After Zeiler and Fergus 2014, over time. Spans that only together say something are not seen.</remarks>
public static class Occlusion
{
    private const int MostSpans = 60;

    /// <summary>Hides one span after the other.</summary>
    /// <param name="backend">The backend that the score's layers were built on.</param>
    /// <param name="score">What is watched; run in inference.</param>
    /// <param name="input">[T, I], the sequence.</param>
    /// <param name="inputs">I.</param>
    /// <param name="baseline">[T, I], which replaces hidden steps; null for zeros.</param>
    /// <param name="options">What is hidden at a time; null for the defaults.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The score and its decreases.</returns>
    /// <exception cref="ArgumentException">The input or baseline is not a whole number of steps, or they differ in
    /// length.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static OcclusionMap Of(
        Backend backend, SequenceScore score, float[] input, int inputs, float[]? baseline = null,
        OcclusionOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(score);
        options ??= new OcclusionOptions();
        ArgumentOutOfRangeException.ThrowIfNegative(options.Span, nameof(options));
        int T = Baselines.StepsOf(input, inputs),
            span = options.Span == 0 ? (T + MostSpans - 1) / MostSpans : Math.Min(options.Span, T);
        float[] hidden = Baselines.Fitting(baseline, input);
        int parts = options.ByInput ? inputs : 1;
        (int From, int Count, int Input)[] spans =
        [
            .. Enumerable.Range(0, (T + span - 1) / span * parts)
                .Select(
                    k => (k / parts * span, Math.Min(span, T - (k / parts * span)), options.ByInput ? k % parts : -1)),
        ];
        using var run = new ScoredSequences(backend, score, T, inputs);
        double[] scores = run.Scores(1 + spans.Length, (k, version) =>
        {
            input.CopyTo(version);
            if (k > 0)
            {
                Hide(version, hidden, inputs, spans[k - 1]);
            }
        }, cancellation);
        return new OcclusionMap(
            scores[0],
            [.. spans.Select((s, k) => new OccludedSpan(s.From, s.Count, s.Input, scores[0] - scores[k + 1]))]);
    }

    private static void Hide(Span<float> version, float[] hidden, int inputs, (int From, int Count, int Input) span)
    {
        for (int t = span.From; t < span.From + span.Count; t++)
        {
            (int first, int count) = span.Input < 0 ? (t * inputs, inputs) : ((t * inputs) + span.Input, 1);
            hidden.AsSpan(first, count).CopyTo(version[first..]);
        }
    }
}
