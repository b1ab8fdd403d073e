using Carousel.Jobs;
using Carousel.Jobs.Baselines;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Music;

/// <summary>
/// The logistic regression inside a model of music: the log odds of a key are r + α·(f − r), where r is the
/// regression's and f the network's.
/// </summary>
/// <param name="Regression">The regression on the step before.</param>
/// <param name="Alpha">α, below 1: 0 gives the regression's own answer.</param>
internal sealed record MusicBaseline(LastStepLogistic Regression, double Alpha)
{
    private const string WeightsName = "rival.weights";

    /// <summary>The validation pieces chose the epoch, too, and flatter the network.</summary>
    private const double StandardErrors = 2;

    /// <summary>How much of the answer the network gives.</summary>
    public AnswerShare Share => AnswerShare.Of("regression on the step before", Alpha);

    /// <summary>Whether a tensor of a model file is not a parameter of the network.</summary>
    /// <param name="name">Its name.</param>
    public static bool IsTensor(string name) => name == WeightsName;

    /// <summary>How much of the network is added; null if its unmixed answer is better.</summary>
    /// <param name="regression">The regression.</param>
    /// <param name="logits">Of each validation piece the network's log odds.</param>
    /// <param name="pieces">The validation pieces.</param>
    public static MusicBaseline? Choose(
        LastStepLogistic regression, IReadOnlyList<float[]> logits, IReadOnlyList<MusicPiece> pieces)
    {
        double[][] nats =
        [
            .. BaselineShare.Shares.Select(share => pieces.Zip(logits)
                .Where(p => p.First.Steps.Count > 1)
                .Select(p => MusicScore.Of(p.First, p.Second, new MusicBaseline(regression, share)))
                .Select(score => score.Nats * score.Steps).ToArray()),
        ];
        double alpha = BaselineShare.Choose(nats, StandardErrors);
        return alpha == 1 ? null : new MusicBaseline(regression, alpha);
    }

    /// <summary>The baseline of a model file; null where it has none.</summary>
    /// <param name="alpha">α of the file; null where it has no baseline.</param>
    /// <param name="find">Finds a tensor by its name.</param>
    public static MusicBaseline? Read(double? alpha, Func<string, StoredTensor?> find) =>
        alpha is >= 0 and < 1 && find(WeightsName) is { } weights
            && weights.Values.Length == MusicPiece.Keys * LastStepLogistic.Width
            ? new MusicBaseline(new LastStepLogistic(weights.Values.ToArray()), alpha.Value)
            : null;

    /// <summary>As a model file keeps it.</summary>
    public StoredTensor ToTensor() =>
        new(WeightsName, new Shape(MusicPiece.Keys, LastStepLogistic.Width), Regression.Weights);

    /// <summary>Draws the log odds of the answer.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="input">[…, I]: what the network reads, the keys of the step before first.</param>
    /// <param name="network">Draws the network's log odds; not called if α is 0.</param>
    public GraphValue Draw(INetworkGraph graph, GraphValue input, Func<GraphValue> network)
    {
        GraphValue own = graph.Map(graph.Slice(input, 0, MusicPiece.Keys), Regression.Weights);
        return Alpha == 0 ? own : graph.Add(
            graph.Scale(own, [(float)(1 - Alpha)], [0]), graph.Scale(network(), [(float)Alpha], [0]));
    }

    /// <summary>Puts its share into the log odds of the network.</summary>
    /// <param name="last">The keys of the step before; none before the first.</param>
    /// <param name="logits">[88]: the network's, overwritten.</param>
    public void Join(ReadOnlySpan<int> last, Span<float> logits)
    {
        Span<float> own = stackalloc float[MusicPiece.Keys];
        Regression.Guess(last, own);
        for (int k = 0; k < own.Length; k++)
        {
            logits[k] = Alpha == 0 ? own[k] : (float)(own[k] + (Alpha * (logits[k] - own[k])));
        }
    }
}
