using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Portable;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;

namespace Carousel.Jobs.Networks;

/// <summary>
/// A plain chain of layers, as networks of other programs come: numbers or symbols in, numbers or classes out.
/// </summary>
/// <remarks>Not thread-safe. Owns its backend.</remarks>
public sealed partial class NetworkModel : JobModel, IPortableJob, IGraphModel
{
    /// <summary>What the model is for, as its file says.</summary>
    public const string TaskName = LayerFile.NetworkTask;

    private readonly NetworkChain _chain;

    private NetworkModel(CpuBackend backend, NetworkChain chain, FitSummary summary)
        : base(backend, chain, summary) => _chain = chain;

    /// <inheritdoc/>
    public override string Task => TaskName;

    /// <summary>The chain.</summary>
    public NetworkDesign Design => _chain.Design;

    /// <summary>The layers with parameters, each with its design, in order.</summary>
    public IReadOnlyList<(NetworkLayer Design, SequenceLayer Layer)> Layers => _chain.Parts;

    /// <summary>Reads a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for all.</param>
    /// <returns>The model.</returns>
    /// <exception cref="ModelFileException">The file is damaged or for something else.</exception>
    public static NetworkModel Load(string path, int threads = 0) =>
        ModelReading.Load(path, TaskName, threads, reading =>
            new NetworkModel(
                reading.Backend, NetworkChain.Of(reading.File, reading.Path, reading.Backend), reading.Summary));

    /// <summary>The answers to sequences.</summary>
    /// <param name="inputs">[T, I] each, or [T] whole numbers of symbols; one step at least.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[T, O] each; [O] where steps are pooled.</returns>
    /// <exception cref="ArgumentException">A sequence has no step, or no whole steps, or a symbol that the network does
    /// not know.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public float[][] Run(IReadOnlyList<float[]> inputs, CancellationToken cancellation = default) =>
        _chain.RunChecked(Tape, inputs, cancellation);

    /// <inheritdoc/>
    public override JobDescription Describe()
    {
        string input = Design.Symbols > 0
            ? $"symbols 0 to {Design.Symbols - 1}"
            : FigureText.Counted(Design.InputSize, "number");
        string answer = Design.Answer == PortableFunction.Softmax
            ? $"the probabilities of {Design.OutputSize} classes"
            : FigureText.Counted(Design.OutputSize, "number");
        return new JobDescription(
            [
                $"{input} a step, {answer} for {(Design.Pooling is null ? "each step" : "the sequence")}",
                .. Design.Origin,
            ],
            ModelDescription.Of(
                Design.Describe(), [_chain], Design.Layers.Sum(l => l.MultiplyAdds),
                Design.CanStep ? _chain.Reader.StateSize : 0, "step"));
    }

    /// <inheritdoc/>
    public override JobAnswer Predict(JobInput input, TextWriter output, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        NetworkData data = NetworkReader.Read(Design, input);
        float[][] answers = _chain.Run(Tape, [.. data.Sequences.Select(s => s.Input)], cancellation);
        string sequence = data.SequenceColumn.Length > 0 ? CsvCell.Of(data.SequenceColumn) + "," : "";
        string step = Design.Pooling is null ? "step," : "";
        output.Write($"{sequence}{step}{string.Join(',', Design.OutputColumns().Select(CsvCell.Of))}\n");
        for (int s = 0; s < answers.Length; s++)
        {
            string? name = sequence.Length > 0 ? data.Sequences[s].Name : null;
            foreach ((int t, float[] answer) in answers[s].Chunk(Design.OutputSize).Index())
            {
                output.Write($"{NetworkAnswer.Row(name, step.Length > 0 ? t + 1 : null, answer)}\n");
            }
        }

        return new JobAnswer(data.Notes);
    }

    /// <inheritdoc/>
    public override JobResult Evaluate(JobInput input, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(input);
        NetworkData data = NetworkReader.Read(Design, input);
        return NetworkMeasurement.Of(
            Design, data, _chain.Run(Tape, [.. data.Sequences.Select(s => s.Input)], cancellation));
    }

    /// <summary>Opens the model to rows that come one by one.</summary>
    /// <param name="source">How messages call them.</param>
    /// <param name="cells">How cells are written.</param>
    /// <returns>The stream; valid as long as the model.</returns>
    /// <exception cref="NotPortableException">A layer reads in both directions.</exception>
    public IStreamingModel Stream(string source, ReadOptions cells) => NewStream(source, cells);

    /// <inheritdoc cref="Stream"/>
    internal NetworkStream NewStream(string source, ReadOptions cells)
    {
        NetworkPortable.RequireCausal(Design);
        return new NetworkStream(Backend, _chain, source, cells);
    }

    /// <summary>Room to step many sequences together; valid as long as the model.</summary>
    /// <param name="most">How many at once.</param>
    /// <exception cref="NotSupportedException">A layer looks at later steps.</exception>
    internal NetworkBatch NewBatch(int most) => new(Backend, _chain, most);

    /// <inheritdoc/>
    public IInspectedModel Inspect() => new NetworkInspection(Backend, _chain);

    /// <inheritdoc/>
    PortableDesign IPortableModel.ToPortable() => NetworkPortable.Design(_chain);

    /// <inheritdoc/>
    IReadOnlyList<ModelGraph> IGraphModel.ToGraphs() => [NetworkPortable.Graph(_chain)];

    /// <inheritdoc/>
    IReadOnlyList<PortableSequence> IPortableJob.ReadSequences(JobInput input, int most)
    {
        NetworkPortable.RequireCausal(Design);
        return [.. NetworkReader.Read(Design, input).Sequences.Take(most)
            .Select(s => new PortableSequence(Design.Scaled(s.Input)))];
    }

    /// <inheritdoc/>
    private protected override ModelTexts ToTexts() =>
        new(Design.ToJson(), "{}");
}
