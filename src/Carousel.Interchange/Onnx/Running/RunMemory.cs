namespace Carousel.Interchange.Onnx.Running;

/// <summary>Counts the bytes of the values of a run, and refuses what would be too much before it is taken.</summary>
/// <param name="most">Bytes that may be in use at once.</param>
internal sealed class RunMemory(long most)
{
    /// <summary>Bytes that may be in use at once.</summary>
    public long Most => most;

    /// <summary>Bytes in use.</summary>
    public long Used { get; set; }

    /// <summary>Takes bytes.</summary>
    /// <returns>False where they would be too many.</returns>
    public bool TryTake(long bytes)
    {
        if (bytes > most - Used)
        {
            return false;
        }

        Used += bytes;
        return true;
    }
}
