using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Baselines;
using Carousel.Report;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Video;

/// <summary>A model that names actions before its training: which clips it learns from, and the network.</summary>
internal sealed class ActionPlan : JobPlan<ActionModel>
{
    private const string AnswersName = "predictions.csv";
    private const int MostShown = 3;

    private readonly ClipParts _parts;
    private readonly ActionDesign _design;
    private readonly VideoOptions _options;
    private readonly string? _unmirrored;

    private ActionPlan(ClipParts parts, ActionDesign design, VideoOptions options, TrainingChoices training)
        : base(options.Fit, training) =>
            (_parts, _design, _options, _unmirrored) =
            (parts, design, options, MirrorImages.ReasonAgainst(design, parts.Train));

    /// <inheritdoc/>
    public override string Task => ActionModel.TaskName;

    /// <inheritdoc/>
    public override string Verb => "video";

    /// <inheritdoc/>
    public override string DataName => _parts.Data.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts =>
    [
        VideoFacts.Clips(_parts, $"; {_design.Labels.Count} actions"), .. VideoFacts.Split(_parts),
        new(
            "model",
            $"{_design.Describe()}, {FigureText.Count(new ActionNetwork(_design).ParameterCount)} parameters, training "
            + $"clips {(_unmirrored is null ? "mirrored or not" : $"not mirrored ({_unmirrored})")}"
            + $"{(_design.Side > 0 ? " and moved" : "")}"),
    ];

    /// <inheritdoc/>
    public override string Unit => "clips";

    /// <inheritdoc/>
    public override double UnitsPerEpoch => _parts.Train.Count;

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [AnswersName];

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <exception cref="DataFormatException">There is one action only.</exception>
    public static ActionPlan Make(ClipParts parts, VideoOptions options)
    {
        string[] labels =
        [
            .. parts.Train.Select(c => c.Label).Distinct().Order(StringComparer.Ordinal),
        ];
        if (labels.Length < 2)
        {
            throw new DataFormatException(
                $"{parts.Data.Name} has only one action to learn, '{labels[0]}'. Add clips of another.");
        }

        CellDesign cells = new CellDesign(CellKind.Lstm, 1, 48, 0.2, 1, InitializerKind.Glorot) { Bidirectional = true }
            .With(options.Fit);
        TrainingChoices training = new TrainingChoices(
            OptimizerKind.Adam, LearningRate: 4e-3, WeightDecay: 0, Batch: 16,
            Epochs: parts.Data.IsPoses ? 30 : 15, Patience: 0, ClipNorm: 1).With(options.Fit);
        return new ActionPlan(
            parts, new ActionDesign(cells, parts.Data.Side, parts.Data.Joints, labels), options, training);
    }

    /// <inheritdoc/>
    private protected override Fitted<ActionModel> Train(JobFitting fitting)
    {
        ActionNetwork network = fitting.Begin(new ActionNetwork(_design), NearestVectors.IsParameter);
        int[] truth = _design.Truth(_parts.Train);
        int[] counts = [.. _design.Labels.Select((_, label) => truth.Count(t => t == label))];
        FitSummary summary = fitting.Train(
            new ActionProblem(
                network, _design, _parts, _unmirrored is null, Training, Fit.Seed, Fingerprint()),
            baseline: ClassBaselines.Frequencies([(counts, _design.Truth(_parts.Validation))]));
        var baseline = new NearestBaseline(
            new NearestVectors([.. _parts.Train.Select(NearestClip.Vector)]), truth, counts.Length);
        baseline = _options.Baseline == BaselineInside.None || summary.Reason == StopReason.Canceled
            ? baseline
            : Inside(fitting, network, baseline);
        return Fitted(new ActionModel(
            fitting.Backend, network, _design, summary,
            new ClipOrigin(_parts.Fingerprint(), _parts.Train.Count, counts)
            {
                Nearest = baseline.Kept,
                Inside = baseline.Answer,
            },
            baseline));
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<ActionModel> fitted, CancellationToken cancellation)
    {
        ClassAnswers answers = fitted.Model.Answer(_parts.Data, _parts.Test, needsLabels: true, cancellation);
        return fitted.Model.Score(answers, _parts.Test, cancellation) with
        {
            Files = [JobFile.OfText(AnswersName, ClassTable.ToCsv(answers))],
            Page = VideoReport.Page("A model of actions", _parts, [Shown(answers)]),
        };
    }

    /// <summary>The nearest clip, inside where the validation clips say so.</summary>
    private NearestBaseline Inside(JobFitting fitting, ActionNetwork network, NearestBaseline baseline)
    {
        IReadOnlyList<Clip> clips = _parts.Validation;
        using var arena = new Arena(fitting.Backend);
        float[][] scores = ActionBatch.Scores(
            new Tape(fitting.Backend, arena), network, _design, clips, fitting.Cancellation);
        return baseline.Inside(
            [.. clips.Select(NearestClip.Vector)], [.. scores.Select(row => Probabilities.Of(row))],
            _design.Truth(clips), fitting.Cancellation);
    }

    private Section Shown(ClassAnswers answers)
    {
        int[] right =
        [
            .. Enumerable.Range(0, _parts.Test.Count).Where(n => answers.Answers[n] == answers.Truth[n])
                .DistinctBy(n => answers.Truth[n]).Take(MostShown),
        ];
        int[] wrong =
        [
            .. Enumerable.Range(0, _parts.Test.Count).Where(n => answers.Answers[n] != answers.Truth[n])
                .Take(MostShown),
        ];
        return new Section("Clips", [.. right.Concat(wrong).Select(n => VideoReport.Strip(
            _parts.Data, _parts.Test[n],
            $"{_parts.Test[n].Name}: {answers.Labels[answers.Answers[n]]}"
            + $"{(answers.Answers[n] == answers.Truth[n] ? "" : $", but shows {_parts.Test[n].Label}")}"))])
        {
            Lead = "The first clips of the test set that were classified correctly, and the first that were not.",
        };
    }

    private string Fingerprint() => string.Join(
        '|', _parts.Fingerprint(), JsonSerializer.Serialize(_design, MediaJson.Default.ActionDesign),
        $"{Training.ToJson()}{(_unmirrored is null ? "" : "|not mirrored")}");
}
