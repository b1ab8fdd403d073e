namespace Carousel.Reference.Alignment;

/// <summary>Twin of CtcKernel: one sequence, double precision, a loop for each index. Class 0 is the blank.</summary>
internal static class CtcReference
{
    /// <summary>−ln p(labels | scores); infinite where the labels do not fit in the steps.</summary>
    public static double Forward(double[,] x, int[] labels)
    {
        int T = x.GetLength(0), S = (2 * labels.Length) + 1;
        if (T == 0)
        {
            return labels.Length == 0 ? 0 : double.PositiveInfinity;
        }

        double[,] ahead = Ahead(LogSoftmax(x), labels);
        return -LogSum([ahead[T - 1, S - 1], S > 1 ? ahead[T - 1, S - 2] : double.NegativeInfinity]);
    }

    /// <summary>The gradient of −ln p(labels | scores) to the scores.</summary>
    public static double[,] Backward(double[,] x, int[] labels)
    {
        int T = x.GetLength(0), C = x.GetLength(1), S = (2 * labels.Length) + 1;
        double[,] y = LogSoftmax(x), ahead = Ahead(y, labels), back = Back(y, labels), dx = new double[T, C];
        double all = -Forward(x, labels);
        for (int t = 0; t < T; t++)
        {
            for (int c = 0; c < C; c++)
            {
                dx[t, c] = Math.Exp(y[t, c]);
            }

            for (int s = 0; s < S; s++)
            {
                dx[t, Class(labels, s)] -= Math.Exp(ahead[t, s] + back[t, s] - all);
            }
        }

        return dx;
    }

    /// <summary>What is left of a path of classes: equal neighbours joined, then blanks taken out.</summary>
    public static int[] Collapse(int[] path) =>
        [.. path.Where((c, t) => c != 0 && (t == 0 || path[t - 1] != c))];

    /// <summary>ln softmax of each row.</summary>
    public static double[,] LogSoftmax(double[,] x)
    {
        int T = x.GetLength(0), C = x.GetLength(1);
        var y = new double[T, C];
        for (int t = 0; t < T; t++)
        {
            var row = new double[C];
            for (int c = 0; c < C; c++)
            {
                row[c] = x[t, c];
            }

            for (int c = 0; c < C; c++)
            {
                y[t, c] = x[t, c] - LogSum(row);
            }
        }

        return y;
    }

    // ahead[t, s]: steps 0 … t end in state s, the score of step t counted.
    private static double[,] Ahead(double[,] y, int[] labels)
    {
        int T = y.GetLength(0), S = (2 * labels.Length) + 1;
        var ahead = new double[T, S];
        for (int t = 0; t < T; t++)
        {
            for (int s = 0; s < S; s++)
            {
                double from = t == 0
                    ? s < 2 ? 0 : double.NegativeInfinity
                    : LogSum([
                        ahead[t - 1, s], s > 0 ? ahead[t - 1, s - 1] : double.NegativeInfinity,
                        MaySkip(labels, s) ? ahead[t - 1, s - 2] : double.NegativeInfinity]);
                ahead[t, s] = from + y[t, Class(labels, s)];
            }
        }

        return ahead;
    }

    // back[t, s]: steps t + 1 … T − 1 after state s at step t.
    private static double[,] Back(double[,] y, int[] labels)
    {
        int T = y.GetLength(0), S = (2 * labels.Length) + 1;
        var back = new double[T, S];
        for (int t = T - 1; t >= 0; t--)
        {
            for (int s = 0; s < S; s++)
            {
                back[t, s] = t == T - 1
                    ? s >= S - 2 ? 0 : double.NegativeInfinity
                    : LogSum(
                        [To(t, s, s), To(t, s, s + 1), MaySkip(labels, s + 2)
                            ? To(t, s, s + 2)
                            : double.NegativeInfinity]);
            }
        }

        return back;

        double To(int t, int from, int to) =>
            to < S ? back[t + 1, to] + y[t + 1, Class(labels, to)] : double.NegativeInfinity;
    }

    private static int Class(int[] labels, int state) => state % 2 == 0 ? 0 : labels[state / 2];

    private static bool MaySkip(int[] labels, int state) =>
        state > 2 && state < 2 * labels.Length && state % 2 == 1 && labels[state / 2] != labels[(state / 2) - 1];

    private static double LogSum(double[] values)
    {
        double largest = values.Max(), sum = 0;
        if (double.IsNegativeInfinity(largest))
        {
            return largest;
        }

        foreach (double value in values)
        {
            sum += Math.Exp(value - largest);
        }

        return largest + Math.Log(sum);
    }
}
