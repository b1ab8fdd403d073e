using Carousel.Jobs.Networks;
using Carousel.Networks;
using Carousel.Server.Models;

namespace Carousel.Server.Tests.Engine;

/// <summary>Small networks of each kind that a server steps, and versions of them.</summary>
internal sealed class EngineModels : IModelSource, IDisposable
{
    /// <summary>Numbers of the networks.</summary>
    public const int Lstm = 1, Pooled = 2, Symbols = 3, Deep = 4, LstmAgain = 5, WiderLstm = 6;

    private static readonly NetworkDesign _lstm = new(
        [new(NetworkLayerKind.Lstm, 3, 8), new(NetworkLayerKind.Dense, 8, 2)]);

    private static readonly NetworkDesign _pooled = new(
        [
            new(NetworkLayerKind.Gru, 2, 6), new(NetworkLayerKind.Pooling, 6, 6) { Pooling = NetworkPooling.Mean },
            new(NetworkLayerKind.Dense, 6, 3),
        ])
    {
        Answer = PortableFunction.Softmax,
    };

    private static readonly NetworkDesign _symbols = new(
        [
            new(NetworkLayerKind.Embedding, 11, 5), new(NetworkLayerKind.Lstm, 5, 7),
            new(NetworkLayerKind.Dense, 7, 11),
        ])
    {
        Answer = PortableFunction.Softmax,
    };

    private static readonly NetworkDesign _deep = new(
        [
            new(NetworkLayerKind.Lstm, 4, 16), new(NetworkLayerKind.Gru, 16, 8),
            new(NetworkLayerKind.Dense, 8, 1),
        ]);

    private static readonly NetworkDesign _wider = new(
        [new(NetworkLayerKind.Lstm, 3, 9), new(NetworkLayerKind.Dense, 9, 2)]);

    private readonly ModelLoading _loading = new();
    private readonly Dictionary<int, ServedModel> _versions = [];
    private readonly Dictionary<string, int> _current = new() { ["lstm"] = Lstm };

    /// <summary>Draws the networks.</summary>
    public EngineModels()
    {
        Add(Lstm, "lstm", _lstm, 1);
        Add(Pooled, "pooled", _pooled, 2);
        Add(Symbols, "symbols", _symbols, 3);
        Add(Deep, "deep", _deep, 4);
        Add(LstmAgain, "lstm", _lstm, 5);
        Add(WiderLstm, "lstm", _wider, 6);
    }

    /// <inheritdoc/>
    public ServedModel Of(int number) => _versions[number];

    /// <inheritdoc/>
    public ServedModel? Current(string name) => _versions.GetValueOrDefault(_current.GetValueOrDefault(name));

    /// <summary>Serves another version under its name.</summary>
    public void Serve(int number) => _current[_versions[number].Name] = number;

    /// <summary>The bytes of a model file.</summary>
    /// <param name="number">Which network.</param>
    /// <param name="seed">Of its weights.</param>
    public static byte[] FileOf(int number, ulong seed)
    {
        NetworkDesign design = number switch
        {
            Lstm or LstmAgain => _lstm,
            Pooled => _pooled,
            Symbols => _symbols,
            WiderLstm => _wider,
            _ => _deep,
        };
        return FileOf(design, seed);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ServedModel version in _versions.Values)
        {
            version.Dispose();
        }
    }

    private static byte[] FileOf(NetworkDesign design, ulong seed)
    {
        string file = Path.Combine(Path.GetTempPath(), $"carousel-{Guid.NewGuid():N}.safetensors");
        try
        {
            using NetworkModel model = NetworkModel.Draw(design, seed, threads: 1);
            model.Save(file);
            return File.ReadAllBytes(file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private void Add(int number, string name, NetworkDesign design, ulong seed) => _versions.Add(
        number, new ServedModel(_loading, name, number.ToString("x64", null), number, FileOf(design, seed)));
}
