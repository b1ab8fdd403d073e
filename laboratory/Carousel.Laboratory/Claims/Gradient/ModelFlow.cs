using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Inspection;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Inspecting.Gradients;
using Carousel.Storage;

namespace Carousel.Laboratory.Claims.Gradient;

/// <summary>The error flow of a user's own forecaster.</summary>
internal static class ModelFlow
{
    private const double Share = 0.01;

    /// <summary>Measures.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="run">Its inputs: the model, and perhaps its data.</param>
    public static ClaimResult Run(Claim claim, ClaimRun run)
    {
        string file = run.Inputs[0];
        try
        {
            using var forecaster = Forecaster.Load(file, run.Threads);
            run.Progress?.Report((file, 0));
            (GradientFlow flow, string over) = Measure(forecaster, file, run);
            run.Progress?.Report((file, 1));
            return Describe(claim, forecaster, flow, over);
        }
        catch (Exception exception) when (exception is ModelFileException or DataFormatException)
        {
            throw new DataFormatException(
                exception is DataFormatException unfit ? unfit.OnCommandLine : exception.Message, exception);
        }
    }

    private static (GradientFlow Flow, string Over) Measure(Forecaster forecaster, string file, ClaimRun run)
    {
        ForecastDesign design = forecaster.Design;
        if (run.Inputs.Count < 2)
        {
            return (forecaster.ErrorFlow(run.Seed), "random inputs (pass DATA as well to measure it on a series)");
        }

        var rows = ModelRows.Read(design, file, run.Inputs[1]);
        return (forecaster.ErrorFlow(rows.Set, rows.Window), rows.Words);
    }

    private static ClaimResult Describe(Claim claim, Forecaster forecaster, GradientFlow flow, string over)
    {
        ForecastDesign design = forecaster.Design;
        int lags = flow.Lags;
        var summary = new FlowSummary([[flow]], name => flow.Parts.Count == 1 ? name : $"layer {name}", seed: 0);
        IEnumerable<string> sentences = summary.Parts.Select((part, p) => part.Gain[lags] >= Share
            ? $"{part.Name} hands {ClaimNumbers.Short(part.Gain[lags])} of an error back over all {lags} steps"
            : $"{part.Name} hands at least one hundredth of an error back over {summary.Reach(p, Share)} of {lags} "
                + $"steps, and {ClaimNumbers.Short(part.Gain[lags])} over all");
        return new ClaimResult(
            claim, [.. summary.Figures((Share, ""))],
            $"{Cell(design)} of {design.Hidden} "
            + $"units{(design.Ensemble > 1 ? $" (the first of {design.Ensemble} networks)" : "")}, {design.Lookback} "
            + $"rows of look-back, over {over}: {string.Join("; ", sentences)}.",
            [summary.Chart("steps before the last of the look-back")])
        {
            Holds = null,
        };
    }

    private static string Cell(ForecastDesign design) =>
        design.Cell.ToCell().Name + (design.Cell == CellKind.Elman ? " net" : "");
}
