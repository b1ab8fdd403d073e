namespace Carousel.Inspection.Search;

/// <summary>A span of steps that units are looked for.</summary>
/// <param name="Sequence">The number of its sequence, from 0.</param>
/// <param name="First">Its first step, from 0.</param>
/// <param name="Last">Its last step, which belongs to it.</param>
internal sealed record SpanQuery(int Sequence, int First, int Last)
{
    /// <summary>
    /// How large a value counts as active, of every unit; null for a threshold per unit, halfway between the
    /// span's smallest value and the larger neighbouring value.
    /// </summary>
    public double? Threshold { get; init; }

    /// <summary>The share of false discoveries up to which a unit counts as found.</summary>
    public double Level { get; init; } = 0.01;

    /// <summary>How many steps the span has.</summary>
    public int Length => Last - First + 1;
}
