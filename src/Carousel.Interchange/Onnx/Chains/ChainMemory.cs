namespace Carousel.Interchange.Onnx;

/// <summary>Counts the bytes that are made of a model, without the content of its file.</summary>
/// <param name="most">Bytes that may be made in all.</param>
internal sealed class ChainMemory(long most)
{
    private long _used;

    /// <summary>Bytes that may be made in all.</summary>
    public long Most => most;

    /// <summary>Counts bytes before they are made.</summary>
    /// <returns>False if they would be too many.</returns>
    public bool TryTake(long bytes)
    {
        if (bytes > most - _used)
        {
            return false;
        }

        _used += bytes;
        return true;
    }
}
