using System.Runtime.InteropServices;
using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>
/// The gradient of a batch that is cut into shards: one chain of sums for each shard, joined by
/// <see cref="ShardTree"/>, then divided by the divisor of the mean of the whole batch.
/// </summary>
/// <remarks>One path for one process and for many: a rank that owns all shards has nothing to exchange.</remarks>
internal sealed class ShardedStep : GradientStep
{
    private readonly Backend _backend;
    private readonly IShardedProblem _problem;
    private readonly Tape _tape;
    private readonly TrainerOptions _options;
    private readonly CarriedState _carried;
    private readonly RankAgreement _agreement;
    private readonly IShardExchange? _ranks;
    private readonly List<ShardNode> _cover;
    private readonly ShardSums _sums;
    private readonly RankSums? _joined;
    private readonly ShardFigures[] _figures;
    private readonly int[] _figureBytes;
    private readonly int[] _carriedBytes;
    private float[] _carriedRoom = [];
    private TrainingPosition _position = new();
    private int _sequences;
    private bool _isCarried;

    /// <summary>The steps of a training.</summary>
    /// <exception cref="ArgumentException">There are more ranks than shards, or the problem can't be cut.</exception>
    public ShardedStep(
        Backend backend, ITrainingProblem problem, Tape tape, TrainerOptions options, Parameter[] parameters,
        CarriedState carried, RankAgreement agreement)
    {
        int shards = options.Shards, ranks = options.Ranks?.Ranks ?? 1, rank = options.Ranks?.Rank ?? 0;
        _problem = problem as IShardedProblem
            ?? throw new ArgumentException("The batches of this problem can't be cut into shards.", nameof(problem));
        if (ranks > shards)
        {
            throw new ArgumentException(
                $"There are {ranks} ranks for {shards} shards of a batch, but each rank needs one or more.",
                nameof(options));
        }

        if (options.AccumulatedBatches > 1)
        {
            throw new ArgumentException(
                "Batches that are cut into shards are not accumulated: take larger batches.", nameof(options));
        }

        (_backend, _tape, _options, _carried, _agreement) = (backend, tape, options, carried, agreement);
        _ranks = ranks > 1 ? options.Ranks : null;
        _cover = ShardTree.Cover(rank, ranks, shards);
        Parameter[] trained = [.. parameters.Where(parameter => !parameter.IsFrozen)];
        _sums = new ShardSums(backend, trained, _cover.Select((node, n) => n + 1 + node.Depth).Max());
        _joined = _ranks is null ? null : new RankSums(backend, _ranks, shards, _sums.Nodes[0].Length);
        _figures = GC.AllocateArray<ShardFigures>(shards, pinned: true);
        _figureBytes =
        [
            .. Enumerable.Range(0, ranks)
                .Select(r => ShardTree.Owned(r, ranks, shards).Count * Marshal.SizeOf<ShardFigures>()),
        ];
        _carriedBytes = new int[ranks];
    }

    /// <inheritdoc/>
    public override long Bytes => _sums.Bytes + (_joined?.Bytes ?? 0);

    /// <inheritdoc/>
    public override (double LossSum, double Elements) Run(TrainingPosition position, int batches)
    {
        _position = position;
        _isCarried = !_carried.Values.IsNone;
        _sequences = _problem.SequencesIn(position.Epoch, position.Batch);
        for (int n = 0; n < _cover.Count; n++)
        {
            Sum(_cover[n], n);
        }

        if (_ranks is not null)
        {
            _ranks.Gather(MemoryMarshal.AsBytes(_figures.AsSpan()), _figureBytes);
            _joined!.Join(_sums.Nodes.AsSpan(0, _cover.Count));
        }

        double lossSum = 0, elements = 0;
        int stateSize = 0;
        foreach (ShardFigures shard in _figures)
        {
            lossSum += shard.LossSum;
            elements += shard.Elements;
            _agreement.Hear(shard.Wishes);
            stateSize = Math.Max(stateSize, shard.StateSize);
        }

        _carried.Settle(_sequences, stateSize);
        _sums.Use(0);
        _backend.ScaleInPlace(elements > 0 ? (float)(1 / elements) : 0, _sums.Nodes[0]);
        position.Batch++;
        position.Batches++;
        return (lossSum, elements);
    }

    /// <summary>Every rank gets the carried rows of all, for a checkpoint.</summary>
    public override void GatherCarried()
    {
        if (_ranks is null || _carried.Values.IsNone)
        {
            return;
        }

        Room.Grow(ref _carriedRoom, _carried.Values.Length);
        Span<float> room = _carriedRoom.AsSpan(0, _carried.Values.Length);
        int sequences = _carried.Values.Shape[0];
        for (int r = 0; r < _carriedBytes.Length; r++)
        {
            ShardNode owned = ShardTree.Owned(r, _carriedBytes.Length, _options.Shards);
            int rows = ShardTree.Share(owned.End, _options.Shards, sequences)
                - ShardTree.Share(owned.First, _options.Shards, sequences);
            _carriedBytes[r] = rows * (room.Length / sequences) * sizeof(float);
        }

        _carried.Values.Read(room);
        _ranks.Gather(MemoryMarshal.AsBytes(room), _carriedBytes);
        _carried.Values.Write(room);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _sums.Dispose();
        _joined?.Dispose();
    }

    private void Sum(ShardNode node, int block)
    {
        if (node.Count == 1)
        {
            RunShard(node.First, block);
            return;
        }

        Sum(node.Left, block);
        Sum(node.Right, block + 1);
        _sums.Join(block);
    }

    private void RunShard(int number, int block)
    {
        _sums.Use(block);
        _sums.Clear(block);
        var shard = BatchShard.Of(number, _options.Shards, _sequences);
        if (shard.Count == 0)
        {
            _figures[number] = new ShardFigures(0, 0, 0, _agreement.Wishes);
            return;
        }

        _tape.Begin(TapeMode.Training, _options.Seed, unchecked((uint)_position.Batches));
        _tape.FirstSequence = shard.First;
        BatchLoss loss = _problem.Loss(
            _tape, _position.Epoch, _position.Batch, shard,
            _isCarried ? _carried.Rows(shard, _sequences) : default);
        float mean = 0;
        loss.Mean.Value.Read(new Span<float>(ref mean));
        if (loss.Elements > 0)
        {
            // Divided by the elements of the whole batch once all shards are joined.
            _tape.Backward(loss.Mean, (float)loss.Elements);
        }

        _tape.FirstSequence = 0;
        _carried.Keep(loss.FinalState.Value, shard, _sequences);
        _figures[number] = new ShardFigures(
            mean * loss.Elements, loss.Elements,
            loss.FinalState.Value.IsNone ? 0 : loss.FinalState.Shape[1], _agreement.Wishes);
    }

    /// <summary>The results of a shard, except its gradient.</summary>
    private readonly record struct ShardFigures(double LossSum, double Elements, int StateSize, RankWishes Wishes);
}
