using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests.Rules;

/// <summary>
/// A cell is known by its line of the table: except its files, which bear its name, few files name it. Checked with the
/// GRU, which a forgotten switch used to take for an Elman layer.
/// </summary>
internal static partial class CellRule
{
    /// <summary>
    /// Tables with a line for each cell, enumerations whose words are those of the table, claims about the GRU, and
    /// networks that are made of it.
    /// </summary>
    private static readonly string[] _allowed =
    [
        "src/Carousel/CellKind.cs", "src/Carousel/Cells/RecurrentCell.cs", "src/Carousel/Networks/NetworkLayerKind.cs",
        "src/Carousel.Inspection/InspectedCell.cs",
        "src/Carousel.Interchange/ForeignCell.cs",
        "laboratory/Carousel.Laboratory/Claims/CellsClaim.cs",
        "laboratory/Carousel.Laboratory/Claims/Stepping/HandSetCell.cs",
        "laboratory/Carousel.Laboratory/Textbook/Trials/DataSizeTrial.cs",
        "laboratory/Carousel.Laboratory/Textbook/Trials/FewDataTrial.cs",
        "laboratory/Carousel.Laboratory/Textbook/Trials/ParametersTrial.cs",
        "laboratory/Carousel.Laboratory/ZeroShot/ZeroShotTraining.cs",
        "src/Carousel.Series/Classification/ClassNetwork.cs",
        "src/Carousel.Series/Forecasting/ZeroShot/ZeroShotNetwork.cs",
    ];

    public static IEnumerable<string> Violations(SourceFile file)
    {
        if (!Own().IsMatch(file.Name) && !_allowed.Contains(file.Path) && Named().Match(file.Text) is { Success: true })
        {
            yield return $"{file.Path}: names the GRU; ask the layer's RecurrentCell, or put what only this cell has "
                + $"into a file of its own and a CellTable.";
        }
    }

    [GeneratedRegex("Gru")]
    private static partial Regex Own();

    [GeneratedRegex(@"\bGru|GRU")]
    private static partial Regex Named();
}
