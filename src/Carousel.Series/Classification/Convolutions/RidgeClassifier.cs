using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Classification;

/// <summary>
/// One ridge regression of ±1 for each class on many features, in closed form; its penalty has the least squared error
/// of rows left out one by one.
/// </summary>
/// <remarks>
/// With more features than rows it is solved in the rows (Saunders, Gammerman and Vovk 1998): A = Z·Zᵀ + λ·I,
/// w = Zᵀ·A⁻¹·y, where Z is the features less their means over their deviations and a constant. The residual of
/// a row left out is (A⁻¹·y)ᵢ / (A⁻¹)ᵢᵢ (Allen 1974; means stay those of all rows). Without the constant it would
/// be nearly 0: the rows of centred features add up to 0, so each is known from the others. Products of 1,024 features
/// are added up in single precision, these sums in double; weights are rounded to single precision.
/// </remarks>
/// <param name="weights">[features + 1, classes]: the offsets last.</param>
/// <param name="classes">How many.</param>
internal sealed class RidgeClassifier(float[] weights, int classes)
{
    private const int FeaturesOfPart = 1024, MostRowsToChoose = 600;
    private const double MostPenalty = 1e6;

    /// <summary>Penalties to choose from, where a row's mean square is about 1.</summary>
    private static readonly double[] _penalties =
        [.. Enumerable.Range(0, 10).Select(i => Math.Pow(10, -6 + (i * 6 / 9.0)))];

    /// <summary>[features + 1, classes]: the offsets last.</summary>
    public float[] Weights { get; } = weights;

    /// <summary>Fits.</summary>
    /// <param name="rows">[n][F], overwritten.</param>
    /// <param name="blocks">The kinds of features: how many of each, in order.</param>
    /// <param name="shares">Shares of the kinds in a row's mean square, to choose from by rows left out; the earlier of
    /// equals.</param>
    /// <param name="known">[n]: the class of each.</param>
    /// <param name="folds">[n]: the fold of each row, if rows of a fold must not answer for each other; null leaves out
    /// one by one.</param>
    /// <param name="classes">How many classes there are; those without a row are never the answer.</param>
    /// <param name="seed">Draws the rows by which the penalty is chosen.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    /// <returns>The classifier, and [n][classes]: the scores of each row by the other rows.</returns>
    public static (RidgeClassifier Ridge, float[][] HeldOut) Fit(
        float[][] rows, int[] blocks, double[][] shares, int[] known, int[]? folds, int classes, ulong seed,
        Workers workers)
    {
        (double[] means, double[] scales) = Standardize(rows, workers);
        int[] ends = [.. blocks.Select((_, b) => blocks.Take(b + 1).Sum())];
        double[][][] products = [.. blocks.Select((count, b) => Products(rows, ends[b] - count, count, workers))];
        double[] squares = [.. products.Select(p => Math.Max(1e-9, p.Select((row, i) => row[i]).Average()))];
        double[] levels = [.. Enumerable.Range(0, classes).Select(c => known.Average(k => k == c ? 1.0 : -1))];
        double[][] targets =
            [.. levels.Select((level, c) => known.Select(k => (k == c ? 1.0 : -1) - level).ToArray())];
        (double error, double[] chosen, double penalty) = (double.PositiveInfinity, shares[0], 1);
        int[] some = RowDraw.Of(known, MostRowsToChoose, seed);
        int[]? someFolds = folds is null ? null : [.. some.Select(r => folds[r])];
        double[] Weights(double[] share) => [.. share.Zip(squares, (s, square) => s / square)];
        foreach (double[] share in shares)
        {
            (double tried, double best) =
                Choose(Joined(products, Weights(share), share.Sum(), some), targets, some, someFolds, workers);
            (error, chosen, penalty) = tried < error ? (tried, share, best) : (error, chosen, penalty);
        }

        (double[] weights, double constant) = (Weights(chosen), chosen.Sum());
        double[][] all = Joined(products, weights, constant, [.. Enumerable.Range(0, rows.Length)]);
        var factors = new UpperFactors(all, penalty);
        while (!factors.AreFinite && penalty < MostPenalty)
        {
            // Rounding can make products of many rows indefinite.
            penalty *= 10;
            factors = new UpperFactors(all, penalty);
        }

        double[][] dual = [.. targets.Select(factors.Solve)];
        double[] offsets = [.. levels.Zip(dual, (level, d) => level + (constant * d.Sum()))];
        double[][] heldOut = folds is null
            ? OneByOne(factors, targets, workers)
            : ByFolds(all, penalty, targets, folds, workers);
        for (int f = 0, b = 0; f < means.Length; f++)
        {
            b += f == ends[b] ? 1 : 0;
            scales[f] /= weights[b];
        }

        return (
            new RidgeClassifier(WeightsOf(rows, dual, offsets, means, scales, workers), classes),
            [.. heldOut.Select(row => row.Select((score, c) => (float)(score + levels[c])).ToArray())]);
    }

