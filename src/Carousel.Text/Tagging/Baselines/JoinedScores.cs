namespace Carousel.Tagging;

/// <summary>
/// A baseline and a network together: ln p = r + α·(f − r), up to what makes probabilities sum to 1.
/// </summary>
/// <param name="Field">The baseline.</param>
/// <param name="Share">α: 0 is the baseline alone, 1 the network alone.</param>
internal sealed record JoinedScores(LabelField Field, double Share)
{
    /// <summary>The scores of both together.</summary>
    /// <param name="baseline">[T, C].</param>
    /// <param name="network">[T, C].</param>
    public float[] Of(float[] baseline, float[] network) =>
        [.. baseline.Zip(network, (r, f) => (float)(r + (Share * ((double)f - r))))];

    /// <summary>The scores of both together for pieces of sentences.</summary>
    /// <param name="sentences">The sentences.</param>
    /// <param name="pieces">Where their pieces lie.</param>
    /// <param name="network">[T, C] of each piece.</param>
    /// <param name="isChain">Whether labels are decided together.</param>
    public IEnumerable<float[]> Of(
        IReadOnlyList<TokenSentence> sentences, IReadOnlyList<EncodedSentence> pieces, float[][] network, bool isChain)
    {
        float[][] baseline = Field.OfPieces(sentences, pieces, isChain);
        return baseline.Zip(network, Of);
    }

    /// <summary>The weights of labels after labels of both together.</summary>
    /// <param name="network">The network's.</param>
    /// <param name="isChain">Whether labels are decided together.</param>
    public ChainWeights Weights(ChainWeights network, bool isChain) =>
        ChainWeights.Of(Field, isChain).Towards(network, Share);
}
