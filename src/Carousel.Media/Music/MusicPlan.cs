using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Baselines;
using Carousel.Layers;
using Carousel.Report;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel.Music;

/// <summary>A model of music before its training: which pieces it learns from, and the network.</summary>
public sealed class MusicPlan : JobPlan<MusicModel>
{
    private const string PlayedName = "generated.mid";
    private const int ShownSteps = 128;

    private static readonly TrainingChoices _choices = new(
        OptimizerKind.Adam, LearningRate: 5e-3, WeightDecay: 0, Batch: 4, Epochs: 100, Patience: 20, ClipNorm: 1);

    private readonly string _fingerprint;

    private MusicPlan(MusicSet set, MusicOptions options)
        : base(options.Fit, _choices.With(options.Fit)) =>
        (Set, Options, Design, _fingerprint) = (set, options, MusicDesign.Make(options), set.Fingerprint());

    /// <summary>The pieces.</summary>
    internal MusicSet Set { get; }

    /// <summary>What was asked for.</summary>
    public MusicOptions Options { get; }

    /// <summary>The network.</summary>
    internal MusicDesign Design { get; }

    /// <inheritdoc/>
    public override string Task => MusicModel.TaskName;

    /// <inheritdoc/>
    public override string DataName => Set.Name;

    /// <inheritdoc/>
    public override IReadOnlyList<JobFact> Facts
    {
        get
        {
            DataParts<MusicPiece> parts = Set.Parts;
            int[][] steps = [.. parts.All.SelectMany(p => p.Steps)];
            int[] pitches = [.. steps.SelectMany(s => s)];
            return
            [
                new("music", Invariant.Of(
                    $"{parts.All.Count():N0} pieces, {steps.Length:N0} steps, "
                    + $"{(double)pitches.Length / steps.Length:0.0} keys per step, pitches {pitches.Min()} to "
                    + $"{pitches.Max()}")),
                new(
                    "split",
                    $"{parts.Training.Count} pieces to train, {parts.Validation.Count} to validate, "
                    + $"{parts.Test.Count} to test; {Set.Split}"),
                new("model", Invariant.Of(
                    $"{Design.Describe()}, 88 keys and 12 pitch classes in, 88 keys "
                    + $"out, {Design.MakeNetwork().ParameterCount:N0} parameters, dropout {Design.InputDropout:0.##} "
                    + $"in, {Design.RecurrentDropout:0.##} recurrent, {Design.Cells.Dropout:0.##} out")),
                .. Set.Notes,
            ];
        }
    }

    /// <inheritdoc/>
    public override string Unit => "steps";

    /// <inheritdoc/>
    public override double LossScale => MusicPiece.Keys;

    /// <inheritdoc/>
    public override double UnitsPerEpoch => Set.Parts.Training.Sum(p => p.Steps.Count);

    /// <inheritdoc/>
    public override IReadOnlyList<string> FileNames => [PlayedName];

    /// <summary>The plan for a file, with everything decided that the options leave open.</summary>
    /// <param name="path">Pieces as JSON, a piano roll as CSV, a MIDI file or a folder of them.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="DataFormatException">The file holds something else, or too little.</exception>
    /// <exception cref="OptionException">Options contradict each other.</exception>
    public static MusicPlan Read(string path, MusicOptions options) =>
        Make(MusicReader.Read(path, options.StepsPerQuarter), options);

    /// <summary>Decides on everything that the options leave open.</summary>
    /// <param name="set">The pieces.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The plan.</returns>
    /// <exception cref="OptionException">Options contradict each other.</exception>
    internal static MusicPlan Make(MusicSet set, MusicOptions options) => new MusicPlan(set, options);