    /// <summary>The regressions' answers.</summary>
    /// <param name="features">[F].</param>
    /// <returns>[classes].</returns>
    public float[] Scores(float[] features)
    {
        double[] sums = Array.ConvertAll(Weights[^classes..], w => (double)w);
        for (int f = 0; f < features.Length; f++)
        {
            for (int c = 0; c < sums.Length; c++)
            {
                sums[c] += (double)Weights[(f * classes) + c] * features[f];
            }
        }

        return [.. sums.Select(s => (float)s)];
    }

    /// <summary>Subtracts the mean of each feature and divides by its deviation.</summary>
    private static (double[] Means, double[] Scales) Standardize(float[][] rows, Workers workers)
    {
        int F = rows[0].Length;
        double[] means = new double[F], scales = new double[F];
        workers.Run(new EachPart(part =>
        {
            int from = part * FeaturesOfPart, count = Math.Min(FeaturesOfPart, F - from);
            Span<double> mean = means.AsSpan(from, count), scale = scales.AsSpan(from, count);
            foreach (float[] row in rows)
            {
                DoubleSums.Add(mean, row.AsSpan(from, count), 1.0 / rows.Length);
            }

            foreach (float[] row in rows)
            {
                for (int f = 0; f < count; f++)
                {
                    double apart = row[from + f] - mean[f];
                    scale[f] += apart * apart;
                }
            }

            for (int f = 0; f < count; f++)
            {
                double deviation = Math.Sqrt(scale[f] / rows.Length);
                scale[f] = deviation > 1e-6 * Math.Abs(mean[f]) && deviation > 1e-9 ? deviation : 1;
            }

            foreach (float[] row in rows)
            {
                for (int f = 0; f < count; f++)
                {
                    row[from + f] = (float)((row[from + f] - mean[f]) / scale[f]);
                }
            }
        }), (F + FeaturesOfPart - 1) / FeaturesOfPart);
        return (means, scales);
    }

    /// <summary>Z·Zᵀ: row i from its i-th value on.</summary>
    private static double[][] Products(float[][] rows, int first, int features, Workers workers)
    {
        int n = rows.Length, end = first + features;
        double[][] products = [.. rows.Select(_ => new double[n])];
        float[] part = new float[n * FeaturesOfPart], sums = new float[n * n];
        float[] panels = new float[MatrixProduct.PanelLength(FeaturesOfPart, n)];
        for (int from = first; from < end; from += FeaturesOfPart)
        {
            int count = Math.Min(FeaturesOfPart, end - from);
            for (int i = 0; i < n; i++)
            {
                Span<float> own = part.AsSpan(i * FeaturesOfPart, FeaturesOfPart);
                rows[i].AsSpan(from, count).CopyTo(own);
                own[count..].Clear();
            }

            MatrixProduct.Pack(part, n, FeaturesOfPart, panels);
            workers.Run(new EachPart(panel => MatrixProduct.Forward(
                FeaturesOfPart, n, part, panels, [], sums, panel, panel + 1)), MatrixProduct.Panels(n));
            workers.Run(new EachPart(i =>
                DoubleSums.Add(products[i].AsSpan(i), sums.AsSpan((i * n) + i, n - i), 1)), n);
        }

        return products;
    }

