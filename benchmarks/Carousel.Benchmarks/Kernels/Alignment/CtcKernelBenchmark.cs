using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Alignment;

/// <summary>
/// Alignments of 5 digits to 100 steps of 11 classes and of 60 letters to 400 steps of 30, on one thread: loss, and
/// gradient.
/// </summary>
[MemoryDiagnoser]
public class CtcKernelBenchmark
{
    private int[] _rowStart = [], _labels = [];
    private float[] _x = [], _logSums = [], _ahead = [], _dx = [], _scratch = [];
    private int _classes;

    [Params(5, 60)]
    public int Labels { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (int steps, _classes) = Labels == 5 ? (100, 11) : (400, 30);
        _rowStart = [.. Enumerable.Range(0, steps + 1)];
        _labels = [.. Enumerable.Range(0, Labels).Select(u => 1 + (u % (_classes - 1)))];
        _x = [.. Enumerable.Range(0, steps * _classes).Select(k => (k * 7919 % 1000 / 250f) - 2)];
        (_logSums, _ahead, _dx) = (
            new float[steps], new float[CtcKernel.AheadLength(steps, Labels)], new float[steps * _classes]);
        _scratch = new float[CtcKernel.ScratchLength(_classes, Labels)];
    }

    [Benchmark]
    public float Forward() =>
        CtcKernel.Forward(new CtcSpans
        {
            C = _classes,
            RowStart = _rowStart,
            Length = _logSums.Length,
            Labels = _labels,
            X = _x,
            LogSums = _logSums,
            Ahead = _ahead,
            Scratch = _scratch,
        });

    [Benchmark]
    public void Backward()
    {
        Forward();
        CtcKernel.Backward(new CtcSpans
        {
            C = _classes,
            RowStart = _rowStart,
            Length = _logSums.Length,
            Labels = _labels,
            X = _x,
            LogSums = _logSums,
            Ahead = _ahead,
            Factor = 1,
            Dx = _dx,
            Scratch = _scratch,
        });
    }
}
