using Carousel.Autograd;
using Carousel.Kernels;

namespace Carousel.Layers;

/// <summary>The delta rule in the table of cells.</summary>
internal static class DeltaDescription
{
    /// <summary>Where the bias of a decay begins above the layer's forget gates: at 4 for 1, so that 0.982 is kept.
    /// </summary>
    private const float Decay = 3;

    public static RecurrentCell Cell { get; } = new(
        "a", "delta rule", "delta", [.. MatrixGates.Wide, new("β", "rate")],
        settings => settings.Options.Decays
            ? new MatrixLayer<DeltaCell<GatedDecay>>(
                Cell!, settings, (0, 0), (settings.ForgetBias + Decay, settings.ForgetBias + Decay))
            : new MatrixLayer<DeltaCell<NoDecay>>(Cell!, settings, (0, 0)))
    {
        Parameters = typeof(MatrixParameters<DeltaCell<NoDecay>>),
        Variant = typeof(MatrixParameters<DeltaCell<GatedDecay>>),
        States = ["h", "S"],
        HasRecurrentWeights = false,
        HasDecayChoice = true,
        MatrixHeads = MatrixGates.Heads,
        HeadGates = 1,
        IsClaimed = false,
    };
}
