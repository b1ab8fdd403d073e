using Carousel.Tensors;

namespace Carousel.Boosting;

/// <summary>
/// A table of numbers with one byte per cell, column after column: the index of the quantile bin that contains it.
/// </summary>
/// <remarks>
/// Quantiles are those of the rows given, of <see cref="MostSampled"/> at regular strides if there are more. If a
/// column has few different values, each has a separate bin.
/// </remarks>
internal sealed class BinnedTable
{
    /// <summary>The bin of missing values; known ones have 0 … 254.</summary>
    public const int Missing = 255;

    /// <summary>Bins of a column, that of missing values among them.</summary>
    public const int Bins = 256;

    private const int MostSampled = 200_000;

    private readonly byte[] _codes;
    private readonly float[][] _edges;
    private readonly bool[] _hasMissing;

    /// <summary>Finds the bins of each column.</summary>
    /// <param name="values">[N, F], NaN is missing, others are finite.</param>
    /// <param name="features">F.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    public BinnedTable(float[] values, int features, Workers workers)
    {
        (Features, Rows) = (features, values.Length / features);
        _codes = new byte[values.Length];
        _edges = new float[features][];
        _hasMissing = new bool[features];
        workers.Run(new Binning(this, values), features);
    }

    /// <summary>F.</summary>
    public int Features { get; }

    /// <summary>N.</summary>
    public int Rows { get; }

    /// <summary>[N]: the bins of a column.</summary>
    public ReadOnlySpan<byte> Column(int feature) => _codes.AsSpan(feature * Rows, Rows);

    /// <summary>How many bins of known values a column has, 1 … 255.</summary>
    public int BinsOf(int feature) => _edges[feature].Length + 1;

    /// <summary>The largest value that a bin may hold.</summary>
    public float EdgeOf(int feature, int bin) =>
        bin < _edges[feature].Length ? _edges[feature][bin] : float.PositiveInfinity;

    /// <summary>Values between the bins: halfway between neighbours.</summary>
    private static float[] Edges(float[] sorted)
    {
        var steps = new List<int>();
        for (int i = 1; i < sorted.Length; i++)
        {
            if (sorted[i] > sorted[i - 1])
            {
                steps.Add(i);
            }
        }

        if (steps.Count >= Missing)
        {
            // The first step upwards from each quantile on.
            int[] all = [.. steps];
            steps.Clear();
            for (int b = 1; b < Missing; b++)
            {
                int at = Array.BinarySearch(all, (int)((long)sorted.Length * b / Missing));
                int step = all[Math.Min(at < 0 ? ~at : at, all.Length - 1)];
                if (steps.Count == 0 || step > steps[^1])
                {
                    steps.Add(step);
                }
            }
        }

        return [.. steps.Select(i => Between(sorted[i - 1], sorted[i]))];
    }

    // Neighbours in single precision have nothing between them.
    private static float Between(float low, float high)
    {
        float middle = (low / 2) + (high / 2);
        return middle < high && middle >= low ? middle : low;
    }

    private void Bin(float[] values, int feature)
    {
        int stride = Math.Max(1, (Rows + MostSampled - 1) / MostSampled);
        var sample = new List<float>((Rows / stride) + 1);
        for (int r = 0; r < Rows; r++)
        {
            float value = values[(r * Features) + feature];
            _hasMissing[feature] |= float.IsNaN(value);
            if (r % stride == 0 && !float.IsNaN(value))
            {
                sample.Add(value);
            }
        }

        sample.Sort();
        float[] edges = _edges[feature] = Edges([.. sample]);
        Span<byte> codes = _codes.AsSpan(feature * Rows, Rows);
        for (int r = 0; r < Rows; r++)
        {
            float value = values[(r * Features) + feature];
            int at = float.IsNaN(value) ? Missing : Array.BinarySearch(edges, value);
            codes[r] = (byte)(at < 0 ? ~at : at);
        }
    }

    private readonly struct Binning(BinnedTable table, float[] values) : IParallelWork
    {
        public void Run(int part) => table.Bin(values, part);
    }
}
