using BenchmarkDotNet.Attributes;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Benchmarks.Kernels.Recurrent;

/// <summary>
/// An LSTM layer on one thread, in memory as aligned as the backend's: forward, a whole training pass, one streaming
/// step.
/// </summary>
[MemoryDiagnoser]
public class LstmKernelBenchmark
{
    private readonly List<HostStorage> _made = [];
    private LstmSize _size;
    private int[] _rowStart = [];
    private HostStorage _w = null!, _r = null!, _b = null!, _x = null!, _h = null!, _c = null!, _cCarry = null!,
        _gates = null!, _dy = null!, _dh = null!, _dcCarry = null!;
    private HostStorage _dx = null!, _dw = null!, _dr = null!, _db = null!, _forward = null!, _backward = null!,
        _scratch = null!, _gradientScratch = null!;
    private bool _descending;

    /// <summary>Inputs, units, sequences, steps.</summary>
    [Params("8/32/32/50", "16/128/64/100", "256/256/64/100")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] s = [.. Shape.Split('/').Select(int.Parse)];
        (int I, int H, int B, int T) = (s[0], s[1], s[2], s[3]);
        int N = T * B;
        (_size, _rowStart) = (new LstmSize(I, H), [.. Enumerable.Range(0, T + 1).Select(t => t * B)]);
        float scale = 1 / MathF.Sqrt(H);
        (_w, _r, _b) = (Make(4 * H * I, scale), Make(4 * H * H, scale), Make(4 * H));
        (_x, _h, _c, _cCarry) = (Make(N * I, 1), Make((B + N) * H), Make((B + N) * H), Make(B * H));
        (_gates, _dy, _dh, _dcCarry) = (Make(N * 4 * H), Make(N * H, 1), Make((B + N) * H), Make(B * H));
        (_dx, _dw, _dr, _db) = (Make(N * I), Make(4 * H * I), Make(4 * H * H), Make(4 * H));
        (_forward, _backward) = (Make(LstmPanels.ForwardLength(_size)), Make(LstmPanels.BackwardLength(_size)));
        (_scratch, _gradientScratch) = (
            Make(LstmKernel.ScratchLength(_size, B)), Make(LstmKernel.BackwardWithGradientsScratchLength(_size, B)));
        LstmPanels.PackForward(_size, All(_w), All(_r), All(_b), All(_forward));
    }

    [GlobalCleanup]
    public void Free()
    {
        _made.ForEach(m => m.Dispose());
        _made.Clear();
    }

    [Benchmark]
    public void Forward() =>
        LstmKernel.Forward(_size, new CellSpans
        {
            Steps = Steps(),
            PlaceTo = _rowStart[1],
            Panels = All(_forward),
            X = All(_x),
            H = All(_h),
            C = All(_cCarry),
            Scratch = All(_scratch),
        });

    /// <summary>
    /// Everything a training step does for the layer: panels of the new weights, forward, backward, all gradients from
    /// cleared ones.
    /// </summary>
    [Benchmark]
    public void Training()
    {
        LstmPanels.PackForward(_size, All(_w), All(_r), All(_b), All(_forward));
        LstmPanels.PackBackward(_size, All(_w), All(_r), All(_backward));
        LstmKernel.Forward(_size, new CellSpans
        {
            Steps = Steps(),
            PlaceTo = _rowStart[1],
            Panels = All(_forward),
            X = All(_x),
            H = All(_h),
            C = All(_c),
            Gates = All(_gates),
            Scratch = All(_scratch),
        });
        foreach (HostStorage cleared in (ReadOnlySpan<HostStorage>)[_dx, _dw, _dr, _db, _dcCarry])
        {
            All(cleared).Clear();
        }

        All(_dh)[..(_rowStart[1] * _size.H)].Clear();
        All(_dy).CopyTo(All(_dh)[(_rowStart[1] * _size.H)..]);
        LstmKernel.BackwardWithGradients(_size, new CellSpans
        {
            Steps = Steps(),
            Panels = All(_backward),
            X = All(_x),
            H = All(_h),
            C = All(_c),
            Gates = All(_gates),
            Dh = All(_dh),
            Dc = All(_dcCarry),
            Dx = All(_dx),
            Dw = All(_dw),
            Dr = All(_dr),
            Db = All(_db),
            Scratch = All(_gradientScratch),
        });
    }

    /// <summary>To and fro over the panels, as the backend steps.</summary>
    [Benchmark]
    public void Step()
    {
        LstmKernel.Step(
            _size, All(_forward), All(_x)[.._size.I], All(_h)[.._size.H], All(_c)[.._size.H], All(_scratch),
            _descending);
        _descending = !_descending;
    }

    private static Span<float> All(HostStorage storage) => storage.Span(0, storage.Length);

    private StepTable Steps() => new(_rowStart, _rowStart[1]);

    /// <summary>Numbers between −scale and scale.</summary>
    private HostStorage Make(int length, float scale = 0)
    {
        var storage = new HostStorage(length);
        var random = new Random(length);
        foreach (ref float value in All(storage))
        {
            value = scale * ((2 * random.NextSingle()) - 1);
        }

        _made.Add(storage);
        return storage;
    }
}
