namespace Carousel.Genomes;

/// <summary>A sequence of bases with its name.</summary>
/// <param name="Name">The first word of its header.</param>
/// <param name="Bases">[T], see <see cref="Genomes.Bases"/>.</param>
internal sealed record GenomeSequence(string Name, byte[] Bases)
{
    /// <summary>
    /// How many bases were written in small letters, which mark repeats (soft-masked): they are read as any other.
    /// </summary>
    public int Masked { get; init; }

    /// <summary>T.</summary>
    public int Length => Bases.Length;

    /// <summary>How many bases are not known.</summary>
    public int Unknown => Bases.Count(b => b == Genomes.Bases.Unknown);
}
