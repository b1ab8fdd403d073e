using System.Data;
using System.Globalization;
using Carousel.Anomalies;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;
using Microsoft.ML;

namespace Carousel.Data.Tests;

/// <summary>The code of docs/how-to/data.md.</summary>
public sealed class GuideTests : IDisposable
{
    private const int Hours = 24 * 28;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly DateTime[] _times =
        [.. Enumerable.Range(0, Hours).Select(hour => new DateTime(2026, 1, 1).AddHours(hour))];

    private readonly float[] _values = [.. Enumerable.Range(0, Hours).Select(Value)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Arrays_AreForecast_InThreeLines()
    {
        (DateTime[] times, float[] values) = (_times, _values);

        #region arrays
        ColumnTable sales = ColumnTable.Of(times, values);           // DateTime[] and float[]
        ColumnTable forecast = sales.Forecast(horizon: 24);
        double[] median = forecast["q0.5"].ToArray<double>();
        #endregion

        Assert.Equal(24, median.Length);
        Assert.Equal(times[^1].AddHours(1), forecast["time"][0]);
        Assert.All(median.Index(), step => Assert.Equal(Value(Hours + step.Index), step.Item, 15.0));
        Assert.Equal(
            ["time", "target", "step", "q0.025", "q0.1", "q0.2", "q0.3", "q0.4", "q0.5", "q0.6", "q0.7", "q0.8", "q0.9",
                "q0.975"],
            forecast.Columns.Select(c => c.Name));
        Assert.All(Enumerable.Range(0, 24), step => Assert.True((double)forecast["q0.1"][step]! <= median[step]));
    }

    [Fact]
    public void MissingValues_AndLargeOnes_AreForecast()
    {
        double[] large = [.. _values.Select((value, hour) => hour % 17 == 0 ? double.NaN : value + 1e9)];

        ColumnTable forecast = ColumnTable.Of(_times, large).Forecast(horizon: 24);

        Assert.All(
            forecast["q0.5"].ToArray<double>().Index(),
            step => Assert.Equal(Value(Hours + step.Index) + 1e9, step.Item, 15.0));
        Assert.Contains("missing", string.Join(' ', forecast.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void ASeriesThatIsTooShort_IsNamed()
    {
        var table = new ColumnTable("sales",
        [
            new("day", Enumerable.Range(0, 12).Select(n => new DateTime(2026, 1, 1).AddDays(n % 10)).ToArray()),
            new("shop", Enumerable.Range(0, 12).Select(n => n < 10 ? "a" : "b").ToArray()),
            new("revenue", Enumerable.Range(0, 12).Select(n => n % 4).ToArray()),
        ]);
        DataFormatException caught = Assert.Throws<DataFormatException>(
            () => table.Forecast(3, new ReadOptions { Id = "shop", Targets = ["revenue"] }));
        Assert.Equal(
            "sales: the series 'b' has fewer than 3 known values in its last 2,048 rows.", caught.Message);
    }

    [Fact]
    public void Files_AreReadAndWritten()
    {
        string parquet = Path.Combine(_folder, "sales.parquet"), arrow = Path.Combine(_folder, "forecast.arrow");
        Shops().SaveParquet(parquet);

        #region files
        ColumnTable sales = ColumnTable.ReadParquet(parquet, ["day", "shop", "revenue"]);   // null reads all columns
        var columns = new ReadOptions { Time = "day", Id = "shop", Targets = ["revenue"] };
        sales.Forecast(horizon: 14, columns).SaveArrow(arrow);
        #endregion

        ColumnTable forecast = ColumnTable.ReadArrow(arrow);
        Assert.Equal(28, forecast.RowCount);
        Assert.Equal(["a", "b"], forecast["id"].ToArray<string>().Distinct());
    }

    [Fact]
    public void Records_AreATable_AndATableIsRecords()
    {
        IEnumerable<Sale> orders = Shops().ToRecords<Sale>();

        #region records
        ColumnTable sales = orders.ToTable();           // record Sale(DateTime Day, string Shop, double? Revenue)
        using DataTable table = sales.ToDataTable();
        ColumnTable again = table.CreateDataReader().ToTable();
        IEnumerable<Sale> rows = again.ToRecords<Sale>();
        #endregion

        Assert.Equal(orders, rows);
    }

    [Fact]
    public void ADataView_GoesInAndOut()
    {
        ColumnTable sales = Shops();

        #region mlnet
        IDataView view = sales.ToDataView();
        ColumnTable features = view.ToTable(["shop", "revenue"]);
        #endregion

        Assert.Equal(sales.RowCount, features.RowCount);
        Assert.Equal(sales["shop"].ToArray<string>(), features["shop"].ToArray<string>());
    }

    [Fact]
    public void Values_ThatOnlyCount_AreForecast()
    {
        int[] counts = [.. Enumerable.Range(1, _times.Length)];

        Assert.Equal(24, ColumnTable.Of(_times, counts).Forecast(horizon: 24).RowCount);
    }

    [Fact]
    public async Task AModel_IsTrainedOnATable_AndAppliedToOne()
    {
        ColumnTable sales = ColumnTable.Of(_times, _values);
        var options = new ForecastOptions
        {
            Horizon = 24,
            Methods = ["network"],
            Ensemble = 1,
            Fit = new() { Epochs = 1, Hidden = 4 },
        };

        #region model
        ForecastPlan plan = ForecastPlan.Make(sales.ToSeries(), options);
        using Forecaster model = (await plan.FitAsync()).Model;
        ColumnTable forecast = model.Predict(sales);
        #endregion

        Assert.Equal(24, forecast.RowCount);
        Assert.Equal(typeof(DateTime), forecast["time"].Type);
        Assert.Equal(typeof(double), forecast["q0.5"].Type);
    }

    [Fact]
    public async Task Anomalies_AreFound_InATable()
    {
        ColumnTable log = ColumnTable.Of(_times, _values);
        string csv = Path.Combine(_folder, "log.csv");
        var options = new AnomalyOptions { Fit = new() { Epochs = 1, Hidden = 4 } };

        #region jobs
        log.SaveCsv(csv);
        using ChannelModel model = (await ChannelPlan.Read(csv, options).FitAsync()).Model;
        model.Predict(log).SaveParquet(Path.ChangeExtension(csv, ".parquet"));
        #endregion

        ColumnTable scores = ColumnTable.ReadParquet(Path.ChangeExtension(csv, ".parquet"));
        Assert.Equal(Hours, scores.RowCount);
        Assert.Contains(scores.Columns, c => c.Type == typeof(double));
    }

    private static float Value(int hour) => 100 + (40 * MathF.Sin(hour * MathF.Tau / 24));

    private static ColumnTable Shops() => new("sales",
    [
        new("day", Enumerable.Range(0, 120).Select(n => new DateTime(2026, 1, 1).AddDays(n / 2)).ToArray()),
        new("shop", Enumerable.Range(0, 120).Select(n => n % 2 == 0 ? "a" : "b").ToArray()),
        new("revenue", Enumerable.Range(0, 120).Select(n => n % 11 == 0 ? (double?)null : 50 + (n / 2 % 7)).ToArray()),
        new("note", Enumerable.Range(0, 120).Select(n => n.ToString(CultureInfo.InvariantCulture)).ToArray()),
    ]);

    private sealed record Sale(DateTime Day, string Shop, double? Revenue);
}
