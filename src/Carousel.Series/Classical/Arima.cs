namespace Carousel.Classical;

/// <summary>
/// Seasonal ARIMA models (Box and Jenkins 1970); a stepwise search chooses the orders with the least criterion of
/// Akaike (Hyndman and Khandakar 2008, section 3.2).
/// </summary>
internal sealed class Arima
{
    private const int MostOrder = 5, MostSeasonalOrder = 2, MostModels = 94, FewestValues = 4;

    /// <summary>Values, or steps of a season, from which on the search takes conditional sums of squares.</summary>
    private const int LongSeries = 150, LongSeason = 12;

    /// <summary>Best orders of such a search that are compared by their exact likelihood.</summary>
    private const int Finalists = 3;

    /// <summary>Products per evaluation up to which several models and starts are compared.</summary>
    private const double CheapProducts = 1e5;

    /// <summary>
    /// Products per evaluation up to which missing values are left to the filter; above it the estimate uses a filled
    /// series and only the last evaluation the filter.
    /// </summary>
    private const double MostProducts = 4e6;

    private static readonly (int Ar, int Ma)[] _steps =
        [(-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)];

    private readonly int _known, _mostAr, _mostSeasonal;
    private readonly ArimaMethod _method;
    private readonly ArimaData _data;
    private readonly ArimaData? _centered;
    private readonly ArimaOrders _simplest;
    private readonly OrderedDictionary<ArimaOrders, ArimaEstimate> _tried = [];

    /// <summary>Decides how the series is differenced.</summary>
    private Arima(double[] values, int season)
    {
        double[] filled = MissingValues.Fill(values, season);
        _method = values.Length > LongSeries || season > LongSeason ? ArimaMethod.Conditional : ArimaMethod.Exact;
        _simplest = new ArimaOrders(0, 0, 0, 0, UnitRoot.SeasonalDifferences(filled, season), 0, season);
        int differences = UnitRoot.Differences(ArimaData.Difference(filled, _simplest.Differencing()));
        _simplest = _simplest with { Differences = differences };
        _data = new ArimaData(values, filled, _simplest);
        _centered = differences + _simplest.SeasonalDifferences < 2
            ? new ArimaData(values, filled, _simplest with { HasMean = true })
            : null;
        _known = values.Count(value => !double.IsNaN(value));
        _mostAr = Math.Min(MostOrder, _known / 3);
        _mostSeasonal = season > 1 ? Math.Min(MostSeasonalOrder, _known / 3 / season) : 0;
    }

    /// <summary>Chooses orders and fits the model.</summary>
    /// <param name="history">Values in order of time (NaN: missing).</param>
    /// <param name="season">Steps per season, 1 for none; ignored if the history has fewer than two seasons.</param>
    /// <exception cref="ArgumentException">The history has no finite value.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The season is below 1.</exception>
    public static ArimaModel Fit(ReadOnlySpan<double> history, int season)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(season, 1);
        double[] values = ArimaData.Trim(history, out _);
        var search = new Arima(values, values.Length >= 2 * season ? season : 1);
        search.Run();
        ArimaEstimate? best = null;
        int tried = 0;
        foreach (ArimaEstimate candidate in search._tried.Values
            .Where(estimate => estimate.IsReliable && !double.IsPositiveInfinity(estimate.Aicc))
            .OrderBy(estimate => estimate.Aicc))
        {
            bool isCheap = (double)values.Length * candidate.Orders.States <= CheapProducts;
            double[] found = candidate.Unbounded, inside = Inside(found);
            ReadOnlySpan<double[]> starts =
                !isCheap || found.AsSpan().SequenceEqual(inside) ? [found] : [found, inside];
            ArimaEstimate refined = ArimaEstimate.Fit(candidate.Data, candidate.Orders, ArimaMethod.Exact, starts);
            best = refined.IsReliable && (best is null || refined.Aicc < best.Aicc) ? refined : best;
            bool comparesMore = search._method == ArimaMethod.Conditional && isCheap;
            if (++tried >= (comparesMore ? Finalists : 1) && best is not null)
            {
                break;
            }
        }

