namespace Carousel.Genomes;

/// <summary>A run of bases.</summary>
/// <param name="Start">Its first base, from 0.</param>
/// <param name="End">The base after its last.</param>
internal readonly record struct NucleotideSpan(int Start, int End)
{
    /// <summary>How many bases.</summary>
    public int Length => End - Start;

    /// <summary>The run some bases further on.</summary>
    /// <param name="bases">How many.</param>
    /// <returns>The run.</returns>
    public NucleotideSpan Moved(int bases) => new(Start + bases, End + bases);

    /// <summary>Which of the bases of a sequence are in one of some runs.</summary>
    /// <param name="spans">The runs.</param>
    /// <param name="length">Bases of the sequence.</param>
    internal static bool[] Cover(IEnumerable<NucleotideSpan> spans, int length)
    {
        var covered = new bool[length];
        foreach (NucleotideSpan span in spans)
        {
            span.Of(covered).Fill(true);
        }

        return covered;
    }

    /// <summary>Its part of values, one for each base of a sequence.</summary>
    /// <typeparam name="T">The values.</typeparam>
    /// <param name="values">[T].</param>
    /// <returns>The values themselves, no copy.</returns>
    internal Span<T> Of<T>(T[] values) => values.AsSpan(Start, Length);
}
