namespace Carousel.Genomes.Genes;

/// <summary>The evidence for each base of a strand, as logarithms of odds against a base outside of genes.</summary>
/// <param name="length">T.</param>
internal sealed class SpliceScores(int length)
{
    /// <summary>The column of an intron, after those of the three places of a codon.</summary>
    public const int Intron = 3;

    /// <summary>The column of a gene's first base.</summary>
    public const int Start = 4;

    /// <summary>The column of a gene's last base.</summary>
    public const int Stop = 5;

    /// <summary>The column of an intron's first base.</summary>
    public const int Donor = 6;

    /// <summary>The column of the first base after an intron.</summary>
    public const int Acceptor = 7;

    private const int Columns = 8;

    private readonly float[] _values = new float[length * Columns];

    /// <summary>The evidence of one kind for a base.</summary>
    /// <param name="t">The base.</param>
    /// <param name="column">The kind: 0 to 2 for the places of a codon, or one of the constants.</param>
    public float this[int t, int column]
    {
        get => _values[(t * Columns) + column];
        set => _values[(t * Columns) + column] = value;
    }

    /// <summary>The sum with other evidence.</summary>
    /// <param name="other">The other evidence.</param>
    /// <param name="share">Its weight.</param>
    public SpliceScores Plus(SpliceScores other, double share)
    {
        var sum = new SpliceScores(length);
        for (int at = 0; at < _values.Length; at++)
        {
            sum._values[at] = _values[at] + (float)(share * other._values[at]);
        }

        return sum;
    }
}
