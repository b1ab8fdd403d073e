namespace Carousel.Report;

/// <summary>
/// Sequence logos side by side, on one scale of bits: at each place letters on top of each other, the commonest
/// highest, each as high as its share of the place's information.
/// </summary>
/// <param name="Title">What is shown.</param>
/// <param name="Logos">The logos in order, one at least.</param>
/// <remarks>Schneider and Stephens 1990.</remarks>
internal sealed record SequenceLogos(string Title, IReadOnlyList<SequenceLogo> Logos) : Block
{
    /// <summary>What a reader has to know. Empty for nothing.</summary>
    public string Caption { get; init; } = "";
}

/// <summary>A sequence logo of the bases A, C, G and T.</summary>
/// <param name="Caption">What it is of.</param>
/// <param name="Bits">[places, 4], the height of each base at each place, in the order A, C, G, T: its share times the
/// information of the place. 0 or more.</param>
internal sealed record SequenceLogo(string Caption, IReadOnlyList<double> Bits)
{
    /// <summary>The number of the first place.</summary>
    public int First { get; init; } = 1;
}
