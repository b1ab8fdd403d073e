using Carousel.Autograd;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Training;

namespace Carousel;

/// <summary>
/// A recurrent network that was trained on sequences of the program. It predicts numbers or classes, of each sequence
/// or of each step.
/// </summary>
/// <remarks>
/// Its file is read by every verb of the command (<c>carousel describe</c>, <c>predict</c>, <c>evaluate</c>,
/// <c>inspect</c>, <c>export</c>, <c>quantize</c>). Predictions may be asked for by several threads, which take turns.
/// A disposed model keeps its names and <see cref="Result"/>; everything else throws
/// <see cref="ObjectDisposedException"/>.
/// </remarks>
public sealed partial class SequenceModel : IDisposable
{
    private readonly CpuBackend _backend;
    private readonly NetworkTraining _training;
    private readonly Arena _arena;
    private readonly Tape _tape;
    private readonly NetworkChain _network;
    private volatile bool _isDisposed;

    private SequenceModel(CpuBackend backend, NetworkChain network, NetworkTraining training)
    {
        (_backend, _network, _training) = (backend, network, training);
        _arena = new Arena(backend);
        _tape = new Tape(backend, _arena);
        Result = training.ToResult();
    }

    /// <summary>The network itself, for what lies beneath: layers, parameters, design.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    internal NetworkChain Network
    {
        get
        {
            RequireAlive();
            return _network;
        }
    }

    /// <summary>What the network is made of.</summary>
    internal NetworkDesign Design => _network.Design;

    /// <summary>Where the network computes; owned by the model.</summary>
    public Backend Backend => _backend;

    /// <summary>
    /// How the training went: why it ended, and the losses of each epoch, as <see cref="SequenceOptions.Loss"/> and
    /// <see cref="SequenceOptions.Weights"/> define them. By default, losses of numbers are mean squared errors in the
    /// scales of <see cref="SequenceOptions.Standardize"/>, those of classes cross-entropies in nats.
    /// </summary>
    public TrainingResult Result { get; }

    /// <summary>The classes, in the order of the probabilities; empty where answers are numbers.</summary>
    public IReadOnlyList<string> Labels =>
        Design.Answer == PortableFunction.Softmax ? Design.OutputColumns() : [];

    /// <summary>Names of the features of a step.</summary>
    public IReadOnlyList<string> InputNames => Design.InputColumns();

    /// <summary>Names of the answer's numbers; those of the classes where there are any.</summary>
    public IReadOnlyList<string> OutputNames => Design.OutputColumns();

    /// <summary>Whether each step has an answer, rather than the sequence as a whole.</summary>
    public bool IsEveryStep => Design.Pooling is null;

    /// <summary>Reads a model: one that was saved, a saved stack of layers, or an imported network.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ModelFileException">Missing, damaged, or for something else.</exception>
    public static SequenceModel Load(string path, int threads = 0) => WithBackend(
        threads,
        backend => ModelFile.Map(
            path, LayerFile.NetworkTask,
            file => new SequenceModel(backend, NetworkChain.Of(file, path, backend), NetworkTraining.Of(file, path)),
            backend.Threads));

    /// <summary>A model of given weights.</summary>
    /// <param name="design">The network.</param>
    /// <param name="weights">For each layer but a pooling, in order, by the parameter's name in the layer.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The design has a fault, or a parameter is missing, left over or of another
    /// size.</exception>
    internal static SequenceModel Of(
        NetworkDesign design, IReadOnlyList<IReadOnlyDictionary<string, NetworkWeight>> weights, int threads) =>
        WithBackend(threads, backend =>
        {
            var network = new NetworkChain(design);
            NetworkWeight.Build(network, backend, weights);
            return new SequenceModel(backend, network, NetworkTraining.None(network.ParameterCount));
        });

    /// <summary>Writes the model, completely or not at all. One seed gives the same bytes on any number of
    /// threads.</summary>
    /// <param name="path">The file, such as <c>model.safetensors</c>; replaced if it is there.</param>
    /// <exception cref="IOException">The folder is missing or full.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder cannot be written.</exception>
    public void Save(string path) => new ModelFile
    {
        Task = LayerFile.NetworkTask,
        Configuration = Network.Design.ToJson(),
        Training = _training.ToJson(),
        Tensors = Layers.LayerTensors.ToTensors(Network),
    }.Write(path);

    /// <summary>The answer to a sequence: numbers, or the probability of each class. For a model that answers every
    /// step it is the answer after the last step.</summary>
    /// <param name="sequence">By step, feature.</param>
    /// <returns>[O].</returns>
    /// <exception cref="ArgumentException">It is empty, has other features, or a number is not finite.</exception>
    public float[] Predict(float[][] sequence) => Last(Run([sequence])[0]);

    /// <inheritdoc cref="Predict(float[][])"/>
    /// <param name="sequence">[steps · features], by step.</param>
    public float[] Predict(ReadOnlySpan<float> sequence) => Last(Run(Flat(sequence))[0]);

    /// <summary>The answers to sequences; each is independent of the others.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>[O] of each.</returns>
    /// <exception cref="ArgumentException">They have other features, or a symbol is not known.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public float[][] Predict(SequenceInputs sequences, CancellationToken cancellation = default) =>
        [.. Run(sequences, cancellation).Select(Last)];

