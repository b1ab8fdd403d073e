using Carousel.Autograd;
using Carousel.Backends;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Fitting;
using Carousel.Training;
using Carousel.Training.Losses;

namespace Carousel.Tasks.Translation;

/// <summary>What the trainer trains: the cross-entropy of each piece of a translation given those before it; judged by what the validation part's greedy translations lack of BLEU 100.</summary>
internal sealed class TranslationProblem : ITrainingProblem, IDisposable
{
    private readonly SequenceToSequence _network;
    private readonly IReadOnlyList<EncodedPair> _training;
    private readonly Func<CancellationToken, double>? _validate;
    private readonly LengthBatches _batches;
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
    /// <param name="validate">The validation score, lower is better; null where nothing was set aside.</param>
    /// <param name="batchSize">Pairs of a step.</param>
    /// <param name="epochs">Epochs of the training, over which the share of sampled pieces grows.</param>
    /// <param name="options">Label smoothing and scheduled sampling.</param>
    /// <param name="fingerprint">See <see cref="ITrainingProblem.Fingerprint"/>.</param>
    public TranslationProblem(
        Backend backend, SequenceToSequence network, IReadOnlyList<EncodedPair> training, Func<CancellationToken, double>? validate, int batchSize, int epochs,
        TranslationOptions options, string fingerprint)
    {
        (_network, _training, _validate, Fingerprint) = (network, training, validate, fingerprint);
        _loss = Training.Losses.Loss.CrossEntropy((float)options.LabelSmoothing);
        _batches = new LengthBatches([.. training.Select(p => (p.Target.Length * 1024) + p.Source.Length)], batchSize, options.Fit.Seed, "sentence pairs");
        _sampling = new ScheduledSampling(options.Fit.Seed, options.ScheduledSampling, (long)epochs * _batches.Count);
        _row = new float[network.Options.TargetSymbols];
        _arena = new Arena(backend);
        _tape = new Tape(backend, _arena);
    }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => _batches.Count;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        EncodedPair[] pairs = [.. _batches.Of(epoch, batch).ToArray().Select(p => _training[p])];
        _batch.Fill(pairs, _network.Options.End);
        Sample(pairs, ((long)epoch * _batches.Count) + batch);
        return new BatchLoss(_loss.Apply(tape, _batch.Scores(tape, _network), _batch.Targets(tape)), _batch.Packing.Rows);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation) => _validate?.Invoke(cancellation);

    public void Dispose() => _arena.Dispose();

    /// <summary>Some pieces that the decoder is given become those that it finds likeliest after the true ones before them.</summary>
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
            scores.Rows(_batch.Packing.Row(sentence, time - 1), 1).Read(_row);
            _batch.Replace(sentence, time, Likeliest(_row));
        }
    }

    private static int Likeliest(ReadOnlySpan<float> scores)
    {
        int found = 0;
        for (int v = 1; v < scores.Length; v++)
        {
            found = scores[v] > scores[found] ? v : found;
        }

        return found;
    }
}
