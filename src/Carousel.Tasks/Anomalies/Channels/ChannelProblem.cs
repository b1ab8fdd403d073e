using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Fitting;
using Carousel.Training;
using Losses = Carousel.Training.Losses.Loss;

namespace Carousel.Tasks.Anomalies.Channels;

/// <summary>Training of a detector of channels: pieces of the learning part, half a piece apart, in an order that is a function of seed and epoch.</summary>
internal sealed class ChannelProblem : ITrainingProblem
{
    private readonly ChannelNetwork _network;
    private readonly ChannelRows _rows;
    private readonly int _piecesPerBatch;
    private readonly (int First, int Length)[] _learning;
    private readonly (int First, int Length)[] _validation;
    private readonly SequenceBatch _batch;
    private readonly ShuffledBatches _order;
    private int[] _lengths = [];
    private float[] _targets = [];

    public ChannelProblem(ChannelNetwork network, ChannelRows rows, RowRange learning, RowRange validation, int piecesPerBatch, ulong seed)
    {
        (_network, _rows, _piecesPerBatch) = (network, rows, piecesPerBatch);
        (_learning, _validation) = (Pieces(learning), Pieces(validation));
        _batch = new SequenceBatch(network.Design.InputSize);
        _order = new ShuffledBatches(_learning.Length, piecesPerBatch, seed, "anomaly/pieces");
    }

    /// <inheritdoc/>
    public Layer Model => _network;

    /// <inheritdoc/>
    public string Fingerprint { get; init; } = "";

    /// <summary>Pieces of the learning part.</summary>
    public int PieceCount => _learning.Length;

    /// <inheritdoc/>
    public int BatchesIn(int epoch) => _order.Count;

    /// <inheritdoc/>
    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        ReadOnlySpan<int> chosen = _order.Of(epoch, batch);
        Begin(chosen.Length);
        for (int b = 0; b < chosen.Length; b++)
        {
            _lengths[b] = _learning[chosen[b]].Length;
        }

        _batch.Begin(_lengths.AsSpan(0, chosen.Length));
        for (int b = 0; b < chosen.Length; b++)
        {
            Set(b, _learning[chosen[b]]);
        }

        return Record(tape);
    }

    /// <inheritdoc/>
    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        double weight = 0;
        for (int first = 0; first < _validation.Length; first += _piecesPerBatch)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(_piecesPerBatch, _validation.Length - first);
            Begin(count);
            for (int b = 0; b < count; b++)
            {
                _lengths[b] = _validation[first + b].Length;
            }

            _batch.Begin(_lengths.AsSpan(0, count));
            for (int b = 0; b < count; b++)
            {
                Set(b, _validation[first + b]);
            }

            tape.Begin(TapeMode.Inference);
            BatchLoss loss = Record(tape);
            float mean = 0;
            loss.Mean.Value.Read(new Span<float>(ref mean));
            sum += loss.Elements > 0 ? mean * loss.Elements : 0;
            weight += loss.Elements;
        }

        return weight > 0 ? sum / weight : null;
    }

    private (int First, int Length)[] Pieces(RowRange part)
    {
        int window = _network.Design.Window;
        int step = Math.Max(1, window / 2);
        return part.Length <= 0 ? []
            : part.Length <= window ? [(part.Start, part.Length)]
            : [.. Enumerable.Range(0, ((part.Length - window) / step) + 1).Select(p => (part.Start + (p * step), window))];
    }

    private void Begin(int count)
    {
        if (_lengths.Length < count)
        {
            _lengths = new int[count];
        }

        int most = count * _network.Design.Window * _rows.Channels;
        if (_targets.Length < most)
        {
            _targets = new float[most];
        }
    }

    private void Set(int piece, (int First, int Length) one)
    {
        _network.Set(_batch, piece, _rows, one.First, one.Length);
        for (int t = 0; t < one.Length; t++)
        {
            _rows.Truth(one.First + t).CopyTo(_targets.AsSpan(_batch.Packing.Row(piece, t) * _rows.Channels));
        }
    }

    private BatchLoss Record(Tape tape)
    {
        int rows = _batch.Packing.Rows;
        Variable output = _network.Forward(tape, _batch);
        Tensor truth = tape.Arena.Allocate(new Shape(rows, _rows.Channels));
        truth.Write(_targets.AsSpan(0, rows * _rows.Channels));
        return (_network.Design.Score == ChannelScoreKind.Forecast ? Losses.StudentT : Losses.Absolute).ApplyToBatch(tape, output, truth);
    }
}
