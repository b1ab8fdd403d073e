using Carousel.Layers;

namespace Carousel.Interchange.Networks;

/// <summary>
/// A step of a cell outside the library: in floating point and as pieces of C. What has none leaves Carousel in no form
/// that steps.
/// </summary>
internal abstract class PortableCell
{
    /// <summary>The names of those that there are, such as <c>LSTM or Elman</c>.</summary>
    public static string Names => RecurrentCell.Listed(
        RecurrentCell.All.Where(cell => Find(cell) is not null).Select(cell => cell.Name), "or");

    /// <summary>That of a stage.</summary>
    public static PortableCell Of(RecurrentStage stage) => ForeignCell.All[stage.Cell].Portable!;

    /// <summary>What a stage is called in C and in a page.</summary>
    /// <exception cref="NotSupportedException">Its cell has no steps there.</exception>
    public static string WordOf(RecurrentStage stage)
    {
        _ = Of(stage);
        return stage.Cell.Word;
    }

    /// <summary>That of a cell; null where it has none.</summary>
    public static PortableCell? Find(RecurrentCell cell) => ForeignCell.All.Find(cell)?.Portable;

    /// <summary>A step.</summary>
    /// <param name="stage">Weights.</param>
    /// <param name="arithmetic">How products and functions are computed.</param>
    /// <param name="z">[G·H], W x + b; overwritten.</param>
    /// <param name="h">[H], read and overwritten.</param>
    /// <param name="c">[H], the state other than h, read and overwritten; scratch space for a cell without it.</param>
    public abstract void Step(RecurrentStage stage, StepArithmetic arithmetic, float[] z, float[] h, float[] c);

    /// <summary>The piece of C that is its step.</summary>
    public abstract string Piece(RecurrentStage stage);

    /// <summary>The functions that its piece calls, by their names without the precision.</summary>
    /// <param name="stage">Weights.</param>
    /// <param name="inBytes">Whether weights are in 8 bits and sums in floating point.</param>
    public abstract IEnumerable<string> Functions(RecurrentStage stage, bool inBytes);
}
