using System.Text.Json.Serialization;
using Carousel.Autograd;
using Carousel.Jobs.Fitting;

namespace Carousel.Handwriting;

/// <summary>The network that reads drawings. Kept in the model file.</summary>
/// <param name="Cells">The recurrent layers, in both directions.</param>
/// <param name="IsLine">Whether a drawing is a line of symbols, and not one of a class.</param>
/// <param name="Symbols">The classes, or the symbols of lines.</param>
internal sealed record RecognizerDesign(CellDesign Cells, bool IsLine, IReadOnlyList<string> Symbols)
{
    private const int MostSymbols = 100_000;

    /// <summary>How the steps of a drawing of a class become one row.</summary>
    [JsonIgnore]
    public static PoolingKind Pooling => PoolingKind.Mean;

    /// <summary>Scores of a step or a drawing: for lines one more than symbols, for none.</summary>
    [JsonIgnore]
    public int Scores => Symbols.Count + (IsLine ? 1 : 0);

    /// <summary>Whether the sizes are ones that can be built: of a design that comes from a file.</summary>
    [JsonIgnore]
    public bool IsInRange => Cells.IsInRange && Symbols.Count is >= 1 and <= MostSymbols;

    /// <summary>What the network is called in a line.</summary>
    public string Describe() =>
        $"{Cells.Describe()}, {(IsLine ? "connectionist temporal classification" : "mean pooling")}";
}
