using Carousel.Interchange.Networks;
using Carousel.Interchange.Onnx;
using Carousel.Layers;

namespace Carousel.Interchange;

/// <summary>What is known of a cell outside the library.</summary>
internal sealed record ForeignCell
{
    /// <summary>All cells that have steps there.</summary>
    public static CellTable<ForeignCell> All { get; } = new(
        "The steps of",
        (LstmDescription.Cell, new() { Portable = new PortableLstm() }),
        (GruDescription.Cell, new() { Portable = new PortableGru() }),
        (ElmanDescription.Cell, new() { Portable = new PortableElman() }),
        (MinGruDescription.Cell, new() { Written = (layer, path) => new WrittenMinGru(layer, path) }),
        (MinLstmDescription.Cell, new() { Written = (layer, path) => new WrittenMinLstm(layer, path) }),
        (SlstmDescription.Cell, new() { Written = (layer, path) => new WrittenSlstm(layer, path) }),
        (MlstmDescription.Cell, new() { Written = (layer, path) => new WrittenMlstm(layer, path) }),
        (DeltaDescription.Cell, new() { Written = (layer, path) => new WrittenDelta(layer, path) }));

    /// <summary>Its steps, as they leave Carousel in C and in a page; null where they don't.</summary>
    public PortableCell? Portable { get; init; }

    /// <summary>
    /// A layer's step in nodes of ONNX, by its name in a drawing: null of a layer that the operator runs. Null where it
    /// runs all.
    /// </summary>
    public Func<RecurrentLayer, string, WrittenCell?>? Written { get; init; }
}
