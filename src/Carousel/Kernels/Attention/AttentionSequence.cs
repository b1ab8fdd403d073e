using System.Runtime.CompilerServices;

namespace Carousel.Kernels;

/// <summary>
/// One head of one sequence: the places of its queries, keys and values in packed rows and in the state, and the keys
/// that each step sees.
/// </summary>
/// <remarks>
/// Keys are numbered from the oldest one that the state holds, 0 … Keys − 1; step t of the sequence has the number Past
/// + t.
/// </remarks>
internal readonly unsafe ref struct AttentionSequence
{
    /// <summary>Keys of a panel, and columns of one: see <see cref="RegisterTile"/>.</summary>
    private const int Width = RegisterTile.PanelWidth;

    private readonly ReadOnlySpan<int> _rowStart;
    private readonly int _place;
    private readonly int _window;
    private readonly bool _isCausal;
    private readonly float* _x;
    private readonly float* _state;

    /// <summary>Finds the sequence.</summary>
    /// <param name="size">Sizes.</param>
    /// <param name="rowStart">[T+1].</param>
    /// <param name="place">The sequence's place in the packed rows.</param>
    /// <param name="head">Which head.</param>
    /// <param name="x">[N, 3D].</param>
    /// <param name="state">[StateSize], or null for a sequence that starts here.</param>
    public AttentionSequence(
        AttentionSize size, ReadOnlySpan<int> rowStart, int place, int head, float* x, float* state)
    {
        _rowStart = rowStart;
        _place = place;
        _x = x;
        _state = state;
        (Features, HeadSize, Head, _window, _isCausal) = (
            size.Features, size.HeadSize, head, size.Window, size.IsCausal);
        Steps = StepsOf(rowStart, place);
        Count = state == null ? 0 : CountOf(state, size);
        Past = Math.Min(Count, Math.Max(0, _window - 1));
    }

    public int Features { get; }

    public int HeadSize { get; }

    public int Head { get; }

    /// <summary>Steps of the sequence.</summary>
    public int Steps { get; }

    /// <summary>Steps that the state has counted.</summary>
    public int Count { get; }

    /// <summary>Keys that come from the state.</summary>
    public int Past { get; }

    /// <summary>All keys.</summary>
    public int Keys => Past + Steps;

    /// <summary>Panels of 64 columns that the features of a head take.</summary>
    public int Panels => (HeadSize + Width - 1) / Width;

    /// <summary>What the state has counted; whatever a file may hold there, it is in range.</summary>
    public static int CountOf(float* state, AttentionSize size)
    {
        float count = state[size.StateSize - 1];
        return count >= 0 && count < 2 * size.Window ? (int)count : 0;
    }

    /// <summary>The count after more steps: beyond 2w − 1 it goes round from w.</summary>
    public static int CountAfter(int count, int steps, int window)
    {
        long after = (long)count + steps;
        return (int)(after < 2L * window ? after : window + ((after - window) % window));
    }

    /// <summary>The first key that step t sees.</summary>
    public int First(int t) => _window == 0 ? 0 : Math.Max(0, Past + t - _window + 1);

    /// <summary>One after the last key that step t sees.</summary>
    public int End(int t) => _isCausal ? Past + t + 1 : Keys;

    /// <summary>The packed row of step t.</summary>
    public int Row(int t) => _rowStart[t] + _place;

    /// <summary>The queries of some steps, over √(features of a head), in panels: [Panels][steps × 64].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Queries(int from, int steps, float* to)
    {
        new Span<float>(to, steps * Panels * Width).Clear();
        float scale = 1 / MathF.Sqrt(HeadSize);
        for (int t = 0; t < steps; t++)
        {
            float* query = Part(from + t, 0);
            for (int j = 0; j < HeadSize; j++)
            {
                to[InPanels(j, t, steps)] = query[j] * scale;
            }
        }
    }

    /// <summary>Rows [N, D] of some steps in panels: [Panels][steps × 64], zero in columns without a feature.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Rows(float* rows, int from, int steps, float* to)
    {
        new Span<float>(to, steps * Panels * Width).Clear();
        for (int t = 0; t < steps; t++)
        {
            PutRow(rows + ((nint)Row(from + t) * Features) + (Head * HeadSize), t, steps, to);
        }
    }

    /// <summary>
    /// All keys (part 1) or values (part 2) in panels of features: [Panels][Keys × 64], zero in columns without a
    /// feature.
    /// </summary>
    /// <param name="part">Which.</param>
    /// <param name="row">[features of a head], scratch.</param>
    /// <param name="to">Overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gather(int part, float* row, float* to)
    {
        new Span<float>(to, checked(Keys * Panels * Width)).Clear();
        for (int u = 0; u < Past; u++)
        {
            FromState(part, u, row);
            PutRow(row, u, Keys, to);
        }

        for (int t = 0; t < Steps; t++)
        {
            PutRow(Part(t, part), Past + t, Keys, to);
        }
    }

    /// <summary>
    /// All keys or values in panels of steps: [Keys / 64, rounded up][features of a head × 64], zero after the last.
    /// </summary>
    /// <param name="part">Which.</param>
    /// <param name="rows">[16 · features of a head], scratch.</param>
    /// <param name="to">Overwritten.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void GatherTransposed(int part, float* rows, float* to)
    {
        for (int u = 0; u < RoundUp(Keys, Width); u += 16)
        {
            int count = Math.Clamp(Keys - u, 0, 16);
            for (int r = 0; r < count; r++)
            {
                float* row = rows + (r * HeadSize);
                if (u + r < Past)
                {
                    FromState(part, u + r, row);
                }
                else
                {
                    new ReadOnlySpan<float>(Part(u + r - Past, part), HeadSize).CopyTo(new Span<float>(row, HeadSize));
                }
            }

            MatrixProduct.PackTransposed(
                rows, HeadSize, count, HeadSize,
                Panel.OfRows(to + ((nint)(u / Width) * Width * HeadSize) + (u % Width)));
        }
    }

    /// <summary>Address of the query, key or value (part 0, 1, 2) of step t in rows [N, 3D].</summary>
    public float* Part(float* rows, int t, int part) =>
        rows + ((nint)Row(t) * 3 * Features) + (part * Features) + (Head * HeadSize);

    /// <summary>Writes this head's part of the state after the last step.</summary>
    /// <param name="final">[StateSize].</param>
    public void WriteState(float* final)
    {
        int own = HeadSize * _window;
        float* keys = final + ((nint)Head * own), values = final + ((nint)Features * _window) + (Head * HeadSize);
        float* before = _state + ((nint)Features * _window) + (Head * HeadSize);
        if (_state == null)
        {
            new Span<float>(keys, own).Clear();
        }
        else
        {
            new ReadOnlySpan<float>(_state + ((nint)Head * own), own).CopyTo(new Span<float>(keys, own));
        }

        for (int slot = 0; slot < _window; slot++)
        {
            var to = new Span<float>(values + ((nint)slot * Features), HeadSize);
            if (_state == null)
            {
                to.Clear();
            }
            else
            {
                new ReadOnlySpan<float>(before + ((nint)slot * Features), HeadSize).CopyTo(to);
            }
        }

        for (int t = Math.Max(0, Steps - _window); t < Steps; t++)
        {
            int slot = (int)(((long)Count + t) % _window);
            float* key = Part(t, 1);
            for (int j = 0; j < HeadSize; j++)
            {
                keys[((nint)j * _window) + slot] = key[j];
            }

            new ReadOnlySpan<float>(Part(t, 2), HeadSize)
                .CopyTo(new Span<float>(values + ((nint)slot * Features), HeadSize));
        }

        if (Head == 0)
        {
            final[(nint)2 * _window * Features] = CountAfter(Count, Steps, _window);
        }
    }

    public static int RoundUp(int value, int multiple) => checked(value + multiple - 1) / multiple * multiple;

    /// <summary>Steps of the sequence at a place: rows of a step never rise, so it is a search.</summary>
    public static int StepsOf(ReadOnlySpan<int> rowStart, int place)
    {
        int low = 0, high = rowStart.Length - 1;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (rowStart[middle + 1] - rowStart[middle] > place)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static nint InPanels(int feature, int row, int rows) =>
        ((nint)(feature / Width) * rows * Width) + ((nint)row * Width) + (feature % Width);

    private float* Part(int t, int part) => Part(_x, t, part);

    private void PutRow(float* row, int index, int rows, float* to)
    {
        for (int j = 0; j < HeadSize; j += Width)
        {
            int width = Math.Min(Width, HeadSize - j);
            new ReadOnlySpan<float>(row + j, width).CopyTo(new Span<float>(to + InPanels(j, index, rows), width));
        }
    }

    private void FromState(int part, int u, float* row)
    {
        int slot = (Count - Past + u) % _window;
        for (int j = 0; j < HeadSize; j++)
        {
            int feature = (Head * HeadSize) + j;
            row[j] = part == 1
                ? _state[((nint)feature * _window) + slot]
                : _state[((nint)Features * _window) + ((nint)slot * Features) + feature];
        }
    }
}
