using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Portable;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Survival;

/// <summary>
/// A fitted survival model: the hazards of leaving in each next period, the ranking of customers, and what moved it.
/// </summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class SurvivalModel : JobModel, IPortableJob, IGraphModel
{
    internal const string TaskName = "survive";
    internal const string RankingName = "ranking.csv";

    // ln(4/3): odds that rise by a third.
    private const double LeastRise = 0.2877;

    private static readonly ExampleBatches _answering = new(MostExamples: 128);

    internal SurvivalModel(
        CpuBackend backend, SurvivalNetwork network, SurvivalDesign design, SurvivalFitted fitted, FitSummary summary,
        SurvivalOrigin origin)
        : base(backend, network, summary) =>
        (Network, Design, Fitted, Origin) = (network, design, fitted, origin);

    /// <summary>The model's layers and inputs.</summary>
    internal SurvivalDesign Design { get; }

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override string PredictionFile => RankingName;

    internal SurvivalNetwork Network { get; }

    internal SurvivalFitted Fitted { get; }

    internal SurvivalOrigin Origin { get; }

    /// <summary>Loads a model.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or for another task.</exception>
    public static SurvivalModel Load(string path, int threads = 0) =>
        ModelReading.Load(path, TaskName, threads, reading =>
        {
            SurvivalDesign design = reading.Configuration(SeriesJson.Default.SurvivalDesign);
            SurvivalFitted fitted = reading.Scalers(SeriesJson.Default.SurvivalFitted);
            SurvivalNetwork network = reading.Build(
                design.IsInRange, design.Cells.Hidden, () => SurvivalNetwork.Make(design));
            return fitted.Fits(design)
                ? new SurvivalModel(
                    reading.Backend, network, design, fitted, reading.Summary,
                    reading.Data(SeriesJson.Default.SurvivalOrigin))
                : throw new ModelFileException(
                    $"{path}: the model's scalers do not fit its configuration; the file was damaged or made by hand.");
        });

    /// <inheritdoc/>
    public override AnswerShare Share => Design.HasBaseline
        ? AnswerShare.Correcting("logistic regression", Fitted.BaselineShare) : AnswerShare.Alone;

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        string period = SurvivalText.Period(Design.Period);
        long multiplyAdds = CellStack.MultiplyAdds(Design.Cells, Design.Features.Count)
            + ((long)Design.Cells.OutputSize * Design.Horizon);
        return new JobDescription(
        [
            $"{Design.Cells.Describe()}: the hazard of {SurvivalText.Leaving(Design)} in each of the "
            + $"next {Design.Horizon} {period}s, from {Design.Features.Count} features per {period}",
            Invariant.Of(
                $"learned from {Origin.Customers:N0} customers of {Origin.Data}, {Origin.First} to {Origin.Last}"),
        ],
        ModelDescription.Of(
            Design.Cells.Describe(), Networks, multiplyAdds, Network.Reader.StateSize, period));
    }

    /// <summary>The hazards after every period of every history.</summary>
    /// <param name="histories">The customers.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[L, K] each, in their order.</returns>
    internal IReadOnlyList<double[,]> Hazards(
        IReadOnlyList<CustomerHistory> histories, CancellationToken cancellation = default) =>
        [.. Odds(histories, cancellation).Select(odds => ToHazards(odds, Design.Horizon))];

    /// <summary>The hazards of log odds.</summary>
    /// <param name="odds">[L, K].</param>
    /// <param name="horizon">K.</param>
    internal static double[,] ToHazards(float[] odds, int horizon)
    {
        var hazards = new double[odds.Length / horizon, horizon];
        for (int i = 0; i < odds.Length; i++)
        {
            hazards[i / horizon, i % horizon] = 1 / (1 + Math.Exp(-odds[i]));
        }

        return hazards;
    }

    /// <summary>The log odds after every period of every history.</summary>
    /// <returns>[L, K] each, in their order.</returns>
    internal IReadOnlyList<float[]> Odds(
        IReadOnlyList<CustomerHistory> histories, CancellationToken cancellation = default) =>
        Answer(histories, new HistoryBatch(
            Design.Features.Count, Design.Horizon, Fitted.Scale, Design.HasBaseline ? h => BaselineOdds(h)! : null),
            cancellation);

    /// <summary>As <see cref="Odds"/>, without those of the baseline inside.</summary>
    internal IReadOnlyList<float[]> Beyond(IReadOnlyList<CustomerHistory> histories) =>
        Answer(histories, new HistoryBatch(Design.Features.Count, Design.Horizon, Fitted.Scale), default);

    /// <summary>The log odds of the baseline inside, [L, K]; null without one.</summary>
    internal float[]? BaselineOdds(CustomerHistory history) =>
        Design.HasBaseline ? Fitted.Baselines.CountOdds(history, Fitted.Scale) : null;

    private float[][] Answer(
        IReadOnlyList<CustomerHistory> histories, HistoryBatch batch, CancellationToken cancellation) =>
        _answering.Answer(Tape, histories, h => h.Length, some =>
        {
            batch.Fill(some);
            float[] odds = Network.Forward(Tape, batch).Value.ToArray();
            return some.Select((history, b) =>
            {
                int K = Design.Horizon;
                var own = new float[history.Length * K];
                for (int t = 0; t < history.Length; t++)
                {
                    odds.AsSpan(batch.Sequences.Packing.Row(b, t) * K, K).CopyTo(own.AsSpan(t * K));
                }

                return own;
            });
        }, cancellation);

    /// <summary>The periods in which the input gates opened far wider than they do otherwise.</summary>
    /// <param name="history">A customer.</param>
    /// <returns>Periods from the customer's first; empty for cells without input gates.</returns>
    internal IReadOnlyList<int> Spikes(CustomerHistory history) =>
        Fitted.Spikes is { } rule && FirstLayer is { } layer
            ? rule.Find(SurvivalNetwork.GatesOf(Backend, layer, history, Fitted.Scale))
            : [];

    /// <summary>
    /// Those of the spikes after which the model expects the leaving more than before: the odds of leaving in the next
    /// period rise by a third or more.
    /// </summary>
    /// <param name="history">A customer.</param>
    /// <param name="hazards">[L, K]: what <see cref="Hazards"/> gave for it.</param>
    /// <returns>Periods from the customer's first.</returns>
    internal IReadOnlyList<int> Alarms(CustomerHistory history, double[,] hazards) =>
        [.. Spikes(history).Where(t => LogOdds(hazards[t, 0]) - LogOdds(hazards[t - 1, 0]) >= LeastRise)];

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        SurvivalData data = Read(input);
        IReadOnlyList<RankedCustomer> ranking = SurvivalRanking.Of(this, data.Grid, data.Histories, cancellation);
        if (ranking.Count == 0)
        {
            throw new DataFormatException(
                $"{input.Name}: every customer has left by the end of the {data.Grid.Name} of "
                + $"{data.Grid.Label(data.Grid.Count - 1)}, so the ranking is empty. Pass a log with current "
                + "customers.");
        }

        output.Write(SurvivalRanking.ToCsv(ranking, Design, data.Log.IdName));
        return new JobAnswer(data.Notes, SurvivalRanking.Sentence(ranking, Design));
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        SurvivalData data = Read(input);
        SurvivalText.RequireLeavers(data, Design.Rule, isFitted: true);
        var measured = SurvivalMeasurement.Of(this, null, data.Grid, data.Histories, cancellation);
        return measured.ToResult() with { Facts = SurvivalText.Facts(data), Notes = data.Notes };
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => Inside();

    /// <summary>The model, opened.</summary>
    internal SurvivalInspection Inside() => new(Backend, this, Read);

    /// <inheritdoc/>
    PortableDesign IPortableModel.ToPortable() => Design.HasBaseline
        ? throw NotPortable.Because(
            "This model adds a network to a logistic regression on all counts so far, which is exported only as ONNX; "
            + "fit it with {Baseline} none.",
            OptionTable.Of(typeof(SurvivalOptions)))
        : Portable;

    private PortableDesign Portable => new(
        $"the probability of {SurvivalText.Leaving(Design)} in each of the "
        + $"next {Design.Horizon} {SurvivalText.Period(Design.Period)}s",
        [PortableMember.Of(Network.Reader, Network.Output)],
        PortableInput.OfValues(Design.Features.Names.Select((name, f) => new PortableValue(name)
        {
            Scaling = PortableScaling.SignedLogarithm,
            Offset = Fitted.Scale.Offsets[f],
            Scale = Fitted.Scale.Scales[f],
            Source = PortableSource.Of(name),
        })),
        new PortableAnswer(
            PortableFunction.Logistic,
            [
                .. Enumerable.Range(1, Design.Horizon)
                    .Select(k => new PortableValue($"{SurvivalText.Period(Design.Period)} {k} ahead")),
            ]))
    {
        Table = new PortableTable(null),
    };

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs() =>
    [
        new ModelGraph(
            ModelGraph.Whole,
            "the log odds of leaving in each of the next periods, of a customer who stayed until then", graph =>
            {
                PortableDesign design = Portable;
                graph.Note(design.Table!);
                graph.Output("scores", SurvivalGraph.Draw(graph, this, design.Input), design.Answer);
            }),
    ];

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(Design, SeriesJson.Default.SurvivalDesign),
        JsonSerializer.Serialize(Origin, SeriesJson.Default.SurvivalOrigin))
    {
        Scalers = JsonSerializer.Serialize(Fitted, SeriesJson.Default.SurvivalFitted),
    };

    private Lstm? FirstLayer => Network.FirstLstm;

    private static double LogOdds(double hazard) => Math.Log(Math.Max(hazard, 1e-12) / Math.Max(1 - hazard, 1e-12));

    private SurvivalData Read(JobInput input) => SurvivalData.Read(Design, input.With(Summary.Missing));
}
