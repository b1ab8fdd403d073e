using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Storage;

namespace Carousel.Forecasting;

/// <content>
/// One network: trained on the training set, while the validation set decides when to stop, the weights of the other
/// methods and the widths of the quantiles; then trained again, for as long, on both.
/// </content>
internal sealed partial class ForecastFit
{
    private readonly ForecastDesign _design = plan.Design;
    private readonly Window[] _validation = plan.ValidationWindows();

    /// <summary>The errors of the first training on the validation set by quantiles of steps and sums, where the
    /// series are intermittent demand; null before it.</summary>
    private DemandScore? Score { get; set; }

    private BaselineFitting Growing => new(fitting.Backend.Threads, fitting.Cancellation);

    /// <summary>Fits the network.</summary>
    private Forecaster Network()
    {
        Trained first = Train(plan.Split, _validation);
        float[] truth = first.Data.Truth(_validation);
        QuantileTable<Stage.Raw> table = Quantiles(first, _validation);
        ChampionChoice? choice = null;
        if (!_design.HasDemand && !IsStopped(first.Summary))
        {
            choice = new ChampionChoice(
                first.Data, _validation, table, truth, WindowMethods.Fit(plan, first.Data, Growing), Growing);
            first = first with { Champion = choice.Champion };
            table = choice.Mixed;
        }

        int apart = plan.Split.Validation.LongestRows / _design.Horizon;
        bool isSet = _design.HasDemand || first.Champion.IsWalk;
        Calibration calibration = isSet ? Calibration.None(_design) : Calibration.Fit(table, truth, apart);
        SamplePaths paths = Paths(first, calibration, apart);
        if (DemandRule.Holds(plan.Split))
        {
            QuantileTable told = first.Data.ToOpenData(calibration.Apply(table), _validation);
            paths = paths with
            {
                Widths = SumWidths.Fit(plan.Set, _validation, told, paths, _design.Intervals, _design.Closed),
            };
            Score = DemandScore.Of(plan.Set, _validation, told, paths, _design.Closed);
        }

        IReadOnlyList<RowRange> rows = plan.Split.Validation.Rows;
        Window[][] series = RateChoice.Windows(_design, rows);
        calibration = calibration with
        {
            // How fast intervals follow the errors of forecasts that the model had not seen.
            Adaptation = plan.Adaptation(isSet ? 0 : RateChoice.Choose(
                _design, first.Data, rows, series, windows => Quantiles(first, windows))),
            WindowErrors = SetDrift.ErrorsOf(first.Data, series, windows => Quantiles(first, windows)),
        };
        var fitted = new ForecastFitted(first.Scaling, calibration)
        {
            Weights = choice?.Weights ?? new Dictionary<string, double>(),
            Recipe = plan.RecipeOf(first.Summary),
            Hierarchy = Reconcile(first),
        };
        Forecaster Of(Trained trained) =>
            Made(trained, fitted with { Scaling = trained.Scaling }, paths, plan.Origin());
        return Of(
            plan.Options.TrainOnce || IsStopped(first.Summary) ? first
            : fitting.IsSplit ? RefitWithLatest(first, Of)
            : Refit(first));
    }

    /// <summary>
    /// Refits on half of the threads while the latest model is trained on the others: a step of a small network gains
    /// little from a second thread.
    /// </summary>
    private Trained RefitWithLatest(Trained first, Func<Trained, Forecaster> made)
    {
        using CpuBackend few = new(fitting.Backend.Threads / 2), others = new(few.Threads);
        JobFitting refitting = fitting.On(few, isShown: false), latest = fitting.On(others);
        Task<Forecaster> onAllRows = Task.Run(() => OnAllRows(made(first), FitPart.LatestAndRefit, latest));
        _latest = onAllRows.GetAwaiter().GetResult;
        try
        {
            return new ForecastFit(plan, refitting).Refit(first);
        }
        finally
        {
            Task.WaitAny(onAllRows);
            fitting.Join(refitting, latest);
        }
    }

    /// <summary>
    /// The same forecaster trained again on the training and validation set, with its calibration and weights. How sums
    /// add up is found out again on the validation set.
    /// </summary>
    /// <param name="like">The forecaster.</param>
    /// <param name="part">The name of its training.</param>
    public Forecaster Again(Forecaster like, FitPart part)
    {
        Reconciliation? hierarchy = like.Reconciliation is null
            ? null
            : Reconcile(Again(like, plan.Split, FitPart.LatestForward));
        Trained trained = Again(like, plan.Split.LearningFromAll(), part);
        return Made(
            trained,
            new ForecastFitted(trained.Scaling, like.Calibration)
            {
                Weights = like.Weights,
                Hierarchy = hierarchy,
            },
            like.Paths, like.Origin);
    }

    private Forecaster Made(Trained last, ForecastFitted fitted, SamplePaths paths, ForecastOrigin origin) =>
        new(fitting.Owned, last.Model, fitted, paths, last.Summary, origin, last.Baseline?.Whole)
        {
            Champion = last.Champion,
        };

