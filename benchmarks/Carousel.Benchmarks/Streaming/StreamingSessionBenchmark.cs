using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using BenchmarkDotNet.Attributes;
using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Benchmarks.Streaming;

/// <summary>
/// A step of a session over one LSTM layer, I = H: the kernel's step and all that stands around it; and a step of one
/// of 64 sessions together.
/// </summary>
[MemoryDiagnoser]
public class StreamingSessionBenchmark : IDisposable
{
    private readonly CpuBackend _backend = new(1);
    private const int Sessions = 64;
    private StreamingSession? _session;
    private StreamingSession[] _sessions = [];
    private float[] _weights = [];
    private float[] _input = [], _output = [], _inputs = [], _outputs = [];

    [Params(32, 64, 128, 256, 512)]
    public int H { get; set; }

    [GlobalSetup]
    public void Open()
    {
        var layer = new Lstm(H, H);
        layer.Build(_backend, seed: 1);
        _session = new StreamingSession(_backend, layer);
        _weights = new float[8 * H * H];
        _sessions = [.. Enumerable.Range(0, Sessions).Select(_ => new StreamingSession(_backend, layer))];
        (_input, _output, _inputs, _outputs) = (
            new float[H], new float[H], new float[Sessions * H], new float[Sessions * H]);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _session?.Dispose();
        Array.ForEach(_sessions, s => s.Dispose());
        _backend.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What no step can be faster than: every weight is read once, and nothing is done with it.</summary>
    [Benchmark]
    public float ReadWeights()
    {
        ReadOnlySpan<Vector512<float>> weights = MemoryMarshal.Cast<float, Vector512<float>>(_weights);
        Vector512<float> a = default, b = default, c = default, d = default;
        for (int i = 0; i + 4 <= weights.Length; i += 4)
        {
            a += weights[i];
            b += weights[i + 1];
            c += weights[i + 2];
            d += weights[i + 3];
        }

        return Vector512.Sum(a + b + c + d);
    }

    [Benchmark]
    public void Step() => _session!.Step(_input, _output);

    [Benchmark(OperationsPerInvoke = Sessions)]
    public void StepTogether() => StreamingSession.StepTogether(_sessions, _inputs, _outputs);
}
