namespace Carousel.Translation;

/// <summary>A line that a translator is looked at over.</summary>
/// <param name="source">Its pieces, the end behind them.</param>
/// <param name="reference">Pieces of its translation as the data have it, the end behind them; empty where they have
/// none.</param>
/// <param name="translate">Pieces of what the model writes, the end behind them.</param>
internal sealed class InspectedLine(int[] source, int[] reference, Func<int[]> translate)
{
    private int[]? _written;

    /// <summary>Its pieces, the end behind them.</summary>
    public int[] Source => source;

    /// <summary>
    /// Pieces of its translation as the data have it, the end behind them; empty where they have none.
    /// </summary>
    public int[] Reference => reference;

    /// <summary>Pieces of what the model writes, the end behind them; searched for when they are asked for.</summary>
    public int[] Written => _written ??= translate();
}
