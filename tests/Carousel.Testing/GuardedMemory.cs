using System.Buffers;
using System.Runtime.InteropServices;

namespace Carousel.Testing;

/// <summary>Which end of a span lies against a page without access.</summary>
public enum GuardedEnd
{
    /// <summary>What is read or written before the span is found.</summary>
    First,

    /// <summary>Finds reads and writes after the span.</summary>
    Last,
}

/// <summary>A value next to a span was overwritten.</summary>
public sealed class OverrunException(string message) : Exception(message);

/// <summary>
/// Spans of exactly the length asked for. On Linux one end of each touches pages without access, so that a kernel which
/// reads or writes past it
/// ends the process, its stack printed; past the other end, and on other systems past both, known values are checked.
/// </summary>
public sealed unsafe partial class GuardedMemory(GuardedEnd end) : IDisposable
{
    /// <summary>The value around spans: a NaN, so that wrong reads appear in results.</summary>
    private const uint Canary = 0x7FC5A3D1;

    /// <summary>How many of them without guard pages.</summary>
    private const int Beside = 1024;

    /// <summary>
    /// Bytes without access on either side: more than the parts of a scratch are apart, or what writes past the end
    /// would land in another span.
    /// </summary>
    private const int Guard = 32 << 20;

    private const int NoAccess = 0, ReadAndWrite = 3, PrivateAndAnonymous = 0x22;

    private readonly List<Block> _blocks = [];

    /// <summary>Whether spans touch pages without access here.</summary>
    public static bool HasPages => OperatingSystem.IsLinux();

    /// <summary>A span that holds NaN: what is to be overwritten, or not to be read at all.</summary>
    /// <param name="length">How many values; none give an empty span.</param>
    public Span<float> Empty(int length)
    {
        if (length == 0)
        {
            return [];
        }

        Block block = HasPages ? Map(length) : Allocate(length);
        _blocks.Add(block);
        new Span<uint>(block.First, (int)(block.Last - block.First)).Fill(Canary);
        var span = new Span<float>(block.Values, length);
        span.Fill(float.NaN);
        return span;
    }

    /// <summary>A span that holds zeros: what is to be added to.</summary>
    public Span<float> Zeros(int length)
    {
        Span<float> span = Empty(length);
        span.Clear();
        return span;
    }

    /// <summary>A span of values in (−scale, scale).</summary>
    public Span<float> Drawn(Draws draws, int length, double scale = 1)
    {
        Span<float> span = Empty(length);
        foreach (ref float value in span)
        {
            value = (float)draws.Value(scale);
        }

        return span;
    }

    /// <summary>As <see cref="Empty"/>, for an object that cannot keep a span.</summary>
    public Memory<float> EmptyMemory(int length)
    {
        _ = Empty(length);
        return length == 0 ? default : new Kept(_blocks[^1].Values, length).Memory;
    }

    /// <summary>Throws if a value next to a span has changed.</summary>
    public void Check()
    {
        for (int k = 0; k < _blocks.Count; k++)
        {
            Block block = _blocks[k];
            for (uint* at = block.First; at < block.Last; at++)
            {
                if (at == block.Values)
                {
                    at += block.Length - 1;
                }
                else if (*at != Canary)
                {
                    throw new OverrunException(
                        $"Span {k}, of {block.Length} values: the value at {at - block.Values} was overwritten.");
                }
            }
        }
    }

    /// <summary>Gives the memory back; spans are not to be used any more.</summary>
    public void Dispose()
    {
        foreach (Block block in _blocks)
        {
            if (HasPages)
            {
                _ = Unmap(block.Address, block.Size);
            }
            else
            {
                NativeMemory.AlignedFree((void*)block.Address);
            }
        }

        _blocks.Clear();
    }

    private Block Map(int length)
    {
        nuint page = (nuint)Environment.SystemPageSize;
        nuint inside = (((nuint)length * sizeof(float)) + page - 1) / page * page, size = inside + (2 * Guard);
        nint address = Map(0, size, NoAccess, PrivateAndAnonymous, -1, 0);
        if (address == -1 || Protect(address + Guard, inside, ReadAndWrite) != 0)
        {
            throw new InvalidOperationException(
                $"No guarded memory for {length} values: error {Marshal.GetLastPInvokeError()}.");
        }

        uint* first = (uint*)(address + Guard), last = first + (inside / sizeof(float));
        return new Block(address, size, first, last, end == GuardedEnd.First ? first : last - length, length);
    }

    private static Block Allocate(int length)
    {
        int size = length + (2 * Beside);
        var first = (uint*)NativeMemory.AlignedAlloc((nuint)size * sizeof(float), 64);
        return new Block((nint)first, 0, first, first + size, first + Beside, length);
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);

    private sealed class Kept(uint* values, int length) : MemoryManager<float>
    {
        public override Span<float> GetSpan() => new(values, length);

        public override MemoryHandle Pin(int elementIndex = 0) => new((float*)values + elementIndex);

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }

    /// <summary>Memory with a span in it; First … Last is what may be touched at all.</summary>
    private readonly struct Block(nint address, nuint size, uint* first, uint* last, uint* values, int length)
    {
        public nint Address { get; } = address;

        public nuint Size { get; } = size;

        public uint* First { get; } = first;

        public uint* Last { get; } = last;

        public uint* Values { get; } = values;

        public int Length { get; } = length;
    }
}
