using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Bytes of text that is read line by line: a line that is far too long is refused before it fills the memory.
/// </summary>
/// <param name="inner">Gives the bytes; closed with this one.</param>
/// <param name="name">How messages call them.</param>
internal sealed class LineBoundStream(Stream inner, string name) : SequentialStream
{
    /// <summary>The most bytes of a line.</summary>
    public const int MostBytes = 16 << 20;

    private long _line = 1;
    private long _length;

    public override bool CanRead => true;

    public override int Read(Span<byte> buffer)
    {
        int read = inner.Read(buffer);
        Count(buffer[..read]);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    // A buffer is far shorter than a line may be, so that only the line that it begins in can be too long.
    private void Count(ReadOnlySpan<byte> bytes)
    {
        int first = bytes.IndexOfAny((byte)'\n', (byte)'\r');
        _length += first < 0 ? bytes.Length : first;
        if (_length > MostBytes)
        {
            throw new DataFormatException(
                name, _line, 0,
                Invariant.Of(
                    $"the line has more than {MostBytes:N0} bytes, which is the most that is read. Look for missing "
                    + $"line ends."));
        }

        if (first >= 0)
        {
            _line += bytes.Count((byte)'\n');
            _length = bytes.Length - 1 - bytes.LastIndexOfAny((byte)'\n', (byte)'\r');
        }
    }
}
