namespace Carousel.Inspection.Comparison;

/// <summary>
/// What is exchanged in a comparison of two groups: whole subjects, or whole sessions within their subject after the
/// trend over time is removed. Never steps.
/// </summary>
internal sealed class ComparisonDesign
{
    private readonly double[] _time;

    private ComparisonDesign(bool[] isSecond, int[] block, double[] time)
    {
        (IsSecond, Block, _time) = (isSecond, block, time);
        Group = Residuals([.. isSecond.Select(s => s ? 1.0 : 0)]);
        Information = Group.Sum(g => g * g);
        int blocks = block.Distinct().Count(), trends = block.Where((_, i) => time[i] != 0).Distinct().Count();
        DegreesOfFreedom = isSecond.Length - blocks - trends - 1;
    }

    /// <summary>n: how many subjects or sessions.</summary>
    public int Rows => IsSecond.Length;

    /// <summary>[n], whether each is of the second group.</summary>
    public bool[] IsSecond { get; }

    /// <summary>
    /// [n], within what rows are exchanged: one number for all subjects, or the subject of each session.
    /// </summary>
    public int[] Block { get; }

    /// <summary>Degrees of freedom of the standard deviation: n less what is fitted.</summary>
    public int DegreesOfFreedom { get; }

    /// <summary>
    /// The sum of squares of the group's indicator around what means and trends explain of it: 1 / Information is the
    /// squared standard error of a difference in standard deviations.
    /// </summary>
    public double Information { get; }

    /// <summary>
    /// A lower bound of any two-sided p value, set by the number of orders of the groups' labels. With lines over
    /// sessions, where mirrored orders give no equal t, p can stay above it.
    /// </summary>
    public double SmallestPValue
    {
        get
        {
            double orders = 1;
            bool isSymmetric = true;
            foreach (var rows in Enumerable.Range(0, Rows).GroupBy(i => Block[i]))
            {
                int n = rows.Count(), k = rows.Count(i => IsSecond[i]);
                isSymmetric &= 2 * k == n;
                for (int i = 1; i <= k; i++)
                {
                    orders *= (double)(n - k + i) / i;
                }
            }

            return Math.Min(1, (isSymmetric ? 2 : 1) / orders);
        }
    }

    /// <summary>[n], the group's indicator around what means and trends explain of it.</summary>
    internal double[] Group { get; }

    /// <summary>
    /// [n], the time of each row around its block's mean, of length 1 in each block; zeros without a trend.
    /// </summary>
    internal IReadOnlyList<double> Time => _time;

    /// <summary>Subjects, each of one group: whole subjects are exchanged.</summary>
    /// <param name="isSecond">[n], whether each is of the second group.</param>
    /// <returns>The design.</returns>
    /// <exception cref="ArgumentException">A group is empty, or there are fewer than four subjects.</exception>
    public static ComparisonDesign OfSubjects(IReadOnlyList<bool> isSecond)
    {
        Require(isSecond, 4);
        return new ComparisonDesign([.. isSecond], new int[isSecond.Count], new double[isSecond.Count]);
    }

    /// <summary>
    /// Sessions of one subject or several, in the order of time: whole sessions are exchanged within their subject,
    /// after a straight line over its sessions is removed.
    /// </summary>
    /// <param name="isSecond">[n], whether each is of the second group.</param>
    /// <param name="subject">[n], the number of its subject.</param>
    /// <param name="times">[n], when each was, in any unit, such as days; null where they are equally far
    /// apart.</param>
    /// <returns>The design.</returns>
    /// <exception cref="ArgumentException">A group is empty, or no subject has sessions of both groups in addition
    /// to a trend.</exception>
    public static ComparisonDesign OfSessions(
        IReadOnlyList<bool> isSecond, IReadOnlyList<int> subject, IReadOnlyList<double>? times = null)
    {
        Require(isSecond, 4);
        var time = new double[isSecond.Count];
        foreach (var rows in Enumerable.Range(0, time.Length).GroupBy(i => subject[i]))
        {
            int[] own = [.. rows];
            double[] when = [.. own.Select((i, k) => times?[i] ?? k)];
            double middle = when.Average(), length = Math.Sqrt(when.Sum(w => (w - middle) * (w - middle)));
            for (int k = 0; k < own.Length; k++)
            {
                time[own[k]] = length > 0 ? (when[k] - middle) / length : 0;
            }
        }

        var design = new ComparisonDesign([.. isSecond], [.. subject], time);
        return design.Information > 1e-9 && design.DegreesOfFreedom > 1
            ? design
            : throw new ArgumentException(
                "isSecond: no subject has sessions of both groups in addition to a trend.", nameof(isSecond));
    }

    /// <summary>What block means and trends leave of values.</summary>
    internal double[] Residuals(double[] values)
    {
        double[] left = [.. values];
        foreach (var rows in Enumerable.Range(0, values.Length).GroupBy(i => Block[i]))
        {
            double mean = rows.Average(i => values[i]), slope = rows.Sum(i => _time[i] * values[i]);
            foreach (int i in rows)
            {
                left[i] -= mean + (slope * _time[i]);
            }
        }

        return left;
    }

    private static void Require(IReadOnlyList<bool> isSecond, int least)
    {
        if (isSecond.Count < least || isSecond.All(s => s) || !isSecond.Any(s => s))
        {
            throw new ArgumentException(
                $"isSecond: expected both groups and {least} rows at least, but got {isSecond.Count}.",
                nameof(isSecond));
        }
    }
}
