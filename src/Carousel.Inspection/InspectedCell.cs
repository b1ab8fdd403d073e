using Carousel.Inspection.Equations;
using Carousel.Layers;

namespace Carousel.Inspection;

/// <summary>What is known of the cells for looking inside.</summary>
internal static class InspectedCell
{
    /// <summary>The equations with a layer's weights; null where the cell or its variant has none here.</summary>
    public static CellTable<Func<RecurrentLayer, RecurrentEquations?>> Equations { get; } = new(
        "The equations and gates of",
        (LstmDescription.Cell, layer => LstmEquations.Of((Lstm)layer)),
        (GruDescription.Cell, layer => new GruEquations(EquationWeights.Of(layer))),
        (ElmanDescription.Cell, layer => new ElmanEquations(EquationWeights.Of(layer))),
        (MinGruDescription.Cell, _ => null), (MinLstmDescription.Cell, _ => null), (SlstmDescription.Cell, _ => null),
        (MlstmDescription.Cell, _ => null), (DeltaDescription.Cell, _ => null));

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
