using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Report;

namespace Carousel.Jobs.Tests.Gaps;

/// <summary>A model of silences before its training: the log is read and divided, the network is decided.</summary>
internal sealed class GapPlan : JobPlan<GapModel>
{
    private const string SilencesName = "silences.csv";
    private const int MostShown = 60;

    private readonly GapData _data;
    private readonly GapOptions _options;

    private GapPlan(GapData data, GapOptions options)
        : base(options.Fit, ChoicesFor(data.Parts.Training.Count).With(options.Fit)) =>
        (_data, _options, Design) = (data, options, GapDesign.Make(data, options));

    /// <summary>What is read, and the network.</summary>
    public GapDesign Design { get; }

    /// <inheritdoc/>
    public override string Task => GapModel.TaskName;

    /// <inheritdoc/>
    public override string DataName => _data.Log.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts =>
    [
        new("data", $"{FigureText.Counted(_data.Log.EventCount, "event")} of "
            + $"{FigureText.Counted(_data.Log.Count, "id")} ('{_data.Log.IdName}'), "
            + $"{_data.Log.Format(_data.Log.First)} to {_data.Log.Format(_data.Log.Last)}"),
        new("split", $"{FigureText.Counted(_data.Parts.Training.Count, "id")} to train, "
            + $"{FigureText.Count(_data.Parts.Validation.Count)} to validate, "
            + $"{FigureText.Count(_data.Parts.Test.Count)} to test"),
        new("model", $"{Design.Cells.Describe()}, {Design.InputSize} values an event; silences in {Design.Told.Name}"),
        .. _data.Notes.Select(n => new JobFact("note", n)),
    ];

    /// <inheritdoc/>
    public override string Unit => "silences";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => _data.Parts.Training.Sum(h => h.Events.Length - 1);

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [SilencesName];

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="data">The log in its parts.</param>
    /// <param name="options">What was asked for.</param>
    public static GapPlan Make(GapData data, GapOptions options)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(options);
        return new GapPlan(data, options);
    }

    /// <inheritdoc/>
    private protected override Fitted<GapModel> Train(JobFitting fitting)
    {
        Stack network = fitting.Begin(Design.MakeNetwork());
        var scale = GapScale.Fit(_data.Parts.Training);
        DataParts<GapExample> parts = _data.Parts.Each(new GapEncoder(Design, scale).Encode);
        string fingerprint = _data.Fingerprint();
        FitSummary summary = fitting.Train(new GapProblem(
            network, [.. parts.Training.SelectMany(e => e.Cut(_options.Piece))], parts.Validation, Training.Batch,
            Fit.Seed, $"{fingerprint}|{Design.ToJson()}|{Training.ToJson()}|{_options.Piece}"));
        return Fitted(new GapModel(
            fitting.Backend, network, Design, new GapFitted(scale, GapBaselines.Fit(parts.Training, _options.Lags)),
            summary, new GapOrigin(DataName, parts.Training.Count, (int)UnitsPerEpoch, fingerprint)));
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<GapModel> fitted, CancellationToken cancellation)
    {
        GapModel model = fitted.Model;
        IReadOnlyList<GapHistory> test = _data.Parts.Test;
        IReadOnlyList<GapForecast[]> forecasts = model.Forecast(test, cancellation);
        return model.Measure(test, cancellation) with
        {
            Files = [JobFile.OfText(SilencesName, model.ToCsv(test, forecasts, onlyLast: false))],
            Page = new JobPage(
                $"How long it is silent: {DataName}",
                $"{FigureText.Counted(test.Sum(h => h.Events.Length - 1), "silence")} of "
                    + $"{FigureText.Counted(test.Count, "id")} that had no part in the training.",
                [Shown(model, test, forecasts)])
            {
                ScoreTitle = "Validation nats of a scaled silence by epoch (lower is better)",
                LossTitle = "Training nats of a scaled silence by epoch",
                Note = "Lower is better. The errors are mean absolute ones of the expected silence; nats: the negative "
                    + "logarithm of the density of ln(1 + seconds).",
            },
        };
    }

    private static TrainingChoices ChoicesFor(int ids) => new(
        OptimizerKind.Adam, LearningRate: 0.01, WeightDecay: 0, Batch: Math.Clamp(ids / 16, 4, 64),
        Epochs: 40, Patience: 10, ClipNorm: 1);

    private static Section Shown(GapModel model, IReadOnlyList<GapHistory> test, IReadOnlyList<GapForecast[]> forecasts)
    {
        int id = Enumerable.Range(0, test.Count).MaxBy(i => test[i].Events.Length);
        GapHistory history = test[id];
        int silences = history.Events.Length - 1, count = Math.Min(MostShown, silences), first = silences - count;
        double[] Values(Func<int, double> of) => [.. Enumerable.Range(first, count).Select(t => model.InUnits(of(t)))];
        return new Section("Silences",
        [
            new LineChart(
                $"Silences of {history.Events.Id}, {model.Design.Told.Name}", Axis.Range("event", first + 1, count),
                [
                    new Series("silence", Values(history.Silence), SeriesRole.Truth),
                    new Series("expected", Values(t => forecasts[id][t].Mean), SeriesRole.Forecast),
                ])
            {
                Bands =
                [
                    new("80\u00a0% interval", Values(t => forecasts[id][t].Low), Values(t => forecasts[id][t].High)),
                ],
            },
        ])
        {
            Lead = $"The last {FigureText.Counted(count, "silence")} of the id with most events in the test part.",
        };
    }
}
