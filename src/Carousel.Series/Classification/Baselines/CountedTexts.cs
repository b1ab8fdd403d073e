namespace Carousel.Classification;

/// <summary>Texts as the parts that enough of them have.</summary>
/// <param name="Parts">The numbers of the parts, rising.</param>
/// <param name="Rows">[n]: for each text the places of its parts in <paramref name="Parts"/>, rising; ~place of a
/// negated part.</param>
/// <param name="Classes">[n].</param>
internal sealed record CountedTexts(int[] Parts, int[][] Rows, int[] Classes)
{
    /// <summary>Counts.</summary>
    /// <param name="texts">[n]: the parts of each text.</param>
    /// <param name="classes">[n].</param>
    /// <param name="least">In how many texts a part must be.</param>
    public static CountedTexts Of(IReadOnlyList<int[]> texts, int[] classes, int least)
    {
        var counts = texts.SelectMany(t => t).CountBy(TextParts.Bare).ToDictionary();

        // Without common parts all parts are kept; they separate the texts.
        least = counts.Values.Any(count => count >= least) ? least : 1;
        int[] parts = [.. counts.Where(c => c.Value >= least).Select(c => c.Key).Order()];
        return new CountedTexts(parts, [.. texts.Select(t => Places(parts, t))], classes);
    }

    /// <summary>The indices of the known parts of a text; ~index of a negated one.</summary>
    /// <param name="parts">The known parts, rising.</param>
    /// <param name="text">The parts of the text, rising.</param>
    public static int[] Places(int[] parts, int[] text) =>
    [
        .. text.Select(part => (Part: part, Place: Array.BinarySearch(parts, TextParts.Bare(part))))
            .Where(p => p.Place >= 0).Select(p => p.Part < 0 ? ~p.Place : p.Place),
    ];

    /// <summary>
    /// ln (p / |p|) / (q / |q|) of each part: p counts the texts of a class that have it, q the others; a negated
    /// part is counted as one of the other side. One is added to every count.
    /// </summary>
    /// <param name="one">The class.</param>
    public double[] LogRatios(int one)
    {
        double[] p = new double[Parts.Length], q = new double[Parts.Length];
        Array.Fill(p, 1);
        Array.Fill(q, 1);
        for (int row = 0; row < Rows.Length; row++)
        {
            foreach (int place in Rows[row])
            {
                ((Classes[row] == one) == (place >= 0) ? p : q)[TextParts.Bare(place)]++;
            }
        }

        double offset = Math.Log(q.Sum() / p.Sum());
        return [.. p.Zip(q, (own, others) => Math.Log(own / others) + offset)];
    }
}
