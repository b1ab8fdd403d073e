namespace Carousel.Genomes.Reading;

/// <summary>Writes genes as GFF3: a line of type CDS for each run of bases, those of a gene with one ID.</summary>
internal static class GffText
{
    /// <summary>The first lines.</summary>
    /// <param name="output">Takes them.</param>
    /// <param name="sequences">The sequences that the genes are of.</param>
    public static void WriteHeader(TextWriter output, IReadOnlyList<GenomeSequence> sequences)
    {
        output.Write("##gff-version 3\n");
        foreach (GenomeSequence sequence in sequences)
        {
            output.Write(Invariant.Of($"##sequence-region {sequence.Name} 1 {sequence.Length}\n"));
        }
    }

    /// <summary>One gene.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="sequence">The name of its sequence.</param>
    /// <param name="gene">The gene.</param>
    /// <remarks>
    /// The phase of a part is how many of its first bases, in the direction of its strand, end the codon of the part
    /// before.
    /// </remarks>
    public static void Write(TextWriter output, string sequence, CodingGene gene)
    {
        var phases = new int[gene.Parts.Count];
        int phase = gene.Phase;
        for (int k = 0; k < phases.Length; k++)
        {
            int part = gene.IsReverse ? phases.Length - 1 - k : k;
            phases[part] = phase;
            phase = (3 - ((gene.Parts[part].Length - phase) % 3)) % 3;
        }

        string score = double.IsFinite(gene.Score) ? Invariant.Of($"{gene.Score:0.00}") : ".";
        for (int part = 0; part < phases.Length; part++)
        {
            NucleotideSpan span = gene.Parts[part];
            output.Write(Invariant.Of(
                $"{sequence}\tcarousel\tCDS\t{span.Start + 1}\t{span.End}\t{score}\t{(gene.IsReverse ? '-' : '+')}\t"
                + $"{phases[part]}\tID={Escaped(gene.Name)}\n"));
        }
    }

    // What GFF3 gives a meaning in its last column.
    private static string Escaped(string name) =>
        string.Concat(name.Select(
            c => c is ';' or '=' or '&' or ',' or '%' || char.IsControl(c) ? Uri.HexEscape(c) : c.ToString()));
}
