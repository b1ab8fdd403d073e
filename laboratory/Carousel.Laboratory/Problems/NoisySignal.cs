using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Problems;

/// <summary>
/// Experiment 3: which of two signals was at the beginning of a channel that carries noise afterwards?
/// </summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1997, section 5.3. The first N values are +1 (class 1) or −1 (class 2), the others noise
/// of the normal distribution with variance 0.2; the length is uniform in T … 1.1 T.
/// 3a: targets 1 and 0. 3b: the first N values carry the same noise. 3c: also targets 0.2 (class 1) and 0.8 (class 2)
/// with noise of variance 0.1.
/// </remarks>
internal sealed class NoisySignal : SequenceProblem
{
    /// <summary>√0.2.</summary>
    private const float Deviation = 0.4472136f;

    /// <summary>√0.1.</summary>
    private const float TargetDeviation = 0.31622777f;

    private readonly int _length;
    private readonly int _signal;

    /// <summary>Makes the task.</summary>
    /// <param name="length">T, the least length.</param>
    /// <param name="signal">N, how many values carry the signal.</param>
    public NoisySignal(int length, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(signal, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, signal);
        (_length, _signal) = (length, signal);
    }

    /// <summary>Whether noise is added to the signal too: 3b and 3c.</summary>
    public bool HasNoisySignal { get; init; }

    /// <summary>The target of class 1.</summary>
    public float FirstTarget { get; init; } = 1;

    /// <summary>The target of class 2.</summary>
    public float SecondTarget { get; init; }

    /// <summary>Whether noise is added to the targets: for training in 3c, not for its evaluation.</summary>
    public bool HasNoisyTargets { get; init; }

    /// <inheritdoc/>
    public override int Inputs => 1;

    /// <inheritdoc/>
    public override int Outputs => 1;

    /// <inheritdoc/>
    public override bool HasSymbols => false;

    /// <inheritdoc/>
    public override void Draw(TrialRandom random, ProblemSequence sequence)
    {
        int length = random.Between(_length, _length + (_length / 10));
        sequence.Begin(length, firstTarget: length - 1, inputSize: 1, outputSize: 1);
        Span<float> values = sequence.Inputs;
        bool isFirst = random.Coin();
        for (int t = 0; t < _signal; t++)
        {
            values[t] = (isFirst ? 1 : -1) + (HasNoisySignal ? Deviation * random.Gaussian() : 0);
        }

        for (Span<float> left = values[_signal..]; left.Length > 0;)
        {
            ReadOnlySpan<float> numbers = random.Gaussians(left.Length);
            for (int k = 0; k < numbers.Length; k++)
            {
                left[k] = Deviation * numbers[k];
            }

            left = left[numbers.Length..];
        }

        sequence.Targets[0] = (isFirst ? FirstTarget : SecondTarget)
            + (HasNoisyTargets ? TargetDeviation * random.Gaussian() : 0);
    }
}
