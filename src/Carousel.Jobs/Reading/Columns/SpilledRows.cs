using System.Runtime.InteropServices;
using Carousel.Data;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>
/// A temporary file of rows, such as those that wait for the rest of their series; it is gone when it is closed.
/// </summary>
/// <param name="folder">Where it lies.</param>
/// <param name="mostWaiting">The most bytes of rows that wait in memory before they are written.</param>
internal sealed class SpilledRows(string folder, long mostWaiting = SpilledRows.UsualWaiting) : IDisposable
{
    /// <summary>The usual limit of bytes that wait in memory.</summary>
    public const long UsualWaiting = 64L << 20;

    private FileStream? _file;
    private long _end;

    /// <summary>The most bytes of rows that wait in memory before they are written.</summary>
    public long MostWaiting => mostWaiting;

    /// <summary>Appends values.</summary>
    /// <param name="values">The values.</param>
    /// <returns>Where they begin.</returns>
    public long Append<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        long start = _end;
        try
        {
            RandomAccess.Write(Open().SafeFileHandle, bytes, start);
        }
        catch (IOException e)
        {
            throw Refused(e);
        }

        _end += bytes.Length;
        return start;
    }

    /// <summary>Reads values back.</summary>
    /// <param name="from">Where they begin.</param>
    /// <param name="values">Overwritten.</param>
    public void Read<T>(long from, Span<T> values) where T : unmanaged
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(values);
        try
        {
            while (bytes.Length > 0)
            {
                int read = RandomAccess.Read(Open().SafeFileHandle, bytes, from);
                if (read == 0)
                {
                    throw new EndOfStreamException();
                }

                bytes = bytes[read..];
                from += read;
            }
        }
        catch (IOException e)
        {
            throw Refused(e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();

    private DataFormatException Refused(Exception e) => OptionTable.Of(typeof(StorageOptions)).Unfit(
        $"Rows can't be written to the folder '{folder}', or read back: {e.Message} Make room or allow writing there, "
        + "or pass {Place} memory.");

    private FileStream Open()
    {
        if (_file is not null)
        {
            return _file;
        }

        try
        {
            string path = Path.Combine(folder, $".carousel-rows-{Guid.NewGuid():N}");
            var options = new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.Delete,
                BufferSize = 1,
                Options = FileOptions.DeleteOnClose,
            };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            _file = new FileStream(path, options);
            if (!OperatingSystem.IsWindows())
            {
                // Its name goes at once, its content with the process, however that ends.
                File.Delete(path);
            }

            return _file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(e);
        }
    }
}
