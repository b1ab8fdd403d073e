using Carousel.Jobs.Measuring;

namespace Carousel.Music;

/// <summary>
/// A logistic regression for each key on the 88 keys of the step before, with a penalty that the validation pieces
/// choose.
/// </summary>
/// <param name="weights">[88, 88 + 1]: of each key its log odds for each key of the step before, and the
/// constant.</param>
internal sealed class LastStepLogistic(float[] weights) : IStepBaseline
{
    /// <summary>Numbers of a key.</summary>
    public const int Width = MusicPiece.Keys + 1;

    private const int MostSteps = 20_000;
    private const double Enough = 1e-3;

    private static readonly double[] _penalties = [1, 4, 16];
    private static readonly double[] _sounding = [.. Enumerable.Repeat(1.0, MusicPiece.Keys)];

    /// <summary>[88, 88 + 1]: of each key its log odds for each key of the step before, and the constant.</summary>
    public float[] Weights => weights;

    public string Name => "last_step";

    public string Title => "logistic on the last step";

    /// <summary>Fits the regressions: on 20,000 evenly thinned steps where there are more.</summary>
    public static LastStepLogistic Fit(
        IReadOnlyList<MusicPiece> train, IReadOnlyList<MusicPiece> validation, CancellationToken cancellation)
    {
        (int[] Last, int[] Now)[] all =
        [
            .. train.SelectMany(p => p.Steps.Select((s, i) => (i == 0 ? [] : p.Steps[i - 1], s))),
        ];
        int stride = ((all.Length - 1) / MostSteps) + 1;
        (int[] Last, int[] Now)[] steps = [.. all.Where((_, i) => i % stride == 0)];
        LogisticRow[] rows = [.. steps.Select(s => Row(s.Last))];
        return _penalties
            .Select(
                penalty =>
                    new LastStepLogistic(
                    [
                        .. MusicPiece.Pitches.SelectMany(pitch =>
                        {
                            cancellation.ThrowIfCancellationRequested();
                            return FitKey(rows, [.. steps.Select(s => s.Now.Contains(pitch))], penalty).Coefficients
                                .Select(c => (float)c);
                        }),
                    ]))
            .MinBy(fit => MusicScore.Of(fit, validation).Nats)!;
    }

    public void Guess(ReadOnlySpan<int> last, Span<float> logits)
    {
        for (int k = 0; k < logits.Length; k++)
        {
            ReadOnlySpan<float> key = weights.AsSpan(k * Width, Width);
            double sum = key[^1];
            foreach (int pitch in last)
            {
                sum += key[pitch - MusicPiece.LowestPitch];
            }

            logits[k] = (float)sum;
        }
    }

    private static LogisticRow Row(int[] pitches) =>
        new([.. pitches.Select(p => p - MusicPiece.LowestPitch)], _sounding);

    /// <summary>A key that never sounds, or always, has no regression: only half a step on both sides.</summary>
    private static LogisticRegression FitKey(LogisticRow[] rows, bool[] sounds, double penalty)
    {
        int count = sounds.Count(s => s);
        var start = LogisticRegression.OfShare(MusicPiece.Keys, count, sounds.Length);
        return count == 0 || count == sounds.Length
            ? start
            : LogisticRegression.Fit(start, rows, sounds, penalty, enough: Enough);
    }
}
