using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Training;

namespace Carousel.Forecasting;

/// <summary>
/// A fit with the network that it is compared with: without the regression inside, or, of a regression of counts, of
/// quantiles. The better one on the validation part answers, the other is a row of the table.
/// </summary>
/// <param name="plan">What was decided.</param>
/// <param name="fitting">Begins and trains.</param>
internal sealed class ComparedFit(ForecastPlan plan, JobFitting fitting)
{
    /// <summary>Fits both, where the other one is wanted.</summary>
    public FreshForecast Run()
    {
        var first = new ForecastFit(plan, fitting);
        var fitted = new FreshForecast(plan, first.Run());
        if (!fitting.Compares || fitted.Model.Summary.Reason == StopReason.Canceled)
        {
            return fitted;
        }

        if (plan.Demand is { } demand)
        {
            DemandComparison? compared = null;
            return plan.Options.Loss is not null ? fitted : Beside(
                fitted, plan.Options with { Loss = ForecastLoss.Quantile }, "the network of quantiles, for comparison",
                FitPart.Main,
                by => (compared = new DemandComparison(demand.Loss, first.Score!, by.Score!)).IsQuantile) with
            {
                Demand = compared,
            };
        }

        return !plan.Design.HasRival || plan.Design.RivalEach ? fitted : Beside(
            fitted,
            plan.Options with
            {
                Rival = ForecastRival.None,
                Beside = ForecastCompanion.None,
            },
            "the network alone, for comparison", FitPart.Alone, by => by.Errors!.AreClearlyLessThan(first.Errors!));
    }

    /// <summary>Trains the other network.</summary>
    /// <param name="fitted">The first.</param>
    /// <param name="options">Those of the other.</param>
    /// <param name="title">What it is for, for a person.</param>
    /// <param name="part">Which part of the fit it is: a regression of counts has no training.</param>
    /// <param name="isBetter">Whether the other answers.</param>
    private FreshForecast Beside(
        FreshForecast fitted, ForecastOptions options, string title, FitPart part, Func<ForecastFit, bool> isBetter)
    {
        ForecastPlan other = plan.With(options);
        fitting.BeginPart(part, other.Training, title);
        var fit = new ForecastFit(other, fitting, part == FitPart.Main ? FitPart.Refit : FitPart.AloneRefit);
        try
        {
            Forecaster beside = fit.Run();
            if (beside.Summary.Reason == StopReason.Canceled)
            {
                // Which of the two answers is not known yet.
                fitted.Model.Stop();
                return fitted;
            }

            return isBetter(fit)
                ? fitted with { Model = beside, Training = other.Training, Comparison = fitted.Model }
                : fitted with { Comparison = beside };
        }
        catch (DivergenceException)
        {
            // What is compared with has no row then; what was asked for is whole.
            return fitted;
        }
    }
}
