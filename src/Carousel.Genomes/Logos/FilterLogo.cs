namespace Carousel.Genomes.Logos;

/// <summary>What a filter of a convolution looks for: the bases of the windows that excite it most.</summary>
/// <param name="Filter">Which filter, from 0.</param>
/// <param name="Windows">How many windows.</param>
/// <param name="Shares">[width, 4], the share of each base at each place.</param>
/// <param name="Background">[4], the share of each base in the sequence.</param>
/// <remarks>
/// Schneider and Stephens 1990 (sequence logos); Alipanahi and others 2015 (logos of filters). Information against the
/// background: Σ p·log2(p / q).
/// </remarks>
internal sealed record FilterLogo(
    int Filter, int Windows, IReadOnlyList<double> Shares, IReadOnlyList<double> Background)
{
    /// <summary>How many bases it sees.</summary>
    public int Width => Shares.Count / Bases.Count;

    /// <summary>[width], bits of each place.</summary>
    public IReadOnlyList<double> Information => [.. Enumerable.Range(0, Width).Select(BitsAt)];

    /// <summary>[width, 4], the height of each base in a logo: its share times the bits of the place.</summary>
    public IReadOnlyList<double> Heights =>
        [.. Shares.Select((share, i) => share * Math.Max(0, BitsAt(i / Bases.Count)))];

    /// <summary>How well a word fits where it fits best: Σ log2(p / q) of its bases, in bits.</summary>
    /// <param name="word">Bases.</param>
    /// <returns>The largest over all places; −∞ where the word is longer than the filter.</returns>
    public double Match(ReadOnlySpan<byte> word)
    {
        double best = double.NegativeInfinity;
        for (int first = 0; first + word.Length <= Width; first++)
        {
            double sum = 0;
            for (int k = 0; k < word.Length; k++)
            {
                sum += Math.Log2(Shares[((first + k) * Bases.Count) + word[k]] / Background[word[k]]);
            }

            best = Math.Max(best, sum);
        }

        return best;
    }

    private double BitsAt(int place)
    {
        double bits = 0;
        for (int b = 0; b < Bases.Count; b++)
        {
            double share = Shares[(place * Bases.Count) + b];
            bits += share > 0 ? share * Math.Log2(share / Background[b]) : 0;
        }

        return bits;
    }
}