    /// <summary>The answers to the steps of a sequence.</summary>
    /// <param name="sequence">By step, feature.</param>
    /// <returns>By step, [O] each.</returns>
    /// <exception cref="ArgumentException">It is empty, has other features, or a number is not finite.</exception>
    /// <exception cref="InvalidOperationException">The model answers whole sequences.</exception>
    public float[][] PredictSteps(float[][] sequence) => Steps(Run([sequence])[0]);

    /// <summary>The answers to the steps of sequences.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>By sequence, step, [O] each.</returns>
    /// <exception cref="ArgumentException">They have other features, or a symbol is not known.</exception>
    /// <exception cref="InvalidOperationException">The model answers whole sequences.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public float[][][] PredictSteps(SequenceInputs sequences, CancellationToken cancellation = default) =>
        [.. Run(sequences, cancellation).Select(Steps)];

    /// <summary>The likeliest class of a sequence; after its last step, for a model that answers every step.</summary>
    /// <param name="sequence">By step, feature.</param>
    /// <returns>Its label.</returns>
    /// <exception cref="ArgumentException">It is empty, has other features, or a number is not finite.</exception>
    /// <exception cref="InvalidOperationException">The model answers with numbers.</exception>
    public string Classify(float[][] sequence) => Likeliest(Predict(sequence));

    /// <summary>The likeliest classes of sequences.</summary>
    /// <param name="sequences">The sequences.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Their labels.</returns>
    /// <exception cref="ArgumentException">They have other features, or a symbol is not known.</exception>
    /// <exception cref="InvalidOperationException">The model answers with numbers.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public string[] Classify(SequenceInputs sequences, CancellationToken cancellation = default) =>
        [.. Predict(sequences, cancellation).Select(Likeliest)];

    /// <summary>How good the answers to sequences are, such as those of a test set.</summary>
    /// <param name="inputs">The sequences.</param>
    /// <param name="targets">What is right: numbers or classes, as the model gives them.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The measures of all answers together, in the numbers of the data.</returns>
    /// <exception cref="ArgumentException">They do not fit the model, or each other.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public SequenceScores Evaluate(
        SequenceInputs inputs, SequenceTargets targets, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        targets.RequireFit(inputs);
        return SequenceScores.Of(Run(inputs, cancellation), targets.For(Design).Values, Labels.Count);
    }

    /// <summary>Opens the model to a sequence that comes one step at a time.</summary>
    /// <returns>The stream, owned by the caller; valid as long as the model.</returns>
    /// <exception cref="NotSupportedException">The model reads sequences in both directions.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public SequenceStream Stream() => Network.Design.CanStep
        ? new SequenceStream(this)
        : throw new NotSupportedException(
            "This model reads later steps, so it cannot answer step by step. Train it with Bidirectional = false.");

    /// <summary>Frees the model, once the predictions that run are done.</summary>
    public void Dispose()
    {
        lock (_tape)
        {
            _isDisposed = true;
            _arena.Dispose();
            _backend.Dispose();
        }
    }

    /// <summary>Gives the network and its backend to another model; this one counts as disposed.</summary>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    internal (CpuBackend Backend, NetworkChain Network, NetworkTraining Training) GiveAway()
    {
        lock (_tape)
        {
            RequireAlive();
            _isDisposed = true;
            _arena.Dispose();
            return (_backend, _network, _training);
        }
    }

    /// <summary>The answers to sequences in the units of the data; scaling is included.</summary>
    /// <param name="sequences">[T, I] each, or [T] whole numbers of symbols.</param>
    /// <returns>[T, O] each; [O] where steps are pooled.</returns>
    /// <exception cref="ArgumentException">A sequence has no step, or no whole steps, or a symbol that the network does
    /// not know.</exception>
    internal float[][] Run(IReadOnlyList<float[]> sequences)
    {
        lock (_tape)
        {
            return Network.RunChecked(_tape, sequences);
        }
    }

    /// <summary>Refuses to go on after <see cref="Dispose"/>.</summary>
    internal void RequireAlive() => ObjectDisposedException.ThrowIf(_isDisposed, this);

    private static SequenceModel WithBackend(int threads, Func<CpuBackend, SequenceModel> make)
    {
        var backend = new CpuBackend(threads);
        try
        {
            return make(backend);
        }
        catch
        {
            backend.Dispose();
            throw;
        }
    }

    private SequenceInputs Flat(ReadOnlySpan<float> sequence)
    {
        int features = Design.InputSize;
        return sequence.Length % features == 0
            ? SequenceInputs.Of(sequence, [sequence.Length / features], features)
            : throw new ArgumentException(
                $"{sequence.Length} values cannot be divided into steps of {features} features.", nameof(sequence));
    }

    private float[][] Run(float[][][] sequences) => Run((SequenceInputs)sequences, default);

    private float[][] Run(SequenceInputs sequences, CancellationToken cancellation = default)
    {
        RequireAlive();
        ArgumentNullException.ThrowIfNull(sequences);
        sequences.RequireReadBy(Design);
        lock (_tape)
        {
            return Network.Run(_tape, sequences.Values, cancellation);
        }
    }

    private float[] Last(float[] answer) => answer[^Design.OutputSize..];

    private float[][] Steps(float[] answer) => IsEveryStep
        ? [.. answer.Chunk(Design.OutputSize)]
        : throw new InvalidOperationException(
            "This model answers a sequence as a whole, not its steps. Ask Predict, or train it on a target for each "
            + "step.");

    private string Likeliest(float[] answer) => Design.Answer == PortableFunction.Softmax
        ? OutputNames[Array.IndexOf(answer, answer.Max())]
        : throw new InvalidOperationException("This model answers with numbers, not with classes. Ask Predict.");
}
