using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Tuning;
using Carousel.Training;

namespace Carousel.Forecasting.Choosing;

/// <summary>
/// Chooses among settings by the forecasts of several windows of time before the test part, each by a network that
/// learned from the rows before it, and stopped where that window was forecast best. The default is tried first; one
/// setting after the other replaces what stands where it is better by more than one standard error over the windows.
/// </summary>
/// <param name="plan">The default.</param>
/// <param name="fitting">Begins and trains; keeps what was tried until the fit is whole.</param>
internal sealed class ForecastSearch(ForecastPlan plan, JobFitting fitting)
{
    /// <summary>What is worse by so much in the latest window is not tried in the others.</summary>
    private const double Hopeless = 1.05;

    /// <summary>A smaller gain is not worth another setting.</summary>
    private const double LeastGain = 0.005;

    /// <summary>One window has no error of its own.</summary>
    private const double LeastGainInOne = 0.02;

    private IReadOnlyList<ForecastOptions> _windows = SearchWindows.Of(plan);
    private readonly TrialLog _log = TrialLog.Open(
        fitting.TrialsFile,
        new TuningOptions { Seed = plan.Fit.Seed, Fixed = plan.Fingerprint() },
        fitting.IsResumed);

    private readonly List<SearchResult.Row> _rows = [];

    /// <summary>Searches.</summary>
    /// <returns>The plan that was chosen, and what was tried.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; what was tried is kept.</exception>
    /// <exception cref="DivergenceException">The default diverged.</exception>
    public (ForecastPlan Plan, SearchResult Result) Run()
    {
        int subjects = SearchedSetting.Of(plan.Options, plan).Count();
        int count = 1 + SearchedSetting.Of(plan.Options, plan).Sum(s => s.Count);
        Func<ForecastOptions, ForecastOptions> best = options => options;
        double[] errors = [.. Try("default", best, count, null).TakeWhile(e => e is not null).Select(e => e!.Value)];

        // Where a window is too early for the default, it tells nothing of others.
        _windows = [.. _windows.Take(errors.Length)];
        for (int number = 0; number < subjects && errors.Length > 0; number++)
        {
            ForecastPlan now = _rows.Any(r => r.IsTaken)
                ? ForecastPlan.Make(plan.Set, best(plan.Options with { Horizon = plan.Design.Horizon }), plan.Split, plan.Design.Closed)
                : plan;
            IReadOnlyList<SearchedSetting> subject = SearchedSetting.Of(plan.Options, now).ElementAt(number);

            // All of a subject are compared with what stood before it; the best of those that beat that is taken.
            Func<ForecastOptions, ForecastOptions> before = best;
            double[] standing = errors;
            int taken = -1;
            foreach (SearchedSetting setting in subject)
            {
                ForecastOptions Both(ForecastOptions options) => setting.Apply(before(options));
                List<double?> found = Try(setting.Name, Both, count, standing[0]);
                double[] tried = [.. found.Select(e => e ?? double.PositiveInfinity)];
                if (found.Count == _windows.Count && IsBetter(tried, standing) && tried.Average() < errors.Average())
                {
                    (best, errors, taken) = (Both, tried, _rows.Count - 1);
                }
            }

            if (taken >= 0)
            {
                _rows[taken] = _rows[taken] with { IsTaken = true };
            }
        }

        ForecastOptions chosen = best(plan.Options with { Horizon = plan.Design.Horizon });
        return (
            _rows.Any(r => r.IsTaken) ? ForecastPlan.Make(plan.Set, chosen, plan.Split, plan.Design.Closed) : plan,
            new SearchResult(_windows.Count, _rows));
    }

    /// <summary>Whether errors are less than others by more than one standard error over the windows.</summary>
    internal static bool IsBetter(double[] tried, double[] standing)
    {
        double[] gains = [.. tried.Zip(standing).Select(e => 1 - (e.First / e.Second))];
        double mean = gains.Average();
        if (gains.Length == 1)
        {
            return mean > LeastGainInOne;
        }

        double deviation = Math.Sqrt(gains.Sum(g => (g - mean) * (g - mean)) / (gains.Length - 1));
        return mean > LeastGain && mean > deviation / Math.Sqrt(gains.Length);
    }

    private List<double?> Try(
        string name, Func<ForecastOptions, ForecastOptions> apply, int count, double? standing)
    {
        var errors = new List<double?>();
        for (int window = 0; window < _windows.Count; window++)
        {
            Trial? trial = _log.Find(window, _rows.Count);
            if (trial is null || trial.Settings[0] != name)
            {
                string place = $"choice {_rows.Count + 1} of {count}: {name}"
                    + (_windows.Count == 1 ? "" : $", window {window + 1} of {_windows.Count}");
                trial = new Trial(window, _rows.Count, null, [name], ErrorOf(apply(_windows[window]), place), 0, 0);
                fitting.EndTrial();
                _log.Add(trial);
            }

            errors.Add(trial.Score);
            if (trial.Score is null || trial.Score > Hopeless * standing)
            {
                break;
            }
        }

        _rows.Add(new SearchResult.Row(name, errors, IsTaken: false));
        return errors;
    }

    /// <summary>MASE in a window; null where the series do not suit the setting, or the training diverged.</summary>
    private double? ErrorOf(ForecastOptions options, string place)
    {
        try
        {
            var candidate = ForecastPlan.Make(plan.Set, options);
            fitting.BeginPart(FitPart.Choice, candidate.Training, place);
            double error = new ForecastFit(candidate, fitting).MeanError();
            fitting.Cancellation.ThrowIfCancellationRequested();
            return double.IsFinite(error) ? error : null;
        }
        catch (Exception exception) when (
            exception is OptionException or DataFormatException or DivergenceException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}
