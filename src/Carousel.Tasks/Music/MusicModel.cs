using System.Globalization;
using System.Text.Json;
using Carousel.Backends;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Graphs;
using Carousel.Tasks.Inspecting;
using Carousel.Tasks.Jobs;
using Carousel.Tasks.Portable;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Music;

/// <summary>A fitted model of music.</summary>
public sealed class MusicModel : IPortableModel, IGraphModel, IInspectable
{
    private const double LeastProbability = 0.005;

    private readonly Backend _backend;
    private readonly Stack _network;
    private readonly MusicOrigin _origin;
    private readonly MusicRunner _runner;

    internal MusicModel(Backend backend, Stack network, MusicDesign design, FitSummary summary, MusicOrigin origin)
    {
        (_backend, _network, Design, Summary, _origin) = (backend, network, design, summary, origin);
        _runner = new MusicRunner(backend, network);
    }

    /// <summary>The network.</summary>
    public MusicDesign Design { get; }

    /// <inheritdoc/>
    public string Task => MusicPlan.TaskName;

    /// <inheritdoc/>
    public FitSummary Summary { get; }

    /// <inheritdoc/>
    public IReadOnlyList<Layer> Networks => [_network];

    /// <summary>Loads a model.</summary>
    /// <param name="path">What <see cref="Save"/> wrote.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or of another task.</exception>
    public static MusicModel Load(string path, int threads = 0) => ModelFitting.Load(path, MusicPlan.TaskName, threads, (backend, file) =>
    {
        MusicDesign design = ModelEntry.Parse(file.Configuration, MusicJson.Default.MusicDesign, path, "configuration");
        Stack network = ModelEntry.Build(file, path, backend, design.IsInRange, design.Cells.Hidden, design.MakeNetwork);
        return new MusicModel(
            backend, network, design, FitSummary.Of(file, path),
            ModelEntry.Parse(file.Data, MusicJson.Default.MusicOrigin, path, "data"));
    });

    /// <inheritdoc/>
    public void Save(string path) => new ModelFile
    {
        Task = Task,
        Configuration = JsonSerializer.Serialize(Design, MusicJson.Default.MusicDesign),
        Training = Summary.ToJson(),
        Data = JsonSerializer.Serialize(_origin, MusicJson.Default.MusicOrigin),
        Tensors = [.. _network.ToTensors()],
    }.Write(path);

    /// <inheritdoc/>
    public JobDescription Describe()
    {
        long multiplyAdds = CellStack.MultiplyAdds(Design.Cells, MusicDesign.Inputs) + ((long)Design.Cells.Hidden * MusicPiece.Keys);
        return new JobDescription(
        [
            string.Create(CultureInfo.InvariantCulture, $"{Design.Describe()}: the keys of the next step, {Design.StepsPerQuarter} a quarter note where files are MIDI"),
            string.Create(CultureInfo.InvariantCulture, $"learned from {_origin.Pieces:N0} pieces, {_origin.Steps:N0} steps; data {_origin.Fingerprint}"),
        ],
        ModelDescription.Of(Design.Describe(), [_network], multiplyAdds, _network.StateSize, "step"));
    }

    /// <summary>How well the model foretells pieces.</summary>
    /// <param name="pieces">The pieces.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The score.</returns>
    public MusicScore Score(IReadOnlyList<MusicPiece> pieces, CancellationToken cancellation = default) => _runner.Score(pieces, tape: null, cancellation);

    /// <summary>Plays from silence.</summary>
    /// <param name="steps">How many steps.</param>
    /// <param name="temperature">What logits are divided by.</param>
    /// <param name="seed">The same seed plays the same.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What was played.</returns>
    public MusicPiece Play(int steps, double temperature, ulong seed, CancellationToken cancellation = default) => _runner.Play(steps, temperature, seed, cancellation);

    /// <summary>The logits of the keys of what follows a piece.</summary>
    internal float[] Next(MusicPiece piece) => _runner.Next(piece);

    /// <inheritdoc/>
    public JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
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
                    output.Write(string.Create(CultureInfo.InvariantCulture, $"{CsvCell.Of(piece.Name)},{piece.Steps.Count + 1},{MusicPiece.LowestPitch + k},{probability:0.0000}\n"));
                }
            }
        }

        return new JobAnswer([string.Create(CultureInfo.InvariantCulture, $"Keys of the step after each piece, with probabilities of {LeastProbability} and more.")]);
    }

    /// <inheritdoc/>
    public JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        IReadOnlyList<MusicPiece> pieces = Read(input);
        return pieces.Any(p => p.Steps.Count > 1)
            ? MusicScores.Of(Score(pieces, cancellation), [])
            : throw new DataFormatException($"{input.Name}: no piece has two steps. Pass longer pieces.");
    }

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new MusicInspection(_backend, _network, input => Read(input, hasOthers: true));

    /// <inheritdoc/>
    public PortableDesign ToPortable() => new(
        "the probability of each key in the next step of music", [PortableMember.Of(_network)],
        PortableInput.OfValues(
        [
            .. Enumerable.Range(MusicPiece.LowestPitch, MusicPiece.Keys).Select(p => new PortableValue($"pitch {p} sounds")),
            .. Enumerable.Range(0, MusicDesign.PitchClasses).Select(p => new PortableValue($"a pitch {p} above a C sounds")),
        ]),
        new PortableAnswer(PortableFunction.Logistic, [.. Enumerable.Range(MusicPiece.LowestPitch, MusicPiece.Keys).Select(p => new PortableValue($"pitch {p}"))]));

    /// <inheritdoc/>
    public IReadOnlyList<ModelGraph> ToGraphs() =>
    [
        new ModelGraph(ModelGraph.Whole, "the log odds of each key in the next step of music", graph =>
        {
            PortableDesign design = ToPortable();
            graph.Output("scores", graph.Within("network").Read(_network, graph.Numbers("input", GraphAxis.Sequences, design.Input)), design.Answer);
        }),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<PortableSequence> ReadSequences(JobInput input, int most) => PortableSequence.Of(Inspect(), input, most);

    /// <inheritdoc/>
    public void Dispose() => _backend.Dispose();

    private IReadOnlyList<MusicPiece> Read(JobInput input, bool hasOthers = false)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Path is { } path
            ? MusicReader.ReadPieces(path, Design.StepsPerQuarter, hasOthers)
            : throw new DataFormatException("Music comes as a file: pass a .json, .csv or .mid file, or a folder of MIDI files.");
    }
}
