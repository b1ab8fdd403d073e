namespace Carousel.Jobs.Decoding;

/// <summary>A hypothesis up to its last symbol.</summary>
/// <param name="Parent">The hypothesis without the last symbol; null at the beginning.</param>
/// <param name="Symbol">The last symbol; −1 at the beginning.</param>
/// <param name="Row">The row of the decoder's last step from which it continues; −1 at the beginning.</param>
/// <param name="LogProbability">ln p of all symbols.</param>
/// <param name="Length">How many symbols.</param>
/// <param name="Attention">Where the decoder looked when it wrote the last symbol.</param>
internal sealed record BeamNode(
    BeamNode? Parent, int Symbol, int Row, double LogProbability, int Length, float[] Attention)
{
    /// <summary>Where every hypothesis begins.</summary>
    public static BeamNode Start { get; } = new(null, -1, -1, 0, 0, []);

    /// <summary>One symbol more.</summary>
    public BeamNode With(int symbol, int row, double logProbability, float[] attention) =>
        new(this, symbol, row, logProbability, Length + 1, attention);

    /// <summary>The symbols from the first to the last, and where the decoder looked at each.</summary>
    public (int[] Symbols, float[][] Attention) Written()
    {
        var (symbols, attention) = (new int[Length], new float[Length][]);
        for (BeamNode node = this; node.Parent is not null; node = node.Parent)
        {
            (symbols[node.Length - 1], attention[node.Length - 1]) = (node.Symbol, node.Attention);
        }

        return (symbols, attention);
    }
}
