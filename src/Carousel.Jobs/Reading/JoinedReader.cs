namespace Carousel.Jobs.Reading;

/// <summary>Text whose beginning was already read: gives the beginning again, then the rest.</summary>
internal sealed class JoinedReader(string beginning, TextReader rest) : TextReader
{
    private int _at;

    /// <inheritdoc/>
    public override int Peek() => _at < beginning.Length ? beginning[_at] : rest.Peek();

    /// <inheritdoc/>
    public override int Read() => _at < beginning.Length ? beginning[_at++] : rest.Read();

    /// <inheritdoc/>
    public override int Read(char[] buffer, int index, int count)
    {
        int kept = Math.Min(count, beginning.Length - _at);
        if (kept == 0)
        {
            return rest.Read(buffer, index, count);
        }

        beginning.CopyTo(_at, buffer, index, kept);
        _at += kept;
        return kept;
    }
}
