namespace Carousel.Inspection.Equations;

/// <summary>One step of a layer in double precision, with everything its way back needs.</summary>
internal sealed class CellStep
{
    /// <summary>[I].</summary>
    public required double[] Input { get; init; }

    /// <summary>[S], the state before the step.</summary>
    public required double[] Before { get; init; }

    /// <summary>[S], the state after the step.</summary>
    public required double[] After { get; init; }

    /// <summary>[O].</summary>
    public required double[] Output { get; init; }

    /// <summary>
    /// Gates and candidates after their nonlinearity, in the order of the layer's gates; empty for a layer without.
    /// </summary>
    public double[] Gates { get; init; } = [];

    /// <summary>
    /// [H], the share of its state that a unit keeps by its gate: the values of the cell's keeping gate; empty for a
    /// layer without such a gate.
    /// </summary>
    public double[] Kept { get; init; } = [];

    /// <summary>The steps of the layers inside.</summary>
    public IReadOnlyList<CellStep> Inner { get; init; } = [];
}
