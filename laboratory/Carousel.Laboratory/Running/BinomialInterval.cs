namespace Carousel.Laboratory.Running;

/// <summary>
/// Between which shares of success the truth lies with 95 % confidence: the exact interval of Clopper and Pearson 1934.
/// </summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
internal readonly record struct BinomialInterval(double Low, double High)
{
    private const double Tail = 0.025;
    private const int Halvings = 60;

    /// <summary>The interval of a number of successes.</summary>
    /// <param name="successes">Trials that succeeded.</param>
    /// <param name="trials">All trials.</param>
    /// <returns>The interval; 0 … 1 without trials.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are more successes than trials, or fewer than
    /// none.</exception>
    public static BinomialInterval Of(int successes, int trials)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(trials);
        ArgumentOutOfRangeException.ThrowIfNegative(successes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(successes, trials);

        // As many or more successes are as rare as the tail at the lower end, as many or fewer at the upper one.
        double low = successes == 0 ? 0 : Find(share => 1 - AtMost(successes - 1, trials, share) < Tail);
        double high = successes == trials ? 1 : Find(share => AtMost(successes, trials, share) > Tail);
        return new BinomialInterval(low, high);
    }

    /// <summary>Whether the interval contains a share.</summary>
    /// <param name="share">The share.</param>
    /// <returns>True at the ends too.</returns>
    public bool Contains(double share) => share >= Low && share <= High;

    // The largest share for which a condition is true that is true for all smaller ones.
    private static double Find(Func<double, bool> holds)
    {
        (double low, double high) = (0, 1);
        for (int i = 0; i < Halvings; i++)
        {
            double middle = (low + high) / 2;
            (low, high) = holds(middle) ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static double AtMost(int successes, int trials, double share)
    {
        double sum = 0;
        double logarithm = trials * Math.Log(1 - share);
        for (int k = 0; k <= successes; k++)
        {
            sum += Math.Exp(logarithm);
            logarithm += Math.Log((double)(trials - k) / (k + 1)) + Math.Log(share / (1 - share));
        }

        return Math.Min(1, sum);
    }
}