    /// <summary>
    /// Trains once more on all rows before the test part, for as many epochs as were best. Calibration and paths stay
    /// those of the first training: only it has forecast rows that it did not learn from.
    /// </summary>
    private Trained Refit(Trained first)
    {
        TemporalSplit all = plan.Split.LearningFromAll();
        if (_design.HasDemand)
        {
            return WithMethods(Untrained(first, all), all);
        }

        fitting.BeginPart(FitPart.Refit, plan.RecipeOf(first.Summary).Training);
        Trained second = Train(all, []);
        if (IsStopped(second.Summary))
        {
            return first with { Summary = first.Summary with { Reason = second.Summary.Reason } };
        }

        return WithMethods(
            second with
            {
                Champion = first.Champion,
                Summary = first.Summary with { Steps = first.Summary.Steps + second.Summary.Steps },
            },
            all);
    }

    private Trained Again(Forecaster like, TemporalSplit split, FitPart part)
    {
        if (_design.HasDemand)
        {
            Trained same = Untrained(
                new Trained(Begin(), like.Scaling, null!, null, like.Summary) { Champion = like.Champion }, split);
            return WithMethods(
                same with { Data = new ForecastData(plan.Set, _design, same.Scaling, split.Train.Rows) }, split);
        }

        fitting.BeginPart(part, plan.Training);
        Trained trained = Train(split, []) with { Champion = like.Champion };
        return IsStopped(trained.Summary) ? trained : WithMethods(trained, split);
    }

    /// <summary>The regression of counts, in the place of a network, fitted on other rows.</summary>
    private Trained Untrained(Trained like, TemporalSplit split)
    {
        DemandStart.Fit(plan.Set, split.Train.Rows, _design).WriteTo(like.Model);
        return like with { Scaling = like.Scaling.WithEvents(plan.Set, split.Train.Rows, _design) };
    }

    /// <summary>The same with its other methods fitted again, on other rows.</summary>
    private Trained WithMethods(Trained trained, TemporalSplit split) => trained with
    {
        Champion = trained.Champion.Fit(trained.Data, ForecastPlan.TrainWindowsOf(split, _design), Growing),
    };

    private Trained Train(TemporalSplit split, Window[] validation)
    {
        var scaling = ForecastScaling.Fit(split, _design);
        ForecastModel model = Begin();
        Windows windows = ForecastPlan.TrainWindowsOf(split, _design);
        RidgeFolds? baseline = FitBaseline(
            split, scaling, ForecastProblem.Drawn(plan, windows, fitting.Training.Epochs));
        var data = new ForecastData(plan.Set, _design, scaling, baseline: baseline);

        // The loss is the mean over an ensemble of M: each network's gradient is 1/M of the separate gradient, and
        // their common norm 1/√M.
        var problem = new ForecastProblem(model, data, windows, plan, validation, plan.Fingerprint());
        if (_design.HasDemand)
        {
            DemandStart.Fit(plan.Set, split.Train.Rows, _design).WriteTo(model);
            return new Trained(model, scaling, data, null, fitting.Untrained(Inference.Run(
                fitting.Backend, tape => problem.Validate(tape, fitting.Cancellation))));
        }

        return new Trained(
            model, scaling, data, baseline, fitting.Train(problem, model.Clip, baseline: problem.Baseline));
    }

    private ForecastModel Begin()
    {
        try
        {
            return fitting.Begin(new ForecastModel(_design), Forecaster.IsParameter);
        }
        catch (ModelFileException exception) when (_design.HasBaseline && !fitting.IsFresh)
        {
            throw new ModelFileException(
                $"{exception.Message} If that model has no regression inside, train this one without a regression as "
                + "well.",
                exception);
        }
    }

    private RidgeFolds? FitBaseline(TemporalSplit split, ForecastScaling scaling, IEnumerable<Window>? drawn = null) =>
        _design.HasBaseline
            ? RidgeFolds.Fit(
                new RidgeWindows(plan.Set, _design, scaling, split.Train.Rows), split.Train.Rows, drawn,
                fitting.Backend.Threads)
            : null;

    /// <summary>Which steps are high or low together, by the forecasts of the first training.</summary>
    private SamplePaths Paths(Trained trained, Calibration calibration, int apart)
    {
        Window[] windows = SamplePaths.Choose(
            _validation, apart, ForecastPlan.TrainWindowsOf(plan.Split, _design));
        QuantileTable table = trained.Data.ToOpenData(calibration.Apply(Quantiles(trained, windows)), windows);
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

    /// <summary>The reconciliation, chosen on forecasts of the validation set. It uses medians, which calibration
    /// does not change.</summary>
    private Reconciliation? Reconcile(Trained trained) => _design.Hierarchy is null
        ? null
        : new ReconciliationFit(plan, windows => trained.Data.ToOpenData(
            Calibration.None(_design).Apply(Quantiles(trained, windows)), windows)).Run();

    private QuantileTable<Stage.Raw> Quantiles(Trained trained, IReadOnlyList<Window> windows) =>
        trained.Champion.Mix(trained.Champion.Separate(
            Inference.Run(fitting.Backend, tape => trained.Model.Quantiles(tape, trained.Data, windows)),
            trained.Data, windows, new BaselineFitting(fitting.Backend.Threads, default)));

    private sealed record Trained(
        ForecastModel Model, ForecastScaling Scaling, ForecastData Data, RidgeFolds? Baseline, FitSummary Summary)
    {
        /// <summary>The methods that are averaged with the network.</summary>
        public Champion Champion { get; init; } = Champion.Alone;
    }
}
