using System.Globalization;
using System.Text.Json;
using Carousel.Layers;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Music.Midi;
using Carousel.Training;

namespace Carousel.Tasks.Music;

/// <summary>A model of music before its training: which pieces it learns from, and the network.</summary>
public sealed class MusicPlan : IJobPlan
{
    /// <summary>What the model is for, as its file says.</summary>
    internal const string TaskName = "music";

    private const string PlayedName = "generated.mid";
    private const double WeightDecay = 0;

    private MusicPlan(MusicSet set, MusicOptions options, MusicDesign design, TrainingChoices training) =>
        (Set, Options, Design, Training) = (set, options, design, training);

    /// <summary>The pieces.</summary>
    public MusicSet Set { get; }

    /// <summary>What was asked for.</summary>
    public MusicOptions Options { get; }

    /// <summary>The network.</summary>
    public MusicDesign Design { get; }

    /// <summary>How it is trained.</summary>
    public TrainingChoices Training { get; }

    /// <inheritdoc/>
    public string Task => TaskName;

    /// <inheritdoc/>
    public string DataName => Set.Name;

    /// <inheritdoc/>
    public IReadOnlyList<JobFact> Facts
    {
        get
        {
            int[] pitches = [.. Set.All.SelectMany(p => p.Steps).SelectMany(s => s)];
            int steps = Set.All.Sum(p => p.Steps.Count);
            Stack network = Design.MakeNetwork();
            return
            [
                new JobFact("music", string.Create(CultureInfo.InvariantCulture,
                    $"{Set.All.Count():N0} pieces, {steps:N0} steps, {(double)pitches.Length / steps:0.0} keys a step, pitches {pitches.Min()} to {pitches.Max()}")),
                new JobFact("split", string.Create(CultureInfo.InvariantCulture,
                    $"{Set.Train.Count} pieces to train, {Set.Validation.Count} to validate, {Set.Test.Count} to test; {Set.Split}")),
                new JobFact("model", string.Create(CultureInfo.InvariantCulture,
                    $"{Design.Describe()}, 88 keys and 12 pitch classes in, 88 keys out, {network.ParameterCount:N0} parameters, dropout {Design.InputDropout:0.##} in, {Design.RecurrentDropout:0.##} recurrent, {Design.Cells.Dropout:0.##} out")),
            ];
        }
    }

    /// <inheritdoc/>
    public FitOptions Fit => Options.Fit;

    /// <inheritdoc/>
    public string Unit => "steps";

    /// <inheritdoc/>
    public double UnitsPerEpoch => Set.Train.Sum(p => p.Steps.Count);

    /// <inheritdoc/>
    public IReadOnlyList<string> FileNames => [PlayedName];

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="set">The pieces.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="OptionException">Options contradict each other.</exception>
    public static MusicPlan Make(MusicSet set, MusicOptions options)
    {
        ArgumentNullException.ThrowIfNull(set);
        ArgumentNullException.ThrowIfNull(options);
        TrainingChoices training = new TrainingChoices(
            OptimizerKind.Adam, LearningRate: 5e-3, WeightDecay, ScheduleKind.Cosine, Batch: 4, Epochs: 100, Patience: 20, ClipNorm: 1, ClipValue: null).With(options.Fit);
        return new MusicPlan(set, options, MusicDesign.Make(options), training);
    }

    /// <inheritdoc/>
    public async Task<IJobModel> FitAsync(FitRun run, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(run);
        return await ModelFitting.RunAsync<IJobModel>(Fit.Threads, backend =>
        {
            Stack network = Design.MakeNetwork();
            ModelFitting.Begin(network, backend, Fit.Seed, run, TaskName);
            var problem = new MusicProblem(backend, network, Set, Options.Transpose ?? 0, Training.Batch, Fit.Seed, Fingerprint());
            TrainingResult result = ModelFitting.Train(backend, problem, Training.ToTrainerOptions(Fit.Seed, problem.BatchesIn(0)), run, cancellation);
            var summary = FitSummary.Of(result, Fit.Seed, network.ParameterCount);
            return new MusicModel(backend, network, Design, summary, new MusicOrigin(Set.Fingerprint(), Set.Train.Count, (int)UnitsPerEpoch));
        }).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public JobResult Measure(IJobModel model, string command, CancellationToken cancellation)
    {
        var music = (MusicModel)model;
        MusicScore score = music.Score(Set.Test, cancellation);
        IStepBaseline[] baselines = [LastStepLogistic.Fit(Set.Train, Set.Validation, cancellation), new KeyFrequencies(Set.Train)];
        JobResult result = MusicScores.Of(score, [.. baselines.Select(b => (b, MusicScore.Of(b, Set.Test)))]);
        MusicPiece played = music.Play(Options.Generate, Options.Temperature, Fit.Seed, cancellation);
        byte[] midi = MidiWriter.ToBytes(MidiRoll.ToSong(played, Design.StepsPerQuarter, Options.Tempo));
        string note = string.Create(CultureInfo.InvariantCulture, $"{PlayedName} has {played.Steps.Count} steps that the model played from silence, at temperature {Options.Temperature:0.##}.");
        return result with
        {
            Notes = [note],
            Files = [new JobFile(PlayedName, midi)],
            Report = MusicReport.Make(this, music, result, played, command),
        };
    }

    private string Fingerprint() => string.Join(
        '|', Set.Fingerprint(), Options.Transpose ?? 0, JsonSerializer.Serialize(Design, MusicJson.Default.MusicDesign), JsonSerializer.Serialize(Training, MusicJson.Default.TrainingChoices));
}
