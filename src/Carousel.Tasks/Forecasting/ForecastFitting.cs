using System.Text.Json;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Tasks.Fitting;
using Carousel.Training;

namespace Carousel.Tasks.Forecasting;

/// <summary>Fits a forecaster on the training rows; the validation rows choose the epoch and the widths of the intervals.</summary>
internal sealed class ForecastFitting
{
    private const int MostValidationWindows = 256;

    private readonly ForecastPlan _plan;
    private readonly ForecastDesign _design;
    private readonly FitRun _run;
    private readonly Backend _backend;
    private readonly ForecastScaling _scaling;
    private readonly ForecastData _data;

    public ForecastFitting(ForecastPlan plan, FitRun run, Backend backend)
    {
        (_plan, _design, _run, _backend) = (plan, plan.Design, run, backend);
        _scaling = ForecastScaling.Fit(plan.Split, _design);
        _data = new ForecastData(plan.Set, _design, _scaling);
    }

    public Forecaster Fit(CancellationToken cancellation)
    {
        ForecastModel model = Begin();
        Window[] validation = ValidationWindows();
        using var problem = new ForecastProblem(_backend, model, _data, _plan, validation, Fingerprint());
        TrainerOptions options = ForecastTrainer.Options(_plan, problem.BatchesIn(0));
        TrainingResult result = ModelFitting.Train(_backend, problem, options, _run, cancellation);
        (Calibration calibration, SamplePaths paths) = Calibrate(model, validation);
        var summary = FitSummary.Of(result, _plan.Options.Fit.Seed, model.ParameterCount);
        return new Forecaster(_backend, model, _scaling, calibration, paths, summary, Origin());
    }

    private ForecastModel Begin()
    {
        var model = new ForecastModel(_design);
        ModelFitting.Begin(
            model, _backend, _plan.Options.Fit.Seed, _run, ForecastFile.Task, name => !name.StartsWith("calibration.", StringComparison.Ordinal));
        return model;
    }

    /// <summary>Every origin of the validation rows, thinned out where there are many.</summary>
    private Window[] ValidationWindows()
    {
        Windows all = _plan.Split.Validation.Windows(_design.Lookback, _design.Horizon);
        int stride = Math.Max(1, (all.Count + MostValidationWindows - 1) / MostValidationWindows);
        return [.. Enumerable.Range(0, all.Count).Where(i => i % stride == 0).Select(i => all[i])];
    }

    private (Calibration Calibration, SamplePaths Paths) Calibrate(ForecastModel model, Window[] validation)
    {
        using var runner = new ForecastRunner(_backend, model);
        QuantileTable table = runner.Quantiles(_data, validation);
        float[] truth = _data.Truth(validation);
        Calibration calibration = Calibration.Fit(table, truth, apart: (int)(_plan.Split.Validation.LongestRows / _design.Horizon));
        calibration.Apply(table);
        return (calibration, SamplePaths.Fit(table, truth));
    }

    private ForecastOrigin Origin()
    {
        Series longest = _plan.Set.Series.MaxBy(s => s.HistoryLength)!;
        int index = _plan.Set.Series.ToList().IndexOf(longest);
        return new ForecastOrigin(
            _plan.Set.Fingerprint(), _plan.Set.TotalRows, _plan.Set.Count, longest.LabelAt(0),
            longest.LabelAt(longest.HistoryLength - 1), longest.LabelAt(_plan.Split.Validation.Rows[index].End));
    }

    private string Fingerprint() => string.Join(
        '|', _plan.Set.Fingerprint(), _plan.Split.Train.TotalRows, _plan.Split.Validation.TotalRows,
        JsonSerializer.Serialize(_design, ForecastJson.Default.ForecastDesign), JsonSerializer.Serialize(_plan.Training, ForecastJson.Default.ForecastTraining));
}
