namespace Carousel.Genomes.Genes;

/// <summary>
/// Which bases stand around the start codons of genes or the ends of introns, and around other places like them.
/// </summary>
/// <param name="from">The first place, counted from the first base of the start codon, of the intron or
/// after it.</param>
/// <param name="counts">[2, places, 4]: of true places, then of others.</param>
internal sealed class PlaceCounts(int from, double[] counts)
{
    // The weight of the expected shares, in bases.
    private const double Trust = 4;

    // Bases at a place, if only their shares are known.
    private const double Known = 1e6;

    private readonly int _numbers = counts.Length / 2;

    /// <summary>[2, places, 4].</summary>
    public double[] Counts => counts;

    /// <summary>Counts the places around a start codon, unless one is beyond an end.</summary>
    /// <param name="strand">The strand in its direction.</param>
    /// <param name="start">The first base of the start codon.</param>
    /// <param name="isTrue">Whether a gene begins there.</param>
    public void Add(byte[] strand, int start, bool isTrue)
    {
        int places = _numbers / Bases.Count;
        for (int k = 0; start + from >= 0 && start + from + places <= strand.Length && k < places; k++)
        {
            byte read = strand[start + from + k];
            if (read != Bases.Unknown)
            {
                counts[(isTrue ? 0 : _numbers) + (k * Bases.Count) + read]++;
            }
        }
    }

    /// <summary>Replaces the other starts by the bases that are expected before and after a place.</summary>
    /// <param name="before">How many of the places are before it.</param>
    /// <param name="first">[4]: how often each base is expected before it.</param>
    /// <param name="second">[4]: the same after it.</param>
    public void Expect(int before, double[] first, double[] second)
    {
        for (int at = 0; at < _numbers; at++)
        {
            double[] own = at < before * Bases.Count ? first : second;

            // A model file stores floats.
            counts[_numbers + at] = (float)(Known * own[at % Bases.Count] / Math.Max(1, own.Sum()));
        }
    }

    /// <summary>ln p(base | a true start) − ln p(base | another) of each place.</summary>
    /// <returns>[places, 4].</returns>
    public double[] ToOdds()
    {
        var odds = new double[_numbers];
        for (int at = 0; at < _numbers; at++)
        {
            int place = at - (at % Bases.Count);
            double other = Share(_numbers + at, _numbers + place, 1.0 / Bases.Count);
            odds[at] = Math.Log(Share(at, place, other)) - Math.Log(other);
        }

        return odds;
    }

    /// <summary>The sum of the odds around a start codon.</summary>
    /// <param name="odds">See <see cref="ToOdds"/>.</param>
    /// <param name="strand">The strand in its direction.</param>
    /// <param name="start">The first base of the start codon.</param>
    public double Sum(double[] odds, byte[] strand, int start)
    {
        double sum = 0;
        for (int k = 0; k < odds.Length / Bases.Count; k++)
        {
            int t = start + from + k;
            sum += t < 0 || t >= strand.Length || strand[t] == Bases.Unknown
                ? 0 : odds[(k * Bases.Count) + strand[t]];
        }

        return sum;
    }

    private double Share(int at, int place, double expected) =>
        (counts[at] + (Trust * expected)) / (counts.AsSpan(place, Bases.Count).ToArray().Sum() + Trust);
}
