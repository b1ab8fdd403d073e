using BenchmarkDotNet.Attributes;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Benchmarks.Kernels.Quantized;

/// <summary>A GRU in 8 bits on one thread: forward over sequences, one streaming step.</summary>
[MemoryDiagnoser]
public class QuantizedGruKernelBenchmark
{
    private GruCell _size;
    private int[] _rowStart = [];
    private float[] _x = [], _h = [], _panels = [], _before = [], _scratch = [];

    /// <summary>Inputs, units, sequences, steps.</summary>
    [Params("8/32/32/50", "256/256/64/100", "512/512/1/10")]
    public string Shape { get; set; } = "";

    /// <summary>Where the reset gate acts.</summary>
    [Params(true, false)]
    public bool ResetAfter { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int[] s = [.. Shape.Split('/').Select(int.Parse)];
        (int I, int H, int B, int T) = (s[0], s[1], s[2], s[3]);
        _size = new GruCell(I, H, ResetAfter);
        _rowStart = [.. Enumerable.Range(0, T + 1).Select(t => t * B)];
        var random = new Random(1);
        float[] Draw(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        (_x, _h) = (Draw(T * B * I), Draw((T + 1) * B * H));
        _panels = new float[QuantizedGruPanels.Length(_size)];
        QuantizedGruPanels.Pack(
            _size, QuantizedMatrix.Of(3 * H, I, Draw(3 * H * I)), QuantizedMatrix.Of(3 * H, H, Draw(3 * H * H)),
            Draw(3 * H), ResetAfter ? Draw(H) : [], _panels);
        _before = new float[H];
        _scratch = new float[new QuantizedGruCell(_size).ForwardScratch(B)];
    }

    [Benchmark]
    public void Forward() => HiddenLoops.Forward(new QuantizedGruCell(_size), new CellSpans
    {
        Steps = new StepTable(_rowStart, _rowStart[1]),
        PlaceTo = _rowStart[1],
        Panels = _panels,
        X = _x,
        H = _h,
        Scratch = _scratch.AsSpan(0, new QuantizedGruCell(_size).ForwardScratch(_rowStart[1])),
    });

    [Benchmark]
    public void Step() =>
        HiddenLoops.Step(
            new QuantizedGruCell(_size), _panels, _x.AsSpan(0, _size.I), _h.AsSpan(0, _size.H), _before,
            _scratch.AsSpan(0, new QuantizedGruCell(_size).ForwardScratch(1)));
}
