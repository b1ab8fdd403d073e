using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Storage;
using Carousel.Training;

namespace Carousel.Forecasting;

/// <summary>
/// The fit of a forecaster: trained on the training part, while the validation part tells when to stop, how much of the
/// network is added to the rival inside and how wide the quantiles are; then trained again, for as long, on both.
/// </summary>
/// <param name="plan">What was decided.</param>
/// <param name="fitting">Begins and trains.</param>
/// <param name="refit">Which part of the fit the second training is.</param>
internal sealed class ForecastFit(ForecastPlan plan, JobFitting fitting, FitPart refit = FitPart.Refit)
{
    private readonly ForecastDesign _design = plan.Design;
    private readonly Window[] _validation = plan.ValidationWindows();

    /// <summary>How the first training erred on rows that it did not learn from; null before it.</summary>
    public ValidationErrors? Errors { get; private set; }

    /// <summary>The same by quantiles of steps and sums, where the series are intermittent demand.</summary>
    public DemandScore? Score { get; private set; }

    /// <summary>Fits.</summary>
    public Forecaster Run()
    {
        Trained first = Train(plan.Split, _validation);
        float[] truth = first.Data.Truth(_validation);
        (Share? choice, QuantileTable table) = WithShare(first, truth);
        (first, table) = WithBeside(first, table, truth);
        Errors = new ValidationErrors(first.Data, _validation, table, truth);
        int apart = plan.Split.Validation.LongestRows / _design.Horizon;
        Calibration calibration = _design.HasDemand ? Calibration.None(_design) : Calibration.Fit(table, truth, apart);
        SamplePaths paths = Paths(first, calibration, apart);
        paths = DemandRule.Holds(plan.Split) ? WithWidths(paths, first, calibration, table) : paths;
        calibration = calibration with { Adaptation = plan.Adaptation(_design.HasDemand ? 0 : Rate(first)) };
        Trained last = !plan.Options.TrainOnce && first.Summary.Reason != StopReason.Canceled
            ? Refit(first, choice)
            : first;
        Reconciliation? reconciliation = _design.Hierarchy is null
            ? null
            : new ReconciliationFit(plan, windows => Medians(first, windows)).Run();
        return new Forecaster(
            fitting.Backend, last.Model,
            new ForecastFitted(last.Scaling, calibration)
            {
                RivalShare = choice?.Alpha ?? 1,
                Recipe = plan.RecipeOf(first.Summary),
                Hierarchy = reconciliation,
            },
            paths, last.Summary, plan.Origin(), last.Rival?.Whole)
        {
            Beside = last.Beside,
        };
    }

    /// <summary>How much of the network is added to its rival, and the quantiles with that.</summary>
    private (Share? Choice, QuantileTable Table) WithShare(Trained trained, float[] truth)
    {
        if (_design.HasDemand)
        {
            return (new Share(0, _ => { }), Quantiles(trained, _validation));
        }

        QuantileTable table = Quantiles(trained, _validation);
        if (trained.Rival is null)
        {
            return (null, table);
        }

        var choice = new ShareChoice(_design, trained.Data, _validation, table, truth);
        choice.Apply(trained.Model);
        return (new Share(choice.Best.Alpha, again => choice.Apply(again.Model)), Quantiles(trained, _validation));
    }

    /// <summary>The trees that are averaged with the network, and the quantiles with that.</summary>
    private (Trained Trained, QuantileTable Table) WithBeside(Trained trained, QuantileTable table, float[] truth)
    {
        if (!_design.HasTreesBeside)
        {
            return (trained, table);
        }

        Companion beside = trained.Summary.Reason == StopReason.Canceled
            ? new Companion(WindowTrees.None(_design), 0)
            : Companion.Choose(Grow(trained, plan.Split), trained.Data, _validation, table, truth, Growing);
        return (trained with { Beside = beside }, table);
    }

    private WindowTrees Grow(Trained trained, TemporalSplit split) =>
        WindowTrees.Fit(trained.Data, ForecastPlan.TrainWindowsOf(split, _design), Growing);

    private RivalFitting Growing => new(fitting.Backend.Threads, fitting.Cancellation);

    /// <summary>The same with the trees grown again, on other rows.</summary>
    private Trained WithBeside(Trained trained, Companion? like, TemporalSplit split) => trained with
    {
        Beside = like is { Share: > 0 } ? like with { Trees = Grow(trained, split) } : like,
    };

    /// <summary>
    /// Trains once more on all rows before the test part, for as many epochs as were best. Calibration and paths stay
    /// those of the first training: only it has forecast rows that it did not learn from.
    /// </summary>
    private Trained Refit(Trained first, Share? choice)
    {
        TemporalSplit all = plan.Split.LearningFromAll();
        Trained second = Refit(first, choice, all);
        return second.Summary.Reason == StopReason.Canceled ? second : WithBeside(second, first.Beside, all);
    }

