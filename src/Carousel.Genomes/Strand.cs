namespace Carousel.Genomes;

/// <summary>One strand of a sequence, read in its direction.</summary>
/// <param name="Bases">[T], in that direction.</param>
/// <param name="IsReverse">Whether it is the reverse one.</param>
internal sealed record Strand(byte[] Bases, bool IsReverse)
{
    /// <summary>Both strands, the forward one first.</summary>
    public static IEnumerable<Strand> Both(byte[] bases) =>
        [new Strand(bases, false), new Strand(Genomes.Bases.ReverseComplement(bases), true)];

    /// <summary>A place of the strand on the forward strand's count; a place of that on this one's.</summary>
    public int Place(int place) => IsReverse ? Bases.Length - 1 - place : place;

    /// <summary>A run of the strand on the forward strand's count.</summary>
    /// <param name="start">The first base on the strand's count.</param>
    /// <param name="end">The base after the last.</param>
    public NucleotideSpan Span(int start, int end) =>
        IsReverse ? new NucleotideSpan(Bases.Length - end, Bases.Length - start) : new NucleotideSpan(start, end);

    /// <summary>Runs of the strand on the forward strand's count, in its order.</summary>
    public IReadOnlyList<NucleotideSpan> Ascending(IEnumerable<NucleotideSpan> spans) =>
        [.. spans.Select(s => Span(s.Start, s.End)).OrderBy(s => s.Start)];
}
