using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Interchange.Networks;

/// <summary>
/// A recurrent cell without variants, with a state that travels from step to step and begins at 0. Rows of its matrices
/// are ordered by gate, then by unit; after them come those of gates of a head, by gate, then by head.
/// </summary>
/// <param name="Name">As of any stage.</param>
/// <param name="Cell">Which cell.</param>
/// <param name="W">[G·H, I].</param>
/// <param name="R">[G·H, H], or [G·H, units of a head]; null for a cell whose gates depend only on the input.</param>
/// <param name="Bias">[G·H].</param>
/// <param name="Units">H.</param>
internal sealed record RecurrentStage(
    string Name, RecurrentCell Cell, WeightMatrix W, WeightMatrix? R, float[] Bias, int Units)
    : Stage(Name, W.Columns, Units)
{
    /// <summary>
    /// q [H], the bias inside a reset after the recurrent product; null for a cell or a layer without.
    /// </summary>
    public float[]? ResetBias { get; init; }

    /// <summary>Whether the forget gate of a cell that has the choice is an exponential.</summary>
    public bool ExponentialForget { get; init; }

    /// <summary>Heads that hold a matrix each; 0 for a layer without.</summary>
    public int Heads { get; init; }

    /// <summary>Gates of one value a head.</summary>
    public int HeadGates => Heads == 0 ? 0 : (Bias.Length - (MatrixSize.Wide * HiddenSize)) / Heads;

    /// <summary>H: units.</summary>
    public int HiddenSize => OutputSize;

    /// <summary>Number of state values other than h.</summary>
    public int RestSize => Cell.StateSizes(HiddenSize, Heads).Skip(1).Sum();
}
