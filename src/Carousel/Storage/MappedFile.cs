using System.Buffers;
using System.IO.MemoryMappedFiles;

namespace Carousel.Storage;

/// <summary>A file mapped into the address space: read from the system's page cache without a copy.</summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private byte* _start;

    /// <summary>Maps all of a file.</summary>
    /// <param name="stream">The file, one byte at least; may be closed afterwards.</param>
    public MappedFile(FileStream stream)
    {
        Length = stream.Length;
        _file = MemoryMappedFile.CreateFromFile(
            stream, mapName: null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        try
        {
            _view = _file.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
            _start += _view.PointerOffset;
        }
        catch
        {
            _view?.Dispose();
            _file.Dispose();
            throw;
        }
    }

    /// <summary>Bytes.</summary>
    public long Length { get; }

    /// <summary>Whether values of single precision at an offset lie as memory of them must.</summary>
    public static bool IsAligned(long offset) => offset % sizeof(float) == 0;

    /// <summary>Values in the file; they end with the mapping.</summary>
    /// <param name="offset">Where they begin, a multiple of four bytes.</param>
    /// <param name="length">How many.</param>
    public ReadOnlyMemory<float> Floats(long offset, int length) =>
        IsAligned(offset) && offset >= 0 && offset + ((long)length * sizeof(float)) <= Length
            ? new Values(this, offset, length).Memory
            : throw new ArgumentOutOfRangeException(nameof(offset), offset, "The values are not within the file.");

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_start is not null)
        {
            _start = null;
            _view.SafeMemoryMappedViewHandle.ReleasePointer();
        }

        _view.Dispose();
        _file.Dispose();
    }

    /// <summary>
    /// A part of the file as memory. A use after the mapping was disposed throws an exception instead of reading freed
    /// memory.
    /// </summary>
    private sealed class Values(MappedFile file, long offset, int length) : MemoryManager<float>
    {
        public override Span<float> GetSpan()
        {
            ObjectDisposedException.ThrowIf(file._start is null, file);
            return new Span<float>(file._start + offset, length);
        }

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            ObjectDisposedException.ThrowIf(file._start is null, file);
            return new MemoryHandle((float*)(file._start + offset) + elementIndex);
        }

        public override void Unpin()
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
