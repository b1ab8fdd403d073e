using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.RemainingLife;

/// <summary>A fitted model of remaining lives.</summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed class LifeModel : JobModel, IGraphModel
{
    internal const string TaskName = "life";
    internal const string PredictionsName = "predictions.csv";

    private readonly LifeNetwork _network;

    internal LifeModel(
        CpuBackend backend, LifeNetwork network, LifeFitted fitted, IReadOnlyList<LifeRegressor> trees,
        IReadOnlyList<LifeRegressor> ridge, FitSummary summary, LifeOrigin origin)
        : base(backend, network, summary) =>
        (_network, Fitted, Trees, Ridge, Origin) = (network, fitted, trees, ridge, origin);

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <inheritdoc/>
    public override string PredictionFile => PredictionsName;

    /// <summary>The model's layers and inputs.</summary>
    internal LifeDesign Design => _network.Design;

    internal LifeFitted Fitted { get; }

    /// <summary>The trees without each fold of the units.</summary>
    internal IReadOnlyList<LifeRegressor> Trees { get; }

    /// <summary>The regression without each fold of the units.</summary>
    internal IReadOnlyList<LifeRegressor> Ridge { get; }

    internal LifeOrigin Origin { get; }

    /// <summary>Loads a model.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or for another task.</exception>
    public static LifeModel Load(string path, int threads = 0) =>
        ModelReading.Load(path, TaskName, threads, reading =>
        {
            LifeDesign design = reading.Configuration(SeriesJson.Default.LifeDesign);
            LifeFitted fitted = reading.Scalers(SeriesJson.Default.LifeFitted);
            LifeNetwork network = reading.Build(
                design.IsInRange, design.Cells.Hidden, () => new LifeNetwork(design), IsParameter);
            if (!fitted.Fits(design))
            {
                throw new ModelFileException(
                    $"{path}: the model's scalers do not fit its configuration; the file was damaged or made by hand.");
            }

            int statistics = new WindowStatistics(design.Channels).Count;
            return new LifeModel(
                reading.Backend, network, fitted,
                Read(reading, design, TreesName, t => TreesLife.Of(t, statistics)),
                Read(reading, design, RidgeName, t => RidgeLife.Of(t, statistics)), reading.Summary,
                reading.Data(SeriesJson.Default.LifeOrigin));
        });

    /// <inheritdoc/>
    public override AnswerShare Share => Design.Baseline == LifeBaseline.None ? AnswerShare.Alone
        : Fitted.BaselineShare > 0 ? AnswerShare.Correcting(LifeText.NameOf(Design.Baseline), Fitted.BaselineShare)
        : new(0, $"The answer is that of the {LifeText.NameOf(Design.Baseline)}; the network only makes intervals.");

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        long multiplyAdds = Design.Members
            * (CellStack.MultiplyAdds(Design.Cells, Design.Inputs)
                + ((long)Design.Cells.OutputSize * LifeDesign.Outputs));
        string cap = Fitted.Target.Cap is { } most
            ? $"; lives above {LifeText.Number(most)} are predicted as {LifeText.Number(most)}"
            : "";
        return new JobDescription(
        [
            $"{LifeText.Of(Design)}: the remaining life after each record, with quantiles, "
            + $"from {Design.Channels} measurements{cap}",
            Invariant.Of(
                $"learned from {Origin.Units:N0} units of {Origin.Data}, {Origin.Failed:N0} of which failed, "
                + $"{Origin.Records:N0} records"),
        ],
        ModelDescription.Of(
            Design.Cells.Describe(), _network.Members, multiplyAdds,
            Design.Members * _network.Members[0].Reader.StateSize, "record"));
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        var data = LifeData.Read(input, Design.Columns);
        LifeTold[][] told = Tell(Prepare(data.Units), cancellation);
        LifeText.Write(output, data.Units, told);
        return new JobAnswer(Notes(data), LifeText.Outlook(data.Units, told));
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        var data = LifeData.Read(input, Design.Columns);
        LifeMeasurement measured = LifeMeasurement.OfUnits(this, null, data.Units, lastOnly: false, cancellation)
            ?? throw new DataFormatException(
                $"{input.Name}: no unit has a known life to compare predictions with. Pass units that failed at their "
                + "last record.");
        return measured.ToResult() with { Facts = [LifeText.Fact(data)], Notes = Notes(data) };
    }

    private string[] Notes(LifeData data) => [.. data.Notes, .. LifeText.StepNotes(Fitted.Step, data)];

    /// <summary>Units as numbers.</summary>
    internal LifeRecords[] Prepare(IReadOnlyList<LifeUnit> units) =>
        [.. units.Select(u => LifeRecords.Of(u, Fitted.Scale, Fitted.TimeScale))];

    /// <summary>The predictions after each record of units that the model did not learn from.</summary>
    internal LifeTold[][] Tell(IReadOnlyList<LifeRecords> units, CancellationToken cancellation) =>
        Tell(_network, Fitted, units, cancellation);

    /// <summary>The predictions of other networks that were trained in addition to these.</summary>
    internal LifeTold[][] Tell(
        LifeNetwork network, LifeFitted fitted, IReadOnlyList<LifeRecords> units, CancellationToken cancellation)
    {
        IReadOnlyList<LifeRegressor> methods = network.Design.Baseline == LifeBaseline.None ? [] : Trees;
        float[][][] told =
        [
            .. units.Select(u => Enumerable.Range(0, network.Design.Folds)
                .Select(k => methods.Count == 0 ? new float[u.Length] : LifeCrossFit.Tell(methods[k], u)).ToArray()),
        ];
        float[][] outputs = LifeAnswers.Mean(
            Tape, network.Design, units,
            network.Members.Select((m, i) => (m, (Func<int, float[]>)(u => told[u][network.FoldOf(i)]))),
            cancellation);
        return
        [
            .. units.Select((u, i) => Enumerable.Range(0, u.Length).Select(t => LifeTold.Of(
                fitted, outputs[i].AsSpan(t * LifeDesign.Outputs, LifeDesign.Outputs),
                (float)told[i].Average(k => (double)k[t]))).ToArray()),
        ];
    }

    /// <summary>What a method fitted without each fold tells after a record, as the mean of its fits.</summary>
    internal double Tell(IReadOnlyList<LifeRegressor> methods, LifeRecords records, int row) => Fitted.Target.Told(
        (float)methods.Average(m => (double)(float)Math.Max(0, m.Tell(records.StatisticsAt(row)))));

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs() =>
        [LifeGraph.Of(_network, Fitted, Design.Baseline == LifeBaseline.None ? [] : Trees)];

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(Design, SeriesJson.Default.LifeDesign),
        JsonSerializer.Serialize(Origin, SeriesJson.Default.LifeOrigin))
    {
        Scalers = JsonSerializer.Serialize(Fitted, SeriesJson.Default.LifeFitted),
        Tensors =
        [
            .. Trees.Select((t, k) => t.ToTensor($"{TreesName}.{k}")),
            .. Ridge.Select((t, k) => t.ToTensor($"{RidgeName}.{k}")),
        ],
    };

    private const string TreesName = "rival.trees", RidgeName = "rival.ridge";

    /// <summary>Whether a tensor of a model file is a parameter of its networks.</summary>
    internal static bool IsParameter(string name) => !name.StartsWith("rival.", StringComparison.Ordinal);

    private static LifeRegressor[] Read(
        ModelReading reading, LifeDesign design, string name, Func<StoredTensor, LifeRegressor?> of) =>
    [
        .. Enumerable.Range(0, design.Folds).Select(k =>
            (reading.Find($"{name}.{k}") is { } tensor ? of(tensor) : null)
            ?? throw new ModelFileException(
                $"{reading.Path}: the model's {name}.{k} is missing or of another size; the file was damaged or made "
                + "by hand.")),
    ];
}
