using System.Collections;

namespace Carousel.Data;

/// <summary>
/// A list whose items are made when they are asked for, and forgotten again where they take more bytes than a budget:
/// those that were not asked for lately go first. Within the budget every item is made once.
/// </summary>
/// <typeparam name="T">What is made; making it again gives an equal one.</typeparam>
/// <param name="count">How many items.</param>
/// <param name="make">Makes one, on any thread.</param>
/// <param name="bytesOf">How many bytes one takes.</param>
/// <param name="budget">How many bytes are kept; the newest item is kept whatever it takes.</param>
internal sealed class MadeOnDemand<T>(int count, Func<int, T> make, Func<T, long> bytesOf, long budget)
    : IReadOnlyList<T> where T : class
{
    private readonly T?[] _items = new T?[count];

    // Written without a lock: a lost write costs an item one round of the queue.
    private readonly bool[] _wasUsed = new bool[count];
    private readonly Queue<(int Index, long Bytes)> _kept = [];
    private readonly Lock _lock = new();
    private long _bytes;

    /// <inheritdoc/>
    public int Count => _items.Length;

    /// <summary>How many bytes are kept.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <inheritdoc/>
    public T this[int index]
    {
        get
        {
            _wasUsed[index] = true;
            return Volatile.Read(ref _items[index]) ?? Keep(index, make(index));
        }
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private T Keep(int index, T made)
    {
        lock (_lock)
        {
            if (_items[index] is { } other)
            {
                return other;
            }

            long bytes = bytesOf(made);
            _bytes += bytes;
            while (_bytes > budget && _kept.TryDequeue(out (int Index, long Bytes) oldest))
            {
                if (_wasUsed[oldest.Index])
                {
                    // Once more round the queue before it goes.
                    _wasUsed[oldest.Index] = false;
                    _kept.Enqueue(oldest);
                    continue;
                }

                _items[oldest.Index] = null;
                _bytes -= oldest.Bytes;
            }

            _kept.Enqueue((index, bytes));
            _wasUsed[index] = false;
            Volatile.Write(ref _items[index], made);
            return made;
        }
    }
}
