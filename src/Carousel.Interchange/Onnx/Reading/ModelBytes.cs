using Carousel.Storage;

namespace Carousel.Interchange.Onnx.Reading;

/// <summary>The bytes of a file of the format, whole.</summary>
internal static class ModelBytes
{
    private const int FirstPiece = 1 << 16;

    private static readonly int _mostBytes = Array.MaxLength;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">It can't be read, is empty, or is larger than the format
    /// allows.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            if (RegularFile.IsWithoutBytes(path))
            {
                throw Refusal.Of($"{path} is empty or not a regular file.");
            }

            using FileStream stream = File.OpenRead(path);
            byte[] bytes = new byte[Bounded(stream.Length, path)];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or NotSupportedException)
        {
            throw Refusal.Of(
                exception is FileNotFoundException or DirectoryNotFoundException
                    ? $"There is no file '{path}'."
                    : $"{path} can't be read: {exception.Message}", exception);
        }
    }

    /// <summary>
    /// Reads a stream to its end: one whose length is known into an array of that length, any other in pieces.
    /// </summary>
    /// <param name="stream">The stream.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ModelFileException">It can't be read, is empty, or is larger than the format
    /// allows.</exception>
    public static ReadOnlyMemory<byte> Read(Stream stream, string name)
    {
        try
        {
            long rest = stream.CanSeek ? stream.Length - stream.Position : FirstPiece;
            byte[] bytes = new byte[Bounded(rest, name)];
            int count = 0;
            for (int read; (read = stream.Read(bytes, count, bytes.Length - count)) > 0;)
            {
                count += read;
                if (count == bytes.Length)
                {
                    // One byte more tells whether this is the end.
                    int next = stream.ReadByte();
                    if (next < 0)
                    {
                        break;
                    }

                    Array.Resize(
                        ref bytes,
                        (int)Bounded(count == _mostBytes ? count + 1L : Math.Min(2L * count, _mostBytes), name));
                    bytes[count++] = (byte)next;
                }
            }

            return count > 0 ? bytes.AsMemory(0, count) : throw Refusal.Of($"{name} is empty.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or NotSupportedException or ObjectDisposedException)
        {
            throw Refusal.Of($"{name} can't be read: {exception.Message}", exception);
        }
    }

    private static long Bounded(long length, string name) =>
        length <= _mostBytes
            ? length
            : throw Refusal.Of(
                $"{name} has more than {_mostBytes} bytes; a file of this format has 2 GB at most, with larger weights "
                + $"in files beside it.");
}
