using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Recurrent;

/// <summary>An LSTM with variants on one thread: forward, a whole training pass, one streaming step.</summary>
[MemoryDiagnoser]
public class LstmVariantKernelBenchmark
{
    private const int I = 16, H = 128, B = 64, T = 100;
    private LstmVariantSize _size;
    private int[] _rowStart = [];
    private float[] _x = [], _h = [], _c = [], _trace = [], _dh = [], _dc = [], _dx = [], _dw = [], _dr = [], _db = [];
    private float[] _panels = [], _backward = [], _scratch = [];

    [Params("none", "peepholes", "projection")]
    public string Variant { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _size = new LstmVariantSize(I, H, Variant == "projection" ? H / 2 : H, Variant == "peepholes");
        (int G, int P) = (_size.GatesLength, _size.P);
        _rowStart = [.. Enumerable.Range(0, T + 1).Select(t => t * B)];
        var random = new Random(1);
        float[] Draw(int n, double scale = 1) =>
            [.. Enumerable.Range(0, n).Select(_ => (float)(scale * ((2 * random.NextDouble()) - 1)))];
        var weights = new LstmVariantSpans
        {
            W = Draw(G * I),
            R = Draw(G * P, 1 / Math.Sqrt(H)),
            B = Draw(G),
            Peepholes = _size.Peepholes ? Draw(3 * H) : [],
            Projection = _size.Projected ? Draw(P * H, 1 / Math.Sqrt(H)) : [],
        };
        (_x, _h, _c) = (Draw(T * B * I), Draw((T + 1) * B * P), Draw((T + 1) * B * H));
        (_dh, _dc, _dx, _trace) = (
            Draw((T + 1) * B * P), Draw(B * H), new float[T * B * I], new float[T * B * _size.TraceLength]);
        (_dw, _dr, _db) = (new float[G * I], new float[G * P], new float[G]);
        (_panels, _backward) = (
            new float[LstmVariantPanels.Length(_size)], new float[LstmVariantPanels.BackwardLength(_size)]);
        LstmVariantPanels.Pack(_size, weights, _panels);
        LstmVariantPanels.Pack(_size, weights, _backward, back: true);
        _scratch = new float[LstmVariantKernel.ForwardScratch(_size, B)
            + LstmVariantKernel.WeightGradientScratch(_size)];
    }

    [Benchmark]
    public void Forward() => LstmVariantKernel.Forward(_size, new CellSpans
    {
        Steps = new StepTable(_rowStart, B),
        PlaceTo = B,
        Panels = _panels,
        X = _x,
        H = _h,
        C = _c.AsSpan(0, B * H),
        Scratch = _scratch.AsSpan(0, LstmVariantKernel.ForwardScratch(_size, B)),
    });

    [Benchmark]
    public void Training()
    {
        LstmVariantKernel.Forward(_size, new CellSpans
        {
            Steps = new StepTable(_rowStart, B),
            PlaceTo = B,
            Panels = _panels,
            X = _x,
            H = _h,
            C = _c,
            Gates = _trace,
            Scratch = _scratch.AsSpan(0, LstmVariantKernel.ForwardScratch(_size, B)),
        });
        LstmVariantKernel.Backward(_size, new CellSpans
        {
            Steps = new StepTable(_rowStart, B),
            PlaceTo = B,
            Panels = _backward,
            C = _c,
            Gates = _trace,
            Dh = _dh,
            Dc = _dc,
            Scratch = _scratch.AsSpan(0, LstmVariantKernel.BackwardScratch(_size, B)),
        });
        LstmVariantKernel.AddInputGradient(_size, 0, T * B, _backward, _trace, _dx);
        var call = new CellSpans
        {
            Steps = new StepTable(_rowStart, B),
            X = _x,
            H = _h,
            C = _c,
            Gates = _trace,
            Dh = _dh,
            Scratch = _scratch,
        };
        LstmVariantKernel.AddWeightGradient(
            _size, call, new LstmVariantSpans { W = _dw, R = _dr, B = _db }, 0, _size.GatesLength);
    }

    [Benchmark]
    public void Step() => LstmVariantKernel.Step(
        _size, _panels, _x.AsSpan(0, I), _h.AsSpan(0, _size.P), _c.AsSpan(0, H),
        _scratch.AsSpan(0, LstmVariantKernel.ForwardScratch(_size, 1)));
}
