using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Training;

namespace Carousel.Forecasting;

/// <summary>
/// The fit of a forecaster, a list of trainings: the first, on the training part; the refit, as long, on all rows
/// before the test part; for intermittent demand the network of quantiles; the latest, on all rows.
/// </summary>
/// <param name="plan">What was decided.</param>
/// <param name="fitting">Begins and trains.</param>
internal sealed partial class ForecastFit(ForecastPlan plan, JobFitting fitting)
{
    /// <summary>Fits all that is wanted.</summary>
    public Fitted<Forecaster> Run()
    {
        Fitted<Forecaster> fitted = Compared();
        if (plan.Options.TrainOnce || !fitting.IsWhole || IsStopped(fitted.Model.Summary))
        {
            return fitted;
        }

        try
        {
            Forecaster latest = Latest(fitted.Model);
            if (!IsStopped(latest.Summary))
            {
                return fitted with { Latest = latest };
            }

            fitted.Model.Stop();
        }
        catch (DivergenceException)
        {
            // What comes next is forecast by the model that was measured, then.
        }
        catch (OperationCanceledException)
        {
            // Stopped while the other methods of the latest model were fitted: the measured one is whole.
            fitted.Model.Stop();
        }

        return fitted;
    }

    /// <summary>
    /// The network or, for intermittent demand, the regression of counts and a network of quantiles: the better one on
    /// the validation set answers, the other is a row of the table.
    /// </summary>
    private Fitted<Forecaster> Compared()
    {
        Fitted<Forecaster> fitted = plan.Fitted(Network());
        if (!fitting.Compares || IsStopped(fitted.Model.Summary) || plan.Demand is not { } demand
            || plan.Options.Loss is not null)
        {
            return fitted;
        }

        DemandComparison? compared = null;
        return Compared(
            fitted, plan.Options with { Loss = ForecastLoss.Quantile },
            by => (compared = new DemandComparison(demand.Loss, Score!, by.Score!)).IsQuantile) with
        {
            Choice = compared?.Sentence,
        };
    }

    /// <summary>Trains the other network.</summary>
    private Fitted<Forecaster> Compared(
        Fitted<Forecaster> fitted, ForecastOptions options, Func<ForecastFit, bool> isBetter)
    {
        ForecastPlan other = plan.With(options);
        fitting.BeginPart(FitPart.Quantiles, other.Training);
        var fit = new ForecastFit(other, fitting);
        try
        {
            Forecaster beside = fit.Network();
            if (IsStopped(beside.Summary))
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

    /// <summary>
    /// What was measured, trained once more, in the same way and for as long, on all rows there are. It forecasts what
    /// comes next; its intervals go on from where those of the measured one were.
    /// </summary>
    private Forecaster Latest(Forecaster measured)
    {
        TemporalSplit split = plan.Given;
        Forecaster latest = new ForecastFit(
            ForecastPlan.Again(measured, measured.Recipe!, split.Later(split.Test.LongestRows)), fitting)
            .Again(measured);
        if (IsStopped(latest.Summary) && !IsStopped(measured.Summary))
        {
            return latest;
        }

        Series longest = split.Set.Series.MaxBy(s => s.HistoryLength)!;
        DateTime? since = split.Set.Series.Select(s => s.HistoryLength > 0 ? s.TimeAt(s.HistoryLength) : null).Max();
        latest.TrainedTo(longest.LabelAt(longest.HistoryLength), since);
        if (measured.Calibration.Adaptation is { } adaptation
            && since is null == adaptation.Since is null)
        {
            latest.Adapt(adaptation with
            {
                Since = since,
                Row = longest.HistoryLength,
                Start = adaptation.IsOn ? ScalesOf(measured, adaptation, split.Set) : null,
            });
        }

        return latest;
    }

    /// <summary>The scales of each series after its last row, where there are any.</summary>
    private static Dictionary<string, IReadOnlyList<double>> ScalesOf(
        Forecaster measured, IntervalAdaptation adaptation, SeriesSet set)
    {
        ForecastDesign design = measured.Design;
        AdaptiveIntervals adapting = measured.Adapting(adaptation, measured.DataOf(set));
        IEnumerable<double[]?> scales = adapting.ScalesOf(
            set.Series.Select((one, s) => new Window(s, one.HistoryLength, design.Lookback, design.Horizon)));
        var started = new Dictionary<string, IReadOnlyList<double>>();
        foreach ((Series one, double[]? own) in set.Series.Zip(scales))
        {
            if (own is not null)
            {
                started[one.Id ?? ""] = own;
            }
        }

        return started;
    }

    private static bool IsStopped(FitSummary summary) => summary.Reason == StopReason.Canceled;
}
