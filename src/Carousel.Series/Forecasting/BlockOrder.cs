using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// The windows of an epoch of a large set, in an order that reads each series once: the windows are drawn evenly, one
/// of each stretch of all windows, the series are shuffled and cut into blocks, and the windows of a block are shuffled
/// together. So the rows of one block are enough at a time.
/// </summary>
/// <remarks>A function of only the data, the seed and the epoch: it does not depend on whether the rows are in memory
/// or on disk.</remarks>
internal sealed class BlockOrder : IBatchOrder
{
    /// <summary>The least number of values of a block, rows times columns, unless there are fewer in all.</summary>
    public const long LeastValues = 2_000_000;

    private readonly Windows _windows;
    private readonly SeriesSet _set;
    private readonly int _batch;
    private readonly long _leastValues;
    private readonly CounterRandom _draw, _shuffle, _within;
    private readonly int[] _drawn, _order, _series;
    private int _epoch = -1;

    /// <summary>The order of some windows.</summary>
    /// <param name="set">The series.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="batch">Windows of a batch; the last of an epoch may have fewer.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="ofEpoch">The number of windows of an epoch, at most all.</param>
    /// <param name="leastValues">See <see cref="LeastValues"/>.</param>
    public BlockOrder(
        SeriesSet set, Windows windows, int batch, ulong seed, int ofEpoch, long leastValues = LeastValues)
    {
        (_set, _windows, _batch, _leastValues) = (set, windows, batch, leastValues);
        _draw = new CounterRandom(seed, CounterRandom.Purpose("windows of an epoch"));
        _shuffle = new CounterRandom(seed, CounterRandom.Purpose("order of series"));
        _within = new CounterRandom(seed, CounterRandom.Purpose("order of windows"));
        _drawn = new int[Math.Min(ofEpoch, windows.Count)];
        _order = new int[_drawn.Length];
        _series = new int[set.Count];
    }

    /// <inheritdoc/>
    public int Count => (_order.Length + _batch - 1) / _batch;

    /// <inheritdoc/>
    public ReadOnlySpan<int> Of(int epoch, int batch)
    {
        if (_epoch != epoch)
        {
            Draw((uint)epoch);
            Shuffle((uint)epoch);
            _epoch = epoch;
        }

        int first = batch * _batch;
        return _order.AsSpan(first, Math.Min(_batch, _order.Length - first));
    }

    /// <summary>One window of each of as many stretches as windows are drawn, ascending.</summary>
    private void Draw(uint epoch)
    {
        long all = _windows.Count;
        for (int i = 0; i < _drawn.Length; i++)
        {
            long from = i * all / _drawn.Length, to = (i + 1L) * all / _drawn.Length;
            _drawn[i] = (int)(from + ((_draw.Word(epoch, i) * (to - from)) >> 32));
        }
    }

    private void Shuffle(uint epoch)
    {
        _shuffle.Permutation(epoch, _series);
        (int at, int start, long values) = (0, 0, 0);
        uint block = 0;
        for (int i = 0; i < _series.Length; i++)
        {
            RowRange numbers = _windows.NumbersOf(_series[i]);
            int first = FirstFrom(numbers.Start), end = FirstFrom(numbers.End);
            _drawn.AsSpan(first, end - first).CopyTo(_order.AsSpan(at));
            at += end - first;
            values += (long)_set[_series[i]].Length * Math.Max(1, _set.Roles.Columns.Count);
            if (values >= _leastValues || i == _series.Length - 1)
            {
                ShuffleBlock(_order.AsSpan(start, at - start), (epoch * (uint)_series.Length) + block++);
                (start, values) = (at, 0);
            }
        }
    }

    private void ShuffleBlock(Span<int> block, uint stream)
    {
        int[] place = new int[block.Length], windows = block.ToArray();
        _within.Permutation(stream, place);
        for (int i = 0; i < block.Length; i++)
        {
            block[i] = windows[place[i]];
        }
    }

    private int FirstFrom(int number)
    {
        int found = Array.BinarySearch(_drawn, number);
        return found >= 0 ? found : ~found;
    }
}
