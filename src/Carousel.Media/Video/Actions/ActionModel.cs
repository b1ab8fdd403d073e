using System.Text.Json;
using Carousel.Autograd;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Baselines;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Video;

/// <summary>A fitted model that names actions.</summary>
internal sealed class ActionModel(
    CpuBackend backend, ActionNetwork network, ActionDesign design, FitSummary summary, ClipOrigin origin,
    NearestBaseline? baseline = null)
    : JobModel(backend, network, summary), IGraphModel, IInspectable
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = "action";

    private const string WithoutNearest =
        "The nearest training clip is missing: the model file contains no training clips, because there were too many "
        + "or the file is older. carousel video prints it when it trains.";

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
            ActionDesign design = reading.Configuration(MediaJson.Default.ActionDesign);
            ActionNetwork network = reading.Build(
                design.IsInRange, design.Cells.Hidden, () => new ActionNetwork(design), NearestVectors.IsParameter);
            ClipOrigin origin = reading.Data(MediaJson.Default.ClipOrigin);
            var baseline = NearestBaseline.Of(
                reading.File, reading.Path, origin.Nearest, design.Labels.Count, NearestClip.Length(design.Frame),
                origin.Inside);
            return new ActionModel(reading.Backend, network, design, reading.Summary, origin, baseline);
        });

    /// <inheritdoc/>
    public override AnswerShare Share => baseline?.Share ?? AnswerShare.Alone;

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        long side = design.Side, places = side * side;
        long convolutions = (places / 4 * ActionDesign.First * ActionDesign.FirstKernel * ActionDesign.FirstKernel)
            + (places / 16 * ActionDesign.First * ActionDesign.Second * ActionDesign.SecondKernel
                * ActionDesign.SecondKernel) + (places / 64 * ActionDesign.Second * ActionDesign.Encoded);
        long step = convolutions + CellStack.MultiplyAdds(design.Cells, design.Inputs);
        return new JobDescription(
        [
            $"{design.Describe()}: "
            + $"{(side > 0 ? $"frames of {side} by {side}"
                : $"poses of {FigureText.Counted(design.Joints.Count / 2, "joint")}")} "
            + $"to {design.Labels.Count} "
            + $"actions: {string.Join(", ", design.Labels.Take(12))}{(design.Labels.Count > 12 ? ", …" : "")}",
            $"learned from {FigureText.Counted(origin.Clips, "clip")}; data {origin.Fingerprint}",
        ],
        ModelDescription.Of(design.Describe(), Networks, step, 0, "frame"));
    }

    /// <summary>What the model says of clips.</summary>
    public ClassAnswers Answer(
        ClipData data, IReadOnlyList<Clip> clips, bool needsLabels, CancellationToken cancellation)
    {
        int[] truth = needsLabels ? design.Truth(clips) : [.. clips.Select(_ => -1)];
        double[] probabilities = OfNetwork(clips, cancellation);
        baseline?.Join(clips.Select(NearestClip.Vector), probabilities, cancellation);
        return new ClassAnswers(
            "carousel", "carousel", [.. clips.Select(c => new ClassCase(c.Name, c.Label))], design.Labels,
            probabilities, truth);
    }

    /// <summary>Answers beside the network alone where it has a baseline inside, and simple methods.</summary>
    /// <param name="answers">What the model says of clips.</param>
    /// <param name="clips">The clips.</param>
    /// <param name="cancellation">Stops it.</param>
    public JobResult Score(ClassAnswers answers, IReadOnlyList<Clip> clips, CancellationToken cancellation)
    {
        IEnumerable<ClassAnswers> beside = baseline?.Beside(
            answers, "nearest clip", clips.Select(NearestClip.Vector), () => OfNetwork(clips, cancellation),
            cancellation) ?? [];
        return ClassScores.Of(answers, [.. beside, ClassBaselines.MostFrequent(answers, origin.Counts)], "clips") with
        {
            Notes = Optional.Of(
                baseline is null ? WithoutNearest : Share == AnswerShare.Alone ? null : Share.Sentence),
        };
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
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
        return Score(answers, data.Clips, cancellation);
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new ActionInspection(Backend, network, design, Read);

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() => [ActionGraph.Of(network, design, baseline)];

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() => new(
        JsonSerializer.Serialize(design, MediaJson.Default.ActionDesign),
        JsonSerializer.Serialize(origin, MediaJson.Default.ClipOrigin))
    {
        Tensors = [.. baseline?.ToTensors() ?? []],
    };

    /// <summary>Probabilities of only the network.</summary>
    /// <returns>[clips, actions].</returns>
    private double[] OfNetwork(IReadOnlyList<Clip> clips, CancellationToken cancellation) =>
        [.. ActionBatch.Scores(Tape, network, design, clips, cancellation).SelectMany(row => Probabilities.Of(row))];

    private ClipData Read(JobInput input)
    {
        ClipData data = ClipReader.Read(input, design.Side);
        ClipParts.RequireFit(data, design.Side, design.Joints);
        return data;
    }
}
