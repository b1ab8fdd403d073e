using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Genomes.Genes;

/// <summary>
/// What is counted of genes: their hexamers, what stands around their starts, how far apart they lie.
/// </summary>
internal sealed record GeneStatistics(
    HexamerCounts Hexamers, PlaceCounts Before, PlaceCounts Behind, LinkCounts Links, StartMotif Motif)
{
    /// <summary>The tensor's name.</summary>
    public const string Name = "gene_counts";

    /// <summary>How many numbers the tensor has.</summary>
    public const int Count = HexamerCounts.Count + BeforeCount + BehindCount + LinkCounts.Count;

    private const int BeforeFirst = -20;
    private const int BehindFirst = 3;
    private const int BeforeCount = 2 * 20 * Bases.Count;
    private const int BehindCount = 2 * 12 * Bases.Count;

    /// <summary>Counts the genes of some parts.</summary>
    /// <param name="parts">The parts.</param>
    /// <param name="knowsStarts">Whether it is known where the genes begin; else only codons are counted.</param>
    public static GeneStatistics Of(IEnumerable<GenomePart> parts, bool knowsStarts = true)
    {
        var hexamers = new HexamerCounts();
        var (before, behind) = (new PlaceCounts(BeforeFirst, new double[BeforeCount]),
            new PlaceCounts(BehindFirst, new double[BehindCount]));
        var links = new LinkCounts(new double[LinkCounts.Count]);
        var starts = new List<(byte[], int)>();
        foreach (GenomePart part in parts)
        {
            hexamers.Add(part.Bases, part.Annotation.Genes);
            if (!knowsStarts)
            {
                continue;
            }

            links.Add(part.Annotation.Genes);
            KnownPlaces known = KnownPlaces.Of(part.Annotation);
            foreach (Strand strand in Strand.Both(part.Bases))
            {
                foreach (ReadingFrame frame in ReadingFrame.All(strand.Bases, GeneDecoder.Shortest)
                    .Where(f => known.Stops.Contains((strand.Place(f.End - 1), strand.IsReverse))))
                {
                    foreach (int start in frame.Starts)
                    {
                        bool isTrue = known.Starts.Contains((strand.Place(start), strand.IsReverse));
                        before.Add(strand.Bases, start, isTrue);
                        behind.Add(strand.Bases, start, isTrue);
                        if (isTrue)
                        {
                            starts.Add((strand.Bases, start));
                        }
                    }
                }
            }
        }

        return new GeneStatistics(hexamers, before, behind, links, StartMotif.Find(starts));
    }

    /// <summary>As a model's file holds them.</summary>
    /// <param name="numbers">[<see cref="Count"/>].</param>
    /// <param name="motif">The site.</param>
    public static GeneStatistics Of(float[] numbers, StartMotif motif)
    {
        int at = 0;
        return new GeneStatistics(
            new HexamerCounts(Next(HexamerCounts.Count)), new PlaceCounts(BeforeFirst, Next(BeforeCount)),
            new PlaceCounts(BehindFirst, Next(BehindCount)), new LinkCounts(Next(LinkCounts.Count)), motif);

        double[] Next(int count)
        {
            at += count;
            return [.. numbers[(at - count)..at].Select(n => (double)n)];
        }
    }

    /// <summary>The tensor of a model's file, without the site: a float is exact for counts below 2²⁴.</summary>
    public StoredTensor ToTensor()
    {
        double[] all = [.. Hexamers.Counts, .. Before.Counts, .. Behind.Counts, .. Links.Counts];
        return new StoredTensor(Name, new Shape(all.Length), all.Select(n => (float)n).ToArray());
    }
}
