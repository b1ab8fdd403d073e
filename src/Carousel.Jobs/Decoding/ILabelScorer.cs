namespace Carousel.Jobs.Decoding;

/// <summary>Says how likely a label is after others, whatever was heard: a language model, seen by a decoder.</summary>
/// <remarks>States are immutable: hypotheses share them.</remarks>
internal interface ILabelScorer
{
    /// <summary>The state before the first label.</summary>
    object Start { get; }

    /// <summary>The state after one more label.</summary>
    /// <param name="state">The state before it.</param>
    /// <param name="label">1 … C − 1.</param>
    /// <returns>The state behind it.</returns>
    object Next(object state, int label);

    /// <summary>ln p of each label in a state.</summary>
    /// <param name="state">The state.</param>
    /// <returns>[C]; place 0, of the blank, is not read.</returns>
    IReadOnlyList<double> LogProbabilities(object state);

    /// <summary>ln p that the labels end in a state.</summary>
    /// <param name="state">The state.</param>
    /// <returns>0 where the scorer knows no end.</returns>
    double LogEnd(object state);
}
