namespace Carousel.Tasks.Genomes;

/// <summary>A run of bases.</summary>
/// <param name="Start">Its first base, from 0.</param>
/// <param name="End">The base after its last.</param>
public readonly record struct BaseSpan(int Start, int End)
{
    /// <summary>How many bases.</summary>
    public int Length => End - Start;
}
