using Carousel.Cells;

namespace Carousel.Interchange.Networks;

/// <summary>
/// A recurrent cell without variants, with a state that travels from step to step and begins at 0. Rows of its matrices
/// go by gate, then by unit.
/// </summary>
/// <param name="Name">As of any stage.</param>
/// <param name="Cell">Which cell.</param>
/// <param name="W">[G·H, I].</param>
/// <param name="R">[G·H, H], or [G·H, units of a head]; null for a cell whose gates ask the input alone.</param>
/// <param name="Bias">[G·H].</param>
internal sealed record RecurrentStage(string Name, RecurrentCell Cell, WeightMatrix W, WeightMatrix? R, float[] Bias)
    : Stage(Name, W.Columns, Bias.Length / Cell.GateCount)
{
    /// <summary>
    /// q [H], the bias inside a reset after the recurrent product; null for a cell or a layer without.
    /// </summary>
    public float[]? ResetBias { get; init; }

    /// <summary>Whether the forget gate of a cell that has the choice is an exponential.</summary>
    public bool ExponentialForget { get; init; }

    /// <summary>H: units.</summary>
    public int HiddenSize => OutputSize;

    /// <summary>Numbers that are held beside h.</summary>
    public int RestSize => (Cell.States.Count - 1) * HiddenSize;

    /// <summary>G: blocks of rows.</summary>
    public int Gates => Cell.GateCount;
}
