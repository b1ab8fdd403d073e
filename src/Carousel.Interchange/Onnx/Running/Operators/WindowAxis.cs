namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>Where windows lie along one axis.</summary>
/// <param name="Length">Places of the axis.</param>
/// <param name="Size">Places of a window.</param>
/// <param name="Before">Places of padding before the first.</param>
/// <param name="Count">How many windows there are.</param>
/// <param name="Stride">Places between windows.</param>
/// <param name="Dilation">Places between those of a window.</param>
/// <param name="Padded">Places with the padding before and behind.</param>
internal readonly record struct WindowAxis(
    int Length, int Size, int Before, int Count, int Stride, int Dilation, long Padded)
{
    /// <summary>An axis that is not there: one window on one place.</summary>
    public static WindowAxis None { get; } = new(1, 1, 0, 1, 1, 1, 1);

    /// <summary>Which place of the axis a place of a window is; −1 in the padding.</summary>
    public int Place(int window, int place)
    {
        long at = ((long)window * Stride) + ((long)place * Dilation) - Before;
        return at >= 0 && at < Length ? (int)at : -1;
    }

    /// <summary>
    /// How many places of a window lie on the axis or in its padding: the last window reaches beyond both where counts
    /// are rounded up.
    /// </summary>
    public int Inside(int window)
    {
        long room = Padded - ((long)window * Stride);
        return room <= 0 ? 0 : (int)Math.Min(Size, ((room - 1) / Dilation) + 1);
    }
}
