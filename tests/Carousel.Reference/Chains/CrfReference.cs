namespace Carousel.Reference.Chains;

/// <summary>Twin of CrfKernel: one sequence, double precision, a loop for each index.</summary>
internal static class CrfReference
{
    /// <summary>The score of one path: start, scores, transitions, end. 0 for no steps.</summary>
    public static double Score(double[,] x, double[] start, double[,] transition, double[] end, int[] labels)
    {
        int T = labels.Length;
        double score = T == 0 ? 0 : start[labels[0]] + end[labels[T - 1]];
        for (int t = 0; t < T; t++)
        {
            score += x[t, labels[t]] + (t == 0 ? 0 : transition[labels[t - 1], labels[t]]);
        }

        return score;
    }

    /// <summary>−ln p(labels).</summary>
    public static double Forward(double[,] x, double[] start, double[,] transition, double[] end, int[] labels)
    {
        if (labels.Length == 0)
        {
            return 0;
        }

        double[,] ahead = Ahead(x, start, transition);
        int T = labels.Length, C = start.Length;
        var last = new double[C];
        for (int c = 0; c < C; c++)
        {
            last[c] = ahead[T - 1, c] + end[c];
        }

        return LogSum(last) - Score(x, start, transition, end, labels);
    }

    /// <summary>Gradients of −ln p(labels).</summary>
    public static (double[,] Dx, double[] DStart, double[,] DTransition, double[] DEnd) Backward(
        double[,] x, double[] start, double[,] transition, double[] end, int[] labels)
    {
        int T = labels.Length, C = start.Length;
        var (dx, dStart, dTransition, dEnd) = (new double[T, C], new double[C], new double[C, C], new double[C]);
        if (T == 0)
        {
            return (dx, dStart, dTransition, dEnd);
        }

        double[,] ahead = Ahead(x, start, transition), back = Back(x, transition, end);
        double all = Forward(x, start, transition, end, labels) + Score(x, start, transition, end, labels);
        for (int t = 0; t < T; t++)
        {
            for (int c = 0; c < C; c++)
            {
                dx[t, c] = Math.Exp(ahead[t, c] + back[t, c] - all) - (labels[t] == c ? 1 : 0);
                for (int k = 0; t > 0 && k < C; k++)
                {
                    dTransition[k, c] += Math.Exp(ahead[t - 1, k] + transition[k, c] + x[t, c] + back[t, c] - all)
                        - (labels[t - 1] == k && labels[t] == c ? 1 : 0);
                }
            }
        }

        for (int c = 0; c < C; c++)
        {
            (dStart[c], dEnd[c]) = (dx[0, c], dx[T - 1, c]);
        }

        return (dx, dStart, dTransition, dEnd);
    }

    /// <summary>
    /// The labels of the largest score; of equal ones that with the lower label at the last step where they differ.
    /// </summary>
    public static int[] Decode(double[,] x, double[] start, double[,] transition, double[] end)
    {
        int T = x.GetLength(0), C = start.Length;
        var best = new double[T, C];
        var from = new int[T, C];
        for (int t = 0; t < T; t++)
        {
            for (int c = 0; c < C; c++)
            {
                best[t, c] = t == 0 ? start[c] : double.NegativeInfinity;
                for (int k = 0; t > 0 && k < C; k++)
                {
                    if (best[t - 1, k] + transition[k, c] > best[t, c])
                    {
                        (best[t, c], from[t, c]) = (best[t - 1, k] + transition[k, c], k);
                    }
                }

                best[t, c] += x[t, c];
            }
        }

        var labels = new int[T];
        for (int t = T - 1; t >= 0; t--)
        {
            labels[t] = t < T - 1 ? from[t + 1, labels[t + 1]] : 0;
            for (int c = 0; t == T - 1 && c < C; c++)
            {
                labels[t] = best[t, c] + end[c] > best[t, labels[t]] + end[labels[t]] ? c : labels[t];
            }
        }

        return labels;
    }

    private static double[,] Ahead(double[,] x, double[] start, double[,] transition)
    {
        int T = x.GetLength(0), C = start.Length;
        var ahead = new double[T, C];
        var paths = new double[C];
        for (int t = 0; t < T; t++)
        {
            for (int c = 0; c < C; c++)
            {
                for (int k = 0; t > 0 && k < C; k++)
                {
                    paths[k] = ahead[t - 1, k] + transition[k, c];
                }

                ahead[t, c] = x[t, c] + (t == 0 ? start[c] : LogSum(paths));
            }
        }

        return ahead;
    }

    private static double[,] Back(double[,] x, double[,] transition, double[] end)
    {
        int T = x.GetLength(0), C = end.Length;
        var back = new double[T, C];
        var paths = new double[C];
        for (int t = T - 1; t >= 0; t--)
        {
            for (int k = 0; k < C; k++)
            {
                for (int c = 0; t < T - 1 && c < C; c++)
                {
                    paths[c] = transition[k, c] + x[t + 1, c] + back[t + 1, c];
                }

                back[t, k] = t == T - 1 ? end[k] : LogSum(paths);
            }
        }

        return back;
    }

    private static double LogSum(double[] values)
    {
        double largest = values.Max(), sum = 0;
        foreach (double value in values)
        {
            sum += Math.Exp(value - largest);
        }

        return largest + Math.Log(sum);
    }
}
