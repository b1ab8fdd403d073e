using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Recurrent;

/// <summary>An Elman layer on one thread: forward, a whole training pass, one streaming step.</summary>
[MemoryDiagnoser]
public class ElmanKernelBenchmark
{
    private ElmanCell _size;
    private int[] _rowStart = [];
    private float[] _x = [], _h = [], _dh = [], _dx = [], _dw = [], _dr = [], _db = [], _panels = [], _backward = [],
        _scratch = [];

    /// <summary>Inputs, units, sequences, steps.</summary>
    [Params("8/32/32/50", "16/128/64/100", "256/256/64/100")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] s = [.. Shape.Split('/').Select(int.Parse)];
        (int I, int H, int B, int T) = (s[0], s[1], s[2], s[3]);
        _size = new ElmanCell(I, H);
        _rowStart = [.. Enumerable.Range(0, T + 1).Select(t => t * B)];
        var random = new Random(1);
        float[] Draw(int n, double scale = 1) =>
            [.. Enumerable.Range(0, n).Select(_ => (float)(scale * ((2 * random.NextDouble()) - 1)))];
        (float[] w, float[] r) = (Draw(H * I, 1 / Math.Sqrt(H)), Draw(H * H, 1 / Math.Sqrt(H)));
        (_x, _h, _dh, _dx) = (Draw(T * B * I), Draw((T + 1) * B * H), Draw((T + 1) * B * H), new float[T * B * I]);
        (_dw, _dr, _db) = (new float[w.Length], new float[r.Length], new float[H]);
        (_panels, _backward) = (
            new float[_size.PanelLength], new float[_size.BackwardPanelLength]);
        var weights = new CellWeights { W = w, R = r, B = Draw(H) };
        _size.Pack(weights, _panels);
        _size.PackBackward(weights, _backward);
        _scratch = new float[_size.GradientScratch(along: false) + H];
    }

    [Benchmark]
    public void Forward() => HiddenLoops.Forward(_size, new CellSpans
    {
        Steps = new StepTable(_rowStart, _rowStart[1]),
        PlaceTo = _rowStart[1],
        Panels = _panels,
        X = _x,
        H = _h,
    });

    [Benchmark]
    public void Training()
    {
        int B = _rowStart[1];
        HiddenLoops.Forward(_size, new CellSpans
        {
            Steps = new StepTable(_rowStart, _rowStart[1]),
            PlaceTo = B,
            Panels = _panels,
            X = _x,
            H = _h,
        });
        HiddenLoops.BackwardWithGradients(_size, new CellSpans
        {
            Steps = new StepTable(_rowStart, _rowStart[1]),
            Panels = _backward,
            X = _x,
            H = _h,
            Dh = _dh,
            Dx = _dx,
            Dw = _dw,
            Dr = _dr,
            Db = _db,
            Scratch = _scratch.AsSpan(0, _size.GradientScratch(along: false)),
        });
    }

    [Benchmark]
    public void Step() =>
        HiddenLoops.Step(_size, _panels, _x.AsSpan(0, _size.I), _h.AsSpan(0, _size.H), _scratch.AsSpan(0, _size.H), []);
}
