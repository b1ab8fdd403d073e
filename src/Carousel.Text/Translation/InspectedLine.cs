namespace Carousel.Translation;

/// <summary>A line for the inspection of a translator.</summary>
/// <param name="source">Its tokens, followed by the end symbol.</param>
/// <param name="reference">Tokens of its translation in the data, followed by the end symbol; empty if they have
/// none.</param>
/// <param name="translate">Tokens that the model writes, followed by the end symbol.</param>
internal sealed class InspectedLine(int[] source, int[] reference, Func<int[]> translate)
{
    private int[]? _written;

    /// <summary>Its tokens, followed by the end symbol.</summary>
    public int[] Source => source;

    /// <summary>
    /// Tokens of its translation in the data, followed by the end symbol; empty if they have none.
    /// </summary>
    public int[] Reference => reference;

    /// <summary>Tokens that the model writes, followed by the end symbol; computed on first use.</summary>
    public int[] Written => _written ??= translate();
}
