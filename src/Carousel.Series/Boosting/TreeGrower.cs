using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Carousel.Tensors;

namespace Carousel.Boosting;

/// <summary>
/// Grows a tree leaf by leaf, the one that gains most first, from sums of gradients in the bins of each column. The
/// sums of the larger half of a leaf are those of the leaf without the smaller half's.
/// </summary>
/// <remarks>Ke and others 2017 (LightGBM). All buffers are allocated once; a tree allocates only its nodes.</remarks>
internal sealed class TreeGrower
{
    /// <summary>Columns that a thread sums at once.</summary>
    private const int Together = 4;

    private readonly BinnedTable _table;
    private readonly BoostingOptions _options;
    private readonly Workers _workers;
    private readonly int[] _rows, _otherRows;
    private readonly GradientSum[] _gradients, _otherGradients, _sums;
    private readonly Split[] _splits;
    private readonly Leaf[] _leaves;
    private readonly TreeNode[] _nodes;
    private readonly CounterRandom _random = new(1, CounterRandom.Purpose("boosting/columns"));
    private readonly int[] _columns;
    private readonly int _columnCount;
    private uint _tree;
    private int _nodeCount;

    /// <summary>Room for trees over a table.</summary>
    /// <param name="table">The columns.</param>
    /// <param name="options">How trees are grown.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    public TreeGrower(BinnedTable table, BoostingOptions options, Workers workers)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(table.Rows, GradientSum.MostRows);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Leaves, 2);
        (_table, _options, _workers) = (table, options, workers);
        (_rows, _otherRows) = (new int[table.Rows], new int[table.Rows]);
        (_gradients, _otherGradients) = (new GradientSum[table.Rows], new GradientSum[table.Rows]);
        _columns = [.. Enumerable.Range(0, table.Features)];
        _columnCount = Math.Max(1, (int)Math.Round(options.Columns * table.Features));
        _sums = new GradientSum[options.Leaves * _columnCount * BinnedTable.Bins];
        _splits = new Split[2 * _columnCount];
        _leaves = new Leaf[options.Leaves];
        _nodes = new TreeNode[(2 * options.Leaves) - 1];
    }

    /// <summary>How many leaves the tree has.</summary>
    public int LeafCount { get; private set; }

    /// <summary>Grows a tree on columns that are drawn for it (Ho 1998): trees that see different columns err less in
    /// their sum, and take less time.</summary>
    /// <param name="gradients">[N]: the residual of each row.</param>
    public void Grow(ReadOnlySpan<int> gradients)
    {
        _random.Permutation(_tree++, _columns);
        Array.Sort(_columns, 0, _columnCount);
        GradientSum all = default;
        for (int r = 0; r < _rows.Length; r++)
        {
            _rows[r] = r;
            _gradients[r] = GradientSum.Of(gradients[r]);
            all += _gradients[r];
        }

        (LeafCount, _nodeCount) = (1, 1);
        _leaves[0] = new Leaf { Count = _rows.Length, Sum = all };
        Search(small: 0, large: -1);
        while (LeafCount < _options.Leaves)
        {
            int widest = 0;
            for (int leaf = 1; leaf < LeafCount; leaf++)
            {
                widest = _leaves[leaf].Split.Gain > _leaves[widest].Split.Gain ? leaf : widest;
            }

            if (_leaves[widest].Split.Gain <= 0)
            {
                break;
            }

            Divide(widest);
        }
    }

    /// <summary>The rows of a leaf.</summary>
    /// <param name="leaf">0 … LeafCount − 1.</param>
    /// <returns>Their numbers.</returns>
    public ReadOnlySpan<int> RowsOf(int leaf) => _rows.AsSpan(_leaves[leaf].Start, _leaves[leaf].Count);

    /// <summary>Writes what a leaf adds.</summary>
    /// <param name="leaf">0 … LeafCount − 1.</param>
    /// <param name="value">The value.</param>
    public void SetValue(int leaf, double value) =>
        _nodes[_leaves[leaf].Node] = new TreeNode(-1, 0, false, 0, 0, value);

    /// <summary>The tree that was grown.</summary>
    /// <returns>Its nodes.</returns>
    public RegressionTree ToTree() => new(_nodes.AsSpan(0, _nodeCount).ToArray());

    /// <summary>The left half stays where the leaf was; the right one is a new leaf.</summary>
    private void Divide(int leaf)
    {
        Leaf whole = _leaves[leaf];
        Split split = whole.Split;
        Partition(whole);
        int left = _nodeCount, right = _nodeCount + 1, other = LeafCount++;
        _nodeCount += 2;
        _nodes[whole.Node] = new TreeNode(
            split.Feature, _table.EdgeOf(split.Feature, split.Bin), split.MissingLeft, left, right, 0);
        int count = split.Left.Count;
        _leaves[leaf] = whole with { Node = left, Count = count, Sum = split.Left };
        _leaves[other] = new Leaf
        {
            Node = right,
            Start = whole.Start + count,
            Count = whole.Count - count,
            Slot = other,
            Sum = whole.Sum - split.Left,
        };
        if (2 * count < whole.Count)
        {
            // The larger half keeps the place of the sums that it is made of.
            (_leaves[leaf].Slot, _leaves[other].Slot) = (other, whole.Slot);
            Search(small: leaf, large: other);
        }
        else
        {
            Search(small: other, large: leaf);
        }
    }

    /// <summary>Rows that go left first, each half in the order it had.</summary>
    private void Partition(in Leaf leaf)
    {
        ReadOnlySpan<byte> codes = _table.Column(leaf.Split.Feature);
        int bin = leaf.Split.Bin, left = leaf.Start, right = 0;
        bool missingLeft = leaf.Split.MissingLeft;
        for (int i = leaf.Start; i < leaf.Start + leaf.Count; i++)
        {
            int row = _rows[i];
            GradientSum gradient = _gradients[i];
            int code = codes[row];
            if (code <= bin || (missingLeft && code == BinnedTable.Missing))
            {
                (_rows[left], _gradients[left]) = (row, gradient);
                left++;
            }
            else
            {
                (_otherRows[right], _otherGradients[right]) = (row, gradient);
                right++;
            }
        }

        _otherRows.AsSpan(0, right).CopyTo(_rows.AsSpan(left));
        _otherGradients.AsSpan(0, right).CopyTo(_gradients.AsSpan(left));
    }

    /// <summary>Sums the gradients of a leaf and finds the best divisions of it and of its larger sibling.</summary>
    private void Search(int small, int large)
    {
        _workers.Run(new Columns(this, small, large), (_columnCount + Together - 1) / Together);
        _leaves[small].Split = Widest(_splits.AsSpan(0, _columnCount));
        if (large >= 0)
        {
            _leaves[large].Split = Widest(_splits.AsSpan(_columnCount));
        }
    }

    private static Split Widest(ReadOnlySpan<Split> splits)
    {
        Split best = splits[0];
        foreach (Split split in splits[1..])
        {
            best = split.Gain > best.Gain ? split : best;
        }

        return best;
    }

    private Span<GradientSum> SumsOf(int leaf, int column) =>
        _sums.AsSpan(((_leaves[leaf].Slot * _columnCount) + column) * BinnedTable.Bins, BinnedTable.Bins);

    private void Search(int small, int large, int group)
    {
        int first = group * Together, count = Math.Min(Together, _columnCount - first);
        Add(_leaves[small], first, count);
        for (int column = first; column < first + count; column++)
        {
            int feature = _columns[column];
            Span<GradientSum> sums = SumsOf(small, column);
            _splits[column] = BestOf(small, feature, sums);
            if (large >= 0)
            {
                Span<GradientSum> others = SumsOf(large, column);
                for (int b = 0; b < others.Length; b++)
                {
                    others[b] -= sums[b];
                }

                _splits[_columnCount + column] = BestOf(large, feature, others);
            }
        }
    }

    private Split BestOf(int leaf, int feature, ReadOnlySpan<GradientSum> sums) =>
        _leaves[leaf].Count < 2 * _options.LeastLeaf
            ? default
            : SplitSearch.Best(sums, _leaves[leaf].Sum, _table.BinsOf(feature), feature, _options.LeastLeaf);

    /// <summary>Sums the gradients of a leaf in the bins of neighbouring columns. Four columns at once read the rows
    /// once, and an addition does not wait for the one before it.</summary>
    /// <remarks>Inlined, its references would not stay in registers.</remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Add(in Leaf leaf, int first, int count)
    {
        ReadOnlySpan<int> rows = _rows.AsSpan(leaf.Start, leaf.Count);
        ReadOnlySpan<GradientSum> gradients = _gradients.AsSpan(leaf.Start, leaf.Count);
        Span<GradientSum> sums = _sums.AsSpan(
            ((leaf.Slot * _columnCount) + first) * BinnedTable.Bins, count * BinnedTable.Bins);
        sums.Clear();

        // A byte can't leave 256 sums: the innermost loop of the whole fit runs without a look at bounds.
        ref GradientSum to = ref MemoryMarshal.GetReference(sums);
        if (count < Together)
        {
            for (int column = 0; column < count; column++)
            {
                ReadOnlySpan<byte> codes = _table.Column(_columns[first + column]);
                for (int i = 0; i < rows.Length; i++)
                {
                    Unsafe.Add(ref to, (column * BinnedTable.Bins) + codes[rows[i]]) += gradients[i];
                }
            }

            return;
        }

        ref byte a = ref MemoryMarshal.GetReference(_table.Column(_columns[first]));
        ref byte b = ref MemoryMarshal.GetReference(_table.Column(_columns[first + 1]));
        ref byte c = ref MemoryMarshal.GetReference(_table.Column(_columns[first + 2]));
        ref byte d = ref MemoryMarshal.GetReference(_table.Column(_columns[first + 3]));
        for (int i = 0; i < rows.Length; i++)
        {
            nint row = rows[i];
            GradientSum gradient = gradients[i];
            Unsafe.Add(ref to, (nint)Unsafe.Add(ref a, row)) += gradient;
            Unsafe.Add(ref to, BinnedTable.Bins + (nint)Unsafe.Add(ref b, row)) += gradient;
            Unsafe.Add(ref to, (2 * BinnedTable.Bins) + (nint)Unsafe.Add(ref c, row)) += gradient;
            Unsafe.Add(ref to, (3 * BinnedTable.Bins) + (nint)Unsafe.Add(ref d, row)) += gradient;
        }
    }

    private struct Leaf
    {
        public int Node;
        public int Start;
        public int Count;
        public int Slot;
        public GradientSum Sum;
        public Split Split;
    }

    private readonly struct Columns(TreeGrower grower, int small, int large) : IParallelWork
    {
        public void Run(int part) => grower.Search(small, large, part);
    }
}
