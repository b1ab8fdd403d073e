using Carousel.Autograd;
using Carousel.Execution;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Training;

namespace Carousel.Tasks.Tagging;

/// <summary>What the trainer trains: sentences of like length together; while training, words are hidden, rare ones more often.</summary>
internal sealed class TagProblem : BatchProblem
{
    private readonly TagNetwork _network;
    private readonly SentenceEncoder _encoder;
    private readonly List<EncodedSentence> _training;
    private readonly List<EncodedSentence> _validation;
    private readonly Func<int[][], double> _score;
    private readonly TagBatch _batch;
    private readonly int[] _counts;
    private readonly CounterRandom _dropped;
    private readonly long[] _firstToken;

    /// <summary>A problem.</summary>
    /// <param name="network">The built network.</param>
    /// <param name="encoder">Whose table the sentences are in.</param>
    /// <param name="training">Sentences with known labels.</param>
    /// <param name="validation">Sentences with labels.</param>
    /// <param name="score">The validation score of the labels found, lower is better.</param>
    /// <param name="batchSize">Sentences of a step.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="fingerprint">See <see cref="ITrainingProblem.Fingerprint"/>.</param>
    public TagProblem(
        TagNetwork network, SentenceEncoder encoder, List<EncodedSentence> training, List<EncodedSentence> validation,
        Func<int[][], double> score, int batchSize, ulong seed, string fingerprint)
        : base(network, new LengthBatches([.. training.Select(s => s.Length)], batchSize, seed, "sentences"), fingerprint)
    {
        (_network, _encoder, _training, _validation, _score) = (network, encoder, training, validation, score);
        _batch = new TagBatch(encoder, network.Design.Channels);
        _counts = new int[encoder.Words.Count == 0 ? 1 : encoder.Words.Max() + 1];
        foreach (int form in training.SelectMany(s => s.Forms))
        {
            _counts[encoder.Words[form]]++;
        }

        _firstToken = new long[training.Count];
        for (int s = 1; s < training.Count; s++)
        {
            _firstToken[s] = _firstToken[s - 1] + training[s - 1].Length;
        }

        _dropped = new CounterRandom(seed, CounterRandom.Purpose("words dropped"));
    }

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation) =>
        _validation.Count == 0 ? null : _score(_network.Labels(tape, _encoder, _validation, cancellation));

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        int[] places = chosen.ToArray();
        double share = _network.Design.WordDropout;
        _batch.Fill([.. places.Select(s => _training[s])], share == 0 ? null : (s, t, word) =>
            CounterRandom.ToUniform(_dropped.Word((uint)epoch, _firstToken[places[s]] + t)) < share / (share + _counts[word]));
        return new BatchLoss(_network.Loss(tape, _batch), _batch.Tokens.Rows);
    }
}
