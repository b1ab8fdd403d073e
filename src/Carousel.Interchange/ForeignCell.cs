using Carousel.Cells;
using Carousel.Interchange.Networks;
using Carousel.Interchange.Onnx.Running.Recurrent;

namespace Carousel.Interchange;

/// <summary>What is known of a cell outside the library.</summary>
/// <param name="Portable">Its steps, as they leave Carousel.</param>
/// <param name="Onnx">Its operator, as ONNX has it.</param>
internal sealed record ForeignCell(PortableCell Portable, OnnxCell Onnx)
{
    /// <summary>All cells that have steps and operators.</summary>
    public static CellTable<ForeignCell> All { get; } = new(
        "The steps of", (LstmDescription.Cell, new(new PortableLstm(), new OnnxLstm())),
        (GruDescription.Cell, new(new PortableGru(), new OnnxGru())),
        (ElmanDescription.Cell, new(new PortableElman(), new OnnxElman())));
}
