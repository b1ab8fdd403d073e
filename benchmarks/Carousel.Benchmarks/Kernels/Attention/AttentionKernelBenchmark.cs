using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Attention;

/// <summary>
/// Causal attention of all heads of one sequence on one thread: forward, a whole training pass, one streaming step.
/// </summary>
[MemoryDiagnoser]
public class AttentionKernelBenchmark
{
    private AttentionSize _size = new(1, 1);
    private int[] _rowStart = [];
    private float[] _x = [], _dx = [], _y = [], _dy = [], _log = [], _state = [], _scratch = [], _backward = [],
        _step = [];

    /// <summary>Features, heads, window, steps.</summary>
    [Params("64/4/64/512", "128/4/256/1024", "256/4/256/1024")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] s = [.. Shape.Split('/').Select(int.Parse)];
        (int D, int T) = (s[0], s[3]);
        _size = new AttentionSize(D, s[1], s[2]);
        _rowStart = [.. Enumerable.Range(0, T + 1)];
        var random = new Random(1);
        float[] Draw(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        (_x, _dx, _y, _dy, _log) = (
            Draw(T * 3 * D), new float[T * 3 * D], new float[T * D], Draw(T * D), new float[T * s[1]]);
        (_state, _step) = (Draw(_size.StateSize), new float[AttentionKernel.StepScratchLength(_size)]);
        _state[^1] = _size.Window;
        (_scratch, _backward) = (
            new float[AttentionKernel.ScratchLength(_size, T, carried: false)],
            new float[AttentionKernel.BackwardScratchLength(_size, T, carried: false)]);
    }

    [Benchmark]
    public void Forward()
    {
        for (int head = 0; head < _size.Heads; head++)
        {
            AttentionKernel.Forward(new AttentionSpans
            {
                Size = _size,
                RowStart = _rowStart,
                Head = head,
                X = _x,
                Y = _y,
                LogSum = _log,
                Scratch = _scratch,
            });
        }
    }

    [Benchmark]
    public void Training()
    {
        Forward();
        for (int head = 0; head < _size.Heads; head++)
        {
            AttentionKernel.Backward(new AttentionSpans
            {
                Size = _size,
                RowStart = _rowStart,
                Head = head,
                X = _x,
                Y = _y,
                LogSum = _log,
                Dy = _dy,
                Dx = _dx,
                Scratch = _backward,
            });
        }
    }

    [Benchmark]
    public void Step() =>
        AttentionKernel.Step(new AttentionSpans
        {
            Size = _size,
            X = _x.AsSpan(0, 3 * _size.Features),
            State = _state,
            Y = _y.AsSpan(0, _size.Features),
            Scratch = _step,
        });
}
