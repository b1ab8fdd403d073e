using System.Globalization;
using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims;

namespace Carousel.Laboratory.Reports;

/// <summary>Figures of claims in words: the same in the terminal, on the page and in the documents.</summary>
internal static class ClaimText
{
    /// <summary>Bounds, such as <c>at most 0.001</c>.</summary>
    /// <param name="expected">The bounds.</param>
    /// <returns>The text.</returns>
    public static string Bounds(ExpectedFigure expected) =>
        (double.IsFinite(expected.Low), double.IsFinite(expected.High)) switch
        {
            (true, true) when expected.Low == expected.High => MeasuredText.Number(expected.Low),
            (true, true) => $"{MeasuredText.Number(expected.Low)} to {MeasuredText.Number(expected.High)}",
            (true, false) => $"at least {MeasuredText.Number(expected.Low)}",
            (false, true) => $"at most {MeasuredText.Number(expected.High)}",
            _ => "any",
        };

    /// <summary>Whether a claim holds, in a sentence.</summary>
    /// <param name="holds">As measured.</param>
    /// <returns>The sentence.</returns>
    public static string Verdict(bool? holds) => holds switch
    {
        true => "The claim holds: every expected figure is within its bounds.",
        false => "The claim does not hold here: a figure is outside the bounds that were set for it.",
        null => "Whether the claim holds is not decided: a figure that decides it is not known here.",
    };

    /// <summary>What came of a claim in at most two sentences: the lead of its page.</summary>
    /// <param name="result">What came of it.</param>
    /// <returns>The sentences.</returns>
    public static string Outcome(ClaimResult result)
    {
        ClaimFigureRow[] rows =
        [
            .. ClaimFigureRow.Of(result.Claim, result.Figures).Where(row => row.Expected.Length > 0),
        ];
        string[] outside = [.. rows.Where(row => row.IsWithin == false).Select(row => row.Name)];
        return result.Holds switch
        {
            true => $"The claim holds: every one of its {rows.Length} expected figures is within its bounds.",
            false => $"The claim does not hold here: {outside.Length} of {rows.Length} expected figures are outside "
                + $"their bounds. Outside: {string.Join(", ", outside)}.",
            null => Verdict(null),
        };
    }

    /// <summary>Seeds in words, such as <c>seeds 1 to 5</c>.</summary>
    /// <param name="seeds">They follow each other.</param>
    /// <returns>The text.</returns>
    public static string Seeds(IReadOnlyList<ulong> seeds)
    {
        return seeds.Count == 1
            ? string.Create(CultureInfo.InvariantCulture, $"seed {seeds[0]}")
            : string.Create(CultureInfo.InvariantCulture, $"seeds {seeds[0]} to {seeds[^1]}");
    }
}
