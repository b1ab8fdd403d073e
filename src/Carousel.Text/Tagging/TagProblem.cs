using Carousel.Autograd;
using Carousel.Execution;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Training;

namespace Carousel.Tagging;

/// <summary>
/// What the trainer trains: sentences of like length together; while training, words are hidden, rare ones more often.
/// </summary>
/// <param name="network">The built network.</param>
/// <param name="encoder">Whose table the sentences are in.</param>
/// <param name="training">Sentences with known labels.</param>
/// <param name="validation">Sentences with labels.</param>
/// <param name="score">The validation score of the labels found, lower is better.</param>
/// <param name="batchSize">Sentences of a step.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="fingerprint">See <see cref="ITrainingProblem.Fingerprint"/>.</param>
internal sealed class TagProblem(
    TagNetwork network, SentenceEncoder encoder, List<EncodedSentence> training, List<EncodedSentence> validation,
    Func<int[][], double> score, int batchSize, ulong seed, string fingerprint)
    : BatchProblem(
        network, new LengthBatches([.. training.Select(s => s.Length)], batchSize, seed, "sentences"), fingerprint)
{
    private readonly TagBatch _batch = new(encoder, network.Design.Channels);
    private readonly CounterRandom _dropped = new(seed, CounterRandom.Purpose("words dropped"));
    private readonly long[] _firstToken = FirstTokens(training);
    private readonly Dictionary<int, int> _counts =
        training.SelectMany(s => s.Forms).CountBy(form => encoder.Words[form]).ToDictionary();

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation) =>
        validation.Count == 0 ? null : score(network.Labels(tape, encoder, validation, cancellation));

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        int[] places = chosen.ToArray();
        double share = network.Design.WordDropout;
        _batch.Fill([.. places.Select(s => training[s])], share == 0 ? null : (s, t, word) =>
            CounterRandom.ToUniform(_dropped.Word((uint)epoch, _firstToken[places[s]] + t))
                < share / (share + _counts[word]));
        return new BatchLoss(network.Loss(tape, _batch), _batch.Tokens.Rows);
    }

    /// <summary>How many tokens stand before each sentence.</summary>
    private static long[] FirstTokens(List<EncodedSentence> sentences)
    {
        long next = 0;
        return [.. sentences.Select(s => (next += s.Length) - s.Length)];
    }
}
