using System.Numerics;
using System.Runtime.InteropServices;

namespace Carousel.Genomes.Markov;

/// <summary>
/// How often each base follows each run of up to 16 bases: all orders from one sorted list of places.
/// </summary>
/// <remarks>
/// Places are sorted by the 16 bases before them, the nearest first, so that those with the same last k bases are
/// neighbours for every k. The bases that follow are kept as two bits
/// with counts at every 64th place; up to order 10 a table says where a context begins, above it a search halves what
/// is left.
/// </remarks>
internal sealed class ContextIndex
{
    /// <summary>The longest context.</summary>
    public const int MostOrder = 16;

    private const int TableOrder = 10;
    private const int Block = 64;

    private readonly uint[] _contexts;
    private readonly int[] _starts;
    private readonly ulong[] _low;
    private readonly ulong[] _high;
    private readonly int[] _counts;

    /// <summary>Sorts the places of sequences.</summary>
    /// <param name="sequences">Bases; a place with a base that is not known among the 16 before it is left out.</param>
    public ContextIndex(IReadOnlyList<byte[]> sequences)
    {
        List<ulong> places = Places(sequences);
        CollectionsMarshal.AsSpan(places).Sort();
        Count = places.Count;
        _contexts = new uint[Count];
        _starts = new int[(1 << (2 * TableOrder)) + 1];
        int blocks = (Count / Block) + 1;
        (_low, _high, _counts) = (new ulong[blocks], new ulong[blocks], new int[(blocks + 1) * Bases.Count]);
        for (int n = 0; n < Count; n++)
        {
            _contexts[n] = (uint)(places[n] >> 2);
            int next = (int)(places[n] & 3);
            _low[n / Block] |= (ulong)(next & 1) << (n % Block);
            _high[n / Block] |= (ulong)(next >> 1) << (n % Block);
            _counts[(((n / Block) + 1) * Bases.Count) + next]++;
            _starts[(_contexts[n] >> (32 - (2 * TableOrder))) + 1]++;
        }

        for (int k = Bases.Count; k < _counts.Length; k++)
        {
            _counts[k] += _counts[k - Bases.Count];
        }

        for (int k = 1; k < _starts.Length; k++)
        {
            _starts[k] += _starts[k - 1];
        }
    }

    /// <summary>How many places.</summary>
    public int Count { get; }

    /// <summary>The 16 bases before a place as a number, the nearest in its highest bits.</summary>
    /// <param name="context">The context before; 0 at first.</param>
    /// <param name="next">The base that was read, 0 … 3.</param>
    public static uint Read(uint context, int next) => (context >> 2) | ((uint)next << 30);

    /// <summary>Counts of the bases after a context, for each order up to one.</summary>
    /// <param name="context">See <see cref="Read"/>.</param>
    /// <param name="order">The longest order, 0 … 16.</param>
    /// <param name="counts">[order + 1, 4], overwritten.</param>
    public void CountAll(uint context, int order, Span<int> counts)
    {
        (int from, int to) = (0, Count);
        for (int k = 0; k <= order; k++)
        {
            if (k > 0)
            {
                (from, to) = k <= TableOrder ? Table(context, k) : Search(context, k, from, to);
            }

            Between(from, to, counts.Slice(k * Bases.Count, Bases.Count));
        }
    }

    private (int From, int To) Table(uint context, int order)
    {
        int above = 2 * (TableOrder - order);
        uint prefix = context >> (32 - (2 * order));
        return (_starts[prefix << above], _starts[(prefix + 1) << above]);
    }

    private (int From, int To) Search(uint context, int order, int from, int to)
    {
        int shift = 32 - (2 * order);
        uint low = context >> shift << shift;
        ulong high = (ulong)low + (1UL << shift);
        return (First(low, from, to), First(high, from, to));
    }

    // The first place whose context is not below a number.
    private int First(ulong number, int from, int to)
    {
        while (from < to)
        {
            int middle = (from + to) >>> 1;
            if (_contexts[middle] < number)
            {
                from = middle + 1;
            }
            else
            {
                to = middle;
            }
        }

        return from;
    }

    private void Between(int from, int to, Span<int> counts)
    {
        counts.Clear();
        if (to > from)
        {
            AddBefore(to, 1, counts);
            AddBefore(from, -1, counts);
        }
    }

    private void AddBefore(int place, int sign, Span<int> counts)
    {
        int block = place / Block, inside = place % Block;
        ulong mask = (1UL << inside) - 1, low = _low[block], high = _high[block];
        ReadOnlySpan<int> before = _counts.AsSpan(block * Bases.Count, Bases.Count);
        counts[0] += sign * (before[0] + BitOperations.PopCount(mask & ~low & ~high));
        counts[1] += sign * (before[1] + BitOperations.PopCount(mask & low & ~high));
        counts[2] += sign * (before[2] + BitOperations.PopCount(mask & ~low & high));
        counts[3] += sign * (before[3] + BitOperations.PopCount(mask & low & high));
    }

    private static List<ulong> Places(IReadOnlyList<byte[]> sequences)
    {
        var places = new List<ulong>(sequences.Sum(s => s.Length));
        foreach (byte[] sequence in sequences)
        {
            uint context = 0;
            int known = 0;
            foreach (byte next in sequence)
            {
                if (next == Bases.Unknown)
                {
                    known = 0;
                    continue;
                }

                if (known >= MostOrder)
                {
                    places.Add(((ulong)context << 2) | next);
                }

                context = Read(context, next);
                known++;
            }
        }

        return places;
    }
}
