using Carousel.Anomalies;
using Carousel.Forecasting;
using Carousel.Jobs.Reading;

namespace Carousel.Data.Tests;

/// <summary>The types of the columns that a model predicts.</summary>
public sealed class PredictionTests : IDisposable
{
    private const int Hours = 24 * 28;

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task IdsWithZeros_StayText_InForecasts()
    {
        ColumnTable table = Machines(2);
        var options = new ForecastOptions
        {
            Horizon = 24,
            Methods = ["network"],
            Ensemble = 1,
            Fit = new() { Epochs = 1, Hidden = 4 },
        };
        var columns = new ReadOptions { Time = "time", Id = "machine", Targets = ["load"] };
        using Forecaster model = (await ForecastPlan.Make(table.ToSeries(columns), options)
            .FitAsync(cancellation: TestContext.Current.CancellationToken)).Model;

        ColumnTable forecast = model.Predict(table, TestContext.Current.CancellationToken);

        Assert.Equal(["0042", "0043"], forecast["id"].ToArray<string>().Distinct());
        Assert.Equal(typeof(double), forecast["q0.5"].Type);
    }

    [Fact]
    public async Task ColumnsOfTheInput_KeepTheirTypes_InScores()
    {
        ColumnTable table = Machines(1);
        string csv = Path.Combine(_folder, "log.csv");
        table.SaveCsv(csv);
        var options = new AnomalyOptions
        {
            Fit = new() { Epochs = 1, Hidden = 4 },
            Time = "time",
            Targets = ["load"],
        };
        using ChannelModel model = (await ChannelPlan.Read(csv, options)
            .FitAsync(cancellation: TestContext.Current.CancellationToken)).Model;

        ColumnTable scores = model.Predict(table, TestContext.Current.CancellationToken);

        Assert.Equal((typeof(string), typeof(bool)), (scores["machine"].Type, scores["open"].Type));
        Assert.Equal(table["machine"].ToArray<string>(), scores["machine"].ToArray<string>());
        Assert.Equal(table["open"].ToArray<bool>(), scores["open"].ToArray<bool>());
        Assert.Equal(table["time"].ToArray<DateTime>(), scores["time"].ToArray<DateTime>());
    }

    private static ColumnTable Machines(int count)
    {
        int[] rows = [.. Enumerable.Range(0, count * Hours)];
        return new ColumnTable("machines",
        [
            new("time", rows.Select(row => new DateTime(2026, 1, 1).AddHours(row / count)).ToArray()),
            new("machine", rows.Select(row => row % count == 0 ? "0042" : "0043").ToArray()),
            new("open", rows.Select(row => row % 5 == 0).ToArray()),
            new("load", rows.Select(row => row / count % 24).ToArray()),
        ]);
    }
}
