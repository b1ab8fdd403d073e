using Carousel.Jobs;
using Carousel.Jobs.Baselines;

namespace Carousel.Handwriting;

/// <summary>
/// The mixture on the last offset inside a model that draws: the density of an offset, and the probability of a lift,
/// are the network's by α and the mixture's by 1 − α.
/// </summary>
/// <param name="Mixture">The mixture, without memory.</param>
/// <param name="Alpha">α, below 1: 0 gives the mixture's own answer.</param>
internal sealed record PenBaseline(LastOffsetMixture Mixture, double Alpha)
{
    /// <summary>The validation drawings chose the epoch, too, and flatter the network.</summary>
    private const double StandardErrors = 2;

    /// <summary>How much of the answer the network gives.</summary>
    public AnswerShare Share => AnswerShare.Of("mixture on the last offset", Alpha);

    /// <summary>How much of the network is added; null if its unmixed answer is better.</summary>
    /// <param name="mixture">The mixture of the training drawings.</param>
    /// <param name="drawings">The validation drawings.</param>
    /// <param name="network">What the network says of each point of each of them.</param>
    public static PenBaseline? Choose(
        LastOffsetMixture mixture, IReadOnlyList<PenOffsets> drawings, IReadOnlyList<OffsetMixture[]> network)
    {
        double[][] nats =
        [
            .. BaselineShare.Shares.Select(share => drawings.Zip(network, (drawing, own) => drawing.Moves
                .Zip(own, (move, said) => said.With(mixture.Behind(move.Before), share).Nats(move).All)
                .Average()).ToArray()),
        ];
        double alpha = BaselineShare.Choose(nats, StandardErrors);
        return alpha == 1 ? null : new PenBaseline(mixture, alpha);
    }

    /// <summary>The baseline of a model file; null where it has none, or what it has does not fit.</summary>
    /// <param name="alpha">α of the file; null where nothing is inside.</param>
    /// <param name="mixture">The mixture of the file; null in older ones.</param>
    public static PenBaseline? Read(double? alpha, LastOffsetMixture? mixture) =>
        alpha is >= 0 and < 1 && mixture is { States: [{ Count: > 0 }, { Count: > 0 }] }
            ? new PenBaseline(mixture, alpha.Value)
            : null;

    /// <summary>The distribution of the offset after another one.</summary>
    /// <param name="network">What the network says.</param>
    /// <param name="before">The offset before, and whether the pen was lifted after it.</param>
    public OffsetMixture Join(OffsetMixture network, (double X, double Y, bool Lifted) before) =>
        network.With(Mixture.Behind(before), Alpha);
}
