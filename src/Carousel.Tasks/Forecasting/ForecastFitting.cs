using System.Text.Json;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tasks.Fitting;
using Carousel.Training;

namespace Carousel.Tasks.Forecasting;

/// <summary>Fits a forecaster in two stages: first on the training rows, where the validation rows choose the epoch and calibrate; then anew on both.</summary>
/// <remarks>A stage's checkpoint and the finished first stage lie in the run's folder, so that a fit that was stopped anywhere goes on to the same bits.</remarks>
internal sealed class ForecastFitting
{
    private const int MostValidationWindows = 256;

    private readonly ForecastPlan _plan;
    private readonly ForecastDesign _design;
    private readonly FitRun _run;
    private readonly Backend _backend;
    private readonly ForecastScaling _scaling;
    private readonly ForecastData _data;
    private readonly ulong _seed;

    public ForecastFitting(ForecastPlan plan, FitRun run, Backend backend)
    {
        (_plan, _design, _run, _backend) = (plan, plan.Design, run, backend);
        _scaling = ForecastScaling.Fit(plan.Split, _design);
        _data = new ForecastData(plan.Set, _design, _scaling);
        _seed = plan.Options.Fit.Seed;
    }

    private string? FirstStageFile => _run.Folder is null ? null : Path.Combine(_run.Folder, "first-stage.safetensors");

    public Forecaster Fit(CancellationToken cancellation)
    {
        Forecaster first = FirstStage(cancellation);
        if (first.Summary.Reason == StopReason.Cancelled || !_plan.Options.Refit)
        {
            RemoveWhereDone(first);
            return first;
        }

        Forecaster second = SecondStage(first, cancellation);
        if (!ReferenceEquals(first, second))
        {
            first.Dispose();
        }

        RemoveWhereDone(second);
        return second;
    }

    private Forecaster FirstStage(CancellationToken cancellation)
    {
        if (_run.Resume && FirstStageFile is { } file && File.Exists(file))
        {
            var done = Forecaster.Load(file, _backend);
            if (done.Origin == Origin(_plan.Split.Train) && done.Summary.Seed == _seed && done.Fingerprint == DesignText())
            {
                return done;
            }

            throw new CheckpointException($"{file}: this stage was fitted with other settings or other data. Run without --resume, or with the settings it was begun with.");
        }

        _run.OnStage?.Invoke(FitStage.First);
        ForecastModel model = Begin();
        Window[] validation = ValidationWindows();
        using var problem = new ForecastProblem(
            _backend, model, _data, _plan.Split.Train.Windows(_design.Lookback, _design.Horizon), validation, _plan.Training, _seed, Fingerprint("first"));
        TrainingResult result = Train(problem, _plan.Training.Epochs, "checkpoint-first.safetensors", cancellation);
        (Calibration calibration, SamplePaths paths) = Calibrate(model, validation);
        var summary = new ForecastSummary(
            result.Reason, result.Steps, result.BestEpoch, result.BestScore, IsRefitted: false, _seed, model.ParameterCount, result.History);
        var forecaster = new Forecaster(_backend, model, _scaling, calibration, paths, summary, Origin(_plan.Split.Train));
        if (result.Reason != StopReason.Cancelled && FirstStageFile is { } path)
        {
            forecaster.Save(path);
        }

        return forecaster;
    }

    private Forecaster SecondStage(Forecaster first, CancellationToken cancellation)
    {
        _run.OnStage?.Invoke(FitStage.Refit);
        ForecastModel model = Begin();
        RowRange[] rows = [.. _plan.Split.Train.Rows.Zip(_plan.Split.Validation.Rows, (t, v) => new RowRange(t.Start, v.End))];
        var both = new SeriesPart(_plan.Set, rows);
        using var problem = new ForecastProblem(
            _backend, model, _data, both.Windows(_design.Lookback, _design.Horizon), [], _plan.Training, _seed, Fingerprint("refit"));
        TrainingResult result = Train(problem, Math.Max(1, first.Summary.BestEpoch), "checkpoint-refit.safetensors", cancellation);
        return result.Reason == StopReason.Cancelled
            ? first.With(first.Summary with { Reason = StopReason.Cancelled })
            : new Forecaster(_backend, model, _scaling, first.Calibration, first.Paths, first.Summary with { IsRefitted = true }, Origin(both));
    }

    private ForecastModel Begin()
    {
        var model = new ForecastModel(_design);
        model.Build(_backend, _seed);
        if (_run.From is { } path)
        {
            model.Load([.. ModelFile.Read(path, ForecastFile.Task).Tensors.Where(t => !t.Name.StartsWith("calibration.", StringComparison.Ordinal))], path);
        }

        return model;
    }

    private TrainingResult Train(ForecastProblem problem, int epochs, string checkpoint, CancellationToken cancellation)
    {
        TrainerOptions options = ForecastTrainer.Options(_plan, epochs, problem.BatchesIn(0)) with
        {
            CheckpointFile = _run.Folder is null ? null : Path.Combine(_run.Folder, checkpoint),
        };
        using var trainer = new Trainer(_backend, problem, options, _run.Observers);
        if (_run.Resume && options.CheckpointFile is { } file && File.Exists(file))
        {
            trainer.Resume(file);
        }

        return trainer.Fit(cancellation);
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
        Calibration calibration = validation.Length == 0 ? Calibration.None(_design)
            : ForecastLosses.GivesDistribution(_design) ? Calibration.Fit(table, truth)
            : Calibration.FitOffsets(table, truth);
        calibration.Apply(table);
        return (calibration, SamplePaths.Fit(table, truth));
    }

    private ForecastOrigin Origin(SeriesPart part)
    {
        Series longest = _plan.Set.Series.MaxBy(s => s.HistoryLength)!;
        int index = _plan.Set.Series.ToList().IndexOf(longest);
        return new ForecastOrigin(
            _plan.Set.Fingerprint(), _plan.Set.TotalRows, _plan.Set.Count, longest.LabelAt(0),
            longest.LabelAt(longest.HistoryLength - 1), longest.LabelAt(part.Rows[index].End));
    }

    private string DesignText() => JsonSerializer.Serialize(_design, ForecastJson.Default.ForecastDesign);

    private string Fingerprint(string stage) =>
        $"{stage}|{_plan.Set.Fingerprint()}|{_plan.Split.Train.TotalRows}|{_plan.Split.Validation.TotalRows}|{_run.From is not null}|{DesignText()}|{JsonSerializer.Serialize(_plan.Training, ForecastJson.Default.ForecastTraining)}";

    /// <summary>What was only needed to go on is removed once the fit is whole.</summary>
    private void RemoveWhereDone(Forecaster forecaster)
    {
        if (_run.Folder is { } folder && forecaster.Summary.Reason != StopReason.Cancelled)
        {
            foreach (string name in (string[])["first-stage.safetensors", "checkpoint-first.safetensors", "checkpoint-refit.safetensors"])
            {
                File.Delete(Path.Combine(folder, name));
            }
        }
    }
}
