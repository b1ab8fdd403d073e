using Carousel.Autograd;
using Carousel.Jobs.Fitting;

namespace Carousel.Tagging;

/// <summary>
/// The trained networks of a tagger, of one design with different initial weights; their scores are averaged before
/// labels are decided.
/// </summary>
/// <remarks>
/// The mean of scores, and of weights of labels after labels, is up to a constant the mean of the networks' ln p of a
/// sentence's labels: the labels found are the likeliest of a product of experts.
/// </remarks>
/// <param name="design">Of each.</param>
/// <param name="make">Makes one, not yet built.</param>
internal sealed class TagModel(
    TagDesign design, Func<TagNetwork> make)
    : Ensemble<TagNetwork>(design.Members, make, m => m == 0 ? "" : $"network.{m + 1}")
{
    /// <summary>Of each network.</summary>
    public TagDesign Design { get; } = design;

    /// <summary>The network that a look inside opens.</summary>
    public TagNetwork First => Members[0];

    /// <summary>The mean weights of labels after labels.</summary>
    public ChainWeights Weights
    {
        get
        {
            ChainWeights[] all = [.. Members.Select(m => m.Weights)];
            return new ChainWeights(
                Mean([.. all.Select(w => w.Start)]), Mean([.. all.Select(w => w.Transition)]),
                Mean([.. all.Select(w => w.End)]));
        }
    }

    /// <summary>The mean score of each label at each token.</summary>
    /// <returns>[T, C] of each sentence, in the order given.</returns>
    public float[][] Scores(
        Tape tape, SentenceEncoder encoder, IReadOnlyList<EncodedSentence> sentences, CancellationToken cancellation)
    {
        float[][][] all = [.. Members.Select(m => m.Scores(tape, encoder, sentences, cancellation))];
        return [.. sentences.Select((_, s) => Mean([.. all.Select(own => own[s])]))];
    }

    /// <summary>The labels of sentences.</summary>
    /// <returns>One array a sentence, in the order given.</returns>
    public int[][] Labels(
        Tape tape, SentenceEncoder encoder, IReadOnlyList<EncodedSentence> sentences, CancellationToken cancellation) =>
        Members is [TagNetwork only]
            ? only.Labels(tape, encoder, sentences, cancellation)
            : FieldLabels.Of(tape, Scores(tape, encoder, sentences, cancellation), Weights, Design.IsChain);

    /// <summary>The mean of numbers of each network.</summary>
    internal static float[] Mean(float[][] all) => all is [float[] only]
        ? only
        : [.. Enumerable.Range(0, all[0].Length).Select(i => (float)(all.Sum(a => (double)a[i]) / all.Length))];
}
