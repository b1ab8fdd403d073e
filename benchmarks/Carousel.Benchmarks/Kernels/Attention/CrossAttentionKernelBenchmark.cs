using BenchmarkDotNet.Attributes;
using Carousel.Kernels;

namespace Carousel.Benchmarks.Kernels.Attention;

/// <summary>
/// Rows of a decoder over one sequence of an encoder on one thread: forward, and a whole training pass.
/// </summary>
[MemoryDiagnoser]
public class CrossAttentionKernelBenchmark
{
    private CrossAttentionSize _size;
    private int[] _rowStart = [], _rows = [];
    private float[] _query = [], _keys = [], _values = [], _score = [], _context = [], _weights = [], _scratch = [];
    private float[] _dContext = [], _dQuery = [], _dKeys = [], _dValues = [], _dScore = [], _backward = [];

    /// <summary>Looks, steps, features of keys, features of values.</summary>
    [Params("16/16/256/512", "1/16/512/1024", "50/50/256/512")]
    public string Shape { get; set; } = "";

    /// <summary>Whether scores are additive.</summary>
    [Params(true, false)]
    public bool Additive { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        int[] s = [.. Shape.Split('/').Select(int.Parse)];
        (int Q, int T, int A, int D) = (s[0], s[1], s[2], s[3]);
        _size = new CrossAttentionSize(Q, A, D);
        (_rowStart, _rows) = ([.. Enumerable.Range(0, T + 1)], [.. Enumerable.Range(0, Q)]);
        var random = new Random(1);
        float[] Draw(int n) => [.. Enumerable.Range(0, n).Select(_ => (float)((2 * random.NextDouble()) - 1))];
        (_query, _keys, _values, _score) = (Draw(Q * A), Draw(T * A), Draw(T * D), Additive ? Draw(A) : []);
        (_context, _weights, _scratch, _dContext) = (new float[Q * D], new float[Q * T], new float[A], Draw(Q * D));
        (_dQuery, _dKeys, _dValues, _dScore, _backward) = (
            new float[Q * A], new float[T * A], new float[T * D], new float[_score.Length], new float[(2 * A) + T]);
    }

    [Benchmark]
    public void Forward() =>
        CrossAttentionKernel.Forward(new CrossAttentionSpans
        {
            Size = _size,
            RowStart = _rowStart,
            Rows = _rows,
            Query = _query,
            Keys = _keys,
            Attended = _values,
            Score = _score,
            Context = _context,
            Weights = _weights,
            Scratch = _scratch,
        });

    [Benchmark]
    public void Training()
    {
        Forward();
        CrossAttentionKernel.Backward(new CrossAttentionSpans
        {
            Size = _size,
            RowStart = _rowStart,
            Rows = _rows,
            Query = _query,
            Keys = _keys,
            Attended = _values,
            Score = _score,
            Weights = _weights,
            DContext = _dContext,
            DQuery = _dQuery,
            DKeys = _dKeys,
            DAttended = _dValues,
            DScore = _dScore,
            Scratch = _backward,
        });
    }
}
