using Carousel.Kernels;

namespace Carousel.Language;

/// <summary>
/// Counts of runs of up to n units with modified Kneser–Ney smoothing, interpolated down to the even distribution:
/// what a language model has inside and is compared with.
/// </summary>
/// <remarks>
/// Chen and Goodman 1999, section 3.5: discounts for counts of one, two and more, by order; below the highest order a
/// run counts by how many different units stand
/// before it (the beginning of the text is one of them). For every context the probabilities of all V units sum to 1.
/// A <see cref="Place"/> reads on, and may count what it reads; the discounts stay those of the text counted first.
/// </remarks>
internal sealed class KneserNey
{
    private const int Classes = 3;
    private const double LeastProbability = 1e-12;

    private readonly int _vocabulary;
    private readonly RunTree _runs;
    private readonly double[][] _discounts;

    /// <summary>Counts a text.</summary>
    /// <param name="units">The text.</param>
    /// <param name="vocabulary">V.</param>
    /// <param name="order">n: the longest run, the last unit among them.</param>
    /// <exception cref="ArgumentOutOfRangeException">The order or the vocabulary is not positive.</exception>
    public KneserNey(ReadOnlySpan<int> units, int vocabulary, int order = 5)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(vocabulary);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(order);
        (Order, _vocabulary, _runs) = (order, vocabulary, new RunTree());
        var place = new Place(this);
        foreach (int unit in units)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)unit, (uint)vocabulary, nameof(units));
            place.Count(unit);
        }

        _discounts = [.. Enumerable.Range(0, order + 1).Select(Discounts)];
    }

    private KneserNey(KneserNey from) =>
        (Order, _vocabulary, _runs, _discounts) = (from.Order, from._vocabulary, from._runs.Copy(), from._discounts);

    /// <summary>n.</summary>
    public int Order { get; }

    /// <summary>How many different runs of any order were counted.</summary>
    public int Runs => _runs.Count;

    /// <summary>The same counts, to be counted on without changing these.</summary>
    public KneserNey Copy() => new(this);

    /// <summary>p of a unit after others.</summary>
    /// <param name="context">The units before it; the last n − 1 count.</param>
    /// <param name="unit">The unit.</param>
    /// <returns>Above 0.</returns>
    public double Probability(ReadOnlySpan<int> context, int unit)
    {
        var place = new Place(this);
        foreach (int before in context)
        {
            place.Read(before);
        }

        return place.Probability(unit);
    }

    /// <summary>−ln p of the units of a text from one on, each after all before it.</summary>
    /// <param name="units">The text.</param>
    /// <param name="first">The first unit that is scored.</param>
    /// <returns>A number a unit.</returns>
    public float[] Surprises(ReadOnlySpan<int> units, int first)
    {
        var surprises = new float[Math.Max(0, units.Length - first)];
        var place = new Place(this);
        for (int i = Math.Max(0, first - Order); i < units.Length; i++)
        {
            if (i >= first)
            {
                surprises[i - first] = (float)-Logarithm(place.Probability(units[i]));
            }

            place.Read(units[i]);
        }

        return surprises;
    }

    /// <summary>ln p, with a lower bound: a unit never seen after a context may have probability 0.</summary>
    public static double Logarithm(double probability) => ScalarMath.Log(Math.Max(probability, LeastProbability));

    private static int Class(int count) => Math.Min(count, Classes) - 1;

    /// <summary>
    /// Chen and Goodman's equations 26: from how many runs of the order have the counts 1 to 4; none is larger than its
    /// count.
    /// </summary>
    private double[] Discounts(int order)
    {
        var runs = new long[Classes + 2];
        for (int run = 1; run <= _runs.Count; run++)
        {
            if (_runs.Length(run) == order && _runs.Times(run) is > 0 and <= Classes + 1)
            {
                runs[_runs.Times(run)]++;
            }
        }

        double ratio = runs[1] + runs[2] == 0 ? 0.5 : (double)runs[1] / (runs[1] + (2 * runs[2]));
        return [.. Enumerable.Range(1, Classes).Select(c =>
            Math.Clamp(runs[c] == 0 ? ratio : c - ((c + 1) * ratio * runs[c + 1] / runs[c]), 0, c))];
    }

    /// <summary>A place in a text that is read: the runs that end there.</summary>
    /// <param name="counts">What was counted.</param>
    public sealed class Place(KneserNey counts)
    {
        // The run of the last k units, 0 for none of them; −1 where it was never counted.
        private int[] _context = [0, .. Enumerable.Repeat(-1, counts.Order - 1)];
        private int[] _next = new int[counts.Order];

        /// <summary>How many of the last units are the longest run that something is known to follow.</summary>
        public int Known
        {
            get
            {
                int known = counts.Order - 1;
                while (known > 0 && (_context[known] < 0 || counts._runs.Total(_context[known]) == 0))
                {
                    known--;
                }

                return known;
            }
        }

        /// <summary>How many different units follow the run of <see cref="Known"/>.</summary>
        public int Followers => counts._runs.Followers(_context[Known]);

        /// <summary>p of a unit, if it came next.</summary>
        public double Probability(int unit)
        {
            double probability = 1.0 / counts._vocabulary;
            for (int k = 0; k < _context.Length && _context[k] >= 0; k++)
            {
                if (counts._runs.Total(_context[k]) is > 0 and var total)
                {
                    int run = counts._runs.Find(_context[k], unit);
                    probability = (Kept(run, k + 1) + (Taken(_context[k], k + 1) * probability)) / total;
                }
            }

            return probability;
        }

        /// <summary>p of every unit, if it came next.</summary>
        /// <param name="probabilities">[V], overwritten.</param>
        public void Probabilities(Span<double> probabilities)
        {
            probabilities.Fill(1.0 / counts._vocabulary);
            RunTree runs = counts._runs;
            for (int k = 0; k < _context.Length && _context[k] >= 0; k++)
            {
                if (runs.Total(_context[k]) is not (> 0 and var total))
                {
                    continue;
                }

                double taken = Taken(_context[k], k + 1) / total;
                for (int unit = 0; unit < probabilities.Length; unit++)
                {
                    probabilities[unit] *= taken;
                }

                for (int run = runs.FirstAfter(_context[k]); run > 0; run = runs.NextBeside(run))
                {
                    probabilities[runs.Unit(run)] += Kept(run, k + 1) / total;
                }
            }
        }

        /// <summary>Goes to the beginning of a text.</summary>
        public void Reset()
        {
            _context.AsSpan().Fill(-1);
            _context[0] = 0;
        }

        /// <summary>Moves past a unit.</summary>
        public void Read(int unit)
        {
            _next[0] = 0;
            for (int k = 1; k < _next.Length; k++)
            {
                _next[k] = _context[k - 1] < 0 ? -1 : counts._runs.Find(_context[k - 1], unit);
            }

            (_context, _next) = (_next, _context);
        }

        /// <summary>
        /// Counts the runs that end with a unit, and moves past it: the highest order by its places, the others by the
        /// different units before them.
        /// </summary>
        /// <remarks>Allocates nothing but where the counts outgrow their memory.</remarks>
        public void Count(int unit)
        {
            int longest = 0, last = -1;
            for (int k = 0; k < _context.Length && _context[k] >= 0; k++)
            {
                int run = counts._runs.Find(_context[k], unit);
                bool isNew = run < 0;
                if (isNew)
                {
                    run = counts._runs.Add(_context[k], unit);
                    if (k > 0)
                    {
                        counts._runs.Increase(last);
                    }
                }

                if (k + 1 == counts.Order)
                {
                    counts._runs.Increase(run);
                }
                else
                {
                    _next[k + 1] = run;
                }

                (last, longest) = (run, k + 1);
            }

            // The run from the beginning of the text has the beginning before it.
            if (longest < counts.Order)
            {
                counts._runs.Increase(last);
                _next.AsSpan(longest + 1).Fill(-1);
            }

            _next[0] = 0;
            (_context, _next) = (_next, _context);
        }

        private double Kept(int run, int order) => run < 0 || counts._runs.Times(run) is not (> 0 and var times)
            ? 0
            : times - counts._discounts[order][Class(times)];

        private double Taken(int context, int order)
        {
            double[] discounts = counts._discounts[order];
            double taken = 0;
            for (int c = 0; c < Classes; c++)
            {
                taken += discounts[c] * counts._runs.FollowersSeen(context, c);
            }

            return taken;
        }
    }
}
