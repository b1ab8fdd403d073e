using Carousel.Layers;

namespace Carousel.Interchange.Networks;

/// <summary>
/// A recurrent cell without variants, with a state that travels from step to step and begins at 0. Rows of its matrices
/// are ordered by gate, then by unit.
/// </summary>
/// <param name="Name">As of any stage.</param>
/// <param name="Cell">Which cell.</param>
/// <param name="W">[G·H, I].</param>
/// <param name="R">[G·H, H].</param>
/// <param name="Bias">[G·H].</param>
/// <param name="Units">H.</param>
internal sealed record RecurrentStage(
    string Name, RecurrentCell Cell, WeightMatrix W, WeightMatrix R, float[] Bias, int Units)
    : Stage(Name, W.Columns, Units)
{
    /// <summary>
    /// q [H], the bias inside a reset after the recurrent product; null for a cell or a layer without.
    /// </summary>
    public float[]? ResetBias { get; init; }

    /// <summary>H: units.</summary>
    public int HiddenSize => OutputSize;

    /// <summary>Number of state values other than h.</summary>
    public int RestSize => (Cell.States.Count - 1) * HiddenSize;
}
