using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Carousel.Kernels;

/// <summary>
/// Sums of squared differences between the last rows of a series and the windows of equal length before them, moved on
/// row by row. If the rows are whole numbers and no sum exceeds 2^53, sums are exact, so their bits depend neither on
/// the width of vectors nor on the row at which it began.
/// </summary>
internal sealed class NearestWindows
{
    private readonly int _block;
    private readonly double[] _squares;
    private readonly double[] _nearest;

    /// <summary>A window before its first row.</summary>
    /// <param name="rows">W: its rows.</param>
    /// <param name="memory">Rows back to which it is compared.</param>
    /// <param name="neighbours">How many nearest windows are kept, one of each block of lags of half a window.</param>
    public NearestWindows(int rows, int memory, int neighbours)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 2);
        (Rows, _nearest) = (rows, new double[neighbours]);
        Array.Fill(_nearest, double.PositiveInfinity);

        // Whole vectors in each block.
        int lanes = Vector256<double>.Count;
        _block = Math.Max(1, rows / 2 / lanes) * lanes;
        _squares = new double[Math.Max(neighbours, (memory - rows) / _block) * _block];
    }

    /// <summary>W: its rows.</summary>
    public int Rows { get; }

    /// <summary>The greatest lag.</summary>
    public int Farthest => Rows + _squares.Length - 1;

    /// <summary>Sums of squares to the nearest neighbours, the nearest first.</summary>
    public ReadOnlySpan<double> Nearest => _nearest;

    /// <summary>Moves on by a row: each sum of squares gains a difference and loses one.</summary>
    /// <param name="values">All rows that are remembered; the last is new.</param>
    /// <param name="before">Rows before it.</param>
    public void Take(ReadOnlySpan<double> values, long before)
    {
        // Place a is the lag Farthest − a, so that places and rows ascend together: its neighbour's last row is at
        // first + a, where first is negative as long as there are fewer rows.
        int first = values.Length - 1 - Farthest, count = _squares.Length;
        int gains = (int)Math.Clamp(Farthest - before, 0, count);
        int loses = (int)Math.Clamp(Farthest - before + Rows, 0, count);
        double added = values[^1];
        for (int a = gains; a < loses; a++)
        {
            double difference = added - values[first + a];
            _squares[a] += difference * difference;
        }

        if (loses < count)
        {
            Move(values[(first + loses)..], values[(first + loses - Rows)..], added, values[^(Rows + 1)],
                _squares.AsSpan(loses));
        }

        FindNearest((int)Math.Clamp(Farthest - before + Rows - 1, 0, count));
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear() => Array.Clear(_squares);

    private static void Move(
        ReadOnlySpan<double> gained, ReadOnlySpan<double> lost, double added, double removed, Span<double> squares)
    {
        ref double gain = ref MemoryMarshal.GetReference(gained), lose = ref MemoryMarshal.GetReference(lost);
        ref double sum = ref MemoryMarshal.GetReference(squares);
        Vector256<double> plus = Vector256.Create(added), minus = Vector256.Create(removed);
        int a = 0;
        for (; a <= squares.Length - Vector256<double>.Count; a += Vector256<double>.Count)
        {
            Vector256<double> more = plus - Vector256.LoadUnsafe(ref gain, (nuint)a);
            Vector256<double> less = minus - Vector256.LoadUnsafe(ref lose, (nuint)a);
            (Vector256.LoadUnsafe(ref sum, (nuint)a) + (more * more) - (less * less)).StoreUnsafe(ref sum, (nuint)a);
        }

        for (; a < squares.Length; a++)
        {
            (double more, double less) = (added - gained[a], removed - lost[a]);
            squares[a] += (more * more) - (less * less);
        }
    }

    /// <summary>The least sum of each block of lags, and of these the smallest.</summary>
    /// <param name="from">The first place with a whole window.</param>
    private void FindNearest(int from)
    {
        _nearest.AsSpan().Fill(double.PositiveInfinity);
        ref double sums = ref MemoryMarshal.GetArrayDataReference(_squares);
        int lanes = Vector256<double>.Count, end = _squares.Length;
        Vector256<double> farthest = Vector256.Create(double.PositiveInfinity);
        for (; end - _block >= from; end -= _block)
        {
            Vector256<double> least = Vector256.LoadUnsafe(ref sums, (nuint)(end - _block));
            for (int a = end - _block + lanes; a < end; a += lanes)
            {
                least = Vector256.Min(least, Vector256.LoadUnsafe(ref sums, (nuint)a));
            }

            // Hardly any block is among the nearest.
            if (Vector256.LessThanAny(least, farthest))
            {
                Insert(Math.Min(Math.Min(least[0], least[1]), Math.Min(least[2], least[3])));
                farthest = Vector256.Create(_nearest[^1]);
            }
        }

        double rest = double.PositiveInfinity;
        for (int a = from; a < end; a++)
        {
            rest = Math.Min(rest, _squares[a]);
        }

        Insert(rest);
    }

    private void Insert(double squares)
    {
        for (int k = 0; k < _nearest.Length; k++)
        {
            if (squares < _nearest[k])
            {
                (_nearest[k], squares) = (squares, _nearest[k]);
            }
        }
    }
}
