using System.Runtime.CompilerServices;
using Carousel.Kernels.Recurrent;

namespace Carousel.Benchmarks;

/// <summary>One LSTM layer over a batch of equal lengths on one thread, in memory as aligned as the backend's.</summary>
internal sealed class LstmLayerRun
{
    private readonly LstmSize _size;
    private readonly int[] _rowStart;
    private readonly int _batch, _rows;
    private readonly Block _w, _r, _b, _x, _h, _c, _cCarry, _gates, _dy, _dh, _dcCarry, _dx, _dw, _dr, _db, _forward, _backward, _scratch, _gradientScratch;

    public LstmLayerRun(int I, int H, int B, int T)
    {
        (_size, _batch, _rows) = (new LstmSize(I, H), B, T * B);
        _rowStart = [.. Enumerable.Range(0, T + 1).Select(t => t * B)];
        double scale = 1 / Math.Sqrt(H);
        (_w, _r, _b) = (Make(4 * H * I, scale), Make(4 * H * H, scale), Make(4 * H, 0));
        (_x, _h, _c, _cCarry) = (Make(_rows * I, 1), Make((B + _rows) * H, 0), Make((B + _rows) * H, 0), Make(B * H, 0));
        (_gates, _dy, _dh, _dcCarry) = (Make(_rows * 4 * H, 0), Make(_rows * H, 1), Make((B + _rows) * H, 0), Make(B * H, 0));
        (_dx, _dw, _dr, _db) = (Make(_rows * I, 0), Make(4 * H * I, 0), Make(4 * H * H, 0), Make(4 * H, 0));
        (_forward, _backward) = (Make(LstmPanels.ForwardLength(_size), 0), Make(LstmPanels.BackwardLength(_size), 0));
        _scratch = Make(LstmKernel.ScratchLength(_size, B), 0);
        _gradientScratch = Make(LstmKernel.BackwardWithGradientsScratchLength(_size, B), 0);
        LstmPanels.PackForward(_size, _w.Values, _r.Values, _b.Values, _forward.Values);
    }

    private bool _descending;

    private StepTable Steps => new(_rowStart, _batch);

    public void Forward() => LstmKernel.Infer(
        _size, Steps, 0, _batch, _forward.Values, _x.Values, _h.Values, _cCarry.Values, _scratch.Values);

    /// <summary>Everything a training step does for the layer: panels of the new weights, forward, backward, all gradients from cleared ones.</summary>
    public void Training()
    {
        LstmPanels.PackForward(_size, _w.Values, _r.Values, _b.Values, _forward.Values);
        LstmPanels.PackBackward(_size, _w.Values, _r.Values, _backward.Values);
        LstmKernel.Forward(_size, Steps, 0, _batch, _forward.Values, _x.Values, _h.Values, _c.Values, _gates.Values, _scratch.Values);
        foreach (Block cleared in (ReadOnlySpan<Block>)[_dx, _dw, _dr, _db, _dcCarry])
        {
            cleared.Values.Clear();
        }

        _dh.Values[..(_batch * _size.H)].Clear();
        _dy.Values.CopyTo(_dh.Values[(_batch * _size.H)..]);
        LstmKernel.BackwardWithGradients(
            _size, Steps, _backward.Values, _x.Values, _h.Values, _c.Values, _gates.Values, _dh.Values, _dcCarry.Values,
            _dx.Values, _dw.Values, _dr.Values, _db.Values, _gradientScratch.Values);
    }

    /// <summary>To and fro over the panels, as the backend steps.</summary>
    public void Step()
    {
        LstmKernel.Step(_size, _forward.Values, _x.Values[.._size.I], _h.Values[.._size.H], _c.Values[.._size.H], _scratch.Values, _descending);
        _descending = !_descending;
    }

    private static Block Make(int length, double scale)
    {
        var block = new Block(length);
        var random = new Random(length);
        foreach (ref float value in block.Values)
        {
            value = (float)(scale * ((2 * random.NextDouble()) - 1));
        }

        return block;
    }

    /// <summary>Pinned, and aligned to 64 bytes.</summary>
    private readonly struct Block
    {
        private readonly float[] _values;
        private readonly int _offset, _length;

        public unsafe Block(int length)
        {
            _values = GC.AllocateUninitializedArray<float>(length + 16, pinned: true);
            nint address = (nint)Unsafe.AsPointer(ref _values[0]);
            (_offset, _length) = ((int)((64 - (address % 64)) % 64) / sizeof(float), length);
        }

        public Span<float> Values => _values.AsSpan(_offset, _length);
    }
}
