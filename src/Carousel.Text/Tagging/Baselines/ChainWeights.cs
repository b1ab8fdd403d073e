namespace Carousel.Tagging;

/// <summary>The weights of labels after labels; all 0 if each token is labelled independently.</summary>
/// <param name="Start">[C].</param>
/// <param name="Transition">[C, C].</param>
/// <param name="End">[C].</param>
internal sealed record ChainWeights(float[] Start, float[] Transition, float[] End)
{
    /// <summary>None.</summary>
    /// <param name="labels">C.</param>
    public static ChainWeights None(int labels) =>
        new(new float[labels], new float[labels * labels], new float[labels]);

    /// <summary>Those of a baseline, which has none for the first and the last label.</summary>
    /// <param name="baseline">The baseline.</param>
    /// <param name="isChain">Whether labels are decided together.</param>
    public static ChainWeights Of(LabelField baseline, bool isChain) => isChain
        ? None(baseline.Labels) with { Transition = baseline.Transitions }
        : None(baseline.Labels);

    /// <summary>The marginal probability of each label at each token.</summary>
    /// <param name="scores">[T, C].</param>
    /// <returns>[T, C].</returns>
    public double[] Probabilities(float[] scores)
    {
        int labels = Start.Length;
        var chain = new ChainScores(labels);
        chain.Begin(scores.Length / labels);
        Span<double> values = chain.Values;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = scores[i];
        }

        for (int c = 0; c < labels; c++)
        {
            values[c] += Start[c];
            values[values.Length - labels + c] += End[c];
        }

        chain.Run(Transition);
        return values.ToArray();
    }

    /// <summary>On the way from these to others.</summary>
    /// <param name="other">The others.</param>
    /// <param name="share">0 … 1: 0 gives these.</param>
    public ChainWeights Towards(ChainWeights other, double share)
    {
        return new ChainWeights(
            Mixed(Start, other.Start), Mixed(Transition, other.Transition), Mixed(End, other.End));

        float[] Mixed(float[] from, float[] to) => [.. from.Zip(to, (a, b) => (float)(a + (share * (b - a))))];
    }
}
