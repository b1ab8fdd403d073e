using Carousel.Jobs;
using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Laboratory.Claims;

/// <summary>What came of a claim.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Figures">The measured figures, those that were expected first.</param>
/// <param name="Sentence">The result in plain words, including whether the claim failed.</param>
/// <param name="Blocks">Pictures and tables, the most telling first: the terminal shows the first chart, the page
/// all.</param>
internal sealed record ClaimResult(
    Claim Claim, IReadOnlyList<MeasuredFigure> Figures, string Sentence, IReadOnlyList<Block> Blocks)
{
    /// <summary>
    /// Whether the claim holds: whether every expected figure is within its bounds; null if one is not known, as
    /// on the user's data.
    /// </summary>
    public bool? Holds { get; init; } = Judge(Claim, Figures);

    /// <summary>Files next to the page, such as the input shown, to be edited.</summary>
    public IReadOnlyList<JobFile> Files { get; init; } = [];

    /// <summary>What the run left out of the full one, in words; empty where nothing was.</summary>
    public string Reduced { get; init; } = "";

    /// <summary>Whether every expected figure is within its bounds.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="figures">The figures.</param>
    /// <returns>False as soon as one does not; null where none is outside and one is not known.</returns>
    public static bool? Judge(Claim claim, IReadOnlyList<MeasuredFigure> figures)
    {
        bool? holds = claim.Expected.Count == 0 ? null : true;
        foreach (ExpectedFigure expected in claim.Expected)
        {
            double value = figures.FirstOrDefault(f => f.Name == expected.Name)?.Value ?? double.NaN;
            if (double.IsNaN(value))
            {
                holds = holds == false ? false : null;
            }
            else if (!expected.Admits(value))
            {
                holds = false;
            }
        }

        return holds;
    }
}
