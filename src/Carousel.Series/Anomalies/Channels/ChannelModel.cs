using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Portable;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Anomalies;

/// <summary>A fitted detector of anomalies in channels.</summary>
public sealed class ChannelModel : JobModel, IPortableJob, IGraphModel
{
    /// <summary>From what scores are made, in words.</summary>
    internal const string ScoreSource = "score: error of the forecast of the next row";

    private readonly AnomalyOrigin _origin;

    internal ChannelModel(
        CpuBackend backend, ChannelNetwork network, ChannelFitted fitted, FitSummary summary, AnomalyOrigin origin)
        : base(backend, network, summary) => (Network, Fitted, _origin) = (network, fitted, origin);

    /// <summary>The network and its inputs.</summary>
    internal ChannelDesign Design => Network.Design;

    /// <summary>What is usual, and from where on a score is an anomaly.</summary>
    internal ChannelFitted Fitted { get; }

    /// <summary>The column of labels, for evaluation; null without labels.</summary>
    public string? Label { get; set; }

    internal ChannelNetwork Network { get; }

    /// <inheritdoc/>
    public override string Task => ChannelPlan.TaskName;

    /// <inheritdoc/>
    public override string PredictionFile => ChannelPlan.RowsName;

    /// <summary>Loads a detector.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The detector, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing or damaged.</exception>
    public static ChannelModel Load(string path, int threads = 0) =>
        ModelReading.Load(path, ChannelPlan.TaskName, threads, reading =>
        {
            ChannelDesign design = reading.Configuration(
                SeriesJson.Default.ChannelDesign,
                new RemovedFeature("score", "Reconstruction", "scores from a reconstruction"));
            ChannelFitted fitted = reading.Scalers(
                SeriesJson.Default.ChannelFitted, new RemovedFeature("kind", "Dynamic", "a dynamic threshold"),
                new RemovedFeature("deviations", null, "scores in deviations of the training rows"),
                new RemovedFeature("allowances", null, "thresholds that false alarms raised"));
            ChannelNetwork network = reading.Build(
                design.IsInRange && fitted.Fits(design.Channels.Count), design.Cells.Hidden,
                () => new ChannelNetwork(design));
            return new ChannelModel(
                reading.Backend, network, fitted, reading.Summary, reading.Data(SeriesJson.Default.AnomalyOrigin));
        });

    /// <inheritdoc/>
    public override AnswerShare Share => new(Fitted.Network.IsUsed ? 1 : 0, Headline);

    /// <inheritdoc/>
    public override JobDescription Describe() => new(
    [
        $"watches {CsvColumns.Shown(Design.Channels)}; {ScoreSource}",
        $"learned from rows before {_origin.LearnedTo}, {FigureText.Count(_origin.Rows)} from {_origin.First} on; "
        + $"data {_origin.Fingerprint}",
    ],
    ModelDescription.Of(Design.Cells.Describe(), Networks, Network.MultiplyAdds, Network.Reader.StateSize, "row"));

    /// <summary>Judges the rows of a table.</summary>
    /// <param name="input">A table with the model's channels.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The verdict on each row.</returns>
    /// <exception cref="DataFormatException">The table can't be read, or lacks a channel.</exception>
    public ChannelVerdicts Judge(JobInput input, CancellationToken cancellation = default) =>
        Alone(() => Judge(Read(input), cancellation));

    /// <summary>What scores rows, in a sentence.</summary>
    internal string Headline => Fitted.Network switch
    {
        { IsUsed: true } used => "The network scores the rows: its mean error on the validation rows is "
            + $"{FigureText.Percent(1 - used.Share, 0)} below that of {used.Baseline}.",
        var none => $"The network forecasts no better than {none.Baseline} on the validation rows (its mean error is "
            + $"{FigureText.Percent(none.Share - 1, 0)} higher), so it is not used: a robust baseline scores the rows.",
    };

    /// <summary>How rows are scored.</summary>
    internal SearchSetting Setting => new(
        Headline, Fitted.Network.IsUsed ? Design.Cells.Describe() : "robust baseline", Fitted.RowsBetween);

    /// <summary>A stream of lines, each answered as a prediction answers it.</summary>
    /// <param name="reading">How cells are written.</param>
    /// <param name="source">How messages call the lines.</param>
    /// <returns>The stream, owned by the caller; the model must outlive it.</returns>
    /// <exception cref="SteppingException">It judges rows on a grid.</exception>
    internal IStreamingModel NewStream(ReadOptions reading, string source = "standard input")
    {
        ArgumentNullException.ThrowIfNull(reading);
        return Design.Every is not { } every ? new ChannelSession(this, StateMark.Of(this), reading, source)
            : throw new SteppingException(
                $"The detector was fitted on rows resampled to a grid of {every}, but a stream does not resample rows: "
                + "use carousel predict.");
    }

    /// <summary>Judges rows.</summary>
    /// <param name="data">Rows with the model's channels.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The verdict on each row.</returns>
    internal ChannelVerdicts Judge(ChannelData data, CancellationToken cancellation = default) =>
        ChannelScorer.Run(Backend, Network, Fitted, data, data.Count, _origin, cancellation).Verdicts;