    private Trained Refit(Trained first, Share? choice, TemporalSplit all)
    {
        if (choice is { Alpha: 0 } && _design.HasDemand)
        {
            return Regression(first, all);
        }

        if (choice is { Alpha: 0 })
        {
            // The network has no part in the forecast, but the rival has.
            ForecastScaling scaling = first.Scaling.WithEvents(plan.Set, all.Train.Rows, _design);
            return first with { Scaling = scaling, Rival = FitRival(all, scaling) };
        }

        fitting.BeginPart(
            refit, plan.RecipeOf(first.Summary).Training,
            "again, for as long as was best, on all rows before the test part");
        Trained second = Train(all, []);
        if (second.Summary.Reason == StopReason.Canceled)
        {
            return first with { Summary = first.Summary with { Reason = StopReason.Canceled } };
        }

        choice?.Apply(second);
        return second with
        {
            Summary = first.Summary with { Steps = first.Summary.Steps + second.Summary.Steps },
        };
    }

    /// <summary>
    /// The same forecaster trained again on the training and validation part: with its calibration, and as much of the
    /// network as was added to its rival. How sums add up is found out again, too, on the validation part.
    /// </summary>
    /// <param name="like">The forecaster; where nothing of its network counts, that and its backend are shared.</param>
    public Forecaster Again(Forecaster like)
    {
        Reconciliation? hierarchy = null;
        if (like.Reconciliation is not null)
        {
            Trained forward = Again(
                like, plan.Split, FitPart.LatestForward, "without the newest rows, to see how forecasts of them err");
            hierarchy = new ReconciliationFit(plan, windows => Medians(forward, windows)).Run();
        }

        Trained trained = Again(
            like, plan.Split.LearningFromAll(), FitPart.Latest, "once more, on all rows, for what comes next");
        return new Forecaster(
            trained.Model == like.Model ? like.Backend : fitting.Backend, trained.Model,
            new ForecastFitted(trained.Scaling, like.Calibration)
            {
                RivalShare = like.RivalShare,
                Hierarchy = hierarchy,
            },
            like.Paths,
            trained.Summary, like.Origin, trained.Rival?.Whole)
        {
            Beside = trained.Beside,
        };
    }

    /// <summary>The network of a forecaster of which nothing counts but the widths of the quantiles; a copy where the
    /// days on which series are closed, which its design holds, are others.</summary>
    private ForecastModel Uncounted(Forecaster like)
    {
        if (like.Rival is null || like.Design.Events?.Closed == _design.Events?.Closed)
        {
            return like.Rival is null ? Begin() : like.Model;
        }

        ForecastModel copy = Begin();
        copy.Take(like.Model);
        return copy;
    }

    private Trained Again(Forecaster like, TemporalSplit split, FitPart part, string title)
    {
        if (like.RivalShare == 0 || _design.HasDemand)
        {
            ForecastScaling scaling = like.Scaling.WithEvents(plan.Set, split.Train.Rows, _design);
            RidgeFolds? rival = FitRival(split, scaling);
            var alone = new Trained(
                Uncounted(like), scaling,
                new ForecastData(plan.Set, _design, scaling, split.Train.Rows, rival), rival, like.Summary);
            return WithBeside(_design.HasDemand ? Regression(alone, split) : alone, like.Beside, split);
        }

        fitting.BeginPart(part, plan.Training, title);
        Trained trained = Train(split, []);
        foreach (ForecastNetwork member in like.Rival is null ? [] : trained.Model.Members)
        {
            member.Rival!.Shrink(member.Output, (float)like.RivalShare);
        }

        return trained.Summary.Reason == StopReason.Canceled
            ? trained with { Beside = like.Beside }
            : WithBeside(trained, like.Beside, split);
    }

    private Trained Train(TemporalSplit split, Window[] validation)
    {
        var scaling = ForecastScaling.Fit(split, _design);
        ForecastModel model = Begin();
        Windows windows = ForecastPlan.TrainWindowsOf(split, _design);
        RidgeFolds? rival = FitRival(
            split, scaling, ForecastProblem.Drawn(plan, windows, fitting.Training.Epochs));
        var data = new ForecastData(plan.Set, _design, scaling, rival: rival);

        // The loss is the mean over an ensemble of M: each network's gradient is 1/M of its own, and their common norm
        // 1/√M.
        var problem = new ForecastProblem(
            model, data, windows, plan, validation, plan.Fingerprint());
        if (_design.HasDemand)
        {
            DemandStart.Fit(plan.Set, split.Train.Rows, _design).WriteTo(model);
            return new Trained(model, scaling, data, null, fitting.Untrained(Inference.Run(
                fitting.Backend, tape => problem.Validate(tape, fitting.Cancellation))));
        }

        FitSummary summary = fitting.Train(
            problem, model.Clip, rival: problem.Rival);
        return new Trained(model, scaling, data, rival, summary);
    }

