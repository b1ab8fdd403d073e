using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Chains;

/// <summary>A chain of 25 steps on one thread: loss, gradients, decoding.</summary>
[MemoryDiagnoser]
public class CrfKernelBenchmark
{
    private const int T = 25;
    private readonly int[] _rowStart = [.. Enumerable.Range(0, T + 1)];
    private readonly float[] _labels = new float[T], _peaks = new float[T];
    private float[] _start = [], _transition = [], _x = [], _ahead = [], _back = [], _p = [], _d = [], _dRow = [],
        _scratch = [];

    [Params(9, 17, 50)]
    public int Labels { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        (_start, _transition, _dRow) = (new float[Labels], Fill(Labels * Labels), new float[Labels]);
        (_x, _ahead, _back, _p, _d) = (
            Fill(T * Labels), new float[T * Labels], new float[T * Labels], new float[T * Labels],
            new float[T * Labels]);
        _scratch = new float[Math.Max(CrfKernel.ScratchLength(Labels), CrfKernel.DecodeScratchLength(Labels, T))];
    }

    [Benchmark]
    public float Forward() =>
        CrfKernel.Forward(new CrfSpans
        {
            Weights = Weights(),
            RowStart = _rowStart,
            Length = T,
            X = _x,
            Labels = _labels,
            Ahead = _ahead,
            Peaks = _peaks,
            Scratch = Scratch(CrfKernel.ScratchLength(Labels)),
        });

    [Benchmark]
    public void Backward()
    {
        CrfKernel.Forward(new CrfSpans
        {
            Weights = Weights(),
            RowStart = _rowStart,
            Length = T,
            X = _x,
            Labels = _labels,
            Ahead = _ahead,
            Peaks = _peaks,
            Scratch = Scratch(CrfKernel.ScratchLength(Labels)),
        });
        CrfKernel.Backward(new CrfSpans
        {
            Weights = Weights(),
            RowStart = _rowStart,
            Length = T,
            X = _x,
            Labels = _labels,
            Ahead = _ahead,
            Peaks = _peaks,
            Factor = 1,
            Back = _back,
            Shares = _p,
            Dx = _d,
            Scratch = Scratch(CrfKernel.ScratchLength(Labels)),
        });
        for (int k = 0; k < Labels; k++)
        {
            CrfKernel.TransitionGradient(k, _rowStart, _transition, _labels, _ahead, _back, 1, _dRow);
        }
    }

    [Benchmark]
    public double Decode() =>
        CrfKernel.Decode(Weights(), _rowStart, 0, T, _x, _labels, Scratch(CrfKernel.DecodeScratchLength(Labels, T)));

    private static float[] Fill(int count) => [.. Enumerable.Range(0, count).Select(k => (k * 7919 % 1000 / 250f) - 2)];

    private CrfWeights Weights() => new(_start, _transition, _start);

    private Span<float> Scratch(int length) => _scratch.AsSpan(0, length);
}
