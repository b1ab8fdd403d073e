using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Gradient;

/// <summary>What came out, in words.</summary>
internal static class GradientSentence
{
    /// <summary>The sentence.</summary>
    /// <param name="claim">The claim, for its bounds and lengths.</param>
    /// <param name="figures">Its figures.</param>
    /// <param name="seeds">How many seeds.</param>
    public static string Of(GradientClaim claim, IReadOnlyList<MeasuredFigure> figures, int seeds)
    {
        double F(string name) => figures.First(f => f.Name == name).Value;
        string Power(string name) => ClaimNumbers.Short(Math.Pow(10, F(name)));
        string verdict = ClaimResult.Judge(claim, figures) == true
            ? "The claim came out"
            : "The claim did not come out as expected";
        double below = F("seeds_below_ten_times"), ahead = F("untrained_lstm_over_elman_log10");
        string before = ahead <= 0
            ? $"nothing speaks for the LSTM yet, whose cells hand back {ClaimNumbers.Short(Math.Pow(10, ahead))} times "
                + $"what Elman nets do"
            : $"the cells of an LSTM hand back {ClaimNumbers.Short(Math.Pow(10, ahead))} times what Elman nets do";
        double share = F("lstm_c_forget_share"), radius = F("elman_radius_trained");
        string saturated = F("elman_radius_power_log10") > F("elman_h_trained_log10") + 1
            ? ", far above what is measured, since the units saturate"
            : "";
        return $"{verdict}: of an error at the last of {claim.Length} steps, the first receives "
            + $"{Power("elman_h_trained_log10")} in a trained Elman net, {Power("gru_h_trained_log10")} in "
            + $"{GradientClaim.Gated.WithArticle} and "
            + $"{Power("lstm_c_trained_log10")} in the cells of an LSTM (geometric means over {seeds} "
            + $"{(seeds == 1 ? "seed" : "seeds")}; "
            + $"{(below == 0 ? "in every seed" : $"but in {ClaimNumbers.Count(below)} of them not")} both at least ten "
            + $"times what the Elman net of the seed has). The forget gates alone would give "
            + $"{Power("lstm_c_forget_product_log10")}, {ClaimNumbers.Short(share)} of the LSTM's "
            + $"flow{(share < 0.5 ? ": most of it comes by way of the recurrent weights" : "")}. Before training it is "
            + $"{Power("elman_h_untrained_log10")}, {Power("gru_h_untrained_log10")} and "
            + $"{Power("lstm_c_untrained_log10")}: {before}. The trained Elman nets' R has a spectral radius ρ of "
            + $"{ClaimNumbers.Short(radius)}; ρ^{claim.Length - 1} is {Power("elman_radius_power_log10")}{saturated}. "
            + $"{Runs(F, seeds)} Over 100 steps a linear Elman unit with ρ = 0.9 keeps "
            + $"{ClaimNumbers.Short(F("elman_linear_100_steps"))} and a cell with f = 0.99 keeps "
            + $"{ClaimNumbers.Short(F("lstm_linear_100_steps"))}, "
            + $"{(IsExact(claim, F) ? "as the closed forms say" : "which is not what the closed forms say")}; the flow "
            + $"in double precision and finite differences of the state differ by at most "
            + $"{ClaimNumbers.Short(F("finite_difference_error"))} of the flow "
            + $"({ClaimNumbers.Count(F("finite_difference_comparisons"))} comparisons at lags up to "
            + $"{TrainedFlow.GreatestLagOfDifferences}, of gains from {ClaimNumbers.Short(StateDifferences.Least)}), "
            + $"the flow in single precision that is drawn and that in double by at most "
            + $"{ClaimNumbers.Short(F("single_precision_error"))} of it over all lags.";
    }

    private static string Runs(Func<string, double> figure, int seeds)
    {
        string Each(string what) =>
            string.Join(
                ", ",
                ComparedCells.All.Select(
                    cell =>
                        $"{ComparedCells.Name(cell)} "
                        + $"{ClaimNumbers.Count(figure($"{ComparedCells.Key(cell)}_{what}"))}"));
        double solved = ComparedCells.All.Sum(cell => figure($"{ComparedCells.Key(cell)}_solved")),
            diverged = ComparedCells.All.Sum(cell => figure($"{ComparedCells.Key(cell)}_diverged"));
        double share = figure("solved_on_test");
        return $"Solved the task, by validation sequences: {Each("solved")} of {seeds}"
            + (double.IsNaN(share)
                ? ""
                : $" ({ClaimNumbers.Count(Math.Round(share * solved))} of these {ClaimNumbers.Count(solved)} are "
                    + $"below {TrainedFlow.SolvedError} on untouched test sequences too)")
            + (diverged == 0
                ? "; no run diverged."
                : $"; diverged: {Each("diverged")}, their flow counts as it was in the end.");
    }

    private static bool IsExact(GradientClaim claim, Func<string, double> figure) =>
        claim.Expected.Where(e => e.Name.EndsWith("closed_form_error", StringComparison.Ordinal))
            .All(e => e.Admits(figure(e.Name)));
}
