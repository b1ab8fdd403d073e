using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Translation;

/// <summary>
/// What the trainer trains: the cross-entropy of each piece of a translation given those before it; validated by 100
/// minus BLEU of the greedy translations of the validation part.
/// </summary>
internal sealed class TranslationProblem : BatchProblem, IDisposable
{
    private readonly SequenceToSequence _network;
    private readonly Func<int, int, EncodedPair> _pairOf;
    private readonly Func<CancellationToken, double>? _validate;
    private readonly TranslationBatch _batch = new();
    private readonly Loss _loss;
    private readonly ScheduledSampling _sampling;
    private readonly List<(int Sentence, int Time)> _drawn = [];
    private readonly float[] _row;
    private readonly Arena _arena;
    private readonly Tape _tape;

    /// <summary>A problem.</summary>
    /// <param name="backend">Where it computes.</param>
    /// <param name="network">The built network.</param>
    /// <param name="training">The pairs.</param>
    /// <param name="validate">The validation score, lower is better; null without validation pairs.</param>
    /// <param name="choices">Pairs of a step, and the epochs over which the share of sampled pieces grows.</param>
    /// <param name="options">Label smoothing and scheduled sampling.</param>
    /// <param name="anew">A pair of an epoch, by its place, if each epoch encodes it again; null if it is always
    /// as in <paramref name="training"/>, whose lengths order the batches either way.</param>
    /// <param name="fingerprint">See <see cref="ITrainingProblem.Fingerprint"/>.</param>
    public TranslationProblem(
        Backend backend, SequenceToSequence network, IReadOnlyList<EncodedPair> training,
        Func<CancellationToken, double>? validate,
        TrainingChoices choices, TranslationOptions options, string fingerprint,
        Func<int, int, EncodedPair>? anew = null)
        : base(
            network,
            new LengthBatches(
                [.. training.Select(p => (p.Target.Length * 1024) + p.Source.Length)], choices.Batch, options.Fit.Seed,
                "sentence pairs"),
            fingerprint)
    {
        (_network, _validate, _pairOf) = (network, validate, anew ?? ((_, place) => training[place]));
        _loss = Training.Loss.CrossEntropy((float)options.LabelSmoothing);
        _sampling = new ScheduledSampling(
            options.Fit.Seed, options.ScheduledSampling, (long)choices.Epochs * BatchesIn(0));
        _row = new float[network.Options.TargetSymbols];
        _arena = new Arena(backend);
        _tape = new Tape(backend, _arena);
    }

    /// <inheritdoc/>
    public override double? Validate(Tape tape, CancellationToken cancellation) => _validate?.Invoke(cancellation);

    /// <inheritdoc/>
    protected override BatchLoss Loss(Tape tape, int epoch, int batch, ReadOnlySpan<int> chosen)
    {
        EncodedPair[] pairs = [.. chosen.ToArray().Select(place => _pairOf(epoch, place))];
        _batch.Fill(pairs, _network.Options.End);
        Sample(pairs, ((long)epoch * BatchesIn(epoch)) + batch);
        return new BatchLoss(
            _loss.Apply(tape, _batch.Scores(tape, _network), _batch.Targets.Next(tape)), _batch.Targets.Packing.Rows);
    }

    public void Dispose() => _arena.Dispose();

    /// <summary>
    /// Some pieces that the decoder is given become those that it finds likeliest after the true ones before them.
    /// </summary>
    /// <remarks>Bengio and others 2015; in two passes, all steps at once, as Mihaylova and Martins 2019.</remarks>
    private void Sample(EncodedPair[] pairs, long step)
    {
        _sampling.Draw(step, [.. pairs.Select(p => p.Target.Length)], _drawn);
        if (_drawn.Count == 0)
        {
            return;
        }

        _tape.Begin(TapeMode.Inference);
        Tensor scores = _batch.Scores(_tape, _network).Value;
        foreach ((int sentence, int time) in _drawn)
        {
            scores.Rows(_batch.Targets.Packing.Row(sentence, time - 1), 1).Read(_row);
            _batch.Targets.Replace(sentence, time, Likeliest.Of(_row));
        }
    }
}
