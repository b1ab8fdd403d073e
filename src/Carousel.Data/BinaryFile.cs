namespace Carousel.Data;

/// <summary>Opens files that are not text; their faults are sentences.</summary>
internal static class BinaryFile
{
    private const int WithoutCode = -2146232800;

    /// <summary>Opens a file and reads it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="read">Reads the stream.</param>
    /// <exception cref="DataFormatException">It cannot be opened.</exception>
    public static ColumnTable Read(string path, Func<Stream, ColumnTable> read)
    {
        FileStream stream;
        try
        {
            stream = File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException($"{path} cannot be read: {exception.Message}", exception);
        }

        using (stream)
        {
            return read(stream);
        }
    }

    /// <summary>Whether an exception while a format is read means damaged bytes, not a fault of the machine.</summary>
    /// <param name="exception">
    /// The exception. For damaged bytes libraries throw also an <see cref="IOException"/>, but without a code of the
    /// system.
    /// </param>
    public static bool IsDamage(Exception exception) =>
        exception is EndOfStreamException or IOException { HResult: WithoutCode }
            or not (IOException or OutOfMemoryException or OperationCanceledException);

    /// <summary>A stream that can be read more than once, at its beginning, and its first 4 bytes.</summary>
    /// <param name="stream">The stream; it is kept in memory if it cannot seek or does not begin at 0.</param>
    /// <param name="name">How messages call it.</param>
    /// <exception cref="DataFormatException">It is empty.</exception>
    public static (Stream Stream, string Start) Seekable(Stream stream, string name)
    {
        if (!stream.CanSeek || stream.Position > 0)
        {
            var kept = new MemoryStream();
            stream.CopyTo(kept);
            stream = kept;
        }

        string start = Text(stream, 0, 4);
        return start.Length > 0 ? (stream, start) : throw new DataFormatException($"{name} is empty.");
    }

    /// <summary>Some bytes of a stream as characters; the stream is at its beginning afterwards.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="place">The first byte; 0 if it is negative.</param>
    /// <param name="count">The most bytes.</param>
    public static string Text(Stream stream, long place, int count)
    {
        byte[] bytes = new byte[count];
        stream.Position = Math.Max(0, place);
        int read = stream.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        stream.Position = 0;
        return System.Text.Encoding.Latin1.GetString(bytes, 0, read);
    }
}
