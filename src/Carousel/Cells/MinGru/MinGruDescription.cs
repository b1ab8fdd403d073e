using Carousel.Autograd;
using Carousel.Kernels;

namespace Carousel.Layers;

/// <summary>The minGRU in the table of cells.</summary>
internal static class MinGruDescription
{
    public static RecurrentCell Cell { get; } = new(
        "a", "minGRU", "mingru",
        [new("z", "update gate"), new("g", "candidate")],
        settings => new ScanLayer<MinGruCell>(Cell!, settings))
    {
        Parameters = typeof(ScanParameters<MinGruCell>),
        HasRecurrentWeights = false,
        IsClaimed = false,
    };
}