    private static float[] WeightsOf(
        float[][] rows, double[][] dual, double[] offsets, double[] means, double[] scales, Workers workers)
    {
        (int F, int C) = (rows[0].Length, dual.Length);
        float[] weights = new float[(F + 1) * C];
        workers.Run(new EachPart(c =>
        {
            double[] sums = new double[F];
            for (int i = 0; i < rows.Length; i++)
            {
                DoubleSums.Add(sums, rows[i], dual[c][i]);
            }

            double offset = offsets[c];
            for (int f = 0; f < F; f++)
            {
                float weight = (float)(sums[f] / scales[f]);
                weights[(f * C) + c] = weight;
                offset -= weight * means[f];
            }

            weights[(F * C) + c] = (float)offset;
        }), C);
        return weights;
    }

    /// <summary>The penalty with the least error of rows left out, and that error.</summary>
    private static (double Error, double Penalty) Choose(
        double[][] some, double[][] targets, int[] rows, int[]? folds, Workers workers)
    {
        double[][] known = [.. targets.Select(t => rows.Select(r => t[r]).ToArray())];
        double[] errors = new double[_penalties.Length];
        workers.Run(new EachPart(p =>
        {
            double[][] scores = folds is null
                ? OneByOne(new UpperFactors(some, _penalties[p]), known, workers)
                : ByFolds(some, _penalties[p], known, folds, workers);
            double error = scores.Select((row, i) => row.Select((s, c) => Math.Pow(s - known[c][i], 2)).Sum()).Sum();
            errors[p] = double.IsNaN(error) ? double.PositiveInfinity : error;
        }), errors.Length);

        // If every penalty separates the rows equally well, the larger one is used.
        int best = Array.LastIndexOf(errors, errors.Min());
        return (errors[best], _penalties[best]);
    }

    /// <summary>The weighted sum of products, with a constant as large as all features together.</summary>
    private static double[][] Joined(double[][][] products, double[] weights, double constant, int[] rows) =>
    [
        .. rows.Select((r, i) =>
        {
            double[] sums = new double[rows.Length];
            for (int j = i; j < sums.Length; j++)
            {
                sums[j] = constant;
                for (int b = 0; b < weights.Length; b++)
                {
                    sums[j] += weights[b] * products[b][r][rows[j]];
                }
            }

            return sums;
        }),
    ];

    /// <summary>Centred scores of each row by a ridge on the other rows.</summary>
    private static double[][] OneByOne(UpperFactors factors, double[][] targets, Workers workers)
    {
        double[][] dual = [.. targets.Select(factors.Solve)];
        return
        [
            .. factors.InverseDiagonal(workers)
                .Select((own, i) => dual.Select((d, c) => targets[c][i] - (d[i] / own)).ToArray()),
        ];
    }

    /// <summary>Centred scores of the rows of each fold by a ridge on the other folds.</summary>
    private static double[][] ByFolds(
        double[][] products, double penalty, double[][] targets, int[] folds, Workers workers)
    {
        var scores = new double[folds.Length][];
        workers.Run(new EachPart(fold =>
        {
            int[] others = [.. Enumerable.Range(0, folds.Length).Where(r => folds[r] != fold)];
            var factors = new UpperFactors(
                [.. others.Select((r, i) => others.Select((s, j) => j < i ? 0 : products[r][s]).ToArray())], penalty);
            double[][] dual = [.. targets.Select(t => factors.Solve([.. others.Select(r => t[r])]))];
            for (int row = 0; row < scores.Length; row++)
            {
                if (folds[row] == fold)
                {
                    double[] with = [.. others.Select(r => products[Math.Min(r, row)][Math.Max(r, row)])];
                    scores[row] = [.. dual.Select(d => DoubleSums.Dot(with, d))];
                }
            }
        }), folds.Max() + 1);
        return scores;
    }
}
