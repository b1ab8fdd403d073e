using BenchmarkDotNet.Attributes;
using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection.Traces;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Benchmarks.Inspection;

/// <summary>
/// What traces cost beside inference of the same layer over 2,000 steps with its output read, on one thread.
/// </summary>
public class NetworkTraceBenchmark : IDisposable
{
    private const int T = 2000, I = 16;

    private readonly CpuBackend _backend = new(1);
    private readonly float[] _x = new float[T * I];
    private readonly Packing _packing = new([T]);
    private Arena? _arena;
    private Tape? _tape;
    private SequenceLayer? _layer;
    private float[] _hidden = [];
    private float _last;

    /// <summary>lstm or gru.</summary>
    [Params("lstm", "gru")]
    public string Cell { get; set; } = "lstm";

    /// <summary>H.</summary>
    [Params(64, 128, 512)]
    public int Hidden { get; set; }

    /// <summary>Builds the layer.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _layer = Cell == "lstm" ? new Lstm(I, Hidden) : new Gru(I, Hidden);
        _layer.Build(_backend, 1);
        for (int i = 0; i < _x.Length; i++)
        {
            _x[i] = (i % 13 / 13f) - 0.5f;
        }

        _hidden = new float[T * Hidden];
        _arena = new Arena(_backend);
        _tape = new Tape(_backend, _arena);
    }

    /// <summary>Inference.</summary>
    [Benchmark(Baseline = true)]
    public void Inference()
    {
        _tape!.Begin(TapeMode.Inference);
        _layer!.Forward(_tape, _tape.Input(_x, new Shape(T, I)), _packing).Hidden.Value.Read(_hidden);
    }

    /// <summary>All gates and states, shown in chunks.</summary>
    [Benchmark]
    public float InChunks()
    {
        NetworkTrace.Run(_backend, _layer!, _x, chunk => _last = chunk[TraceQuantity.Hidden][0]);
        return _last;
    }

    /// <summary>All gates and states, kept whole.</summary>
    [Benchmark]
    public object Whole() => NetworkTrace.Of(_backend, _layer!, _x);

    /// <summary>Hidden states alone, kept whole.</summary>
    [Benchmark]
    public object HiddenAlone() => NetworkTrace.Of(_backend, _layer!, _x, [TraceQuantity.Hidden]);

    /// <inheritdoc/>
    [GlobalCleanup]
    public void Dispose()
    {
        _arena?.Dispose();
        _backend.Dispose();
        GC.SuppressFinalize(this);
    }
}
