using Carousel.Cells;
using Carousel.Inspection.Equations;
using Carousel.Inspection.Traces;
using Carousel.Layers;

namespace Carousel.Inspection;

/// <summary>What is known of a cell for looking inside.</summary>
/// <param name="Equations">Its equations with a layer's weights; null for a variant that has none here.</param>
/// <param name="Trace">What its kernels keep.</param>
internal sealed record InspectedCell(Func<RecurrentLayer, RecurrentEquations?> Equations, CellTrace Trace)
{
    /// <summary>All cells that can be looked into.</summary>
    public static CellTable<InspectedCell> All { get; } = new(
        "The equations and gates of",
        (LstmDescription.Cell, new(layer => LstmEquations.Of((Lstm)layer), new LstmTrace())),
        (GruDescription.Cell, new(layer => GruEquations.Of((Gru)layer), new GruTrace())),
        (ElmanDescription.Cell, new(layer => ElmanEquations.Of((Elman)layer), new ElmanTrace())));
}
