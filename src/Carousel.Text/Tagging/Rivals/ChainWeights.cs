namespace Carousel.Tagging.Rivals;

/// <summary>The weights of labels after labels; all 0 where each token is labelled alone.</summary>
/// <param name="Start">[C].</param>
/// <param name="Transition">[C, C].</param>
/// <param name="End">[C].</param>
internal sealed record ChainWeights(float[] Start, float[] Transition, float[] End)
{
    /// <summary>None.</summary>
    /// <param name="labels">C.</param>
    public static ChainWeights None(int labels) =>
        new(new float[labels], new float[labels * labels], new float[labels]);

    /// <summary>Those of a rival, which has none for the first and the last label.</summary>
    /// <param name="rival">The rival.</param>
    /// <param name="isChain">Whether labels are decided together.</param>
    public static ChainWeights Of(LabelField rival, bool isChain) => isChain
        ? None(rival.Labels) with { Transition = rival.Transitions }
        : None(rival.Labels);

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
