using System.Buffers;
using Carousel.Server.Engine;

namespace Carousel.Server.Protocol;

/// <summary>The bytes of a frame as they arrive. A large frame is in segments, which are returned after it.</summary>
/// <param name="memory">The limit of memory.</param>
internal sealed class FrameBuffer(ServerMemory memory) : IDisposable
{
    /// <summary>Bytes that are kept between frames.</summary>
    public const int FirstBytes = 16 << 10;

    private const int MoreBytes = 64 << 10;

    private readonly Segment _first = new(ArrayPool<byte>.Shared.Rent(FirstBytes), 0);
    private Segment? _more;
    private int _used;

    /// <summary>Bytes so far.</summary>
    public long Length => Last.RunningIndex + _used;

    /// <summary>Whether the room that there is has been used up.</summary>
    public bool IsFull => _used == Last.Array.Length;

    /// <summary>What has come.</summary>
    public ReadOnlySequence<byte> Bytes => new(_first, 0, Last, _used);

    private Segment Last => _more ?? _first;

    /// <summary>Makes room for more.</summary>
    /// <param name="room">Where the next bytes are to be written.</param>
    /// <returns>False if memory is short.</returns>
    public bool TryGetRoom(out Memory<byte> room)
    {
        if (IsFull)
        {
            if (!memory.TryTake(MemoryUse.Bodies, MoreBytes))
            {
                room = default;
                return false;
            }

            (_more, _used) = (Last.Append(ArrayPool<byte>.Shared.Rent(MoreBytes)), 0);
        }

        room = Last.Array.AsMemory(_used);
        return true;
    }

    /// <summary>Bytes have been written into the room.</summary>
    /// <param name="bytes">How many.</param>
    public void Add(int bytes) => _used += bytes;

    /// <summary>The frame is read: the next one begins.</summary>
    public void Clear()
    {
        for (Segment? more = _first.Following; more is not null; more = more.Following)
        {
            ArrayPool<byte>.Shared.Return(more.Array);
            memory.Give(MemoryUse.Bodies, MoreBytes);
        }

        _first.End();
        (_more, _used) = (null, 0);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        ArrayPool<byte>.Shared.Return(_first.Array);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] array, long before) => (Array, Memory, RunningIndex) = (array, array, before);

        public byte[] Array { get; }

        public Segment? Following => (Segment?)Next;

        public Segment Append(byte[] array)
        {
            var next = new Segment(array, RunningIndex + Array.Length);
            Next = next;
            return next;
        }

        public void End() => Next = null;
    }
}
