using System.Text.Json;
using Carousel.Backends;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Graphs;
using Carousel.Jobs.Inspecting;
using Carousel.Jobs.Measuring;
using Carousel.Storage;
using Carousel.Video.Clips;

namespace Carousel.Video.Actions;

/// <summary>A fitted model that names actions.</summary>
internal sealed class ActionModel : JobModel, IGraphModel, IInspectable
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "action";

    private readonly CpuBackend _backend;
    private readonly ActionNetwork _network;
    private readonly ActionDesign _design;
    private readonly ClipOrigin _origin;

    public ActionModel(
        CpuBackend backend, ActionNetwork network, ActionDesign design, FitSummary summary, ClipOrigin origin)
        : base(backend, network, summary) =>
            (_backend, _network, _design, _origin) = (backend, network, design, origin);

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <summary>Loads a model.</summary>
    /// <param name="path">What <see cref="JobModel.Save"/> wrote.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or of another task.</exception>
    public static ActionModel Load(string path, int threads = 0) =>
        ModelReading.Load(path, TaskName, threads, reading =>
        {
            ActionDesign design = reading.Configuration(VideoJson.Default.ActionDesign);
            ActionNetwork network = reading.Build(
                design.IsInRange, design.Cells.Hidden, () => new ActionNetwork(design));
            return new ActionModel(
                reading.Backend, network, design, reading.Summary, reading.Data(VideoJson.Default.ClipOrigin));
        });

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        long side = _design.Side, places = side * side;
        long convolutions = (places / 4 * ActionDesign.First * ActionDesign.FirstKernel * ActionDesign.FirstKernel)
            + (places / 16 * ActionDesign.First * ActionDesign.Second * ActionDesign.SecondKernel
                * ActionDesign.SecondKernel) + (places / 64 * ActionDesign.Second * ActionDesign.Encoded);
        long step = convolutions + CellStack.MultiplyAdds(_design.Cells, _design.Inputs);
        return new JobDescription(
        [
            $"{_design.Describe()}: "
            + $"{(side > 0 ? $"frames of {side} by {side}" : $"poses of {_design.Joints.Count / 2} joints")} "
            + $"to {_design.Labels.Count} "
            + $"actions: {string.Join(", ", _design.Labels.Take(12))}{(_design.Labels.Count > 12 ? ", …" : "")}",
            $"learned from {FigureText.Counted(_origin.Clips, "clip")}; data {_origin.Fingerprint}",
        ],
        ModelDescription.Of(_design.Describe(), Networks, step, 0, "frame"));
    }

    /// <summary>What the model says of clips.</summary>
    public ClassAnswers Answer(
        ClipData data, IReadOnlyList<Clip> clips, bool needsLabels, CancellationToken cancellation)
    {
        int C = _design.Labels.Count;
        int[] truth = needsLabels ? _design.Truth(data.Name, clips) : [.. clips.Select(_ => -1)];
        float[][] scores = ActionBatch.Scores(Tape, _network, _design, clips, cancellation);
        double[] probabilities = new double[scores.Length * C];
        for (int n = 0; n < scores.Length; n++)
        {
            Probabilities.Add(scores[n], 1, 1, probabilities.AsSpan(n * C, C));
        }

        return new ClassAnswers(
            "carousel", "carousel", [.. clips.Select(c => new ClassCase(c.Name, c.Label))], _design.Labels,
            probabilities, truth);
    }

    /// <summary>Training clips of each action.</summary>
    public IReadOnlyList<int> Counts => _origin.Counts;

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        ClipData data = Read(input);
        output.Write(ClassTable.ToCsv(Answer(data, data.Clips, needsLabels: false, cancellation), withTruth: false));
        return new JobAnswer([]);
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        ClipData data = Read(input);
        ClipParts.RequireLabels(data, needsLabels: true);
        ClassAnswers answers = Answer(data, data.Clips, needsLabels: true, cancellation);
        return ClassScores.Of(answers, [ClassBaselines.MostFrequent(answers, Counts)], "clips");
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new ActionInspection(_backend, _network, _design, Read);

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => [ActionGraph.Of(_network, _design)];

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(_design, VideoJson.Default.ActionDesign),
        JsonSerializer.Serialize(_origin, VideoJson.Default.ClipOrigin));

    private ClipData Read(JobInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ClipData data = ClipReader.Read(input, _design.Side);
        ClipParts.RequireFit(data, _design.Side, _design.Joints);
        return data;
    }
}
