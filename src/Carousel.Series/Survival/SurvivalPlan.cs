using System.Text.Json;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Baselines;

namespace Carousel.Survival;

/// <summary>
/// A survival model before its training: the log is read and cut into periods, customers are divided, the network is
/// decided.
/// </summary>
public sealed class SurvivalPlan : JobPlan<SurvivalModel>
{
    private const int FewestLeavers = 10;

    private SurvivalPlan(SurvivalOptions options, SurvivalData data, SurvivalDesign design, CustomerParts parts)
        : base(options.Fit, ChoicesFor(parts.Training.Count).With(options.Fit)) =>
        (Data, Design, Parts, Missing) = (data, design, parts, options.Reading.Missing);

    /// <summary>What the model is made of.</summary>
    internal SurvivalDesign Design { get; }

    /// <inheritdoc/>
    public override string Task => SurvivalModel.TaskName;

    /// <inheritdoc/>
    public override string DataName => Data.Log.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts =>
    [
        .. SurvivalText.Facts(Data),
        new(
            "leaving",
            $"{SurvivalText.Leaving(Design)}"
            + $"{(Design.Rule.Censor is { } censor ? $"; no longer observed after '{censor}'" : "")}; predicted for "
            + $"each of the next {Design.Horizon} {Data.Grid.Name}s"),
        new(
            "split",
            $"{FigureText.Count(Parts.Training.Count)} customers for training, "
            + $"{FigureText.Count(Parts.Validation.Count)} for validation, {FigureText.Count(Parts.Test.Count)} for "
            + "testing"),
        new(
            "model",
            $"{Design.Cells.Describe()}, {Design.Features.Count} features per {Data.Grid.Name}: counts "
            + $"of {Design.Features.Counts}, sums and means of "
            + FigureText.Listed([.. Design.Features.Numbers.DefaultIfEmpty("no numbers")], 10)),
        .. JobFact.Notes(Data.Notes),
    ];

    /// <inheritdoc/>
    public override string Unit => "customers";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => Parts.Training.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [SurvivalModel.RankingName];

    internal CustomerParts Parts { get; }

    internal SurvivalData Data { get; }

    /// <summary>Plans.</summary>
    /// <param name="log">The events.</param>
    /// <param name="options">What is wanted.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="DataFormatException">The log is too short, or no customer leaves.</exception>
    /// <exception cref="OptionException">Options exclude each other.</exception>
    public static SurvivalPlan Make(EventLog log, SurvivalOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        options ??= new SurvivalOptions();
        log = SurvivalText.LedByLeaving(OutlyingEvents.Remove(log), options);
        PeriodKind kind = options.Period ?? PeriodGrid.Find(log);
        PeriodGrid grid = SurvivalData.MakeGrid(log, kind);
        LeaveRule rule = SurvivalText.FindRule(log, options, grid.Name);
        int horizon = Math.Min(
            options.Horizon
                ?? Math.Max(2 * rule.AbsentPeriods, kind switch { PeriodKind.Day => 14, PeriodKind.Week => 8, _ => 6 }),
            Math.Max(1, grid.Count - 2));

        // Which customers train is known before any feature is chosen.
        var parts = CustomerParts.Divide(log, options.ValidationShare, options.TestShare);
        var features = PeriodFeatures.Find(log, rule, parts, options.Reading.Numbers is not null);
        var data = SurvivalData.Make(log, grid, features, rule);
        SurvivalText.RequireLeavers(data, rule, isFitted: false);
        CustomerParts divided = CustomerParts.Of(log, data.Histories, parts, options.ValidationShare);
        if (divided.Training.Count(h => h.Leaves) is var leavers && leavers < FewestLeavers)
        {
            throw options.Unfit(
                $"{log.Name}: {FigureText.Count(leavers)} of {FigureText.Count(divided.Training.Count)} training "
                + $"customers leave before {data.Grid.Label(data.Grid.Count)}; at least {FewestLeavers} are needed. "
                + $"Pass a log of more customers, another {{Leave}}, or {{Absent}}.");
        }

        var cells = new CellDesign(CellKind.Lstm, 1, 8, Dropout: 0, ForgetBias: 1, InitializerKind.Glorot)
            .With(options.Fit);
        return new SurvivalPlan(
            options, data,
            new SurvivalDesign(
                EventColumns.Of(log) with { Numbers = features.Numbers }, kind, rule, features, horizon, cells)
            {
                HasBaseline = options.Baseline == BaselineInside.Auto,
            },
            divided);
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<SurvivalModel> fitted, CancellationToken cancellation)
    {
        SurvivalModel model = fitted.Model;
        var measured = SurvivalMeasurement.Of(model, fitted.Comparison, Data.Grid, Parts.Test, cancellation);
        IReadOnlyList<RankedCustomer> ranking = SurvivalRanking.Of(model, Data.Grid, Data.Histories, cancellation);
        JobResult result = measured.ToResult();
        return result with
        {
            Sentence = ranking.Count == 0
                ? result.Sentence
                : $"{result.Sentence} {SurvivalRanking.Sentence(ranking, Design)}",
            Files = ranking.Count == 0 ? []
                : [JobFile.OfText(SurvivalModel.RankingName, SurvivalRanking.ToCsv(ranking, Design, Data.Log.IdName))],
            Page = new SurvivalReport(this, model, measured).Page(ranking, cancellation),
        };
    }

    private static TrainingChoices ChoicesFor(int customers) => new(
        OptimizerKind.AdamW, 0.005, WeightDecay: 0.05, Batch: Math.Clamp(customers / 16, 4, 64),
        Epochs: Math.Clamp(100_000 / Math.Max(1, customers), 6, 40), Patience: 5, ClipNorm: 1);

    /// <inheritdoc/>
    private protected override Fitted<SurvivalModel> Train(JobFitting fitting) => new SurvivalFit(this, fitting).Run();

    internal SurvivalOrigin Origin() => new(
        Data.Log.Name, Parts.Training.Count, Data.Grid.Label(0),
        Data.Grid.Label(Data.Grid.Count - 1));

    /// <summary>Checkpoints hold it.</summary>
    internal string Fingerprint(SurvivalDesign design) => string.Join(
        '|', Data.Log.EventCount, Data.Log.Count, Data.Log.First.Ticks, Data.Log.Last.Ticks, Parts.Training.Count,
        Parts.Validation.Count, Parts.Training.Sum(h => (long)h.Length),
        JsonSerializer.Serialize(design, SeriesJson.Default.SurvivalDesign), Training.ToJson());
}