        return new ArimaModel(Refine(best ?? search.Simplest()));
    }

    /// <summary>
    /// Where an estimate begins: the conditional sum of squares costs little and leads near the maximum; zero if the
    /// series is too short for it.
    /// </summary>
    /// <param name="data">The series.</param>
    /// <param name="orders">The orders.</param>
    internal static double[] Start(ArimaData data, ArimaOrders orders)
    {
        double[] zero = new double[orders.Coefficients];
        return data.Differenced.Length - orders.ArLag <= orders.Parameters
            ? zero
            : Inside(ArimaEstimate.Fit(data, orders, ArimaMethod.Conditional, zero).Unbounded);
    }

    /// <summary>
    /// The estimate by the exact likelihood of the values that are there. The likelihood can have several maxima, so a
    /// second search begins where all coefficients are zero.
    /// </summary>
    /// <param name="estimate">The first.</param>
    internal static ArimaEstimate Refine(ArimaEstimate estimate)
    {
        (ArimaData data, ArimaOrders orders) = (estimate.Data, estimate.Orders);
        ArimaEstimate other = ArimaEstimate.Fit(data, orders, ArimaMethod.Exact, new double[orders.Coefficients]);
        bool isAllowed = other.IsReliable || !estimate.IsReliable;
        ArimaEstimate exact = isAllowed && other.LogLikelihood > estimate.LogLikelihood ? other : estimate;
        double size = orders.States + orders.Lost;
        return !data.HasMissing ? exact
            : size * size * data.Values.Length > MostProducts
            ? ArimaEstimate.Of(data, orders, exact.Model, ArimaMethod.Missing)
            : ArimaEstimate.Fit(data, orders, ArimaMethod.Missing, exact.Unbounded);
    }

    /// <summary>Keeps a start away from the unit circle, where the likelihood is flat.</summary>
    private static double[] Inside(double[] unbounded) => Array.ConvertAll(unbounded, x => Math.Clamp(x, -2, 2));

    private void Run()
    {
        if ((_centered ?? _data).IsConstant)
        {
            // Nothing remains to be explained; without a mean if even that is zero.
            Try(_simplest with { HasMean = _centered is not null && !_data.IsConstant });
            return;
        }

        // With fewer values only models without a mean have a finite criterion, and those forecast zero.
        if (_known < FewestValues)
        {
            return;
        }

        ArimaEstimate? best = null;
        ArimaOrders start = _simplest with { HasMean = _centered is not null };
        foreach (ArimaOrders first in (ArimaOrders[])
            [Limit(start, 2, 2, 1, 1), start, Limit(start, 1, 0, 1, 0), Limit(start, 0, 1, 0, 1), _simplest])
        {
            best = Better(best, first);
        }

        bool improved = best is not null;
        while (improved && _tried.Count < MostModels)
        {
            improved = false;
            foreach (ArimaOrders next in Neighbours(best!.Orders))
            {
                if (!_tried.ContainsKey(next) && Better(best, next) is { } better && !ReferenceEquals(better, best))
                {
                    (best, improved) = (better, true);
                    break;
                }
            }
        }
    }

    /// <summary>The model without coefficients, for series that are too short for any other.</summary>
    private ArimaEstimate Simplest()
    {
        // With one value after differencing a mean would explain all of it.
        bool hasMean = _centered is not null && (_simplest.Lost == 0 || _data.Differenced.Length > 1);
        return ArimaEstimate.Fit(
            hasMean ? _centered! : _data, _simplest with { HasMean = hasMean }, ArimaMethod.Exact, []);
    }

    private ArimaOrders Limit(ArimaOrders start, int ar, int ma, int seasonalAr, int seasonalMa) => start with
    {
        Ar = Math.Min(ar, _mostAr),
        Ma = Math.Min(ma, _mostAr),
        SeasonalAr = Math.Min(seasonalAr, _mostSeasonal),
        SeasonalMa = Math.Min(seasonalMa, _mostSeasonal),
    };

    private IEnumerable<ArimaOrders> Neighbours(ArimaOrders now)
    {
        IEnumerable<ArimaOrders> all =
        [
            .. _steps.Select(s => now with { SeasonalAr = now.SeasonalAr + s.Ar, SeasonalMa = now.SeasonalMa + s.Ma }),
            .. _steps.Select(s => now with { Ar = now.Ar + s.Ar, Ma = now.Ma + s.Ma }),
            now with { HasMean = !now.HasMean && _centered is not null },
        ];
        return all.Where(next => Math.Min(next.Ar, next.Ma) >= 0 && Math.Max(next.Ar, next.Ma) <= _mostAr
            && Math.Min(next.SeasonalAr, next.SeasonalMa) >= 0
            && Math.Max(next.SeasonalAr, next.SeasonalMa) <= _mostSeasonal);
    }

    private ArimaEstimate? Better(ArimaEstimate? best, ArimaOrders orders)
    {
        ArimaEstimate estimate = Try(orders);
        return estimate.IsReliable && estimate.Aicc < (best?.Aicc ?? double.PositiveInfinity) ? estimate : best;
    }

    private ArimaEstimate Try(ArimaOrders orders)
    {
        if (!_tried.TryGetValue(orders, out ArimaEstimate? estimate))
        {
            ArimaData data = orders.HasMean ? _centered! : _data;
            double[] start = _method == ArimaMethod.Exact ? Start(data, orders) : new double[orders.Coefficients];
            estimate = ArimaEstimate.Fit(data, orders, _method, start);
            _tried.Add(orders, estimate);
        }

        return estimate;
    }
}
