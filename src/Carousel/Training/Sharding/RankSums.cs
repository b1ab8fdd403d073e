using System.Runtime.InteropServices;
using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Training;

/// <summary>
/// Joins the nodes of all ranks: each rank gets one piece of every node, sums the pieces by the tree, and gives the sum
/// to all.
/// </summary>
/// <remarks>
/// A rank sends and receives about twice the gradient, whatever the number of ranks; the sums of a piece are made in
/// one place, in the order of the tree.
/// </remarks>
internal sealed class RankSums : IDisposable
{
    // Pieces begin at lines of memory.
    private const int Line = 16;

    private readonly Backend _backend;
    private readonly IShardExchange _ranks;
    private readonly ShardNode _all;
    private readonly List<ShardNode> _nodes = [];
    private readonly int _own;
    private readonly int[] _starts;
    private readonly int[] _sentBytes;
    private readonly int[] _receivedBytes;
    private readonly int[] _gatheredBytes;
    private readonly float[] _sent;
    private readonly float[] _received;
    private readonly float[] _whole;
    private readonly TensorStorage _storage;
    private readonly Tensor[] _pieces;

    /// <summary>A joining of blocks of one length.</summary>
    /// <param name="backend">Where the blocks are.</param>
    /// <param name="ranks">Moves the pieces.</param>
    /// <param name="shards">Shards of a batch.</param>
    /// <param name="length">Values of a block, a multiple of 16.</param>
    public RankSums(Backend backend, IShardExchange ranks, int shards, int length)
    {
        (_backend, _ranks, _all) = (backend, ranks, new ShardNode(0, shards));
        int count = ranks.Ranks;
        _starts = [.. Enumerable.Range(0, count + 1).Select(r => ShardTree.Share(r, count, length / Line) * Line)];
        int piece = _starts[ranks.Rank + 1] - _starts[ranks.Rank];
        int[] held = new int[count];
        for (int r = 0; r < count; r++)
        {
            List<ShardNode> cover = ShardTree.Cover(r, count, shards);
            held[r] = cover.Count;
            _nodes.AddRange(cover);
        }

        _own = held[ranks.Rank];
        checked
        {
            _sentBytes =
                [.. Enumerable.Range(0, count).Select(r => _own * (_starts[r + 1] - _starts[r]) * sizeof(float))];
            _receivedBytes = [.. held.Select(h => h * piece * sizeof(float))];
            _gatheredBytes =
                [.. Enumerable.Range(0, count).Select(r => (_starts[r + 1] - _starts[r]) * sizeof(float))];
            _sent = Pinned(_sentBytes.Sum());
            _received = Pinned(_receivedBytes.Sum());
            _whole = Pinned(_gatheredBytes.Sum());
        }

        _storage = backend.Allocate(_received.Length);
        _pieces =
            [.. Enumerable.Range(0, _nodes.Count).Select(n => new Tensor(_storage, n * piece, new Shape(piece)))];
    }

    /// <summary>Memory of the sent, the received and the joined sums.</summary>
    public long Bytes => (_sent.Length + (2L * _received.Length) + _whole.Length) * sizeof(float);

    /// <summary>Joins this rank's nodes with those of the others.</summary>
    /// <param name="nodes">This rank's nodes, in the order of its cover; the first one holds the sum of all in the
    /// end.</param>
    public void Join(ReadOnlySpan<Tensor> nodes)
    {
        int at = 0;
        for (int r = 0; r < _ranks.Ranks; r++)
        {
            int length = _starts[r + 1] - _starts[r];
            foreach (Tensor node in nodes[.._own])
            {
                new Tensor(node.Storage, node.Offset + _starts[r], new Shape(length))
                    .Read(_sent.AsSpan(at, length));
                at += length;
            }
        }

        _ranks.Scatter(
            MemoryMarshal.AsBytes(_sent.AsSpan()), _sentBytes, MemoryMarshal.AsBytes(_received.AsSpan()),
            _receivedBytes);
        new Tensor(_storage, 0, new Shape(_received.Length)).Write(_received);
        int next = 0;
        int first = _starts[_ranks.Rank], own = _starts[_ranks.Rank + 1] - first;
        _pieces[Sum(_all, ref next)].Read(_whole.AsSpan(first, own));
        _ranks.Gather(MemoryMarshal.AsBytes(_whole.AsSpan()), _gatheredBytes);
        nodes[0].Write(_whole);
    }

    public void Dispose() => _storage.Dispose();

    /// <summary>The place of the piece that holds a node's sum; the pieces are used up in the order of the
    /// tree.</summary>
    private int Sum(ShardNode node, ref int next)
    {
        if (_nodes[next] == node)
        {
            return next++;
        }

        int left = Sum(node.Left, ref next), right = Sum(node.Right, ref next);
        _backend.AddScaled(1, _pieces[right], _pieces[left]);
        return left;
    }

    private static float[] Pinned(int bytes) => GC.AllocateArray<float>(bytes / sizeof(float), pinned: true);
}
