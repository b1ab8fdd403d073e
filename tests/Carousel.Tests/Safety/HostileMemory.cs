using System.Runtime.InteropServices;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Safety;

/// <summary>
/// Spans and tensors for hostile calls, each inside a larger block with guard values on both sides. Spans touch a page
/// without access besides, where there are such pages.
/// </summary>
internal sealed class HostileMemory : IDisposable
{
    /// <summary>The longest buffer that is lent.</summary>
    public const int Longest = 1 << 18;

    /// <summary>Guard values on each side, of which a write close to the buffer hits one.</summary>
    private const int Beside = 256;

    public const int Slots = 40;

    private const uint Guard = 0x7FC5A3D1;

    private readonly GuardedMemory _pages = new(GuardedEnd.First);
    private readonly HostStorage[] _blocks = new HostStorage[Slots];
    private readonly float[] _drawn = new float[Longest + 4096];
    private readonly List<Lent> _lent = [];
    private readonly nint[] _slots = new nint[Slots];
    private readonly Random _random;

    public unsafe HostileMemory(Random random)
    {
        _random = random;
        for (int k = 0; k < Slots; k++)
        {
            // A whole number of pages: both ends touch a page without access.
            _slots[k] = (nint)System.Runtime.CompilerServices.Unsafe.AsPointer(
                ref MemoryMarshal.GetReference(_pages.Empty(Longest + (2 * Beside))));
            _blocks[k] = new HostStorage(Longest + (2 * Beside));
        }

        for (int k = 0; k < _drawn.Length; k++)
        {
            _drawn[k] = random.Next(400) switch
            {
                0 => float.NaN,
                1 => float.PositiveInfinity,
                2 => float.MaxValue,
                3 => -1e30f,
                _ => (float)((2 * random.NextDouble()) - 1),
            };
        }
    }

    /// <summary>
    /// A span with guard values around it. A second request for a buffer gets the same memory unchanged.
    /// </summary>
    /// <param name="slot">Which buffer of the call.</param>
    /// <param name="length">At most as many values as there is room for.</param>
    /// <param name="room">Values of the buffer, at most <see cref="Longest"/>.</param>
    /// <param name="content">What it holds.</param>
    public unsafe Span<float> Span(int slot, int length, int room, HostileContent content)
    {
        var block = new Span<float>((float*)_slots[slot], Longest + (2 * Beside));

        // Against one end of the block or the other: there the next value is outside the mapped memory.
        int offset = _random.Next(2) == 0 ? 0 : block.Length - room;
        return block.Slice(Lend(slot, block, offset, room, content), length);
    }

    /// <summary>A tensor with guard values around it.</summary>
    /// <param name="slot">Which buffer of the call.</param>
    /// <param name="shape">At most as many values as there is room for.</param>
    /// <param name="room">Values of the buffer, at most <see cref="Longest"/>.</param>
    /// <param name="content">What it holds.</param>
    public Tensor Tensor(int slot, Shape shape, int room, HostileContent content)
    {
        HostStorage block = _blocks[slot];
        int offset = Lend(slot, block.Span(0, block.Length), Beside + (room & 3), room, content);
        return new Tensor(block, offset, shape);
    }

    /// <summary>Takes all buffers back.</summary>
    /// <exception cref="OverrunException">A guard value has changed.</exception>
    public unsafe void Check()
    {
        Lent? hurt = null;
        foreach (Lent lent in _lent)
        {
            var before = new ReadOnlySpan<uint>((void*)lent.Before, lent.CountBefore);
            var behind = new ReadOnlySpan<uint>((void*)lent.Behind, lent.CountBehind);
            hurt ??= before.ContainsAnyExcept(Guard) || behind.ContainsAnyExcept(Guard) ? lent : null;
        }

        _lent.Clear();
        if (hurt is { } found)
        {
            throw new OverrunException($"A value beside a buffer of {found.Length} values was overwritten.");
        }
    }

    public void Dispose()
    {
        _pages.Dispose();
        foreach (HostStorage block in _blocks)
        {
            block.Dispose();
        }
    }

    /// <summary>Where the buffer begins, which now has guard values around it.</summary>
    private unsafe int Lend(int slot, Span<float> block, int offset, int length, HostileContent content)
    {
        foreach (Lent lent in _lent)
        {
            if (lent.Slot == slot)
            {
                return lent.Offset;
            }
        }

        int before = Math.Min(Beside, offset), behind = Math.Min(Beside, block.Length - offset - length);
        Span<float> values = block.Slice(offset, length);
        Span<uint> whole = MemoryMarshal.Cast<float, uint>(block);
        whole.Slice(offset - before, before).Fill(Guard);
        whole.Slice(offset + length, behind).Fill(Guard);
        fixed (uint* at = whole)
        {
            float* first = (float*)at + offset;
            _lent.Add(new Lent(slot, offset, (nint)(first - before), before, (nint)(first + length), behind, length));
        }

        Fill(values, content);
        return offset;
    }

    private void Fill(Span<float> values, HostileContent content)
    {
        if (content.Whole == 0)
        {
            _drawn.AsSpan(_random.Next(4096), values.Length).CopyTo(values);
            if (_random.Next(4) == 0)
            {
                Enlarge(values);
            }

            return;
        }

        for (int k = 0; k < values.Length; k++)
        {
            values[k] = _random.Next(content.Whole);
        }

        if (content.Bad && values.Length > 0)
        {
            values[_random.Next(values.Length)] = _random.Next(6) switch
            {
                0 => -1,
                1 => float.NaN,
                2 => 1e9f,
                3 => 0.5f,
                4 => float.NegativeInfinity,
                _ => content.Whole + 100,
            };
        }
    }

    /// <summary>To numbers that lie far away where somebody takes them for places.</summary>
    private static void Enlarge(Span<float> values)
    {
        for (int k = 0; k < values.Length; k++)
        {
            values[k] *= 1e9f;
        }
    }

    private readonly record struct Lent(
        int Slot, int Offset, nint Before, int CountBefore, nint Behind, int CountBehind, int Length);
}

/// <summary>What a buffer holds.</summary>
/// <param name="Whole">0 for any values, else whole numbers below it.</param>
/// <param name="Bad">One of the whole numbers is not below it, or no whole number.</param>
internal readonly record struct HostileContent(int Whole, bool Bad);
