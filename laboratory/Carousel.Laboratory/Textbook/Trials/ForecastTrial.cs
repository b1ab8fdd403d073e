using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Uses.Forecasts;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>The next day of weather, of sales and of prices, by an LSTM and by plain rivals.</summary>
internal sealed class ForecastTrial : StatementTrial
{
    private const int WeatherBlock = 240, SalesBlock = 200, PricesBlock = 500, WalkDays = 3000, PriceNetworks = 4;
    private const double Momentum = 0.3;

    private readonly DailySeries? _weather, _sales, _prices;

    /// <summary>A trial whose files are yet to be read.</summary>
    public ForecastTrial()
    {
    }

    private ForecastTrial(DailySeries weather, DailySeries sales, DailySeries prices) =>
        (_weather, _sales, _prices) = (weather, sales, prices);

    /// <inheritdoc/>
    public override int Number => 38;

    /// <inheritdoc/>
    public override IReadOnlyList<StatementFile> Files { get; } =
    [
        new("seattle-weather.csv",
            "daily weather of Seattle, 2012 to 2015, of the NOAA, in the npm package vega-datasets 3.2.1"),
        new("m5_sales_exog_small.csv.gz",
            "daily sales of eight foods of Walmart, 2011 to 2016, out of the M5 competition, on GitHub in"
            + " Nixtla/transfer-learning-time-series, datasets"),
        new("sp500-2000.csv",
            "the S&P 500 index by days, 2000 to 2020, of Yahoo Finance, in the npm package vega-datasets 3.2.1"),
    ];

    /// <inheritdoc/>
    public override StatementTrial Reading(string folder) => new ForecastTrial(
        DailySeries.Read(Files[0].In(folder), "date", "temp_max"), DailySeries.Read(Files[1].In(folder), "ds", "y"),
        DailySeries.Read(Files[2].In(folder), "date", "close").AsPrices());

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        int done = 0;
        ForecastSkill Of(DailySeries series, int block, ulong own)
        {
            ForecastSkill skill = ForecastSkill.Of(series, block, own, backend, cancellation);
            progress(++done / (4.0 + PriceNetworks));
            return skill;
        }

        DailySeries Walk(double momentum) =>
            DailySeries.Walk(new TrialRandom(seed, $"textbook/walk {momentum}", 0), WalkDays, momentum);
        ForecastSkill weather = Of(_weather!, WeatherBlock, seed), sales = Of(_sales!, SalesBlock, seed),
            walk = Of(Walk(0), PricesBlock, seed), moved = Of(Walk(Momentum), PricesBlock, seed);
        ForecastSkill[] prices =
        [
            .. Enumerable.Range(0, PriceNetworks)
                .Select(n => Of(_prices!, PricesBlock, (PriceNetworks * seed) + (ulong)n)),
        ];
        return new Dictionary<string, double>
        {
            ["walk_over_last"] = walk.Network / walk.Last,
            ["momentum_over_last"] = moved.Network / moved.Last,
            ["weather_over_last"] = weather.Network / weather.Last,
            ["weather_over_ridge"] = weather.Network / weather.Ridge,
            ["sales_over_last"] = sales.Network / sales.Last,
            ["sales_over_ridge"] = sales.Network / sales.Ridge,
            ["prices_over_last"] = prices.Average(p => p.Network / p.Last),
        };
    }
}
