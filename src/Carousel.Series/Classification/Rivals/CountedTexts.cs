namespace Carousel.Classification.Rivals;

/// <summary>Texts as the parts that more than one of them has.</summary>
/// <param name="Parts">The numbers of the parts, rising.</param>
/// <param name="Rows">[n]: for each text the places of its parts in <paramref name="Parts"/>, rising.</param>
/// <param name="Classes">[n].</param>
internal sealed record CountedTexts(int[] Parts, int[][] Rows, int[] Classes)
{
    /// <summary>With fewer texts a part that only one has is counted too.</summary>
    private const int ManyTexts = 500;

    /// <summary>Counts.</summary>
    /// <param name="texts">[n]: the parts of each text.</param>
    /// <param name="classes">[n].</param>
    public static CountedTexts Of(IReadOnlyList<int[]> texts, int[] classes)
    {
        int least = texts.Count < ManyTexts ? 1 : 2;
        var counts = new Dictionary<int, int>();
        foreach (int part in texts.SelectMany(t => t))
        {
            counts[part] = counts.GetValueOrDefault(part) + 1;
        }

        int[] parts = [.. counts.Where(c => c.Value >= least).Select(c => c.Key).Order()];
        return new CountedTexts(parts, [.. texts.Select(t => Places(parts, t))], classes);
    }

    /// <summary>The places of what a text has of known parts.</summary>
    /// <param name="parts">The known parts, rising.</param>
    /// <param name="text">The parts of the text, rising.</param>
    public static int[] Places(int[] parts, int[] text) =>
        [.. text.Select(part => Array.BinarySearch(parts, part)).Where(place => place >= 0)];

    /// <summary>
    /// ln (p / |p|) / (q / |q|) of each part: p counts the texts of a class that have it, q the others; one is added to
    /// every count.
    /// </summary>
    /// <param name="one">The class.</param>
    public double[] LogRatios(int one)
    {
        double[] p = new double[Parts.Length], q = new double[Parts.Length];
        Array.Fill(p, 1);
        Array.Fill(q, 1);
        for (int row = 0; row < Rows.Length; row++)
        {
            double[] to = Classes[row] == one ? p : q;
            foreach (int place in Rows[row])
            {
                to[place]++;
            }
        }

        double offset = Math.Log(q.Sum() / p.Sum());
        return [.. p.Zip(q, (own, others) => Math.Log(own / others) + offset)];
    }
}
