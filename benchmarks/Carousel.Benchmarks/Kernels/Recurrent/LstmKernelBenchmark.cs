using BenchmarkDotNet.Attributes;

namespace Carousel.Benchmarks.Kernels.Recurrent;

/// <summary>An LSTM layer on one thread: forward, a whole training pass, one streaming step.</summary>
[MemoryDiagnoser]
public class LstmKernelBenchmark
{
    private LstmLayerRun _run = null!;

    /// <summary>Inputs, units, sequences, steps.</summary>
    [Params("8/32/32/50", "16/128/64/100", "256/256/64/100")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] s = [.. Shape.Split('/').Select(int.Parse)];
        _run = new LstmLayerRun(s[0], s[1], s[2], s[3]);
    }

    [Benchmark]
    public void Forward() => _run.Forward();

    [Benchmark]
    public void Training() => _run.Training();

    [Benchmark]
    public void Step() => _run.Step();
}
