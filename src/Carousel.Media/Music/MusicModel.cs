using System.Text.Json;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Portable;
using Carousel.Jobs.Reading;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Music;

/// <summary>A fitted model of music.</summary>
public sealed class MusicModel : JobModel, IPortableJob, IGraphModel
{
    /// <summary>What the model is for, as its file says.</summary>
    internal const string TaskName = "music";

    private const double LeastProbability = 0.005;

    private readonly Stack _network;
    private readonly MusicOrigin _origin;

    internal MusicModel(
        CpuBackend backend, Stack network, MusicDesign design, FitSummary summary, MusicOrigin origin,
        MusicBaseline? baseline)
        : base(backend, network, summary) =>
        (_network, Design, _origin, Inside) = (network, design, origin, baseline);

    /// <summary>The regression inside; null where the network answers alone.</summary>
    internal MusicBaseline? Inside { get; }

    /// <summary>The network.</summary>
    internal MusicDesign Design { get; }

    private double Cut => _origin.Cut ?? MusicScore.UsualCut;

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <summary>Loads a model.</summary>
    /// <param name="path">What <see cref="JobModel.Save"/> wrote.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or of another task.</exception>
    public static MusicModel Load(string path, int threads = 0) => ModelReading.Load(path, TaskName, threads, reading =>
    {
        MusicDesign design = reading.Configuration(MediaJson.Default.MusicDesign);
        MusicOrigin origin = reading.Data(MediaJson.Default.MusicOrigin);
        MusicBaseline? baseline = MusicBaseline.Read(origin.Alpha, reading.Find);
        Stack network = reading.Build(
            design.IsInRange && MusicScore.IsCut(origin.Cut ?? MusicScore.UsualCut)
                && (origin.Alpha is null || baseline is not null),
            design.Cells.Hidden, design.MakeNetwork,
            name => !MusicBaseline.IsTensor(name));
        return new MusicModel(reading.Backend, network, design, reading.Summary, origin, baseline);
    });

    /// <inheritdoc/>
    public override AnswerShare Share => Inside?.Share ?? AnswerShare.Alone;

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        long multiplyAdds = CellStack.MultiplyAdds(Design.Cells, MusicDesign.Inputs)
            + ((long)Design.Cells.Hidden * MusicPiece.Keys);
        return new JobDescription(
        [
            Invariant.Of(
                $"{Design.Describe()}: the keys of the next step, {Design.StepsPerQuarter} steps per quarter note in "
                + $"MIDI files"),
            Invariant.Of(
                $"learned from {_origin.Pieces:N0} pieces, {_origin.Steps:N0} steps; data {_origin.Fingerprint}"),
        ],
        ModelDescription.Of(Design.Describe(), Networks, multiplyAdds, _network.StateSize, "step"));
    }

    /// <summary>How well the model predicts pieces.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The score.</returns>
    internal MusicScore Score(IReadOnlyList<MusicPiece> pieces, CancellationToken cancellation = default) =>
        RollBatch.Score(Tape, _network, pieces, Inside, cancellation, Cut);

    /// <summary>How well the network predicts pieces without the regression inside.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="cut">The probability above which a key counts as predicted.</param>
    /// <returns>The score.</returns>
    internal MusicScore ScoreOfNetwork(
        IReadOnlyList<MusicPiece> pieces, CancellationToken cancellation, double cut = MusicScore.UsualCut) =>
        RollBatch.Score(Tape, _network, pieces, baseline: null, cancellation, cut);

    /// <summary>Plays from silence.</summary>
    /// <param name="steps">How many steps.</param>
    /// <param name="temperature">What logits are divided by.</param>
    /// <param name="seed">The same seed plays the same.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What was played.</returns>
    public MusicPiece Play(int steps, double temperature, ulong seed, CancellationToken cancellation = default)
    {
        using var player = new MusicPlayer(Backend, _network, Inside);
        return player.Play(steps, temperature, seed, cancellation);
    }

    /// <summary>The logits of the keys of the step after a piece.</summary>
    internal float[] Next(MusicPiece piece)
    {
        using var player = new MusicPlayer(Backend, _network, Inside);
        foreach (int[] step in piece.Steps)
        {
            player.Next();
            player.Hear(step);
        }

        return player.Next().ToArray();
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write("piece,step,pitch,probability\n");
        IReadOnlyList<MusicPiece> pieces = Read(input);
        foreach (MusicPiece piece in pieces)
        {
            cancellation.ThrowIfCancellationRequested();
            float[] logits = Next(piece);
            for (int k = 0; k < logits.Length; k++)
            {
                double probability = 1 / (1 + Math.Exp(-logits[k]));
                if (probability >= LeastProbability)
                {
                    output.Write(Invariant.Of(
                        $"{CsvCell.Of(piece.Name)},{piece.Steps.Count + 1},{MusicPiece.LowestPitch + k},"
                        + $"{probability:0.0000}\n"));
                }
            }
        }

        return new JobAnswer(
            [
                Invariant.Of($"Keys of the step after each piece, with probabilities of at least {LeastProbability}."),
            ]);
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        IReadOnlyList<MusicPiece> pieces = Read(input);
        return pieces.Any(p => p.Steps.Count > 1)
            ? MusicScore.Compare(
                Score(pieces, cancellation), Inside is null ? null : ScoreOfNetwork(pieces, cancellation, Cut),
                [.. Optional.Of(Inside?.Regression).Select(b => (b, MusicScore.Of(b, pieces, Cut)))])
            : throw new DataFormatException($"{input.Name}: no piece has two steps. Pass longer pieces.");
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() =>
        new MusicInspection(Backend, _network, input => Read(input, hasOthers: true));

    /// <inheritdoc/>
    PortableDesign IPortableModel.ToPortable() => Inside is null
        ? Portable
        : throw NotPortable.Because(
            "The answers of this model also use a regression on the step before, which is exported only as ONNX; fit "
            + "it with {Baseline} none.");

    private PortableDesign Portable => new(
        "the probability of each key in the next step of music", [PortableMember.Of(_network)],
        PortableInput.OfValues(
        [
            .. MusicPiece.Pitches.Select(p => new PortableValue($"pitch {p} sounds")),
            .. Enumerable.Range(0, MusicDesign.PitchClasses)
                .Select(p => new PortableValue($"a pitch {p} above a C sounds")),
        ]),
        new PortableAnswer(
            PortableFunction.Logistic, [.. MusicPiece.Pitches.Select(p => new PortableValue($"pitch {p}"))]));

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs()
    {
        PortableDesign design = Portable;
        return
        [
            new ModelGraph(ModelGraph.Whole, "the log odds of each key in the next step of music", graph =>
            {
                GraphValue input = graph.Numbers("input", GraphAxis.Sequences, design.Input);
                GraphValue Network() => graph.Within("network").Read(_network, input);
                graph.Output("scores", Inside?.Draw(graph, input, Network) ?? Network(), design.Answer);
            }),
        ];
    }

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() =>
        new(Design.ToJson(), JsonSerializer.Serialize(_origin, MediaJson.Default.MusicOrigin))
        {
            Tensors = Inside is null ? [] : [Inside.ToTensor()],
        };

    private IReadOnlyList<MusicPiece> Read(JobInput input, bool hasOthers = false)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Path is { } path
            ? MusicReader.ReadPieces(path, Design.StepsPerQuarter, hasOthers)
            : throw new DataFormatException(
                "Music comes as a file: pass a .json, .csv or .mid file, or a folder of MIDI files.");
    }
}
