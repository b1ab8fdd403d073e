using Carousel.Jobs.Measuring;

namespace Carousel.Laboratory.Textbook.Uses.Customers;

/// <summary>
/// A baseline from counts: a logistic regression on the sums of each feature over all weeks, the last twelve and the
/// last four.
/// </summary>
internal sealed class ChurnCounts
{
    private const int Last = ChurnTask.Weeks - 1;

    private static readonly int[] _spans = [ChurnTask.Weeks, 12, 4];
    private static readonly int[] _places = [.. Enumerable.Range(0, _spans.Length * ChurnTask.Features)];

    private readonly LogisticRegression _regression;

    /// <summary>Fits by the last weeks of customers.</summary>
    public ChurnCounts(IReadOnlyList<ChurnTask.Customer> customers)
    {
        bool[] leaves = [.. customers.Select(c => c.Leaves[Last])];
        _regression = LogisticRegression.Fit(
            LogisticRegression.OfShare(_places.Length, leaves.Count(l => l), leaves.Length),
            [.. customers.Select(Row)], leaves, penalty: 1);
    }

    /// <summary>How likely a customer leaves after the last week, as log odds.</summary>
    public double Score(ChurnTask.Customer customer) => _regression.LogOdds(Row(customer));

    private static LogisticRow Row(ChurnTask.Customer customer)
    {
        var sums = new double[_places.Length];
        for (int k = 0; k < _places.Length; k++)
        {
            int span = _spans[k / ChurnTask.Features];
            for (int week = ChurnTask.Weeks - span; week < ChurnTask.Weeks; week++)
            {
                sums[k] += customer.Week(week)[k % ChurnTask.Features] / Math.Sqrt(span);
            }
        }

        return new LogisticRow(_places, sums);
    }
}
