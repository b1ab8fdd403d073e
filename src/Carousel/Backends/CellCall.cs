using Carousel.Data;
using Carousel.Memory;

namespace Carousel.Backends;

/// <summary>What a call over packed sequences works on; no tensor where the cell or the call has none.</summary>
internal struct CellCall
{
    public required RecurrentParameters Parameters { get; init; }

    public required Packing Packing { get; init; }

    /// <summary>Whether steps run from the last to the first.</summary>
    public required bool Reverse { get; init; }

    /// <summary>The packed weights.</summary>
    public HostStorage Panels { get; set; }

    /// <summary>Units to run, where they are fewer than the layer's.</summary>
    public int KeptUnits { get; init; }

    /// <summary>H.</summary>
    public readonly int Units => KeptUnits > 0 ? KeptUnits : Parameters.Units;

    /// <summary>[N, I]; or, where there are starts, [N] numbers of their rows.</summary>
    public Tensor X { get; init; }

    /// <summary>What a step goes on from instead of b + W·x, a row a number.</summary>
    public Tensor Starts { get; init; }

    /// <summary>[B+N, H].</summary>
    public Tensor H { get; init; }

    /// <summary>[KeptRests, RestLength]; or [B, RestLength] where no gates are kept.</summary>
    public Tensor C { get; init; }

    /// <summary>[N, GatesLength].</summary>
    public Tensor Gates { get; init; }

    /// <summary>[B+N, H].</summary>
    public Tensor Dh { get; init; }

    /// <summary>[B, RestLength].</summary>
    public Tensor Dc { get; init; }

    /// <summary>[PanelLength] or [BackwardPanelLength].</summary>
    public readonly ReadOnlySpan<float> PanelValues => Panels.Span(0, Panels.Length);
}

/// <summary>Gradients that a call adds to; no tensor where one is not wanted.</summary>
/// <param name="X">[N, I].</param>
/// <param name="W">As the parameter.</param>
/// <param name="R">As the parameter.</param>
/// <param name="B">As the parameter.</param>
/// <param name="Q">As the parameter.</param>
internal readonly record struct CellGradients(Tensor X, Tensor W, Tensor R, Tensor B, Tensor Q)
{
    /// <summary>Whether any of the parameters' is wanted.</summary>
    public bool HasWeights => !W.IsNone || !R.IsNone || !B.IsNone || !Q.IsNone;
}
