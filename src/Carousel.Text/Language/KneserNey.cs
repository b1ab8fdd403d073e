namespace Carousel.Language;

/// <summary>
/// Counts of runs of up to n units with modified Kneser–Ney smoothing, interpolated down to the even distribution: the
/// baseline of language models.
/// </summary>
/// <remarks>
/// Chen and Goodman 1999, section 3.5: discounts for counts of one, two and more, by order; below the highest order a
/// run counts by how many different units stand
/// before it (the beginning of the text is one of them). For every context the probabilities of all V units sum to 1.
/// </remarks>
internal sealed class KneserNey
{
    private const int Classes = 3;

    private readonly int _order;
    private readonly int _vocabulary;
    private readonly Dictionary<long, int> _children = [];
    private readonly List<int> _depth = [0];
    private readonly List<int> _parent = [-1];
    private readonly List<int> _count = [0];
    private readonly double[][] _discounts;
    private readonly long[] _total;
    private readonly int[] _followers;

    /// <summary>Counts a text.</summary>
    /// <param name="units">The text.</param>
    /// <param name="vocabulary">V.</param>
    /// <param name="order">n: the longest run, the last unit among them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order or the vocabulary is not positive.</exception>
    public KneserNey(ReadOnlySpan<int> units, int vocabulary, int order = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(vocabulary);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order);
        (_order, _vocabulary) = (order, vocabulary);
        Count(units);
        _discounts = [.. Enumerable.Range(0, order + 1).Select(Discounts)];
        _total = new long[_depth.Count];
        _followers = new int[_depth.Count * Classes];
        for (int node = 1; node < _depth.Count; node++)
        {
            _total[_parent[node]] += _count[node];
            _followers[(_parent[node] * Classes) + Class(_count[node])]++;
        }
    }

    /// <summary>n.</summary>
    public int Order => _order;

    /// <summary>p of a unit after others.</summary>
    /// <param name="context">The units before it; the last n − 1 count.</param>
    /// <param name="unit">The unit.</param>
    /// <returns>Above 0.</returns>
    public double Probability(ReadOnlySpan<int> context, int unit)
    {
        double probability = 1.0 / _vocabulary;
        for (int k = 1; k <= _order && k - 1 <= context.Length; k++)
        {
            int node = 0;
            foreach (int before in context[^(k - 1)..])
            {
                node = node < 0 ? node : Child(node, before);
            }

            probability = Interpolated(node, unit, k, probability);
        }

        return probability;
    }

    /// <summary>−ln p of the units of a text from one on, each after all before it.</summary>
    /// <param name="units">The text.</param>
    /// <param name="first">The first unit that is scored.</param>
    /// <returns>A number a unit.</returns>
    public float[] Surprises(ReadOnlySpan<int> units, int first)
    {
        var surprises = new float[Math.Max(0, units.Length - first)];
        for (int i = first; i < units.Length; i++)
        {
            int from = Math.Max(0, i - _order + 1);
            surprises[i - first] = (float)-Math.Log(Probability(units[from..i], units[i]));
        }

        return surprises;
    }

    /// <summary>One order: what is left of the count, and what was taken away times the order below.</summary>
    private double Interpolated(int context, int unit, int order, double below)
    {
        if (context < 0 || _total[context] == 0)
        {
            return below;
        }

        double[] discounts = _discounts[order];
        double taken = 0;
        for (int c = 0; c < Classes; c++)
        {
            taken += discounts[c] * _followers[(context * Classes) + c];
        }

        int node = Child(context, unit), count = node < 0 ? 0 : _count[node];
        double own = count == 0 ? 0 : count - discounts[Class(count)];
        return (own + (taken * below)) / _total[context];
    }

    /// <summary>
    /// Every run of every order once, and how often: the highest order by its places, the others by the different units
    /// before them.
    /// </summary>
    private void Count(ReadOnlySpan<int> units)
    {
        int[] before = new int[_order + 1], now = new int[_order + 1];
        for (int i = 0; i < units.Length; i++)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)units[i], (uint)_vocabulary, nameof(units));
            int longest = Math.Min(_order, i + 1);
            for (int k = 1; k <= longest; k++)
            {
                (now[k], bool isNew) = Add(k == 1 ? 0 : before[k - 1], units[i], k);
                if (k == _order)
                {
                    _count[now[k]]++;
                }

                if (isNew && k > 1)
                {
                    _count[now[k - 1]]++;
                }
            }

            // The run from the beginning of the text has the beginning before it.
            if (longest < _order)
            {
                _count[now[longest]]++;
            }

            (before, now) = (now, before);
        }
    }

    private (int Node, bool IsNew) Add(int parent, int unit, int depth)
    {
        long key = ((long)parent * _vocabulary) + unit;
        if (_children.TryGetValue(key, out int node))
        {
            return (node, false);
        }

        node = _depth.Count;
        _children.Add(key, node);
        _depth.Add(depth);
        _parent.Add(parent);
        _count.Add(0);
        return (node, true);
    }

    private int Child(int node, int unit) => _children.GetValueOrDefault(((long)node * _vocabulary) + unit, -1);

    private static int Class(int count) => Math.Min(count, Classes) - 1;

    /// <summary>
    /// Chen and Goodman's equations 26: from how many runs of the order have the counts 1 to 4; none is larger than its
    /// count.
    /// </summary>
    private double[] Discounts(int order)
    {
        var runs = new long[Classes + 2];
        for (int node = 1; node < _depth.Count; node++)
        {
            if (_depth[node] == order && _count[node] is > 0 and <= Classes + 1)
            {
                runs[_count[node]]++;
            }
        }

        double ratio = runs[1] + runs[2] == 0 ? 0.5 : (double)runs[1] / (runs[1] + (2 * runs[2]));
        return [.. Enumerable.Range(1, Classes).Select(c =>
            Math.Clamp(runs[c] == 0 ? ratio : c - ((c + 1) * ratio * runs[c + 1] / runs[c]), 0, c))];
    }
}
