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
    // Steps of larger networks use two threads well, and need more memory.
    private const int MostUnitsTogether = 64;

    // The latest model, where it was trained at the same time as the refit.
    private Func<Forecaster>? _latest;

    /// <summary>Fits all that is wanted.</summary>
    public Fitted<Forecaster> Run()
    {
        bool hasLatest = fitting.IsWhole && !plan.Options.TrainOnce;
        if (hasLatest && !_design.HasDemand && _design.Hidden <= MostUnitsTogether)
        {
            fitting.Split();
        }

        Fitted<Forecaster> fitted = Compared();
        if (!hasLatest || IsStopped(fitted.Model.Summary))
        {
            return fitted;
        }

        try
        {
            // What was measured, trained once more, in the same way and for as long, on all rows there are.
            Forecaster latest = _latest?.Invoke() ?? OnAllRows(fitted.Model, FitPart.Latest, fitting);
            if (!IsStopped(latest.Summary))
            {
                Continue(fitted.Model, latest);
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

        ForecastPlan other = plan.With(plan.Options with { Loss = ForecastLoss.Quantile });
        fitting.BeginPart(FitPart.Quantiles, other.Training);
        var fit = new ForecastFit(other, fitting);
        try
        {
            Forecaster quantiles = fit.Network();
            if (IsStopped(quantiles.Summary))
            {
                // Which of the two answers is not known yet.
                fitted.Model.Stop();
                return fitted;
            }

            var compared = new DemandComparison(demand.Loss, Score!, fit.Score!);
            fitted = compared.IsQuantile
                ? fitted with { Model = quantiles, Training = other.Training, Comparison = fitted.Model }
                : fitted with { Comparison = quantiles };
            return fitted with { Choice = compared.Sentence };
        }
        catch (DivergenceException)
        {
            // What is compared with has no row then; what was asked for is whole.
            return fitted;
        }
    }

    /// <summary>
    /// The latest model forecasts what comes next: its intervals continue from those of the measured one.
    /// </summary>
    private void Continue(Forecaster measured, Forecaster latest)
    {
        SeriesSet set = plan.Given.Set;
        Series longest = set.Series.MaxBy(s => s.HistoryLength)!;
        DateTime? since = set.Series.Max(s => s.HistoryLength > 0 ? s.TimeAt(s.HistoryLength) : null);
        latest.TrainedTo(longest.LabelAt(longest.HistoryLength), since);
        if (measured.Calibration.Adaptation is { } adaptation
            && since is null == adaptation.Since is null)
        {
            latest.Adapt(adaptation with
            {
                Since = since,
                Row = longest.HistoryLength,
                Start = adaptation.IsOn ? ScalesOf(measured, adaptation, set) : null,
            });
        }
    }

    private Forecaster OnAllRows(Forecaster like, FitPart part, JobFitting by) => new ForecastFit(
        ForecastPlan.Again(like, like.Recipe!, plan.Given.Later(plan.Given.Test.LongestRows)), by).Again(like, part);

    /// <summary>The scales of each series after its last row, where there are any.</summary>
    private static Dictionary<string, IReadOnlyList<double>> ScalesOf(
        Forecaster measured, IntervalAdaptation adaptation, SeriesSet set) => set.Series
        .Zip(measured.Adapting(adaptation, measured.DataOf(set)).ScalesOf(set.Series.Select((one, s) =>
            new Window(s, one.HistoryLength, measured.Design.Lookback, measured.Design.Horizon))))
        .Where(pair => pair.Second is not null)
        .ToDictionary(pair => pair.First.Id ?? "", IReadOnlyList<double> (pair) => pair.Second!);

    private static bool IsStopped(FitSummary summary) => summary.Reason == StopReason.Canceled;
}
