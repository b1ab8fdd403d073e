namespace Carousel.Jobs.Tests.Forecasting.Baselines;

/// <summary>A regression tree by trying every division of every leaf, in double precision and without bins.</summary>
internal static class BruteForceTree
{
    /// <summary>What the tree says of the rows that it was fitted on: means of leaves.</summary>
    public static double[] Fit(float[] x, int features, double[] y, int mostLeaves, int leastLeaf)
    {
        List<int[]> leaves = [[.. Enumerable.Range(0, y.Length)]];
        while (leaves.Count < mostLeaves)
        {
            (double gain, int leaf, int[] left, int[] right) =
                leaves.Select((rows, l) => Best(rows, l)).MaxBy(s => s.Gain);
            if (gain <= 1e-9)
            {
                break;
            }

            leaves[leaf] = left;
            leaves.Add(right);
        }

        var told = new double[y.Length];
        foreach (int[] rows in leaves)
        {
            foreach (int row in rows)
            {
                told[row] = rows.Average(r => y[r]);
            }
        }

        return told;

        (double Gain, int Leaf, int[] Left, int[] Right) Best(int[] rows, int leaf)
        {
            (double Gain, int Leaf, int[] Left, int[] Right) best = (0, leaf, [], []);
            for (int f = 0; f < features; f++)
            {
                IEnumerable<float> values = rows.Select(r => x[(r * features) + f]).Where(v => !float.IsNaN(v));
                foreach (float threshold in values.Distinct())
                {
                    foreach (bool missingLeft in new[] { false, true })
                    {
                        bool IsLeft(int r) => float.IsNaN(x[(r * features) + f])
                            ? missingLeft
                            : x[(r * features) + f] <= threshold;
                        int[] left = [.. rows.Where(IsLeft)], right = [.. rows.Where(r => !IsLeft(r))];
                        if (left.Length < leastLeaf || right.Length < leastLeaf)
                        {
                            continue;
                        }

                        double gain = Error(rows) - Error(left) - Error(right);
                        best = gain > best.Gain + 1e-9 ? (gain, leaf, left, right) : best;
                    }
                }
            }

            return best;
        }

        double Error(int[] rows)
        {
            double mean = rows.Average(r => y[r]);
            return rows.Sum(r => (y[r] - mean) * (y[r] - mean));
        }
    }
}
