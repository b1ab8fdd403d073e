using Carousel.Inspection.Equations;
using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Inspection;

/// <summary>What is known of the cells for looking inside.</summary>
internal static class InspectedCell
{
    /// <summary>The equations with a layer's weights; null for a variant that has none here.</summary>
    public static CellTable<Func<RecurrentLayer, RecurrentEquations?>> Equations { get; } = new(
        "The equations and gates of",
        (LstmDescription.Cell, layer => LstmEquations.Of((Lstm)layer)),
        (GruDescription.Cell, layer => new GruEquations(EquationWeights.Of(layer))),
        (ElmanDescription.Cell, layer => new ElmanEquations(EquationWeights.Of(layer))),
        (MinGruDescription.Cell, layer => new MinGruEquations(EquationWeights.Of(layer))),
        (MinLstmDescription.Cell, layer => new MinLstmEquations(EquationWeights.Of(layer))),
        (SlstmDescription.Cell, layer => new SlstmEquations(
            EquationWeights.Of(layer), layer is ScanLayer<SlstmCell<ExponentialForget>>)),
        (MlstmDescription.Cell, layer => new MlstmEquations(
            EquationWeights.Of(layer), layer is MatrixLayer<MlstmCell<ExponentialForget>>)),
        (DeltaDescription.Cell, layer => new DeltaEquations(
            EquationWeights.Of(layer), layer is MatrixLayer<DeltaCell<GatedDecay>>)));

    /// <summary>Requires that all recurrent layers of a network can be traced.</summary>
    /// <param name="network">A layer and all inside.</param>
    /// <exception cref="NotSupportedException">A cell is not known here.</exception>
    public static void RequireKnown(Layer network)
    {
        if (network is RecurrentLayer layer)
        {
            _ = Equations[layer.Cell];
        }

        foreach (Layer inner in network.Layers)
        {
            RequireKnown(inner);
        }
    }
}
