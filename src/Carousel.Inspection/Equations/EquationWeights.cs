using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Inspection.Equations;

/// <summary>The parameters of a cell in double precision; rows by gate, then by unit, then those of heads.</summary>
/// <param name="Units">H.</param>
/// <param name="W">[rows, I].</param>
/// <param name="R">[rows, units of a head], a row for the units of the same head; empty for a cell without.</param>
/// <param name="B">[rows].</param>
internal sealed record EquationWeights(int Units, double[] W, double[] R, double[] B)
{
    /// <summary>I.</summary>
    public int Inputs => W.Length / B.Length;

    /// <summary>Heads that hold a matrix each.</summary>
    public int Heads { get; init; }

    /// <summary>[H], the bias inside a reset gate; null if the cell has no such bias.</summary>
    public double[]? Q { get; init; }

    /// <summary>[3, H], rows i, f, o; null for none.</summary>
    public double[]? Peepholes { get; init; }

    /// <summary>Those of a layer.</summary>
    /// <param name="layer">A built layer.</param>
    public static EquationWeights Of(RecurrentLayer layer) =>
        new(
            layer.OutputSize, Values(layer.W)!, layer.Cell.HasRecurrentWeights ? Values(layer.R)! : [],
            Values(layer.B)!)
        {
            Heads = layer.Heads,
            Q = Values(layer.Q),
            Peepholes = Values((layer as Lstm)?.Peepholes),
        };

    private static double[]? Values(Parameter? parameter) =>
        parameter is null ? null : [.. parameter.Value.ToArray().Select(v => (double)v)];
}
