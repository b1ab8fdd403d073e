using Carousel.Jobs.Text;

namespace Carousel.Language;

/// <summary>Chooses the order of the n-gram counts on the validation part of a text.</summary>
internal static class CountsFit
{
    /// <summary>How far the powers of the mixture go with each unit of that part.</summary>
    public const double Rate = 0.002;

    private const int UsualOrder = 7, UsualOrderOfWords = 4;

    private static readonly int[] _orders = [3, 4, 5, 6, 7, 8];

    /// <summary>The order whose counts of a text give the following units the highest likelihood.</summary>
    /// <param name="units">The text and the following units.</param>
    /// <param name="first">The first unit that follows.</param>
    /// <param name="kind">What the units are.</param>
    /// <param name="vocabulary">V.</param>
    /// <param name="cancellation">Stops it.</param>
    public static int Order(
        ReadOnlySpan<int> units, int first, UnitKind kind, int vocabulary, CancellationToken cancellation)
    {
        int best = kind == UnitKind.Words ? UsualOrderOfWords : UsualOrder;
        double least = double.PositiveInfinity;
        int from = Math.Max(0, first - TextCounts.MostUnits);
        foreach (int order in first < units.Length ? _orders : [])
        {
            cancellation.ThrowIfCancellationRequested();
            double nats = LanguageMetrics.Of(
                new KneserNey(units[from..first], vocabulary, order).Surprises(units, first)).Nats;
            if (nats < least)
            {
                (best, least) = (order, nats);
            }
            else if (order > best)
            {
                // Longer runs only blur what is known already.
                break;
            }
        }

        return best;
    }
}
