using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// One ridge regression of ±1 for each class on many features, in closed form; its penalty has the least squared error
/// of rows left out one by one.
/// </summary>
/// <remarks>
/// With more features than rows it is solved in the rows (Saunders, Gammerman and Vovk 1998): A = Z·Zᵀ + λ·I,
/// w = Zᵀ·A⁻¹·y, where Z is the features less their means over their deviations. The residual of a row left
/// out is (A⁻¹·y)ᵢ / (A⁻¹)ᵢᵢ (Allen 1974; means stay those of all rows). Weights are rounded to single
/// precision, as a model file keeps them.
/// </remarks>
/// <param name="weights">[features + 1, classes]: the offsets last.</param>
/// <param name="classes">How many.</param>
/// <param name="penalty">λ.</param>
internal sealed class RidgeClassifier(float[] weights, int classes, double penalty)
{
    private const int RowsOfPart = 16;
    private const int MostRowsToChoose = 1000;

    private static readonly double[] _penalties =
        [.. Enumerable.Range(0, 10).Select(i => Math.Pow(10, -3 + (i * 6 / 9.0)))];

    private readonly float[] _weights = weights;
    private readonly int _classes = classes;

    /// <summary>[features + 1, classes]: the offsets last.</summary>
    public float[] Weights => _weights;

    /// <summary>λ.</summary>
    public double Penalty { get; } = penalty;

    /// <summary>Fits.</summary>
    /// <param name="features">[n][F].</param>
    /// <param name="classes">[n].</param>
    /// <param name="count">How many classes there are; those without a row are never the answer.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    public static RidgeClassifier Fit(float[][] features, int[] classes, int count, Workers workers)
    {
        int n = features.Length, F = features[0].Length;
        (double Mean, double Scale)[] scales = new (double, double)[F];
        double[][] columns = new double[F][];
        workers.Run(new EachPart(part =>
        {
            for (int f = part; f < F; f += RowsOfPart)
            {
                var own = ChannelScale.Of(features.Select(row => row[f]));
                scales[f] = (own.Mean, own.Scale);
                columns[f] = [.. features.Select(row => (row[f] - own.Mean) / own.Scale)];
            }
        }), RowsOfPart);
        double[][] products = Products(columns, n, workers);
        double[] means = [.. Enumerable.Range(0, count).Select(c => classes.Average(k => k == c ? 1.0 : -1))];
        double[] Targets(int c) => [.. classes.Select(k => (k == c ? 1.0 : -1) - means[c])];
        double penalty = Choose(products, Enumerable.Range(0, count).Select(Targets), workers);
        var factors = new UpperFactors(products, penalty);
        double[][] dual = [.. Enumerable.Range(0, count).Select(c => factors.Solve(Targets(c)))];
        float[] weights = new float[(F + 1) * count];
        double[] offsets = [.. means];
        for (int f = 0; f < F; f++)
        {
            for (int c = 0; c < count; c++)
            {
                double sum = 0;
                for (int i = 0; i < n; i++)
                {
                    sum += columns[f][i] * dual[c][i];
                }

                weights[(f * count) + c] = (float)(sum / scales[f].Scale);
                offsets[c] -= weights[(f * count) + c] * scales[f].Mean;
            }
        }

        offsets.Select(o => (float)o).ToArray().CopyTo(weights, F * count);
        return new RidgeClassifier(weights, count, penalty);
    }

    /// <summary>The regressions' answers.</summary>
    /// <param name="features">[F].</param>
    /// <returns>[classes].</returns>
    public float[] Scores(float[] features)
    {
        double[] sums = [.. _weights.AsSpan(features.Length * _classes).ToArray().Select(w => (double)w)];
        for (int f = 0; f < features.Length; f++)
        {
            for (int c = 0; c < sums.Length; c++)
            {
                sums[c] += (double)_weights[(f * _classes) + c] * features[f];
            }
        }

        return [.. sums.Select(s => (float)s)];
    }

    /// <summary>Z·Zᵀ: row i from its i-th value on.</summary>
    private static double[][] Products(double[][] columns, int n, Workers workers)
    {
        double[][] products = [.. Enumerable.Range(0, n).Select(_ => new double[n])];
        workers.Run(new EachPart(part =>
        {
            int end = Math.Min(n, (part + 1) * RowsOfPart);
            foreach (double[] column in columns)
            {
                for (int i = part * RowsOfPart; i < end; i++)
                {
                    DoubleSums.Add(products[i].AsSpan(i), column.AsSpan(i), column[i]);
                }
            }
        }), (n + RowsOfPart - 1) / RowsOfPart);
        return products;
    }

    private static double Choose(double[][] products, IEnumerable<double[]> targets, Workers workers)
    {
        int n = Math.Min(products.Length, MostRowsToChoose), stride = Math.Max(1, products.Length / n);
        int[] rows = [.. Enumerable.Range(0, n).Select(i => i * stride)];
        double[][] some = n == products.Length
            ? products
            : [.. rows.Select((r, i) => rows.Select((s, j) => j < i ? 0 : products[r][s]).ToArray())];
        double[][] known = [.. targets.Select(t => rows.Select(r => t[r]).ToArray())];
        double[] errors = new double[_penalties.Length];
        workers.Run(new EachPart(p =>
        {
            var factors = new UpperFactors(some, _penalties[p]);
            double[] diagonal = factors.InverseDiagonal();
            errors[p] = known.Sum(t => factors.Solve(t).Zip(diagonal, (a, d) => a / d).Sum(e => e * e));
        }), errors.Length);

        // If every penalty separates the rows equally well, the larger one is used.
        return _penalties[Array.LastIndexOf(errors, errors.Min())];
    }
}