    /// <summary>The regression of counts, fitted on other rows.</summary>
    private Trained Regression(Trained like, TemporalSplit split)
    {
        ForecastScaling scaling = like.Scaling.WithEvents(plan.Set, split.Train.Rows, _design);
        DemandStart.Fit(plan.Set, split.Train.Rows, _design).WriteTo(like.Model);
        return like with { Scaling = scaling };
    }

    private ForecastModel Begin()
    {
        try
        {
            return fitting.Begin(new ForecastModel(_design), Forecaster.IsParameter);
        }
        catch (ModelFileException exception) when (_design.HasRival && !fitting.IsFresh)
        {
            throw new ModelFileException(
                $"{exception.Message} If that model answers without a regression inside, this training must do without "
                + "one, too.",
                exception);
        }
    }

    private RidgeFolds? FitRival(TemporalSplit split, ForecastScaling scaling, IEnumerable<Window>? drawn = null) =>
        _design.HasRival
            ? RidgeFolds.Fit(
                new RidgeWindows(plan.Set, _design, scaling, split.Train.Rows), split.Train.Rows, drawn,
                fitting.Backend.Threads)
            : null;

    /// <summary>Which steps are high or low together, by the forecasts of the first training.</summary>
    private SamplePaths Paths(Trained trained, Calibration calibration, int apart)
    {
        Window[] windows = SamplePaths.Choose(
            _validation, apart, ForecastPlan.TrainWindowsOf(plan.Split, _design));
        QuantileTable table = Quantiles(trained, windows);
        calibration.Apply(table);
        ToData(trained, table, windows);
        var truth = new float[windows.Length * _design.Horizon * _design.TargetCount];
        foreach ((int w, Window window) in windows.Index())
        {
            for (int k = 0; k < _design.TargetCount; k++)
            {
                float[] came = ClosedTimes.Came(_design.Closed, plan.Set[window.Series], k, window.Ahead);
                for (int t = 0; t < came.Length; t++)
                {
                    truth[(((w * _design.Horizon) + t) * _design.TargetCount) + k] = came[t];
                }
            }
        }

        return SamplePaths.Fit(table, truth);
    }

    /// <summary>Widths of sums, and the score that counts and quantiles are compared by.</summary>
    private SamplePaths WithWidths(SamplePaths paths, Trained first, Calibration calibration, QuantileTable table)
    {
        QuantileTable told = table.Copy();
        calibration.Apply(told);
        ToData(first, told, _validation);
        paths = paths with
        {
            Widths = SumWidths.Fit(plan.Set, _validation, told, paths, _design.Intervals, _design.Closed),
        };
        Score = DemandScore.Of(plan.Set, _validation, told, paths, _design.Closed);
        return paths;
    }

    /// <summary>Forecasts in the unit of the data; calibration leaves medians as they are.</summary>
    private QuantileTable Medians(Trained trained, IReadOnlyList<Window> windows)
    {
        QuantileTable table = Quantiles(trained, windows);
        ToData(trained, table, windows);
        return table;
    }

    private void ToData(Trained trained, QuantileTable table, IReadOnlyList<Window> windows)
    {
        trained.Data.ToData(table, windows);
        _design.Closed?.Clear(table, plan.Set, windows);
    }

    private QuantileTable Quantiles(Trained trained, IReadOnlyList<Window> windows)
    {
        QuantileTable table = Inference.Run(
            fitting.Backend, tape => trained.Model.Quantiles(tape, trained.Data, windows));
        trained.Beside?.Apply(table, trained.Data, windows, new RivalFitting(fitting.Backend.Threads, default));
        return table;
    }

    /// <summary>How fast intervals follow the errors of forecasts that the model had not seen.</summary>
    private double Rate(Trained trained) => RateChoice.Choose(
        _design, trained.Data, plan.Split.Validation.Rows,
        windows => Quantiles(trained, windows));

    private sealed record Trained(
        ForecastModel Model, ForecastScaling Scaling, ForecastData Data, RidgeFolds? Rival, FitSummary Summary)
    {
        public Companion? Beside { get; init; }
    }

    /// <summary>How much of the network is added to what is inside it.</summary>
    /// <param name="Alpha">α.</param>
    /// <param name="Apply">Changes networks that were trained again.</param>
    private sealed record Share(double Alpha, Action<Trained> Apply);
}
