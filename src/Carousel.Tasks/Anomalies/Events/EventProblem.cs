using Carousel.Autograd;
using Carousel.Execution;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Reading.Events;
using Carousel.Training;
using Losses = Carousel.Training.Losses.Loss;

namespace Carousel.Tasks.Anomalies.Events;

/// <summary>Training of the forecaster of events: pieces of histories in random order, the mean negative log-likelihood of an event.</summary>
internal sealed class EventProblem : ITrainingProblem
{
    private readonly EventNetwork _network;
    private readonly EventEncoder _log;
    private readonly (int History, int First, int Length)[] _learning;
    private readonly (int History, int First, int Length)[] _validation;
    private readonly int _piecesPerBatch;
    private readonly EventBatch _batch;
    private readonly CounterRandom _random;
    private readonly Variable[] _logits;
    private int[] _order = [];
    private int _orderOf = -1;

    public EventProblem(
        EventNetwork network, EventEncoder log, DateTime learningEnd, DateTime validationEnd, int piece, int piecesPerBatch, ulong seed)
    {
        (_network, _log, _piecesPerBatch) = (network, log, piecesPerBatch);
        _batch = new EventBatch(network.Design);
        _random = new CounterRandom(seed, CounterRandom.Purpose("anomaly/order"));
        _logits = new Variable[network.Design.Fields.Count];
        _learning = [.. Pieces(DateTime.MinValue, learningEnd, piece)];
        _validation = [.. Pieces(learningEnd, validationEnd, piece)];
    }

    public Layer Model => _network;

    public string Fingerprint { get; init; } = "";

    public int BatchesIn(int epoch) => Math.Max(1, (_learning.Length + _piecesPerBatch - 1) / _piecesPerBatch);

    public BatchLoss Loss(Tape tape, int epoch, int batch, Tensor carried)
    {
        if (_orderOf != epoch)
        {
            _order = new int[_learning.Length];
            _random.Permutation((uint)epoch, _order);
            _orderOf = epoch;
        }

        int first = batch * _piecesPerBatch;
        int count = Math.Min(_piecesPerBatch, _learning.Length - first);
        Fill(_order.AsSpan(first, count), _learning);
        return Record(tape);
    }

    public double? Validate(Tape tape, CancellationToken cancellation)
    {
        double sum = 0;
        double events = 0;
        for (int first = 0; first < _validation.Length; first += _piecesPerBatch)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(_piecesPerBatch, _validation.Length - first);
            Fill([.. Enumerable.Range(first, count)], _validation);
            tape.Begin(TapeMode.Inference);
            BatchLoss loss = Record(tape);
            float mean = 0;
            loss.Mean.Value.Read(new Span<float>(ref mean));
            sum += mean * loss.Elements;
            events += loss.Elements;
        }

        return events > 0 ? sum / events : null;
    }

    private BatchLoss Record(Tape tape)
    {
        int rows = _batch.Packing.Rows;
        _network.Forward(tape, _batch.Before(tape), _batch.Codes(tape), _batch.Packing, _logits);
        Variable sum = default;
        for (int f = 0; f < _logits.Length; f++)
        {
            Tensor targets = tape.Arena.Allocate(new Shape(rows, 1));
            targets.Write(_batch.Targets(f));
            Variable loss = Losses.CrossEntropy().Apply(tape, _logits[f], targets);
            sum = sum.IsNone ? loss : tape.Add(sum, loss);
        }

        return new BatchLoss(sum, rows);
    }

    private void Fill(ReadOnlySpan<int> which, (int History, int First, int Length)[] pieces)
    {
        var lengths = new int[which.Length];
        for (int b = 0; b < lengths.Length; b++)
        {
            lengths[b] = pieces[which[b]].Length;
        }

        _batch.Begin(lengths);
        for (int b = 0; b < lengths.Length; b++)
        {
            (int history, int first, int length) = pieces[which[b]];
            _batch.Set(b, _log, _log.Log[history], first, length);
        }
    }

    private IEnumerable<(int History, int First, int Length)> Pieces(DateTime from, DateTime to, int piece)
    {
        for (int h = 0; h < _log.Log.Count; h++)
        {
            EventSequence history = _log.Log[h];
            int first = 0;
            while (first < history.Length && history.Times[first] < from)
            {
                first++;
            }

            int end = first;
            while (end < history.Length && history.Times[end] < to)
            {
                end++;
            }

            for (; first < end; first += piece)
            {
                yield return (h, first, Math.Min(piece, end - first));
            }
        }
    }
}
