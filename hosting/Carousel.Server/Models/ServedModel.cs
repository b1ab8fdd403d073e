using Carousel.Jobs;
using Carousel.Jobs.Networks;
using Carousel.Jobs.Streaming;
using Carousel.Networks;

namespace Carousel.Server.Models;

/// <summary>One version of a model that is served.</summary>
/// <remarks>Its network may be stepped by several workers; of a model of a job each worker has an instance of its
/// own.</remarks>
internal sealed class ServedModel : IDisposable
{
    private readonly ModelLoading _loading;
    private readonly IJobModel _model;
    private readonly Dictionary<int, (IJobModel Model, ISteppingModel Stepping)> _instances = [];
    private readonly Lock _instancing = new();
    private readonly byte[] _bytes;

    /// <summary>Loads a version.</summary>
    /// <param name="loading">Loads the models of all jobs.</param>
    /// <param name="name">The name under which it is served.</param>
    /// <param name="sha256">The SHA-256 of its file in hexadecimal digits.</param>
    /// <param name="number">Its number in the store.</param>
    /// <param name="bytes">The file's bytes.</param>
    /// <exception cref="Carousel.Storage.ModelFileException">The file is not a model.</exception>
    /// <exception cref="NotSupportedException">The model can't be stepped; the message says why.</exception>
    public ServedModel(ModelLoading loading, string name, string sha256, int number, byte[] bytes)
    {
        (_loading, Name, Sha256, Number, _bytes) = (loading, name, sha256, number, bytes);
        (_model, Training, Data) = loading.Load(bytes);
        try
        {
            if (_model is NetworkModel network)
            {
                Network = network;
                if (!network.Design.CanStep)
                {
                    throw new NotSupportedException(
                        "a layer reads in both directions, so it can't answer step by step; use carousel predict.");
                }
            }
            else
            {
                _instances.Add(0, (_model, Stepping = loading.SteppingOf(_model)));
            }
        }
        catch
        {
            _model.Dispose();
            throw;
        }

        Whole = new WholeSequences(this, Free);
    }

    /// <summary>The name under which it is served.</summary>
    public string Name { get; }

    /// <summary>The SHA-256 of its file in hexadecimal digits: its version.</summary>
    public string Sha256 { get; }

    /// <summary>Its number in the store.</summary>
    public int Number { get; }

    /// <summary>The job, with what its file says of it.</summary>
    public IJobModel Model => _model;

    /// <summary>What the training reached, as a JSON object.</summary>
    public string Training { get; }

    /// <summary>The fingerprint of the data trained on, as a JSON object.</summary>
    public string Data { get; }

    /// <summary>The network of layers; null for a model of a job.</summary>
    public NetworkModel? Network { get; }

    /// <summary>What rows and answers of a model of a job are; null for a network.</summary>
    public ISteppingModel? Stepping { get; }

    /// <summary>Whether it is a model of a job.</summary>
    public bool IsJob => Network is null;

    /// <summary>Values of a row; 0 for a model of a job.</summary>
    public int InputSize => Network?.Design.InputSize ?? 0;

    /// <summary>Values of an answer; 0 for a model of a job.</summary>
    public int OutputSize => Network?.Design.OutputSize ?? 0;

    /// <summary>Symbols of which a row is one; 0 for rows of numbers.</summary>
    public int Symbols => Network?.Design.Symbols ?? 0;

    /// <summary>Answers sequences that no session keeps.</summary>
    public WholeSequences Whole { get; }

    /// <summary>Whether a state of another version has the same parts. For a model of a job, only loading the state
    /// shows it.</summary>
    /// <param name="other">The version.</param>
    public bool HasLayersOf(ServedModel other) =>
        Network is null || other.Network is null
            ? Model.Task == other.Model.Task
            : Layers(Network.Design) == Layers(other.Network.Design);

    /// <summary>Room for a worker to step sequences of the network together.</summary>
    /// <param name="most">How many at once.</param>
    public NetworkBatch NewBatch(int most) => Network!.NewBatch(most);

    /// <summary>The instance of a model of a job that a worker uses.</summary>
    /// <param name="worker">The worker.</param>
    public ISteppingModel SteppingOf(int worker)
    {
        lock (_instancing)
        {
            if (!_instances.TryGetValue(worker, out (IJobModel Model, ISteppingModel Stepping) instance))
            {
                (IJobModel model, _, _) = _loading.Load(_bytes);
                _instances.Add(worker, instance = (model, _loading.SteppingOf(model)));
            }

            return instance.Stepping;
        }
    }

    // What came out of training, the scales among it, is free to differ.
    private static string Layers(NetworkDesign design) =>
        (design with { Origin = [], InputScales = null, OutputScales = null }).ToJson();

    /// <inheritdoc/>
    /// <remarks>What is answered without a session ends first.</remarks>
    public void Dispose() => Whole.Dispose();

    private void Free()
    {
        foreach ((IJobModel model, _) in _instances.Values)
        {
            model.Dispose();
        }

        _model.Dispose();
    }
}
