using Carousel.Kernels;

namespace Carousel.Inspection.Probes;

/// <summary>Sums over the rows of one fold, or of several: all that a ridge regression needs of them.</summary>
internal sealed class FoldMoments
{
    // Products are added in single precision over only this many rows, then in double: with a thousand, rounding
    // outweighs a weak ridge where units depend on each other.
    private const int BlockRows = 64;

    private FoldMoments(int size, int targets)
    {
        (Sums, Products) = (new double[size], new double[size * size]);
        (TargetSums, TargetSquares) = (new double[targets], new double[targets]);
        Crossed = [.. Enumerable.Range(0, targets).Select(_ => new double[size])];
    }

    /// <summary>n.</summary>
    public double Count { get; private set; }

    /// <summary>[F], Σx.</summary>
    public double[] Sums { get; }

    /// <summary>[F, F], Σx·xᵀ.</summary>
    public double[] Products { get; }

    /// <summary>[K], Σy of each target.</summary>
    public double[] TargetSums { get; }

    /// <summary>[K], Σy².</summary>
    public double[] TargetSquares { get; }

    /// <summary>[K][F], Σx·y.</summary>
    public double[][] Crossed { get; }

    /// <summary>The sums of one fold.</summary>
    public static FoldMoments Of(ProbeRows rows, IReadOnlyList<ProbeTarget> targets, int fold)
    {
        int F = rows.Size;
        var moments = new FoldMoments(F, targets.Count);
        int[] own = rows.Of(fold);
        var block = new float[Math.Min(BlockRows, own.Length) * F];
        var products = new float[F * F];
        var scratch = new float[MatrixProduct.WeightGradientScratch(F)];
        for (int first = 0; first < own.Length; first += BlockRows)
        {
            int count = Math.Min(BlockRows, own.Length - first);
            Span<float> x = block.AsSpan(0, count * F);
            for (int k = 0; k < count; k++)
            {
                ReadOnlySpan<float> row = rows.Row(own[first + k]);
                row.CopyTo(x[(k * F)..]);
                moments.AddRow(row, targets, own[first + k]);
            }

            Array.Clear(products);
            MatrixProduct.AddWeightGradient(new(F, F), new([0, count]), x, x, products, 0, F, scratch);
            for (int i = 0; i < products.Length; i++)
            {
                moments.Products[i] += products[i];
            }
        }

        return moments;
    }

    /// <summary>The sums of several folds.</summary>
    public static FoldMoments Joined(IReadOnlyList<FoldMoments> folds)
    {
        var joined = new FoldMoments(folds[0].Sums.Length, folds[0].TargetSums.Length);
        foreach (FoldMoments fold in folds)
        {
            joined.Count += fold.Count;
            Add(fold.Sums, joined.Sums);
            Add(fold.Products, joined.Products);
            Add(fold.TargetSums, joined.TargetSums);
            Add(fold.TargetSquares, joined.TargetSquares);
            for (int k = 0; k < joined.Crossed.Length; k++)
            {
                Add(fold.Crossed[k], joined.Crossed[k]);
            }
        }

        return joined;
    }

    /// <summary>Σ(y − b − wᵀx)² over the rows.</summary>
    public double SquaredError(LinearFit fit, int target)
    {
        double[] w = fit.Weights;
        int F = w.Length;
        double wx = Dot(w, Sums), wxy = Dot(w, Crossed[target]), quadratic = 0;
        for (int i = 0; i < F; i++)
        {
            if (w[i] != 0)
            {
                quadratic += w[i] * Dot(Products.AsSpan(i * F, F), w);
            }
        }

        double b = fit.Intercept;
        return TargetSquares[target] - (2 * b * TargetSums[target]) - (2 * wxy) + (b * b * Count) + (2 * b * wx)
            + quadratic;
    }

    /// <summary>Σ aᵢ·bᵢ.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        return sum;
    }

    private static void Add(double[] from, double[] to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += from[i];
        }
    }

    private void AddRow(ReadOnlySpan<float> row, IReadOnlyList<ProbeTarget> targets, int n)
    {
        Count++;
        for (int i = 0; i < row.Length; i++)
        {
            Sums[i] += row[i];
        }

        for (int k = 0; k < targets.Count; k++)
        {
            double y = targets[k].Values[n];
            TargetSums[k] += y;
            TargetSquares[k] += y * y;
            double[] crossed = Crossed[k];
            for (int i = 0; i < row.Length; i++)
            {
                crossed[i] += row[i] * y;
            }
        }
    }
}
