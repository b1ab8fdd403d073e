namespace Carousel.Classical;

/// <summary>
/// Stepwise search of the orders with the least criterion of Akaike (Hyndman and Khandakar 2008, section 3.2).
/// </summary>
internal sealed class ArimaSearch
{
    private const int MostOrder = 5, MostSeasonalOrder = 2, MostModels = 94, FewestValues = 4;

    private readonly int _season, _known;
    private readonly ArimaMethod _method;
    private readonly ArimaData _data;
    private readonly ArimaData? _centered;
    private readonly ArimaOrders _simplest;
    private readonly int _mostAr, _mostSeasonal;
    private readonly Dictionary<ArimaOrders, ArimaEstimate> _tried = [];
    private readonly List<ArimaEstimate> _ordered = [];

    /// <summary>Decides how the series is differenced.</summary>
    /// <param name="values">The values without missing ones at either end.</param>
    /// <param name="filled">The same with missing values replaced.</param>
    /// <param name="season">Steps per season; 1 for none.</param>
    /// <param name="method">The likelihood of the search.</param>
    public ArimaSearch(double[] values, double[] filled, int season, ArimaMethod method)
    {
        (_season, _method) = (season, method);
        int seasonal = UnitRoot.SeasonalDifferences(filled, season);
        double[] differenced = ArimaData.Difference(
            filled, ArimaPolynomials.Differencing(new ArimaOrders(0, 0, 0, 0, seasonal, 0, season)));
        int differences = UnitRoot.Differences(differenced);
        _simplest = new ArimaOrders(0, differences, 0, 0, seasonal, 0, season);
        _data = new ArimaData(values, filled, _simplest);
        _centered = differences + seasonal < 2
            ? new ArimaData(values, filled, _simplest with { HasMean = true })
            : null;
        _known = values.Count(value => !double.IsNaN(value));
        _mostAr = Math.Min(MostOrder, _known / 3);
        _mostSeasonal = season > 1 ? Math.Min(MostSeasonalOrder, _known / 3 / season) : 0;
    }

    /// <summary>Searches.</summary>
    public void Run()
    {
        bool hasMean = _centered is not null;
        if ((_centered ?? _data).IsConstant)
        {
            // Nothing remains to be explained; without a mean if even that is zero.
            Try(_simplest with { HasMean = hasMean && !_data.IsConstant });
            return;
        }

        // With fewer values only models without a mean have a finite criterion, and those forecast zero.
        if (_known < FewestValues)
        {
            return;
        }

        ArimaOrders start = _simplest with { HasMean = hasMean };
        ArimaEstimate? best = Better(null, Limit(start, 2, 2, 1, 1));
        best = Better(best, start);
        best = Better(best, Limit(start, 1, 0, 1, 0));
        best = Better(best, Limit(start, 0, 1, 0, 1));
        best = Better(best, _simplest);
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

    /// <summary>All reliable models that were tried, the best first.</summary>
    public IEnumerable<ArimaEstimate> Ranked() =>
        _ordered.Where(estimate => estimate.IsReliable && !double.IsPositiveInfinity(estimate.Aicc))
            .OrderBy(estimate => estimate.Aicc);

    /// <summary>The model without coefficients, for series that are too short for any other.</summary>
    public ArimaEstimate Simplest()
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

    private IEnumerable<ArimaOrders> Neighbours(ArimaOrders current)
    {
        (int Ar, int Ma)[] steps =
            [(-1, 0), (0, -1), (1, 0), (0, 1), (-1, -1), (-1, 1), (1, -1), (1, 1)];
        foreach ((int ar, int ma) in steps)
        {
            ArimaOrders next = current with
            {
                SeasonalAr = current.SeasonalAr + ar,
                SeasonalMa = current.SeasonalMa + ma,
            };
            if (IsPossible(next))
            {
                yield return next;
            }
        }

        foreach ((int ar, int ma) in steps)
        {
            ArimaOrders next = current with { Ar = current.Ar + ar, Ma = current.Ma + ma };
            if (IsPossible(next))
            {
                yield return next;
            }
        }

        if (_centered is not null)
        {
            yield return current with { HasMean = !current.HasMean };
        }
    }

    private bool IsPossible(ArimaOrders orders) => orders.Ar >= 0 && orders.Ar <= _mostAr
        && orders.Ma >= 0 && orders.Ma <= _mostAr
        && orders.SeasonalAr >= 0 && orders.SeasonalAr <= _mostSeasonal
        && orders.SeasonalMa >= 0 && orders.SeasonalMa <= _mostSeasonal;

    private ArimaEstimate? Better(ArimaEstimate? best, ArimaOrders orders)
    {
        ArimaEstimate estimate = Try(orders);
        bool isBetter = estimate.IsReliable && estimate.Aicc < (best?.Aicc ?? double.PositiveInfinity);
        return isBetter ? estimate : best;
    }

    private ArimaEstimate Try(ArimaOrders orders)
    {
        if (_tried.TryGetValue(orders, out ArimaEstimate? known))
        {
            return known;
        }

        ArimaData data = orders.HasMean ? _centered! : _data;
        double[] start = _method == ArimaMethod.Exact ? Arima.Start(data, orders) : new double[orders.Coefficients];
        ArimaEstimate estimate = ArimaEstimate.Fit(data, orders, _method, start);
        _tried.Add(orders, estimate);
        _ordered.Add(estimate);
        return estimate;
    }
}
