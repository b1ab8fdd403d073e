using BenchmarkDotNet.Attributes;
using Carousel.Backends;
using Carousel.Layers;
using Carousel.Streaming;

namespace Carousel.Benchmarks.Streaming;

/// <summary>A step of a session over one LSTM layer, I = H: the kernel's step and all that stands around it.</summary>
[MemoryDiagnoser]
public class StreamingSessionBenchmark : IDisposable
{
    private readonly CpuBackend _backend = new(1);
    private StreamingSession? _session;
    private float[] _input = [], _output = [];

    [Params(32, 64, 128, 256)]
    public int H { get; set; }

    [GlobalSetup]
    public void Open()
    {
        var layer = new Lstm(H, H);
        layer.Build(_backend, seed: 1);
        _session = new StreamingSession(_backend, layer);
        (_input, _output) = (new float[H], new float[H]);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _session?.Dispose();
        _backend.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public void Step() => _session!.Step(_input, _output);
}
