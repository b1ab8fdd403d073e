using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Reports;

namespace Carousel.Laboratory.Claims;

/// <summary>What a claim's sentence says of the expected figures that are not within their bounds.</summary>
internal static class ClaimBounds
{
    /// <summary>
    /// A sentence with a blank before it that names every figure outside its bounds; empty where none is.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="figures">As measured.</param>
    public static string Misses(Claim claim, IReadOnlyList<MeasuredFigure> figures)
    {
        string[] misses =
        [
            .. from expected in claim.Expected
               let figure = figures.FirstOrDefault(f => f.Name == expected.Name)
               where figure is not null && !double.IsNaN(figure.Value) && !expected.Admits(figure.Value)
               select $"{MeasuredText.Name(expected.Name)} is {MeasuredText.Number(figure.Value)} "
                   + $"({ClaimText.Bounds(expected)} was expected)",
        ];
        return misses.Length == 0 ? "" : $" The claim did not come out: {string.Join(", ", misses)}.";
    }
}
