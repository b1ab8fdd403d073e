namespace Carousel.Genomes;

/// <summary>The coding part of a gene: one run of bases, or several where it is spliced.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Parts">Its runs in ascending order, on the forward strand's count.</param>
/// <param name="IsReverse">Whether it is on the reverse strand.</param>
internal sealed record CodingGene(string Name, IReadOnlyList<NucleotideSpan> Parts, bool IsReverse)
{
    /// <summary>How sure a finder is of it, higher is surer; NaN where it is known.</summary>
    public double Score { get; init; } = double.NaN;

    /// <summary>How many of its first bases belong to a codon that begins before it: 0, 1 or 2.</summary>
    public int Phase { get; init; }

    /// <summary>Its first base on the forward strand's count, from 0.</summary>
    public int Start => Parts[0].Start;

    /// <summary>The base after its last on the forward strand's count.</summary>
    public int End => Parts[^1].End;

    /// <summary>How many bases it codes with.</summary>
    public int CodingLength => Parts.Sum(p => p.Length);

    /// <summary>
    /// The place of the last base of its stop codon in the direction of its strand: what exact stops are compared by.
    /// </summary>
    public int StopPlace => IsReverse ? Start : End - 1;

    /// <summary>Its stop with its strand: genes with the same one count once.</summary>
    internal (int Place, bool IsReverse) Stop => (StopPlace, IsReverse);

    /// <summary>The place of the first base of its start codon.</summary>
    public int StartPlace => IsReverse ? End - 1 : Start;

    /// <summary>The gene some bases further on.</summary>
    /// <param name="bases">How many.</param>
    /// <returns>The gene.</returns>
    public CodingGene Moved(int bases) => this with { Parts = [.. Parts.Select(p => p.Moved(bases))] };

    /// <summary>Its bases in the order of translation.</summary>
    /// <returns>Places from 0 on the forward strand's count.</returns>
    public IEnumerable<int> Places()
    {
        IEnumerable<int> ascending = Parts.SelectMany(p => Enumerable.Range(p.Start, p.Length));
        return IsReverse ? ascending.Reverse() : ascending;
    }
}
