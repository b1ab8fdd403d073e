namespace Carousel.Genomes.Genes;

/// <summary>
/// An open reading frame: a stop codon, and all places before it at which a gene that ends there may begin.
/// </summary>
/// <param name="Stop">The first base of the stop codon, counted on the strand that is read.</param>
/// <param name="Starts">First bases of start codons in the frame after the stop codon before it, ascending.</param>
internal sealed record ReadingFrame(int Stop, IReadOnlyList<int> Starts)
{
    /// <summary>The base after the stop codon.</summary>
    public int End => Stop + Codons.Length;

    /// <summary>
    /// All frames of a strand with a start codon; a frame without a stop codon before the end is left out.
    /// </summary>
    /// <param name="bases">The strand in its direction.</param>
    /// <param name="shortest">Bases from the first start codon to the end of the stop codon, at least.</param>
    public static IEnumerable<ReadingFrame> All(byte[] bases, int shortest)
    {
        for (int phase = 0; phase < Codons.Length; phase++)
        {
            var starts = new List<int>();
            for (int t = phase; t + Codons.Length <= bases.Length; t += Codons.Length)
            {
                if (Codons.IsStop(bases, t))
                {
                    if (starts.Count > 0 && t + Codons.Length - starts[0] >= shortest)
                    {
                        yield return new ReadingFrame(t, [.. starts]);
                    }

                    starts.Clear();
                }
                else if (Codons.IsStart(bases, t))
                {
                    starts.Add(t);
                }
            }
        }
    }
}
