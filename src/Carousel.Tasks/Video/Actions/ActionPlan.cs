using System.Text.Json;
using Carousel.Data;
using Carousel.Report;
using Carousel.Tasks.Classification;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Video.Clips;
using Carousel.Training;

namespace Carousel.Tasks.Video.Actions;

/// <summary>A model that names actions before its training: which clips it learns from, and the network.</summary>
internal sealed class ActionPlan : IJobPlan
{
    /// <summary>What the model is for, as its file says.</summary>
    internal const string TaskName = "action";

    private const string AnswersName = "predictions.csv";
    private const int MostShown = 3;

    private readonly ClipParts _parts;
    private readonly ActionDesign _design;
    private readonly VideoOptions _options;
    private readonly TrainingChoices _training;

    private ActionPlan(ClipParts parts, ActionDesign design, VideoOptions options, TrainingChoices training) =>
        (_parts, _design, _options, _training) = (parts, design, options, training);

    /// <inheritdoc/>
    public string Task => TaskName;

    /// <inheritdoc/>
    public string DataName => _parts.Data.Name;

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts =>
    [
        VideoFacts.Clips(_parts, $"; {_design.Labels.Count} actions"), VideoFacts.Split(_parts),
        new("model", $"{_design.Describe()}, {FigureText.Count(new ActionNetwork(_design).ParameterCount)} parameters, training clips mirrored or not{(_design.Side > 0 ? " and moved" : "")}"),
    ];

    /// <inheritdoc/>
    public FitOptions Fit => _options.Fit;

    /// <inheritdoc/>
    public string Unit => "clips";

    /// <inheritdoc/>
    public double UnitsPerEpoch => _parts.Train.Count;

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [AnswersName];

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <exception cref="DataFormatException">There is one action only.</exception>
    public static ActionPlan Make(ClipParts parts, VideoOptions options)
    {
        string[] labels = [.. parts.Train.Select(c => c.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (labels.Length < 2)
        {
            throw new DataFormatException($"{parts.Data.Name} has only one action to learn, '{labels[0]}'. At least two are needed.");
        }

        CellDesign cells = new CellDesign(CellKind.Lstm, 1, 48, 0.2, 1, InitialiserKind.Glorot) { Bidirectional = true }.With(options.Fit);
        TrainingChoices training = new TrainingChoices(
            OptimizerKind.Adam, LearningRate: 4e-3, WeightDecay: 0, ScheduleKind.Cosine, Batch: 16, Epochs: parts.Data.IsPoses ? 30 : 15, Patience: 0, ClipNorm: 1, ClipValue: null).With(options.Fit);
        return new ActionPlan(parts, new ActionDesign(cells, parts.Data.Side, parts.Data.Joints, labels), options, training);
    }

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation) => await ModelFitting.RunAsync<IJobModel>(Fit.Threads, backend =>
    {
        var network = new ActionNetwork(_design);
        ModelFitting.Begin(network, backend, Fit.Seed, run, TaskName);
        var problem = new ActionProblem(backend, network, _design, _parts, _training.Batch, Fit.Seed, Fingerprint());
        TrainingResult result = ModelFitting.Train(backend, problem, _training.ToTrainerOptions(Fit.Seed, problem.BatchesIn(0)), run, cancellation);
        int[] counts = [.. _design.Labels.Select(l => _parts.Train.Count(c => c.Label == l))];
        return new ActionModel(
            backend, network, _design, FitSummary.Of(result, Fit.Seed, network.ParameterCount), new ClipOrigin(_parts.Fingerprint(), _parts.Train.Count, counts));
    }).ConfigureAwait(false);

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        var actions = (ActionModel)model;
        ClassAnswers answers = actions.Answer(_parts.Data, _parts.Test, needsLabels: true, cancellation);
        var neighbour = new NearestClip(_parts.Train);
        double[] nearest = new double[answers.Probabilities.Length];
        for (int n = 0; n < _parts.Test.Count; n++)
        {
            cancellation.ThrowIfCancellationRequested();
            nearest[(n * _design.Labels.Count) + Math.Max(0, _design.Labels.ToList().IndexOf(_parts.Train[neighbour.Nearest(_parts.Test[n])].Label))] = 1;
        }

        var baseline = new ClassAnswers("nearest_neighbour", "nearest clip", answers.Data, answers.Labels, nearest, answers.Truth) { HasProbabilities = false };
        JobResult result = ClassScores.Of(answers, [baseline, ClassBaselines.MostFrequent(answers, actions.Counts)], "clips");
        return result with
        {
            Files = [JobFile.OfText(AnswersName, ClassTable.ToCsv(answers))],
            Report = new ReportDocument(
                "A model of actions", result.Sentence,
                [VideoReport.Result(result, _parts), Shown(answers), VideoReport.Training(model.Summary), VideoReport.Settings(this, _parts, command)])
            {
                Kicker = $"carousel video · {DataName}",
            },
        };
    }

    private Section Shown(ClassAnswers answers)
    {
        int[] right = [.. Enumerable.Range(0, _parts.Test.Count).Where(n => answers.Answers[n] == answers.Truth[n]).DistinctBy(n => answers.Truth[n]).Take(MostShown)];
        int[] wrong = [.. Enumerable.Range(0, _parts.Test.Count).Where(n => answers.Answers[n] != answers.Truth[n]).Take(MostShown)];
        return new Section("Clips", [.. right.Concat(wrong).Select(n => VideoReport.Strip(
            _parts.Data, _parts.Test[n], $"{_parts.Test[n].Name}: {answers.Labels[answers.Answers[n]]}{(answers.Answers[n] == answers.Truth[n] ? "" : $", but shows {_parts.Test[n].Label}")}"))])
        {
            Lead = "The first clips of the part that measures that were named right, and the first that were not.",
        };
    }

    private string Fingerprint() => string.Join(
        '|', _parts.Fingerprint(), JsonSerializer.Serialize(_design, VideoJson.Default.ActionDesign), JsonSerializer.Serialize(_training, VideoJson.Default.TrainingChoices));
}
