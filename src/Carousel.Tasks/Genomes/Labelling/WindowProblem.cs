using Carousel.Autograd;
using Carousel.Execution;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Fitting;
using Carousel.Training;

namespace Carousel.Tasks.Genomes.Labelling;

/// <summary>What the trainer trains: windows of the training part from either strand, cut at other places each epoch, and the mean cross-entropy of the validation part.</summary>
internal sealed class WindowProblem : ITrainingProblem
{
    private readonly BaseNetwork _network;
    private readonly IReadOnlyList<BaseTracks> _training;
    private readonly IReadOnlyList<BaseTracks> _validation;
    private readonly int _length;
    private readonly int _batchSize;
    private readonly WindowBatch _batch = new();
    private readonly ShuffledBatches _order;
    private readonly CounterRandom _strand;
    private readonly CounterRandom _offset;
    private readonly (int Sequence, int Number)[] _windows;

    public WindowProblem(
        BaseNetwork network, IReadOnlyList<BaseTracks> training, IReadOnlyList<BaseTracks> validation, int length, int batchSize, ulong seed, string fingerprint)
    {
        (_network, _training, _validation, _length, _batchSize, Fingerprint) = (network, training, validation, length, batchSize, fingerprint);
        _windows = [.. training.SelectMany((t, s) => Enumerable.Range(0, Math.Max(1, t.Sequence.Length / length)).Select(k => (s, k)))];
        _order = new ShuffledBatches(_windows.Length, batchSize, seed, "order of windows");
        _strand = new CounterRandom(seed, CounterRandom.Purpose("strands of windows"));
        _offset = new CounterRandom(seed, CounterRandom.Purpose("places of windows"));
    }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => _order.Count;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        ArgumentNullException.ThrowIfNull(tape);
        var windows = new List<BaseTracks>();
        foreach (int window in _order.Of(epoch, batch))
        {
            (int sequence, int number) = _windows[window];
            int offset = (int)(CounterRandom.ToUniform(_offset.Word((uint)epoch, sequence)) * _length);
            bool isReverse = CounterRandom.ToUniform(_strand.Word((uint)epoch, window)) < 0.5;
            int room = Math.Max(1, _training[sequence].Sequence.Length - _length + 1);
            windows.Add(_training[sequence].Window(_training[sequence].Sequence.Length <= _length ? 0 : ((number * _length) + offset) % room, _length, _network.Design.Heads, isReverse));
        }

        return new BatchLoss(Loss(tape, windows), windows.Count * _length);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        int count = 0;
        foreach (BaseTracks part in _validation)
        {
            BaseTracks[] windows = [.. Enumerable.Range(0, Math.Max(1, part.Sequence.Length / _length)).Select(k => part.Window(k * _length, _length, _network.Design.Heads, isReverse: false))];
            foreach (BaseTracks[] some in windows.Chunk(_batchSize))
            {
                cancellation.ThrowIfCancellationRequested();
                tape.Begin(TapeMode.Inference);
                sum += Loss(tape, some).Value.ToArray()[0] * some.Length;
                count += some.Length;
            }
        }

        return count == 0 ? null : sum / count;
    }

    /// <summary>The sum over heads of the mean cross-entropy over bases whose class is known.</summary>
    private Variable Loss(Tape tape, IReadOnlyList<BaseTracks> windows)
    {
        _batch.Fill(windows);
        Variable scores = _network.Scores(tape, _batch), loss = default;
        int first = 0;
        for (int h = 0; h < _network.Design.Heads.Count; h++)
        {
            var labels = new float[_batch.Bases.Rows];
            for (int b = 0; b < windows.Count; b++)
            {
                for (int t = 0; t < _length; t++)
                {
                    byte label = windows[b].Labels[h][t];
                    labels[_batch.FoldedRow(b, t)] = label == BaseTracks.Unknown ? float.NaN : label;
                }
            }

            int classes = _network.Design.Heads[h].Classes.Count;
            Variable own = Training.Losses.Loss.CrossEntropy().Apply(
                tape, tape.SliceColumns(scores, first, classes), tape.Input(labels, new Shape(labels.Length, 1)).Value);
            loss = loss.IsNone ? own : tape.Add(loss, own);
            first += classes;
        }

        return loss;
    }
}