    /// <summary>What scores rows one by one.</summary>
    /// <returns>The scorer, owned by the caller; the model must outlive it.</returns>
    internal ChannelScorer NewScorer() => new(Backend, Network, Fitted, _origin);

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        input = input.Kept();
        ChannelData data = Read(input);
        ChannelVerdicts verdicts = Judge(data, cancellation);
        cancellation.ThrowIfCancellationRequested();
        var tables = new ChannelTables(data, verdicts, from: 0);
        output.Write(data.Sensors is not null ? tables.Rows()
            : DataColumns.Carried(input, data.UsedColumns, data.Rows).Beside(tables.Rows()));
        return new JobAnswer(
            [Headline, .. data.Notes, .. Optional.Of(UnsearchedNote(data, verdicts))],
            tables.Incidents.Count == 0 ? "No row is an anomaly."
                : $"{FigureText.Counted(tables.Incidents.Count, "incident")}; the clearest: "
                    + $"{tables.Describe(tables.Clearest.First())}")
        {
            Incidents = tables.ToJob(),
        };
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        input = input.Kept();
        string? label = Label ?? LabelIn(input);
        ChannelData data = Read(input, label);
        ChannelVerdicts verdicts = Judge(data, cancellation);
        string? note = UnsearchedNote(data, verdicts);
        int from = Math.Max(FirstUnlearned(data), JudgesFarValues(data) ? 0 : verdicts.Unsearched);
        if (from == data.Count && verdicts.Unsearched == from)
        {
            throw new DataFormatException($"{data.Name}: {note} Pass more rows.");
        }

        from = Math.Min(from, data.Count - 1);
        return ChannelResult.Of(data, verdicts, from, Setting) with
        {
            Facts =
            [
                new("series", $"{FigureText.Count(data.Count)} rows of {CsvColumns.Shown(data.Channels)}"),
                new("measured", $"from {data.LabelAt(from)}, {FigureText.Count(data.Count - from)} rows"),
                .. JobFact.Notes(
                [
                    .. data.Notes, .. Optional.Of(note),
                    .. Optional.Of(label == Label ? null : $"Column '{label}' contains the labels."),
                ]),
            ],
        };
    }

    private string? LabelIn(JobInput input)
    {
        using TextReader reader = input.OpenTable();
        using var file = CsvFile.Open(
            reader, input.Name, input.Cells.Delimiter, input.Cells.DecimalSeparator,
            new BadRows(input.Name, input.Cells));
        return CsvColumns.LabelIn(file, Design.Channels);
    }

    private string? UnsearchedNote(ChannelData data, ChannelVerdicts verdicts) => verdicts.Unsearched switch
    {
        0 => null,
        var rows when JudgesFarValues(data) =>
            $"In the first {FigureText.Counted(rows, "row")} only values far outside the training rows are found, "
            + "because the levels of channels are not known before; the other rows have no score.",
        var rows => $"The first {FigureText.Counted(rows, "row")} {(rows == 1 ? "has" : "have")} no score, because the "
            + "levels of channels are not known before.",
    };

    private bool JudgesFarValues(ChannelData data) => Fitted.State is not null && !IsLearned(data);

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new ChannelInspection(Backend, Network, input => Read(input));

    /// <inheritdoc/>
    PortableDesign IPortableModel.ToPortable() => Portable.Design;

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs() => [Portable.Graph];

    private ChannelPortable Portable => Fitted.Network.IsUsed ? new ChannelPortable(Network)
        : throw NotPortable.Because(
            "The network of this detector forecasts no better than a robust baseline, which scores the rows and can't "
            + "be exported.");

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(Design, SeriesJson.Default.ChannelDesign),
        JsonSerializer.Serialize(_origin, SeriesJson.Default.AnomalyOrigin))
    {
        Scalers = JsonSerializer.Serialize(Fitted, SeriesJson.Default.ChannelFitted),
    };

    private ChannelData Read(JobInput input, string? label = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        ReadOptions options = input.Cells.AlsoMissing(Summary.Missing) with
        {
            Targets = Design.Sensors?.Values ?? Design.Channels,
            Id = Design.Sensors?.Id,
            KeepsCodes = true,
            Time = Design.TimeName ?? ReadOptions.None,
            Every = Design.Every,
            Clock = StampClock.Parse(Design.Clock),
        };
        using TextReader reader = input.OpenTable();
        var data = ChannelData.Read(reader, input.Name, options, label);
        return RisingChannels.Watched(Design.Sensors is null ? data : data.With(Design.Channels), Design.Rising);
    }

    private bool IsLearned(ChannelData data) => _origin.BeginsWith(data.StampAt(0), data.Row(0));

    // A file that is shorter than the training rows is known by its first row.
    private int FirstUnlearned(ChannelData data) =>
        (_origin.Learned is { } learned && data.Count >= _origin.Rows ? data.ValuesOf(_origin.Rows) == learned
            : data.Fingerprint == _origin.Fingerprint || IsLearned(data))
        ? (int)Math.Min(_origin.Rows, data.Count) : 0;
}
