using BenchmarkDotNet.Attributes;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Benchmarks.Kernels.Quantized;

/// <summary>A dense map in 8 bits on one thread, the rows put into bytes in every run.</summary>
[MemoryDiagnoser]
public class QuantizedDenseKernelBenchmark
{
    private DenseSize _size;
    private float[] _x = [], _y = [], _bias = [], _bytes = [], _panels = [], _scratch = [];

    /// <summary>Rows, inputs, outputs.</summary>
    [Params("1/512/10000", "2048/128/65", "64/512/512")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        int[] s = [.. Shape.Split('/').Select(int.Parse)];
        (int N, _size) = (s[0], new DenseSize(s[1], s[2]));
        var random = new Random(1);
        float[] Draw(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        (_x, _y, _bias) = (Draw(N * _size.I), new float[N * _size.O], Draw(_size.O));
        (_bytes, _panels) = (
            new float[QuantizedDenseKernel.RowsLength(_size, N)], new float[QuantizedDenseKernel.PanelLength(_size)]);
        _scratch = new float[QuantizedDenseKernel.Scratch];
        QuantizedDenseKernel.Pack(_size, QuantizedMatrix.Of(_size.O, _size.I, Draw(_size.O * _size.I)), _panels);
    }

    [Benchmark]
    public void Forward()
    {
        QuantizedDenseKernel.QuantizeRows(_size, _x, _bytes);
        QuantizedDenseKernel.Forward(
            _size, _bytes, _panels, _bias, _y, 0, QuantizedDenseKernel.Panels(_size), _scratch);
    }
}