    /// <inheritdoc/>
    private protected override Fitted<MusicModel> Train(JobFitting fitting)
    {
        Stack network = fitting.Begin(Design.MakeNetwork(), name => !MusicBaseline.IsTensor(name));
        IReadOnlyList<MusicPiece> pieces = Set.Parts.Validation;
        var frequencies = new KeyFrequencies(Set.Parts.Training);
        FitSummary summary = fitting.Train(
            new MusicProblem(
                network, Set.Parts, Training.Batch, Fit.Seed,
                $"{_fingerprint}|{Design.ToJson()}|{Training.ToJson()}"),
            baseline: new ValidationBaseline(frequencies.Title, _ => MusicScore.Of(frequencies, pieces).Nats));
        using var arena = new Arena(fitting.Backend);
        var tape = new Tape(fitting.Backend, arena);
        MusicBaseline? baseline = Options.Baseline == BaselineInside.None || summary.Reason == StopReason.Canceled
            ? null
            : MusicBaseline.Choose(
                LastStepLogistic.Fit(Set.Parts.Training, pieces, fitting.Cancellation),
                RollBatch.Logits(tape, network, pieces, fitting.Cancellation), pieces);
        return Fitted(new MusicModel(
            fitting.Backend, network, Design, summary,
            new MusicOrigin(_fingerprint, Set.Parts.Training.Count, (int)UnitsPerEpoch)
            {
                Alpha = baseline?.Alpha,
                Cut = RollBatch.Score(tape, network, pieces, baseline, CancellationToken.None).BestCut,
            },
            baseline));
    }

    /// <inheritdoc/>
    internal override JobResult Measure(Fitted<MusicModel> fitted, CancellationToken cancellation)
    {
        MusicModel model = fitted.Model;
        DataParts<MusicPiece> parts = Set.Parts;
        IStepBaseline[] baselines =
        [
            model.Inside?.Regression ?? LastStepLogistic.Fit(parts.Training, parts.Validation, cancellation),
            new KeyFrequencies(parts.Training),
        ];
        MusicPiece played = model.Play(Options.Generate, Options.Temperature, Fit.Seed, cancellation);
        JobResult compared = MusicScore.Compare(
            model.Score(parts.Test, cancellation),
            model.Inside is null ? null : model.ScoreOfNetwork(
                parts.Test, cancellation, model.ScoreOfNetwork(parts.Validation, cancellation).BestCut),
            [.. baselines.Select(b => (b, MusicScore.Of(b, parts.Test, MusicScore.Of(b, parts.Validation).BestCut)))]);
        return compared with
        {
            Notes =
            [
                .. Optional.Of(model.Inside?.Share.Sentence),
                .. compared.Notes,
                Invariant.Of(
                    $"{PlayedName} has {played.Steps.Count} steps that the model played from silence, at "
                    + $"temperature {Options.Temperature:0.##}."),
            ],
            Files =
            [
                new JobFile(
                    PlayedName, MidiWriter.ToBytes(MidiRoll.ToSong(played, Design.StepsPerQuarter))),
            ],
            Page = new JobPage(
                "A model of music", $"{parts.Test.Count} pieces held out from training and selection.",
                [Played(played)])
            {
                Note =
                    "Nats: binary cross-entropy summed over the 88 keys, averaged over all steps except the first of "
                    + "each piece; silent steps count too. Accuracy: keys that sounded and were predicted, divided by "
                    + "keys that sounded or were predicted. A key is predicted if its probability is above a "
                    + "threshold; each row of the table uses the threshold with the highest accuracy on the validation "
                    + "pieces.",
                ScoreTitle = "Validation nats per step by epoch",
                LossTitle = "Training nats per step by epoch, with dropout",
                Settings = [new Fact("fingerprint", _fingerprint)],
            },
        };
    }

    private static Section Played(MusicPiece played)
    {
        int[][] steps = [.. played.Steps.Take(ShownSteps)];
        int[] sounding = [.. steps.SelectMany(s => s)];
        if (sounding.Length == 0)
        {
            return new Section("Played", [new Paragraph("The model stayed silent.", Tone.Warning)]);
        }

        int[] rows = [.. Enumerable.Range(sounding.Min(), sounding.Max() - sounding.Min() + 1).Reverse()];
        float[] values = [.. rows.SelectMany(p => steps.Select(s => s.Contains(p) ? 1f : 0f))];
        var roll = new HeatMap(
            "What the model played", Axis.Range("step", 1, steps.Length),
            [.. rows.Select(p => Invariant.Of($"{p}"))], values)
        {
            RowName = "pitch",
            Minimum = 0,
            Maximum = 1,
            Caption = "Each key is drawn independently, with the probability that the model gives it.",
        };
        return new Section("Played", [roll]) { Lead = $"{steps.Length} steps from silence, as in {PlayedName}." };
    }
}
