using BenchmarkDotNet.Attributes;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Benchmarks.Kernels.Quantized;

/// <summary>An LSTM in 8 bits on one thread: forward over sequences, one streaming step.</summary>
[MemoryDiagnoser]
public class QuantizedLstmKernelBenchmark
{
    private LstmSize _size;
    private int[] _rowStart = [];
    private float[] _x = [], _h = [], _c = [], _panels = [], _scratch = [];

    /// <summary>Inputs, units, sequences, steps.</summary>
    [Params("8/32/32/50", "256/256/64/100", "512/512/1/10")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] s = [.. Shape.Split('/').Select(int.Parse)];
        (int I, int H, int B, int T) = (s[0], s[1], s[2], s[3]);
        _size = new LstmSize(I, H);
        _rowStart = [.. Enumerable.Range(0, T + 1).Select(t => t * B)];
        var random = new Random(1);
        float[] Draw(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        (_x, _h, _c) = (Draw(T * B * I), Draw((T + 1) * B * H), Draw(B * H));
        _panels = new float[QuantizedLstmPanels.Length(_size)];
        QuantizedLstmPanels.Pack(
            _size, QuantizedMatrix.Of(4 * H, I, Draw(4 * H * I)), QuantizedMatrix.Of(4 * H, H, Draw(4 * H * H)),
            Draw(4 * H), _panels);
        _scratch = new float[QuantizedLstmKernel.ScratchLength(_size, B)];
    }

    [Benchmark]
    public void Forward() =>
        QuantizedLstmKernel.Forward(_size, new CellSpans
        {
            Steps = new StepTable(_rowStart, _rowStart[1]),
            PlaceTo = _rowStart[1],
            Panels = _panels,
            X = _x,
            H = _h,
            C = _c,
            Scratch = _scratch,
        });

    [Benchmark]
    public void Step() =>
        QuantizedLstmKernel.Step(
            _size, _panels, _x.AsSpan(0, _size.I), _h.AsSpan(0, _size.H), _c.AsSpan(0, _size.H), _scratch);
}
