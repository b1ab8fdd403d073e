using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Recurrent;

/// <summary>A GRU layer on one thread: forward, a whole training pass, one streaming step.</summary>
[MemoryDiagnoser]
public class GruKernelBenchmark
{
    private GruCell _size;
    private int[] _rowStart = [];
    private float[] _x = [], _h = [], _gates = [], _dh = [], _dx = [], _w = [], _r = [], _b = [], _q = [], _dw = [],
        _dr = [], _db = [], _dq = [], _panels = [], _backward = [], _scratch = [];

    /// <summary>Inputs, units, sequences, steps.</summary>
    [Params("8/32/32/50", "16/128/64/100", "256/256/64/100")]
    public string Shape { get; set; } = "";

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
        float[] Draw(int n, double scale = 1) =>
            [.. Enumerable.Range(0, n).Select(_ => (float)(scale * ((2 * random.NextDouble()) - 1)))];
        double scale = 1 / Math.Sqrt(H);
        (_w, _r, _b, _q) = (Draw(3 * H * I, scale), Draw(3 * H * H, scale), Draw(3 * H), ResetAfter ? Draw(H) : []);
        (_dw, _dr, _db, _dq) = (new float[_w.Length], new float[_r.Length], new float[_b.Length], new float[_q.Length]);
        (_x, _h, _dh) = (Draw(T * B * I), Draw((T + 1) * B * H), Draw((T + 1) * B * H));
        (_gates, _dx) = (new float[T * B * _size.GatesLength], new float[T * B * I]);
        (_panels, _backward) = (new float[GruPanels.Length(_size)], new float[GruPanels.BackwardLength(_size)]);
        GruPanels.Pack(_size, _w, _r, _b, _q, _panels);
        GruPanels.PackBackward(_size, _w, _r, _backward);
        _scratch = new float[_size.ForwardScratch(B) + HiddenLoops.WithGradientsScratch(_size, B)];
    }

    [Benchmark]
    public void Forward() => HiddenLoops.Forward(_size, new CellSpans
    {
        Steps = new StepTable(_rowStart, _rowStart[1]),
        PlaceTo = _rowStart[1],
        Panels = _panels,
        X = _x,
        H = _h,
        Scratch = _scratch.AsSpan(0, _size.ForwardScratch(_rowStart[1])),
    });

    [Benchmark]
    public void Training()
    {
        int B = _rowStart[1];
        HiddenLoops.Forward(_size, new CellSpans
        {
            Steps = new StepTable(_rowStart, B),
            PlaceTo = B,
            Panels = _panels,
            X = _x,
            H = _h,
            Gates = _gates,
            Scratch = _scratch.AsSpan(0, _size.ForwardScratch(B)),
        });
        HiddenLoops.BackwardWithGradients(_size, new CellSpans
        {
            Steps = new StepTable(_rowStart, B),
            Panels = _backward,
            X = _x,
            H = _h,
            Gates = _gates,
            Dh = _dh,
            Dx = _dx,
            Dw = _dw,
            Dr = _dr,
            Db = _db,
            Dq = _dq,
            Scratch = _scratch.AsSpan(0, HiddenLoops.WithGradientsScratch(_size, B)),
        });
    }

    [Benchmark]
    public void Step() => HiddenLoops.Step(
        _size, _panels, _x.AsSpan(0, _size.I), _h.AsSpan(0, _size.H), _dh.AsSpan(0, _size.H),
        _scratch.AsSpan(0, _size.ForwardScratch(1)));
}
